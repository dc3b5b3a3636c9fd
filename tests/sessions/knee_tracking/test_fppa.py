"""The frontal plane projection angle: read while shallow and square, and never else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bench.bodies import USUAL, Athlete, filmed
from bench.posture import true_fppa_deg
from sessions.knee_tracking.fppa import AT_DEPTH_PCT, MOST_YAW_DEG, fppa_of_rep
from sessions.knee_tracking.frontal import in_front, legs_in_front
from sessions.knee_tracking.measure import Measurement, measure
from sessions.knee_tracking.report import Interval, Rep, Task
from sessions.knee_tracking.track import Floats
from tests.sessions.knee_tracking.clips import ONE_LEGGED, TWO_LEGGED, measurement, truth
from tests.sessions.knee_tracking.skeleton import Set


def got(of: Set, yaw_deg: float = 0.0) -> Measurement:
    athlete = Athlete(of, replace(USUAL.shot, yaw_deg=yaw_deg), USUAL.misreading)
    return measure(filmed(athlete, np.random.default_rng(2)), Task.SQUAT)


def angles(rep: Rep) -> list[Interval]:
    found = [rep.legs.left.fppa_deg, rep.legs.right.fppa_deg]
    return [angle for angle in found if angle]


@pytest.mark.parametrize("stance", [0.34, 0.5])
@pytest.mark.parametrize("toes", [5.0, 20.0])
def test_the_true_angle_lies_inside(toes: float, stance: float) -> None:
    of = replace(USUAL.of, toe_out_deg=toes, stance=stance)
    for number, rep in enumerate(got(of).reps):
        true = true_fppa_deg(of, number)
        assert len(angles(rep)) == 2
        for angle, known in zip(angles(rep), true, strict=True):
            assert angle.low <= known <= angle.high


def test_a_knee_that_comes_in_raises_the_angle_of_its_leg() -> None:
    straight = got(USUAL.of)
    drifting = got(replace(USUAL.of, drift=(0.09, 0.0), depth=0.4))
    left, right = (
        np.median([angles(rep)[leg].value for rep in drifting.reps])
        - np.median([angles(rep)[leg].value for rep in straight.reps])
        for leg in (0, 1)
    )
    assert left > 5
    assert abs(right) < 3


def test_where_yaw_would_turn_the_legs_against_each_other_nothing_is_said() -> None:
    aside = got(USUAL.of, yaw_deg=16.0)
    assert aside.tracking is not None
    assert abs(aside.tracking.yaw_deg) > MOST_YAW_DEG
    assert not any(angles(rep) for rep in aside.reps)
    assert all(rep.legs.left.offset_pct is not None for rep in aside.reps)


@pytest.mark.parametrize("depth", [0.12, 0.3, 0.5])
def test_it_is_read_at_one_depth_and_never_below(depth: float) -> None:
    """A good deep squat reads −110° at the bottom; 15 % of leg length down it reads −15 to −35°."""
    of = replace(USUAL.of, depth=depth)
    for rep in got(of).reps:
        assert all(-40 < angle.value < 0 for angle in angles(rep))


def seen() -> tuple[Measurement, Floats]:
    """A rendered clip, and the depth (n,) of its frames."""
    one = measurement("dev01_clean_squat")
    assert one.tracking is not None
    return one, one.tracking.depth_pct


def of_first_rep(one: Measurement, places: Floats, depth_pct: Floats) -> Interval | None:
    assert one.phases is not None
    return fppa_of_rep(places, depth_pct, one.phases, 0, 0.0)[0]


def places_of(one: Measurement) -> Floats:
    assert one.body is not None
    assert one.tracking is not None
    return legs_in_front(one.body, one.tracking)


def test_a_rep_that_stays_shallow_is_read_at_its_bottom() -> None:
    """Here one that only counts as shallow: what is read is then this deep rep's own bottom, and far off."""
    one, depth = seen()
    usual, at_bottom = (of_first_rep(one, places_of(one), pct) for pct in (depth, depth / 5))
    assert usual is not None
    assert at_bottom is not None
    assert at_bottom.value < usual.value - 20


def test_a_rep_that_is_not_seen_has_no_angle() -> None:
    one, depth = seen()
    assert of_first_rep(one, np.full_like(places_of(one), np.nan), depth) is None


@pytest.mark.parametrize("name", TWO_LEGGED)
def test_rendered_clips_true_angles_lie_inside_for_most(name: str) -> None:
    """Their truth is known at 25 and 50 % of the depth: on the line between lies the one at 15 % of the leg."""
    errors = []
    for rep, known in zip(measurement(name).reps, truth(name)["reps"], strict=True):
        low, high = (
            next(p for p in known["points"] if (p["phase"], p["depth_pct"]) == ("lowering", at)) for at in (25, 50)
        )
        share = (100 * AT_DEPTH_PCT / known["hip_drop_pct_leg"] - 25) / 25
        for side, angle in zip(("left", "right"), (rep.legs.left.fppa_deg, rep.legs.right.fppa_deg), strict=True):
            if angle is not None:
                first, last = low[f"{side}_fppa_deg"], high[f"{side}_fppa_deg"]
                errors.append(abs(angle.value - (first + share * (last - first))))
    assert not errors or np.median(errors) < 6.0


def test_one_legged_tasks_have_none() -> None:
    assert not any(angles(rep) for rep in measurement(ONE_LEGGED[0]).reps)


@pytest.mark.parametrize("yaw", [-20.0, 0.0, 20.0])
def test_a_place_is_found_again_from_any_side(yaw: float) -> None:
    across, up, forward, distance = 0.2, 0.4, 0.25, 3.5
    turn = np.radians(yaw)
    right = across * np.cos(turn) - forward * np.sin(turn)
    away = distance - across * np.sin(turn) - forward * np.cos(turn)
    ray = np.array([right / away, -up / away])
    assert in_front(ray, np.array(forward), distance, yaw) == pytest.approx([across, up])
