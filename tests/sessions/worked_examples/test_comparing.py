"""Comparing an answer with what must come out: it can fail, and only where it has to."""

from typing import Any

import pytest

from sessions.worked_examples.comparing import AtLeast, AtMost, Tolerance, difference


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        ({"change": 0.1}, {"change": 0.2}),
        ({"change": 0.1}, {"change": None}),
        ({"change": None}, {"change": 0.0}),
        ({"change": None}, {"change": float("nan")}),
        ({"change": 0.1}, {"change": float("nan")}),
        ({"note": False}, {"note": None}),
        ({"note": False}, {"note": 0}),
        ({"steps": 1}, {"steps": True}),
        ({"steps": 1}, {"steps": 2}),
        ({"level": "note"}, {"level": "strong"}),
        ({"days": [1.0, None]}, {"days": [1.0, 0.0]}),
        ({"days": [1.0, None]}, {"days": [1.0]}),
        ({"days": [1.0]}, {"days": "1"}),
        ({"gaps": [{"hours": 48.0}]}, {"gaps": [{"hours": 47.0}]}),
        ({"gaps": [{"hours": 48.0}]}, {"gaps": [{"minutes": 48.0}]}),
        ({"change": 0.1, "level": "note"}, {"change": 0.1}),
        ({"days": {"2026-01-01": 3.0}}, {"days": [3.0]}),
    ],
)
def test_a_difference_is_found(expected: Any, got: Any) -> None:
    assert difference(got, expected, 1e-6) is not None


@pytest.mark.parametrize(
    ("expected", "got", "tolerance"),
    [
        ({"change": 0.1}, {"change": 0.1 + 1e-7}, 1e-6),
        ({"au": 420}, {"au": 420.0}, 0),
        ({"pause_s": 0}, {"pause_s": 0.02}, {"pause_s": 0.05}),
        ({"reps": [{"start_s": 1.0}]}, {"reps": [{"start_s": 1.1}]}, {"start_s": 0.1000001}),
        ({"change": None}, {"change": None, "more": 1}, 0),
        ({"days": []}, {"days": ()}, 0),
    ],
)
def test_what_is_within_the_tolerance_agrees(expected: Any, got: Any, tolerance: Tolerance) -> None:
    assert difference(got, expected, tolerance) is None


def test_whole_numbers_agree_exactly_whatever_the_tolerance() -> None:
    assert difference({"count": 5}, {"count": 6}, 2.0) is not None


def test_a_key_without_its_own_tolerance_has_none() -> None:
    assert difference({"a": 1.0, "b": 1.0}, {"a": 1.0, "b": 1.01}, {"a": 0.1}) == "b: 1.0 instead of 1.01 ± 0"


def test_it_says_where() -> None:
    expected, got = {"reps": [{"start_s": 1.0}, {"start_s": 2.0}]}, {"reps": [{"start_s": 1.0}, {"start_s": None}]}
    assert difference(got, expected, 0.1) == "reps[1].start_s: null instead of 2.0 ± 0.1"
    assert difference({"reps": []}, expected, 0.1) == "reps: 0 instead of 2 of them"
    assert difference({}, expected, 0.1) == "reps: nothing of ours answers it"


@pytest.mark.parametrize(("at", "inside"), [(0.85, False), (0.95, True), (1.5, True), (2.05, True), (2.15, False)])
def test_an_answer_may_lie_anywhere_in_an_expected_range(at: float, inside: bool) -> None:
    got = {"bottom_from_s": AtLeast(at), "bottom_to_s": AtMost(at)}
    found = difference(got, {"bottom_from_s": 1.0, "bottom_to_s": 2.0}, 0.1)
    assert (found is None) is inside
