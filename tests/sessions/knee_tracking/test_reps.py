"""What a rep is, in one dimension: the worked examples, and the ways in which hips move without a rep."""

from typing import Any

import numpy as np
import pytest

from sessions.knee_tracking.reps import CLASSIC, FIRST_MOVEMENT, Span, find_dips, find_spans, to_grid
from sessions.knee_tracking.tempo import Tempo, tempo_of, velocity_loss
from sessions.worked_examples.knees import signal


def reps_and_tempo(recipe: dict[str, Any]) -> list[tuple[Span, Tempo | None]]:
    times, drops = to_grid(*signal(recipe))
    if len(times) == 0:
        return []
    spans = find_spans(times, drops, find_dips(drops), CLASSIC)
    return [(span, tempo_of(times, drops, span)) for span in spans]


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
