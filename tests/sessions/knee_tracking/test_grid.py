"""Uneven pictures become an even motion: by their own times, with gaps left open."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sessions.knee_tracking.grid import GRID_HZ, evenly, in_gap, low_pass
from sessions.knee_tracking.track import PoseTrack
from tests.sessions.knee_tracking.skeleton import squats


def only(track: PoseTrack, seen: NDArray[Any]) -> PoseTrack:
    """The track of some of its pictures."""
    return replace(
        track,
        times_s=track.times_s[seen],
        points=track.points[seen],
        visibility=track.visibility[seen],
        world=track.world[seen],
    )


def test_the_grid_is_even_and_inside_the_track() -> None:
    track = squats()
    motion = evenly(track)
    assert np.diff(motion.times_s) == pytest.approx(np.full(len(motion.times_s) - 1, 1 / GRID_HZ))
    assert motion.times_s[0] >= track.times_s[0] - 1e-6
    assert motion.times_s[-1] <= track.times_s[-1] + 1e-6


def test_points_follow_the_pictures_own_times() -> None:
    track = squats()
    rng = np.random.default_rng(4)
    uneven = only(track, np.sort(rng.choice(len(track.times_s), len(track.times_s) * 4 // 5, replace=False)))
    even, thinned = evenly(track), evenly(uneven)
    first = round((thinned.times_s[0] - even.times_s[0]) * GRID_HZ)
    part = even.points[first : first + len(thinned.times_s)]
    known = ~np.isnan(thinned.points[:, 0, 0])
    assert known.mean() > 0.5
    assert np.abs(part - thinned.points)[known].max() < 4.0


def test_a_long_hole_is_a_gap_and_bridged_apart() -> None:
    track = squats()
    holed = only(track, (track.times_s < 3.0) | (track.times_s > 3.5))
    motion = evenly(holed)
    inside = (motion.times_s > 3.05) & (motion.times_s < 3.45)
    assert np.isnan(motion.points[inside]).all()
    assert np.isnan(motion.world[inside]).all()
    assert np.isnan(motion.visibility[inside]).all()
    assert not np.isnan(motion.bridged).any()


def test_a_person_lost_is_a_gap_as_well() -> None:
    track = squats()
    points = track.points.copy()
    points[(track.times_s > 3.0) & (track.times_s < 3.5)] = np.nan
    motion = evenly(replace(track, points=points))
    inside = (motion.times_s > 3.1) & (motion.times_s < 3.4)
    assert np.isnan(motion.points[inside]).all()


def test_nobody_at_all_is_an_empty_motion() -> None:
    track = squats()
    motion = evenly(replace(track, points=np.full_like(track.points, np.nan)))
    assert len(motion.times_s) == len(motion.points) == len(motion.bridged) == 0


def test_a_single_picture_is_a_motion_of_one_frame_at_most() -> None:
    track = only(squats(), np.array([0]))
    assert len(evenly(track).times_s) <= 1


@pytest.mark.parametrize(
    ("times", "at", "expected"),
    [
        ([0.0, 0.1, 0.2], 0.15, False),
        ([0.0, 0.1, 0.25], 0.17, True),
        ([0.0, 0.1, 0.25], 0.25, False),
        ([0.0, 0.1, 0.25], 0.1, False),
        ([0.0, 0.4], 0.2, True),
    ],
)
def test_more_than_a_tenth_of_a_second_is_a_gap(times: list[float], at: float, expected: bool) -> None:
    assert bool(in_gap(np.array([at]), np.array(times))[0]) is expected


def test_low_pass_keeps_slow_movement_in_place() -> None:
    times = np.arange(0, 10, 1 / GRID_HZ)
    slow = np.sin(2 * np.pi * 0.4 * times)
    assert np.abs(low_pass(slow, 6.0) - slow)[15:-15].max() < 0.01


def test_low_pass_halves_the_power_at_its_frequency() -> None:
    times = np.arange(0, 20, 1 / GRID_HZ)
    wave = np.sin(2 * np.pi * 3.0 * times)
    share = low_pass(wave, 3.0)[60:-60].std() / wave[60:-60].std()
    assert share == pytest.approx(np.sqrt(0.5), abs=0.02)


def test_low_pass_removes_jitter() -> None:
    noise = np.random.default_rng(2).normal(0, 1, 600)
    assert low_pass(noise, 2.0).std() < 0.5


def test_low_pass_leaves_gaps_where_they_are() -> None:
    values = np.ones((50, 2))
    values[20:25, 0] = np.nan
    got = low_pass(values, 6.0)
    assert np.isnan(got[20:25, 0]).all()
    assert got[[19, 25], 0] == pytest.approx([1.0, 1.0])
    assert got[:, 1] == pytest.approx(np.ones(50))
