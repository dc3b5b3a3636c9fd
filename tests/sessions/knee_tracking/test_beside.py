"""What the report says beside the knees: of which reps, in which tasks, and in what steps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sessions.knee_tracking.beside import tempo_resolution_s, with_depth_share
from sessions.knee_tracking.measure import measure
from sessions.knee_tracking.report import Stance, Task
from tests.sessions.knee_tracking.clips import ONE_LEGGED, TWO_LEGGED, measurement, track, truth
from tests.sessions.knee_tracking.skeleton import Set, squats

NAME = "dev01_clean_squat"


def shares(of: Set) -> list[float]:
    return [rep.depth_share_pct.value for rep in measure(squats(of), Task.SQUAT).reps if rep.depth_share_pct]


def test_the_deepest_rep_is_all_of_it_and_no_rep_is_more() -> None:
    for name in TWO_LEGGED:
        found = [rep.depth_share_pct for rep in measurement(name).reps]
        assert max(one.value for one in found if one) == 100
        assert all(one is not None and one.low <= one.value <= one.high <= 100 for one in found)


def test_reps_that_get_shallower_are_told_as_a_share() -> None:
    assert shares(Set(reps=5, fading=0.3)) == pytest.approx([100, 92.5, 85, 77.5, 70], abs=3)


@pytest.mark.parametrize("name", [*TWO_LEGGED, *ONE_LEGGED])
def test_the_share_of_rendered_reps_is_right(name: str) -> None:
    known = [rep["hip_drop_pct_leg"] for rep in truth(name)["reps"]]
    said = [rep.depth_share_pct for rep in measurement(name).reps]
    errors = [abs(one.value - 100 * drop / max(known)) for one, drop in zip(said, known, strict=True) if one]
    assert len(errors) == len(known)
    assert np.median(errors) < (2.0 if name in TWO_LEGGED else 4.0)


def test_a_rep_without_a_depth_has_no_share() -> None:
    first, *rest = measurement(NAME).reps
    said = with_depth_share([replace(first, depth_pct=None, depth_share_pct=None), *rest])
    assert said[0].depth_share_pct is None
    assert said[1].depth_share_pct is not None
    assert with_depth_share([replace(first, depth_pct=None, depth_share_pct=None)])[0].depth_share_pct is None


@pytest.mark.parametrize(("hz", "step"), [(15.0, 0.067), (12.0, 0.083), (30.0, 0.033), (60.0, 0.033)])
def test_tempo_is_as_fine_as_the_pictures_and_never_finer_than_the_grid(hz: float, step: float) -> None:
    assert tempo_resolution_s(squats(Set(reps=1), hz=hz)) == step


def test_pictures_in_which_nobody_was_found_do_not_make_it_coarser() -> None:
    seen = track(NAME)
    points = seen.points.copy()
    points[:40] = np.nan
    assert tempo_resolution_s(replace(seen, points=points)) == tempo_resolution_s(seen) == 0.067


def test_one_legged_tasks_have_depth_and_tempo_only() -> None:
    one = measurement(ONE_LEGGED[0])
    assert one.summary.stance == Stance()
    assert one.summary.tempo_resolution_s == 0.067
    for rep in one.reps:
        assert rep.depth_share_pct is not None
        assert (rep.side_shift_pct, rep.lowering_smoothness, rep.rise_smoothness) == (None, None, None)
        assert (rep.legs.left.foot_moved_pct, rep.legs.right.fppa_deg) == (None, None)


def test_a_task_whose_knees_are_not_measured_says_nothing_of_them() -> None:
    counted = measure(track(NAME), Task.STEP_UP)
    assert counted.summary.stance == Stance()
    assert all(rep.side_shift_pct is None for rep in counted.reps)


def test_a_rep_seen_from_elsewhere_is_left_out() -> None:
    """As its knees are: the clip's one yaw would be wrong for it."""
    seen = track(NAME)
    middle = measurement(NAME).reps[2]
    turned = (seen.times_s > middle.start_s - 1) & (seen.times_s < middle.end_s + 1)
    world = seen.world.copy()
    angle = np.radians(40)
    spin = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    world[turned] = world[turned] @ spin.T
    points = seen.points.copy()
    points[turned, 0, 0] -= 60
    points[turned, 11:13, 0] -= 60
    reps = measure(replace(seen, world=world, points=points), Task.SQUAT).reps
    assert reps[2].legs.left.offset_pct is None
    assert (reps[2].side_shift_pct, reps[2].rise_smoothness, reps[2].legs.left.fppa_deg) == (None, None, None)
    assert reps[0].side_shift_pct is not None
