"""Rep counts stand up to what phones, gyms and decoders do to a track: the same count on every clip."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sessions.knee_tracking.grid import evenly
from sessions.knee_tracking.report import Task
from sessions.knee_tracking.reps import Span
from sessions.knee_tracking.stance import find_body
from sessions.knee_tracking.tasks import RULES
from sessions.knee_tracking.track import PoseTrack
from tests.sessions.knee_tracking.clips import NAMES, task, track, truth
from tests.sessions.knee_tracking.skeleton import Set, Shot, squats


def reps_of(one: PoseTrack, of: Task) -> list[Span]:
    body = find_body(evenly(one))
    return [] if body is None else RULES[of].find(body)


def only(one: PoseTrack, seen: NDArray[Any]) -> PoseTrack:
    """The track of some of its pictures."""
    return replace(
        one,
        times_s=one.times_s[seen],
        points=one.points[seen],
        visibility=one.visibility[seen],
        world=one.world[seen],
    )


def with_points(one: PoseTrack, points: NDArray[np.float64]) -> PoseTrack:
    return replace(one, points=points)


def turned(one: PoseTrack, degrees: float) -> PoseTrack:
    """The track of a camera held askew."""
    turn = np.radians(degrees)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    centre = np.array([one.width, one.height]) / 2
    return with_points(one, (one.points - centre) @ matrix.T + centre)


def every(step: int) -> Any:
    return lambda one: only(one, np.arange(0, len(one.times_s), step))


def losing(share: float) -> Any:
    return lambda one: only(one, np.random.default_rng(3).random(len(one.times_s)) > share)


def hole(at: float) -> Any:
    """0.6 s without pictures, somewhere."""

    def cut(one: PoseTrack) -> PoseTrack:
        start = one.times_s[0] + at * (one.times_s[-1] - one.times_s[0] - 0.6)
        return only(one, (one.times_s < start) | (one.times_s > start + 0.6))

    return cut


def noisy(px: float) -> Any:
    def shaken(one: PoseTrack) -> PoseTrack:
        return with_points(one, one.points + np.random.default_rng(5).normal(0, px, one.points.shape))

    return shaken


def zooming(most: float) -> Any:
    """The camera comes nearer all the time."""

    def grown(one: PoseTrack) -> PoseTrack:
        scale = np.linspace(1.0, most, len(one.times_s))[:, None, None]
        centre = np.array([one.width, one.height]) / 2
        return with_points(one, centre + (one.points - centre) * scale)

    return grown


def panning(px: float) -> Any:
    """The camera drifts sideways all the time."""

    def moved(one: PoseTrack) -> PoseTrack:
        shift = np.linspace(0.0, px, len(one.times_s))[:, None]
        points = one.points.copy()
        points[..., 0] += shift
        return with_points(one, points)

    return moved


HARMS = {
    "every second picture": every(2),
    "a tenth of the pictures lost": losing(0.1),
    "a third of the pictures lost": losing(0.3),
    "a hole early": hole(0.2),
    "a hole in the middle": hole(0.5),
    "a hole late": hole(0.8),
    "noise of 2 px": noisy(2.0),
    "noise of 4 px": noisy(4.0),
    "rolled left": lambda one: turned(one, 5.0),
    "rolled right": lambda one: turned(one, -5.0),
    "zooming in": zooming(1.4),
    "zooming out": zooming(0.7),
    "panning": panning(150.0),
    "half the size": lambda one: replace(one, points=one.points / 2, width=one.width // 2, height=one.height // 2),
}


@pytest.mark.parametrize("harm", HARMS)
@pytest.mark.parametrize("name", NAMES)
def test_the_count_stays(name: str, harm: str) -> None:
    assert len(reps_of(HARMS[harm](track(name)), task(name))) == len(truth(name)["reps"])


@pytest.mark.parametrize("name", NAMES)
def test_before_the_first_and_after_the_last_rep_there_is_none(name: str) -> None:
    """Walking in, stepping out, gripping the bar, racking it."""
    one, reps = track(name), truth(name)["reps"]
    for part in (one.times_s < reps[0]["start_s"] - 0.2, one.times_s > reps[-1]["end_s"] + 0.2):
        if part.sum() > 5:
            assert reps_of(only(one, part), task(name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_set_cut_in_the_last_rep_has_one_less(name: str) -> None:
    one, reps = track(name), truth(name)["reps"]
    begun = one.times_s < reps[-1]["bottom_s"]
    assert len(reps_of(only(one, begun), task(name))) == len(reps) - 1


@pytest.mark.parametrize("name", NAMES)
def test_a_clip_that_begins_at_the_bottom_has_one_less(name: str) -> None:
    one, reps = track(name), truth(name)["reps"]
    later = one.times_s > reps[0]["bottom_s"]
    assert len(reps_of(only(one, later), task(name))) == len(reps) - 1


@pytest.mark.parametrize("name", [name for name in NAMES if name != "dev10_feet_cut"])
def test_times_stay_when_pictures_are_lost(name: str) -> None:
    usual, thin = (reps_of(one, task(name)) for one in (track(name), every(2)(track(name))))
    for rep, other in zip(usual, thin, strict=True):
        assert other.start_s == pytest.approx(rep.start_s, abs=0.12)
        assert other.bottom_s == pytest.approx(rep.bottom_s, abs=0.12)
        assert other.end_s == pytest.approx(rep.end_s, abs=0.12)


@pytest.mark.parametrize("reps", [1, 2, 3, 5, 12, 20])
@pytest.mark.parametrize("depth", [0.15, 0.3, 0.5])
def test_any_number_of_reps_of_any_depth(reps: int, depth: float) -> None:
    assert len(reps_of(squats(Set(reps=reps, depth=depth)), Task.SQUAT)) == reps


@pytest.mark.parametrize("rest_s", [0.3, 0.6, 2.0, 6.0])
def test_reps_may_follow_at_once_or_after_a_long_breath(rest_s: float) -> None:
    assert len(reps_of(squats(Set(reps=4, rest_s=rest_s)), Task.SQUAT)) == 4


@pytest.mark.parametrize(("lowering_s", "rise_s"), [(0.5, 0.4), (1.0, 0.6), (3.0, 1.0), (6.0, 3.0)])
def test_fast_and_slow_reps(lowering_s: float, rise_s: float) -> None:
    one = squats(Set(reps=3, lowering_s=lowering_s, rise_s=rise_s))
    assert len(reps_of(one, Task.SQUAT)) == 3


@pytest.mark.parametrize("pause_s", [0.0, 1.0, 3.0])
def test_a_pause_at_the_bottom_makes_no_second_rep(pause_s: float) -> None:
    reps = reps_of(squats(Set(reps=3, pause_s=pause_s)), Task.SQUAT)
    assert len(reps) == 3
    for rep in reps:
        assert rep.end_s - rep.start_s > pause_s


@pytest.mark.parametrize("yaw", [0.0, 20.0, 45.0, 70.0, 90.0])
def test_counting_needs_no_front_view(yaw: float) -> None:
    assert len(reps_of(squats(shot=Shot(yaw_deg=yaw)), Task.SQUAT)) == 4


@pytest.mark.parametrize("hz", [10.0, 12.0, 15.0, 25.0, 30.0])
def test_counting_needs_no_particular_rate(hz: float) -> None:
    assert len(reps_of(squats(hz=hz), Task.SQUAT)) == 4


def test_uneven_clocks_do_not_matter() -> None:
    one = squats(Set(reps=6))
    shaky = np.sort(one.times_s + np.random.default_rng(2).uniform(-0.02, 0.02, len(one.times_s)))
    assert len(reps_of(replace(one, times_s=shaky), Task.SQUAT)) == 6
