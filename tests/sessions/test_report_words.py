"""Parts of sentences about a report."""

from __future__ import annotations

import pytest

from sessions.knee_tracking.report import Interval, Phase
from sessions.report_words import and_joined, say_interval, say_when, second_worst, which_reps
from tests.phone.made import rep


@pytest.mark.parametrize(
    ("indices", "of", "said"),
    [
        ([], 5, ""),
        ([1], 1, "on the one rep"),
        ([1, 2], 2, "on both reps"),
        ([1, 2, 3, 4, 5], 5, "on all five reps"),
        ([5], 5, "on the last of five reps"),
        ([4, 5], 5, "on the last two of five reps"),
        ([1], 5, "on the first of five reps"),
        ([1, 2, 3], 5, "on the first three of five reps"),
        ([3], 5, "on rep 3 of five"),
        ([2, 4], 5, "on reps 2 and 4 of five"),
        ([1, 3, 5], 5, "on reps 1, 3 and 5 of five"),
        ([14], 14, "on the last of 14 reps"),
    ],
)
def test_which_reps(indices: list[int], of: int, said: str) -> None:
    assert which_reps(indices, of) == said


@pytest.mark.parametrize(
    ("phases", "said"),
    [
        ((), ""),
        ((Phase.RISE,), "coming up"),
        ((Phase.BOTTOM, Phase.RISE), "at the bottom and coming up"),
        ((Phase.LOWERING, Phase.BOTTOM, Phase.RISE), "throughout"),
    ],
)
def test_when_in_the_rep(phases: tuple[Phase, ...], said: str) -> None:
    assert say_when(phases) == said


def test_a_value_comes_with_its_likely_range() -> None:
    assert say_interval(Interval(-0.15, -0.19, -0.11)) == "−0.15 (likely −0.19 to −0.11)"
    assert say_interval(Interval(0.0149, -0.02, 0.0)) == "+0.01 (likely −0.02 to 0.00)"


def test_a_verdict_rests_on_the_second_worst_rep() -> None:
    values = [Interval(value, value - 0.05, value + 0.05) for value in (-0.02, -0.30, -0.12)]
    assert second_worst([rep(i, dkasr=one) for i, one in enumerate(values, start=1)]) == values[2]
    assert second_worst([rep(1, dkasr=values[0])]) == values[0]
    assert second_worst([rep(1, dkasr=None)]) is None


def test_lists_of_words() -> None:
    assert and_joined([]) == ""
    assert and_joined(["a"]) == "a"
    assert and_joined(["a", "b"]) == "a and b"
    assert and_joined(["a", "b", "c"]) == "a, b and c"
