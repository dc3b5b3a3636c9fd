"""What of the values beside the knees may be said in words: only what is beyond its interval."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sessions import report_beside
from sessions.knee_tracking import feet, smoothness
from sessions.knee_tracking.report import Interval, Leg, Legs, Rep
from sessions.report_beside import shifted_reps, stepped_feet, uneven_phases
from tests.phone.made import rep


def shifted(*shifts: Interval | None) -> list[Rep]:
    return [replace(rep(number), side_shift_pct=shift) for number, shift in enumerate(shifts, start=1)]


def moved(left: Interval | None = None, right: Interval | None = None) -> list[Rep]:
    return [rep(1), replace(rep(2), legs=Legs(Leg(foot_moved_pct=left), Leg(foot_moved_pct=right)))]


def test_a_side_is_named_only_beyond_the_interval() -> None:
    reps = shifted(Interval(3, 1, 5), Interval(1, -1, 3), Interval(-4, -6, -2), None)
    assert shifted_reps(reps, "left") == [1]
    assert shifted_reps(reps, "right") == [3]


@pytest.mark.parametrize(
    ("foot", "told"),
    [
        (Interval(3.0, 2.5, 3.5), True),
        (Interval(-3.0, -3.5, -2.5), True),
        (Interval(0.3, -0.2, 0.8), False),
        (Interval(0.9, 0.4, 1.4), False),  # surely, but too little to matter
        (Interval(1.5, -0.5, 3.5), False),  # enough, but not surely
        (None, False),
    ],
)
def test_a_foot_moved_only_if_surely_and_by_enough(foot: Interval | None, told: bool) -> None:
    assert bool(stepped_feet(moved(left=foot))) is told


def test_a_step_has_its_rep_and_its_foot() -> None:
    (step,) = stepped_feet(moved(right=Interval(2.0, 1.5, 2.5)))
    assert (step.rep, step.foot, step.moved.value) == (2, "right", 2.0)


def test_uneven_is_an_interval_wholly_below_the_limit() -> None:
    reps = [
        replace(rep(1), lowering_smoothness=Interval(-1.5, -1.7, -1.3), rise_smoothness=Interval(-1.9, -2.1, -1.7)),
        replace(rep(2), lowering_smoothness=Interval(-1.7, -1.9, -1.5), rise_smoothness=None),
    ]
    assert uneven_phases(reps) == [("lowering", []), ("rise", [1])]


def test_the_limits_are_the_engines() -> None:
    """They stand in both places, since a web process has no numpy."""
    assert pytest.approx(report_beside.LEAST_STEP_PCT) == 100 * feet.MOVED
    assert smoothness.ROUGH == report_beside.ROUGH
