"""What a rep is, in one dimension: the worked examples, and the ways in which hips move without a rep."""

from typing import Any

import numpy as np
import pytest

from sessions.knee_tracking.reps import CLASSIC, FIRST_MOVEMENT, Span, find_dips, find_spans, to_grid
from sessions.knee_tracking.tempo import Tempo, tempo_of, velocity_loss
from sessions.knee_tracking.track import Floats
from tests.sessions.knee_tracking.clips import name_of, vectors

VECTORS = vectors("reps", "reps_and_tempo")


def signal(recipe: dict[str, Any]) -> tuple[Floats, Floats]:
    """Times and drops by the vectors' formula."""
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


def reps_and_tempo(recipe: dict[str, Any]) -> list[tuple[Span, Tempo | None]]:
    times, drops = to_grid(*signal(recipe))
    if len(times) == 0:
        return []
    spans = find_spans(times, drops, find_dips(drops), CLASSIC)
    return [(span, tempo_of(times, drops, span)) for span in spans]


@pytest.mark.parametrize("vector", VECTORS, ids=name_of)
def test_reps_are_counted_and_timed(vector: Any) -> None:
    found = reps_and_tempo(vector["inputs"]["signal"])
    assert len(found) == vector["expected"]["count"]
    deepest = max((span.depth for span, _ in found), default=0.0)
    tolerance = vector["tolerance"]
    for (span, _), expected in zip(found, vector["expected"]["reps"], strict=True):
        assert span.start_s == pytest.approx(expected["start_s"], abs=tolerance["start_s"])
        assert span.end_s == pytest.approx(expected["end_s"], abs=tolerance["end_s"])
        assert span.depth / deepest == pytest.approx(expected["depth_share"], abs=tolerance["depth_share"])
        if "bottom_from_s" in expected:
            assert span.bottom_s >= expected["bottom_from_s"] - tolerance["bottom_from_s"]
            assert span.bottom_s <= expected["bottom_to_s"] + tolerance["bottom_to_s"]


@pytest.mark.parametrize("vector", [v for v in VECTORS if "velocity_loss" in v["expected"]], ids=name_of)
def test_tempo_is_what_the_movement_was_built_with(vector: Any) -> None:
    found = reps_and_tempo(vector["inputs"]["signal"])
    tolerance = vector["tolerance"]
    for (_, tempo), expected in zip(found, vector["expected"]["reps"], strict=True):
        assert tempo is not None
        assert tempo.lowering_s == pytest.approx(expected["lowering_s"], abs=tolerance["lowering_s"])
        assert tempo.pause_s == pytest.approx(expected["pause_s"], abs=tolerance["pause_s"])
        assert tempo.rise_s == pytest.approx(expected["rise_s"], abs=tolerance["rise_s"])
    loss = velocity_loss([span.depth for span, _ in found], [tempo.rise_s for _, tempo in found if tempo])
    assert loss == pytest.approx(vector["expected"]["velocity_loss"], abs=tolerance["velocity_loss"])


def squats(*depths: float, top: float = 0.0) -> dict[str, Any]:
    """A set of even reps to these depths, coming up to `top` between them."""
    parts: list[dict[str, Any]] = [{"kind": "hold", "s": 1.0}]
    for number, depth in enumerate(depths, start=1):
        end = 0.0 if number == len(depths) else top
        parts += [{"kind": "cosine", "to": depth, "s": 1.2}, {"kind": "cosine", "to": end, "s": 1.0}]
    return {"fps": 30, "segments": [*parts, {"kind": "hold", "s": 1.0}]}


def test_reps_that_are_not_locked_out_still_count_each() -> None:
    assert len(reps_and_tempo(squats(0.5, 0.5, 0.5, top=0.1))) == 3


def test_swaying_while_standing_is_no_rep() -> None:
    assert reps_and_tempo(squats(0.05, 0.08, 0.04)) == []


def test_a_shallow_set_is_a_set() -> None:
    assert len(reps_and_tempo(squats(0.15, 0.16, 0.15))) == 3


def test_the_deepest_rep_does_not_swallow_ordinary_ones() -> None:
    assert len(reps_and_tempo(squats(0.3, 0.5, 0.32))) == 3


def test_depth_is_read_from_the_better_standing_level() -> None:
    span, _ = reps_and_tempo(squats(0.5))[0]
    assert span.depth == pytest.approx(0.5, abs=0.01)


def test_first_movement_starts_before_the_classic_mark_and_ends_after_it() -> None:
    times, drops = to_grid(*signal(squats(0.5)))
    dips = find_dips(drops)
    early, classic = (find_spans(times, drops, dips, marks)[0] for marks in (FIRST_MOVEMENT, CLASSIC))
    assert early.start_s < classic.start_s
    assert early.end_s > classic.end_s
    assert early.bottom_s == classic.bottom_s


def test_a_sway_in_the_pause_is_not_part_of_the_lowering() -> None:
    recipe = squats(0.5)
    pause = [
        {"kind": "hold", "s": 0.6},
        {"kind": "cosine", "to": 0.49, "s": 0.3},
        {"kind": "cosine", "to": 0.5, "s": 0.3},
        {"kind": "hold", "s": 0.6},
    ]
    recipe["segments"][2:2] = pause
    _, tempo = reps_and_tempo(recipe)[0]
    assert tempo is not None
    assert tempo.lowering_s == pytest.approx(1.2, abs=0.2)
    assert tempo.pause_s == pytest.approx(1.8, abs=0.3)
    assert tempo.rise_s == pytest.approx(1.0, abs=0.2)


def test_velocity_loss_compares_the_last_with_the_fastest() -> None:
    assert velocity_loss([0.5, 0.5, 0.5], [1.0, 0.8, 1.6]) == pytest.approx(0.5)
    assert velocity_loss([0.5, 0.25], [1.0, 0.5]) == pytest.approx(0.0)


def test_velocity_loss_of_nothing_is_unknown() -> None:
    assert velocity_loss([], []) is None


def test_a_signal_with_a_single_known_frame_has_no_grid() -> None:
    times, drops = to_grid(np.array([0.0, 0.1, 0.2]), np.array([np.nan, 0.3, np.nan]))
    assert len(times) == len(drops) == 0
