"""How the athlete stands and stays: against simulated bodies and the rendered clips, whose truth is known."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from bench.bodies import USUAL, Athlete, filmed
from bench.posture import TOES_RIGHT, AlsoMisread
from sessions.knee_tracking.measure import Measurement, measure
from sessions.knee_tracking.posture import MOST_TOE_OUT_DEG, shift_half_width_pct
from sessions.knee_tracking.report import Interval, Task
from sessions.knee_tracking.track import PoseTrack
from tests.sessions.knee_tracking.clips import TWO_LEGGED, measurement, truth
from tests.sessions.knee_tracking.skeleton import mirrored

RIGHT_TOES = replace(USUAL.misreading, toe=(TOES_RIGHT, TOES_RIGHT))


def track(yaw_deg: float = 0.0, roll_deg: float = 0.0, **of: Any) -> PoseTrack:
    shot = replace(USUAL.shot, yaw_deg=yaw_deg, roll_deg=roll_deg)
    done = replace(USUAL.of, **of)
    nothing = np.zeros(done.reps)
    fold = AlsoMisread(done, 0.0, 0.0, forward=0.07, sinks=nothing, feet=np.stack([nothing, nothing], axis=1))
    return filmed(Athlete(done, shot, RIGHT_TOES), np.random.default_rng(1), also=fold)


@cache
def got(yaw_deg: float = 0.0, roll_deg: float = 0.0, **of: Any) -> Measurement:
    return measure(track(yaw_deg, roll_deg, **of), Task.SQUAT)


def shifts(one: Measurement) -> list[Interval]:
    found = [rep.side_shift_pct for rep in one.reps]
    assert all(shift is not None for shift in found)
    return [shift for shift in found if shift]


def holds(interval: Interval | None, true: float) -> bool:
    return interval is not None and interval.low <= true <= interval.high


# Stance


@pytest.mark.parametrize("stance", [0.32, 0.42, 0.6])
def test_the_stance_is_told_in_leg_lengths_and_in_hip_widths(stance: float) -> None:
    said = got(stance=stance).summary.stance
    assert said.width_leg_lengths is not None
    assert said.width_leg_lengths.value == pytest.approx(stance, rel=0.035)
    assert holds(said.width_leg_lengths, stance)
    assert holds(said.width_hip_widths, stance / USUAL.of.hips)


def test_a_wider_stance_has_a_wider_interval() -> None:
    close, apart = (got(stance=stance).summary.stance.width_leg_lengths for stance in (0.32, 0.6))
    assert close is not None
    assert apart is not None
    assert apart.high - apart.low > 1.5 * (close.high - close.low)


@pytest.mark.parametrize("yaw", [0.0, 12.0, -12.0])
@pytest.mark.parametrize("toes", [5.0, 30.0])
def test_toe_out_of_each_foot_whatever_the_cameras_yaw(toes: float, yaw: float) -> None:
    said = got(yaw, toe_out_deg=toes).summary.stance.toe_out_deg
    assert holds(said.left, toes)
    assert holds(said.right, toes)


def test_a_foot_that_points_further_out_is_the_one_that_is_said_to() -> None:
    """By half: unequal feet are one of the three signs of the camera's yaw, and taken for it in part."""
    said = got(toe_out_deg=20.0, toes_apart_deg=16.0).summary.stance.toe_out_deg
    assert said.left is not None
    assert said.right is not None
    assert said.left.value > said.right.value + 7


def test_the_angle_of_wide_feet_is_less_sure() -> None:
    narrow, wide = (got(toe_out_deg=toes).summary.stance.toe_out_deg.left for toes in (5.0, 30.0))
    assert narrow is not None
    assert wide is not None
    assert wide.high - wide.low > 1.15 * (narrow.high - narrow.low)


def test_a_foot_that_would_point_across_is_not_told() -> None:
    """No foot of a squat does: the toes were read as somebody else's, or as the floor's."""
    seen = track()
    points = seen.points.copy()
    points[:, 11, 0] += 0.25 * (points[:, 7, 1] - points[:, 3, 1])  # the left toes, a quarter of a leg further out
    said = measure(replace(seen, points=points), Task.SQUAT).summary.stance.toe_out_deg
    assert said.left is None or said.left.value <= MOST_TOE_OUT_DEG
    assert said.left is None


