"""Knee tracking's answers to worked examples. Keys are the examples' own; points are [x, y] on the image."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from sessions.knee_tracking.fatigue import fatigue_slope
from sessions.knee_tracking.geometry import fppa_deg, kasr, knee_to_hip, knee_toe_offset, medial_offset_pct
from sessions.knee_tracking.reps import CLASSIC, Span, find_dips, find_spans, to_grid
from sessions.knee_tracking.tempo import Tempo, tempo_of, velocity_loss
from sessions.knee_tracking.track import Floats
from sessions.knee_tracking.verdict import tracking_state
from sessions.worked_examples.comparing import AtLeast, AtMost

Inputs = Mapping[str, Any]
Answer = dict[str, Any]
SIDES = ("right", "left")
LEG = ("hip", "knee", "ankle")


def _point(value: Any) -> Floats:
    """A point; null, or null in it, is one that was not seen."""
    return np.array([math.nan, math.nan] if value is None else [_number(part) for part in value])


def _number(value: Any) -> float:
    return math.nan if value is None else float(value)


def _told(value: Any) -> float | None:
    """A result as a plain float; NaN is "cannot tell"."""
    number = _number(value)
    return None if math.isnan(number) else number


def _fppa(inputs: Inputs) -> Answer:
    hip, knee, ankle = (_point(inputs[joint]) for joint in LEG)
    return {"fppa_deg": _told(fppa_deg(hip, knee, ankle, inputs["lateral_x"]))}


def _ratio(points: Inputs) -> float | None:
    places = [_point(points[name]) for name in ("left_knee", "right_knee", "left_ankle", "right_ankle")]
    return _told(kasr(*places))


def _toe_offset(inputs: Inputs) -> Answer:
    knee, toe, left_hip, right_hip = (_point(inputs[name]) for name in ("knee", "toe", "left_hip", "right_hip"))
    return {"hip_widths": _told(knee_toe_offset(knee, toe, left_hip, right_hip, inputs["lateral_x"]))}


def _two_legs(inputs: Inputs) -> Answer:
    points = inputs["points"]
    places = [_point(points[name]) for name in ("left_knee", "right_knee", "left_hip", "right_hip")]
    answer: Answer = {"kasr": _ratio(points), "knee_to_hip": _told(knee_to_hip(*places))}
    for side, outward in zip(SIDES, (inputs["lateral_x_right"], -inputs["lateral_x_right"]), strict=True):
        hip, knee, ankle = (_point(points[f"{side}_{joint}"]) for joint in LEG)
        answer[f"fppa_{side}_deg"] = _told(fppa_deg(hip, knee, ankle, outward))
    square = _ratio(_from_the_front(inputs))
    known = answer["kasr"] is not None and square
    answer["kasr_change_from_square_view"] = answer["kasr"] / square - 1 if known else None
    return answer


def _from_the_front(inputs: Inputs) -> dict[str, list[float]]:
    """Knees and ankles as the examples' camera (geometry.json, "camera") would see the same body without yaw.

    A pinhole 300 cm off, 1000 px: u/v and 1000/v are x' and depth over height. The two legs of the model stand as
    mirror images about the axis that yaw turns round, but for the knees' own shift inward, which fixes the height.
    """
    yaw = math.radians(inputs["yaw_deg"])
    if yaw == 0:
        return dict(inputs["points"])
    sin, cos = math.sin(yaw), math.cos(yaw)
    shifts = {"knee": inputs["left_knee_in_cm"] - inputs["right_knee_in_cm"], "ankle": 0.0}
    found = {}
    for joint, apart in shifts.items():
        (u_right, v_right), (u_left, v_left) = (inputs["points"][f"{side}_{joint}"] for side in SIDES)
        slope = (u_right / v_right + u_left / v_left) * cos - 1000 * sin * (1 / v_right + 1 / v_left)
        height = (apart - 600 * sin) / slope
        for side, u, v in ((SIDES[0], u_right, v_right), (SIDES[1], u_left, v_left)):
            across, depth = u * height / v, 300 - 1000 * height / v
            x, z = across * cos + depth * sin, depth * cos - across * sin
            found[f"{side}_{joint}"] = [1000 * x / (300 - z), 1000 * height / (300 - z)]
    return found


def _offset_change(inputs: Inputs) -> Answer:
    answer: Answer = {f"kasr_{when}": _ratio(inputs[when]) for when in ("before", "after")}
    for side, outward in zip(SIDES, (inputs["lateral_x_right"], -inputs["lateral_x_right"]), strict=True):
        at = {}
        for when in ("before", "after"):
            hip, knee, ankle = (_point(inputs[when][f"{side}_{joint}"]) for joint in LEG)
            at[when] = medial_offset_pct(hip, knee, ankle, outward, _number(inputs["leg_length_px"]))
        answer[f"{side}_change_pct"] = _told(at["after"] - at["before"])
    return answer


def _tracking_state(inputs: Inputs) -> Answer:
    low, high = (_told(end) for end in inputs["interval"] or (None, None))
    state = tracking_state(low, high, inputs["reps_showing_it"])
    return {"state": state.verdict.value.replace("_", " "), "uncertain": state.uncertain}


def _fatigue(inputs: Inputs) -> Answer:
    got = fatigue_slope([_told(ratio) for ratio in inputs["kasr_per_rep"]])
    if got is None:
        return {"slope_per_rep": None, "fall": None, "fall_reaches_0_10": None}
    return {"slope_per_rep": got.slope.value, "fall": got.fall, "fall_reaches_0_10": got.fall_reaches_limit}


def signal(recipe: Inputs) -> tuple[Floats, Floats]:
    """Times in s and drops of the hip (0 = standing), by the formula in the definitions of reps.json."""
    total = sum(part["s"] for part in recipe["segments"])
    if total == 0:
        return np.empty(0), np.empty(0)
    frames = np.arange(int(total * recipe["fps"] + 1e-9) + 1)
    times = np.clip((frames + recipe.get("jitter", 0) * np.sin(frames)) / recipe["fps"], 0, total)
    level, began = float(recipe.get("start_level", 0)), 0.0
    drops = np.full(len(times), level)
    for part in recipe["segments"]:
        later = times >= began
        drops[later] = level
        if part["kind"] == "cosine":
            way = np.clip((times[later] - began) / part["s"], 0, 1)
            drops[later] = level + (part["to"] - level) * (1 - np.cos(np.pi * way)) / 2
            level = part["to"]
        began += part["s"]
    drops = drops + recipe.get("ripple", 0) * np.sin(2 * np.pi * 9 * times)
    for low, high in recipe.get("lost_s", []):
        drops[(times >= low) & (times <= high)] = np.nan
    return times, drops


def _reps(inputs: Inputs) -> Answer:
    times, drops = to_grid(*signal(inputs["signal"]))
    spans = find_spans(times, drops, find_dips(drops), CLASSIC) if len(times) else []
    tempos = [tempo_of(times, drops, span) for span in spans]
    deepest = max((span.depth for span in spans), default=0.0)
    known = [tempo.rise_s for tempo in tempos if tempo is not None]
    return {
        "count": len(spans),
        "reps": [_rep(span, tempo, deepest) for span, tempo in zip(spans, tempos, strict=True)],
        "velocity_loss": velocity_loss([span.depth for span in spans], known) if len(known) == len(spans) else None,
    }


def _rep(span: Span, tempo: Tempo | None, deepest: float) -> Answer:
    return {
        "start_s": float(span.start_s),
        "end_s": float(span.end_s),
        "depth_share": float(span.depth / deepest),
        "bottom_from_s": AtLeast(span.bottom_s),
        "bottom_to_s": AtMost(span.bottom_s),
        **{key: _told(getattr(tempo, key, None)) for key in ("lowering_s", "pause_s", "rise_s")},
    }


FUNCTIONS = {
    "fppa": _fppa,
    "kasr": lambda i: {"kasr": _ratio(i)},
    "knee_toe_offset": _toe_offset,
    "two_legs": _two_legs,
    "medial_offset_change": _offset_change,
    "tracking_state": _tracking_state,
    "fatigue_slope": _fatigue,
    "reps_and_tempo": _reps,
}
