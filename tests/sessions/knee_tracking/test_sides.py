"""The legs against each other, and when they must not be compared."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bench.bodies import USUAL, Athlete, filmed
from sessions.knee_tracking.drift import LEGS_CORRELATE, difference_half_width, ratio_half_width
from sessions.knee_tracking.measure import measure
from sessions.knee_tracking.offset import Tracking
from sessions.knee_tracking.report import FurtherIn, Interval, Leg, Legs, Rep, Task
from sessions.knee_tracking.sides import difference_of, explained_by_yaw_pct
from sessions.knee_tracking.track import PoseTrack
from tests.sessions.knee_tracking.clips import ONE_LEGGED, measurement
from tests.sessions.knee_tracking.skeleton import mirrored


def seen(yaw_deg: float = 0.0, drift: tuple[float, float] = (0.0, 0.0)) -> PoseTrack:
    athlete = Athlete(replace(USUAL.of, drift=drift), replace(USUAL.shot, yaw_deg=yaw_deg), USUAL.misreading)
    return filmed(athlete, np.random.default_rng(3))


@pytest.fixture(scope="module")
def tracking() -> Tracking:
    found = measure(seen(), Task.SQUAT).tracking
    assert found is not None
    return found


def reps(*differences: float) -> list[Rep]:
    """Reps whose left knee stands further in than the right one by so many % of leg length."""
    known = measurement("dev01_clean_squat").reps[0]
    return [
        replace(
            known,
            legs=Legs(Leg(offset_pct=Interval(5 + one, 0, 9)), Leg(offset_pct=Interval(5, 0, 9))),
        )
        for one in differences
    ]


@pytest.mark.parametrize(
    ("drift", "word"),
    [((0.08, 0.0), FurtherIn.LEFT), ((0.0, 0.08), FurtherIn.RIGHT), ((0.0, 0.0), FurtherIn.NEITHER)],
)
def test_the_leg_that_stands_further_in_is_named(drift: tuple[float, float], word: FurtherIn) -> None:
    said = measure(seen(drift=drift), Task.SQUAT).summary.difference
    assert said.further_in is word
    assert said.offset_pct is not None
    assert said.offset_pct.low <= 100 * (drift[0] - drift[1]) <= said.offset_pct.high


def test_both_alike_is_no_difference() -> None:
    assert measure(seen(drift=(0.07, 0.07)), Task.SQUAT).summary.difference.further_in is FurtherIn.NEITHER


@pytest.mark.parametrize("yaw", [-18.0, 18.0])
def test_equal_legs_seen_from_one_side_are_never_told_apart(yaw: float) -> None:
    said = measure(seen(yaw), Task.SQUAT).summary.difference
    assert said.further_in in {FurtherIn.NEITHER, FurtherIn.NOT_COMPARED}


def test_a_mirrored_video_names_the_other_leg() -> None:
    track = seen(8.0, (0.09, 0.0))
    one, other = (measure(which, Task.SQUAT).summary.difference for which in (track, mirrored(track)))
    assert (one.further_in, other.further_in) == (FurtherIn.LEFT, FurtherIn.RIGHT)
    assert one.offset_pct is not None
    assert other.offset_pct is not None
    assert one.offset_pct.value == pytest.approx(-other.offset_pct.value, abs=0.05)


def test_what_yaw_explains_is_not_compared_and_has_no_number(tracking: Tracking) -> None:
    half = difference_half_width(replace(tracking, yaw_deg=18.0))
    between = (half + explained_by_yaw_pct(18.0)) / 2
    assert half < between < explained_by_yaw_pct(18.0)
    said = difference_of(reps(between), replace(tracking, yaw_deg=18.0))
    assert (said.further_in, said.offset_pct) == (FurtherIn.NOT_COMPARED, None)
    square = difference_of(reps(between), tracking)
    assert square.further_in is FurtherIn.LEFT


def test_more_than_yaw_explains_is_told(tracking: Tracking) -> None:
    said = difference_of(reps(-(explained_by_yaw_pct(18.0) + 1)), replace(tracking, yaw_deg=18.0))
    assert said.further_in is FurtherIn.RIGHT


def test_a_camera_further_aside_explains_more() -> None:
    assert explained_by_yaw_pct(-20) == explained_by_yaw_pct(20) > explained_by_yaw_pct(5) > 0


def test_one_odd_rep_does_not_make_a_difference(tracking: Tracking) -> None:
    assert difference_of(reps(0.1, 9.0, -0.2, 0.0), tracking).further_in is FurtherIn.NEITHER


def test_the_difference_is_surer_than_two_unrelated_legs(tracking: Tracking) -> None:
    """What both legs have in common cancels in their difference, and adds up in their sum."""
    total = 100 * tracking.separation * ratio_half_width(tracking)
    assert difference_half_width(tracking) / total == pytest.approx(
        np.sqrt((1 - LEGS_CORRELATE) / (1 + LEGS_CORRELATE)), rel=0.01
    )


def test_legs_that_were_not_both_measured_are_not_compared(tracking: Tracking) -> None:
    alone = [replace(reps(3.0)[0], legs=Legs(left=Leg(offset_pct=Interval(3, 1, 5))))]
    assert difference_of(alone, tracking).further_in is None
    assert measurement(ONE_LEGGED[0]).summary.difference.further_in is None