@pytest.mark.parametrize("name", TWO_LEGGED)
def test_the_stance_of_rendered_clips_lies_inside(name: str) -> None:
    known, said = truth(name), measurement(name).summary.stance
    apart, body = known["reps"][0]["ankle_separation_m"], known["athlete"]
    assert said.width_leg_lengths is not None
    assert said.width_leg_lengths.value == pytest.approx(apart / body["leg_length_m"], abs=0.02)
    assert said.width_hip_widths is not None
    assert said.width_hip_widths.low - 0.05 <= apart / body["hip_width_m"] <= said.width_hip_widths.high + 0.05
    assert holds(said.toe_out_deg.left, known["set"]["toe_out_deg"])
    assert holds(said.toe_out_deg.right, known["set"]["toe_out_deg"])


# Side shift


@pytest.mark.parametrize("yaw", [0.0, 15.0, -15.0])
@pytest.mark.parametrize("shift", [-0.06, 0.0, 0.06])
def test_the_hips_way_aside_is_read_with_its_side(shift: float, yaw: float) -> None:
    for one in shifts(got(yaw, shift=shift)):
        assert holds(one, 100 * shift)
        if shift:
            assert one.value * shift > 0
            assert (one.low > 0) is (shift > 0)
            assert (one.high < 0) is (shift < 0)


def test_no_direction_is_claimed_of_somebody_who_stays_in_the_middle() -> None:
    assert all(one.low < 0 < one.high for one in shifts(got()))


@pytest.mark.parametrize("roll", [-3.0, 3.0])
def test_a_phone_held_askew_makes_no_shift(roll: float) -> None:
    level, askew = (np.median([one.value for one in shifts(got(0.0, tilt))]) for tilt in (0.0, roll))
    assert askew == pytest.approx(level, abs=0.4)


def test_in_a_mirrored_video_the_shift_is_to_the_other_side() -> None:
    seen = track(shift=0.05)
    one, other = shifts(measure(seen, Task.SQUAT)), shifts(measure(mirrored(seen), Task.SQUAT))
    assert [shift.value for shift in one] == pytest.approx([-shift.value for shift in other], abs=0.02)


def test_a_slanting_view_and_a_deep_squat_are_less_sure() -> None:
    assert shift_half_width_pct(0.45, 15) > shift_half_width_pct(0.45, 0) > shift_half_width_pct(0.2, 0)
    assert shift_half_width_pct(0.45, -15) == shift_half_width_pct(0.45, 15)


@pytest.mark.parametrize("name", TWO_LEGGED)
def test_rendered_athletes_shift_by_little_and_it_is_read_so(name: str) -> None:
    """None of them was made to shift; they sway by under 1.2 % of leg length."""
    assert all(one.low < 1.2 and one.high > -1.2 for one in shifts(measurement(name)))


# Feet that move


def test_a_foot_that_steps_is_told_with_its_rep_its_side_and_how_far() -> None:
    reps = got(reps=4, step=(2, 0.05, 0.0)).reps
    assert reps[0].legs.left.foot_moved_pct is None
    left, right = ([getattr(rep.legs, side).foot_moved_pct for rep in reps[1:]] for side in ("left", "right"))
    assert [holds(one, true) for one, true in zip(left, (0.0, 5.0, 0.0), strict=True)] == [True] * 3
    assert all(holds(one, 0.0) for one in right)


def test_a_foot_that_comes_in_is_negative() -> None:
    moved = got(reps=3, step=(1, 0.0, -0.04)).reps[1].legs.right.foot_moved_pct
    assert moved is not None
    assert moved.high < 0
    assert moved.value == pytest.approx(-4, abs=0.5)


@pytest.mark.parametrize("name", TWO_LEGGED)
def test_feet_that_stay_are_not_said_to_move(name: str) -> None:
    """By the pose model's own reading, with shoes and trousers. Nine of ten would do."""
    moved = [leg.foot_moved_pct for rep in measurement(name).reps[1:] for leg in (rep.legs.left, rep.legs.right)]
    assert np.mean([holds(one, 0.0) for one in moved]) >= 0.8


def test_after_a_step_between_standing_and_bottom_no_shift_is_claimed() -> None:
    seen = track(reps=3)
    points = seen.points.copy()
    each = USUAL.of.lowering_s + USUAL.of.pause_s + USUAL.of.rise_s + USUAL.of.rest_s
    begins = USUAL.of.rest_s + each  # the second rep's
    inside = (seen.times_s > begins) & (seen.times_s < begins + each - USUAL.of.rest_s)
    points[inside, 7] += np.array([0.06 * (points[0, 7, 1] - points[0, 3, 1]), 0.0])
    said = [rep.side_shift_pct for rep in measure(replace(seen, points=points), Task.SQUAT).reps]
    assert said[1] is None
    assert said[0] is not None
