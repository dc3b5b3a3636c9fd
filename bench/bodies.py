"""`python -m bench.bodies`: how far the measurement is off for bodies and cameras of every kind, as one JSON document.

A simulated athlete squats before a simulated camera, and the points are misread as the pose model misreads them.
What the constants of the engine were fitted to is one family of bodies; here people differ in all that a picture
does not give away. Under `tasks`: side lunges, step-ups and landings (`bench.movements`).
No video, no pose model: about 40 ms an athlete. `--plot FILE` draws the calibration as SVG.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from bench.calibration import calibration_svg
from sessions.knee_tracking.drift import Z90
from sessions.knee_tracking.joints import ANKLES, HIPS, KNEES, TOES
from sessions.knee_tracking.measure import measure
from sessions.knee_tracking.offset import ANKLES_WIDE, CURVE_AT, HIPS_LAG
from sessions.knee_tracking.report import Task
from sessions.knee_tracking.tasks.rules import LEFT, RIGHT
from sessions.knee_tracking.track import Floats, PoseTrack
from tests.sessions.knee_tracking.skeleton import Set, Shot, depth_over_time, joints, seen, track_of

HZ = 15.0
OUTWARD = (1.0, -1.0)
TOES_OUT = ((0, 10), (10, 20), (20, 30), (30, 40))
NOMINAL = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Misreading:
    """What the pose model does to one clip's points, in leg lengths; (left, right) where legs differ.

    curve: its bias by depth, as a multiple of the engine's. Constants of the clip: knee, ankle and toe outward (+),
    world_deg: its guess of the turn of the body in space. noise: from picture to picture.
    """

    curve: float
    knee: tuple[float, float]
    ankle: tuple[float, float]
    toe: tuple[float, float]
    world_deg: float
    noise: float


@dataclass(frozen=True, slots=True)
class Athlete:
    """Who squats, how they are filmed, and how they are misread."""

    of: Set
    shot: Shot
    misreading: Misreading


USUAL = Athlete(
    Set(toe_out_deg=16, shank=0.515, foot=0.208),
    Shot(distance=3.6, height=1.3, width=405, ahead=720),
    Misreading(1.0, (0.0, 0.0), (0.0, 0.0), (0.0, 0.0), 0.0, 0.0),
)


def draw(rng: np.random.Generator) -> Athlete:
    """One athlete: toe-out 0 to 40°, bow legs and knock knees, long and short thighs, near and far cameras."""
    toes = rng.uniform(0, 40)
    drift = np.where(rng.random(2) < 0.5, 0.0, rng.uniform(0, 0.09, 2))
    return Athlete(
        of=Set(
            reps=int(rng.integers(3, 7)),
            depth=rng.uniform(0.32, 0.55),
            lowering_s=rng.uniform(1.0, 2.5),
            rise_s=rng.uniform(0.8, 1.6),
            drift=(float(drift[LEFT]), float(drift[RIGHT])),
            toe_out_deg=toes,
            toes_apart_deg=rng.normal(0, 3),
            stance=float(np.clip(0.34 + 0.004 * toes + rng.normal(0, 0.05), 0.25, 0.65)),
            shank=float(np.clip(rng.normal(0.505, 0.015), 0.46, 0.55)),
            shape=float(rng.normal(0, 0.01)),
            shapes_apart=float(rng.normal(0, 0.004)),
            foot=float(np.clip(rng.normal(0.208, 0.012), 0.17, 0.24)),
            lean=float(np.clip(rng.normal(1.0, 0.12), 0.7, 1.3)),
            onset=float(rng.choice((0.0, 0.25, 0.4))),
        ),
        shot=Shot(
            yaw_deg=float(np.clip(rng.normal(0, 9), -25, 25)),
            roll_deg=rng.normal(0, 1.0),
            distance=rng.uniform(2.1, 5.6),
            height=rng.uniform(0.35, 1.8),
            focal_per_side=float(np.clip(rng.normal(0.75, 0.06), 0.6, 0.95)),
            width=405,
            ahead=720,
        ),
        misreading=Misreading(
            curve=float(rng.normal(1.0, 0.25)),
            knee=pair(rng, 0.006),
            ankle=pair(rng, 0.002),
            toe=pair(rng, 0.004),
            world_deg=float(rng.normal(0, 4)),
            noise=rng.uniform(0.001, 0.003),
        ),
    )


def pair(rng: np.random.Generator, sd: float) -> tuple[float, float]:
    left, right = rng.normal(0, sd, 2)
    return float(left), float(right)


@cache
def bias_by_depth() -> tuple[float, ...]:
    """By how much, in %, the model has to misread the usual athlete inward at CURVE_AT for the engine to read 0 there.

    The engine's curve holds the model's bias and what its own geometry makes of the usual body together.
    """
    got = measure(filmed(USUAL, np.random.default_rng(0), (0.0,) * len(CURVE_AT)), Task.SQUAT)
    if got.tracking is None or got.phases is None:
        raise RuntimeError("the usual athlete is not measured")
    share = np.nan_to_num(got.phases.share, nan=-1.0)
    read = (got.tracking.own_pct + got.tracking.reference_pct).mean(axis=1)
    return tuple(-float(np.nanmedian(read[np.abs(share - at) <= 0.05])) for at in CURVE_AT)


def filmed(
    athlete: Athlete,
    rng: np.random.Generator,
    bias_pct: tuple[float, ...] | None = None,
    *,
    also: Callable[[Floats, Floats], Floats] | None = None,
) -> PoseTrack:
    """The pose track that the model would make of this athlete's set.

    `also` misreads the joints (n, 13, 3) at times (n,) further.
    """
    bias_pct = bias_by_depth() if bias_pct is None else bias_pct
    of, how = athlete.of, athlete.misreading
    times = np.arange(0, of.duration_s, 1 / HZ)
    drop, _ = depth_over_time(of, times)
    body = joints(of, times)
    body[:, HIPS, 1] += (1 - HIPS_LAG) * drop[:, None] - 0.02
    body[:, ANKLES, 1] += 0.03
    inward = how.curve * np.interp(drop / of.depth, (0.0, *CURVE_AT), (0.0, *bias_pct)) / 100
    for leg in (LEFT, RIGHT):
        body[:, KNEES[leg], 0] += OUTWARD[leg] * (how.knee[leg] - inward)
        body[:, ANKLES[leg], 0] += OUTWARD[leg] * (how.ankle[leg] + ANKLES_WIDE / 2)
        body[:, TOES[leg], 0] += OUTWARD[leg] * (how.toe[leg] - 0.0085)
    body = body if also is None else also(body, times)
    track = track_of(body, times, athlete.shot)
    turned = seen(body, replace(athlete.shot, yaw_deg=0.8 * (athlete.shot.yaw_deg + how.world_deg)))[1]
    leg_px = athlete.shot.focal_per_side * athlete.shot.ahead / athlete.shot.distance
    jitter = rng.normal(0, how.noise * leg_px, track.points.shape)
    return replace(track, points=track.points + jitter, world=turned)


def measured(athlete: Athlete, rng: np.random.Generator) -> Iterator[Json]:
    """Rep by rep what is read and what is true; nothing if the set is refused or read as other reps."""
    got = measure(filmed(athlete, rng), Task.SQUAT)
    if got.codes or len(got.reps) != athlete.of.reps:
        return
    separation = athlete.of.stance
    true = 100 * np.array(athlete.of.drift)
    for rep in got.reps:  # errors are constants of a clip, so its first measured rep is its one draw
        left, right = rep.legs.left.offset_pct, rep.legs.right.offset_pct
        if rep.dkasr is None or left is None or right is None:
            continue
        yield {
            "yaw_deg": athlete.shot.yaw_deg,
            "read_yaw_deg": got.view.yaw_deg,
            "legs": [[one.value, true[leg], (one.high - one.low) / 2] for leg, one in enumerate((left, right))],
            "dkasr": [rep.dkasr.value, -true.sum() / 100 / separation, (rep.dkasr.high - rep.dkasr.low) / 2],
            "separation": separation,
            "toe_out_deg": athlete.of.toe_out_deg,
        }
        return


def by_toe_out(rows: list[Json]) -> list[Json]:
    """Error and coverage for narrow and wide feet: the interval has to follow."""
    found = []
    for low, high in TOES_OUT:
        legs = np.array([row["legs"] for row in rows if low <= row["toe_out_deg"] < high])
        if len(legs):
            errors = np.abs(legs[..., 0] - legs[..., 1])
            found.append(
                {
                    "toe_out_deg": [low, high],
                    "p90_error_pct": rounded(np.percentile(errors, 90)),
                    "inside_interval_pct": rounded(100 * np.mean(errors <= legs[..., 2])),
                    "median_half_width_pct": rounded(np.median(legs[..., 2])),
                }
            )
    return found


def summarise(rows: list[Json], athletes: int) -> Json:
    """The figures over all athletes."""
    legs = np.array([row["legs"] for row in rows])  # (n, 2, 3)
    changes = np.array([row["dkasr"] for row in rows])
    errors, ratio = legs[..., 0] - legs[..., 1], changes[:, 0] - changes[:, 1]
    yaw = np.array([row["read_yaw_deg"] - row["yaw_deg"] for row in rows])
    return {
        "athletes": athletes,
        "measured": len(rows),
        "yaw_off_deg": {"median": rounded(np.median(np.abs(yaw))), "p95": rounded(np.percentile(np.abs(yaw), 95))},
        "offset_pct": {
            "median_error": rounded(np.median(np.abs(errors))),
            "p90_error": rounded(np.percentile(np.abs(errors), 90)),
            "bias": rounded(errors.mean()),
            "sd": rounded(errors.std()),
            "legs_correlate": rounded(np.corrcoef(errors[:, LEFT], errors[:, RIGHT])[0, 1]),
            "inside_interval_pct": rounded(100 * np.mean(np.abs(errors) <= legs[..., 2])),
            "median_half_width": rounded(np.median(legs[..., 2])),
        },
        "dkasr": {
            "rms_error": rounded(np.sqrt(np.mean(ratio**2)), 3),
            "inside_interval_pct": rounded(100 * np.mean(np.abs(ratio) <= changes[:, 2])),
            "median_half_width": rounded(np.median(changes[:, 2]), 3),
            "sd_times_separation": rounded(np.std(ratio * [row["separation"] for row in rows]), 4),
        },
        "by_toe_out": by_toe_out(rows),
        "calibration": [
            {
                "nominal_pct": round(100 * share),
                "offset_inside_pct": rounded(100 * np.mean(np.abs(errors) <= legs[..., 2] * _z(share) / Z90)),
                "dkasr_inside_pct": rounded(100 * np.mean(np.abs(ratio) <= changes[:, 2] * _z(share) / Z90)),
            }
            for share in NOMINAL
        ],
    }


def _z(share: float) -> float:
    """Half the width, in standard deviations, that holds this share of a normal distribution."""
    from scipy.special import erfinv

    return float(np.sqrt(2) * erfinv(share))


def rounded(value: Floats | float, digits: int = 2) -> float:
    return round(float(value), digits)


def main() -> None:
    """Simulate, print one document, and draw it if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--athletes", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plot", type=Path)
    words = parser.parse_args()
    rng = np.random.default_rng(words.seed)
    rows = [row for _ in range(words.athletes) for row in measured(draw(rng), rng)]
    from bench.movements import task_figures  # it draws on this module

    document = {**summarise(rows, words.athletes), "tasks": task_figures(words.athletes // 2, words.seed)}
    print(json.dumps(document, indent=1))
    if words.plot:
        steps = document["calibration"]
        inside = {
            "offset of a leg": [step["offset_inside_pct"] for step in steps],
            "change of the ratio": [step["dkasr_inside_pct"] for step in steps],
        }
        words.plot.write_text(calibration_svg([step["nominal_pct"] for step in steps], inside), "utf-8")


if __name__ == "__main__":
    main()
