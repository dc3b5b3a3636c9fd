"""The athlete's image in a mirror is nobody else; somebody at rest, or training for themselves, is."""

from dataclasses import replace

import numpy as np
import pytest

from sessions.knee_tracking.joints import HIPS
from sessions.knee_tracking.measure import measure
from sessions.knee_tracking.mirrors import strangers
from sessions.knee_tracking.report import Code, Task
from sessions.knee_tracking.track import Floats, PoseTrack
from tests.sessions.knee_tracking.skeleton import Set, squats

ONE = squats(Set(reps=4))
TORSO = float(np.median(np.linalg.norm(ONE.points[:, 1:3].mean(axis=1) - ONE.points[:, HIPS].mean(axis=1), axis=1)))


def in_company(*people: tuple[float, Floats, float]) -> PoseTrack:
    """The set with people at x, with hips at heights over the pictures, and a size against the athlete's."""
    rows = [
        (time, x, float(heights[number]), size * TORSO)
        for number, time in enumerate(ONE.times_s)
        if number % 5 == 0
        for x, heights, size in people
    ]
    others = np.array([(time, 1.0) for time in ONE.times_s[::30]])
    return replace(ONE, scene=replace(ONE.scene, company=np.array(rows).reshape(-1, 4), others=others))


HEIGHTS = ONE.points[:, HIPS, 1].mean(axis=1)
IMAGE = 20 + 0.6 * HEIGHTS + np.random.default_rng(1).normal(0, 1.5, len(HEIGHTS))
RESTING = np.full(len(HEIGHTS), 200.0) + np.random.default_rng(2).normal(0, 1.5, len(HEIGHTS))
OTHER_PACE = 200 + 40 * np.sin(ONE.times_s * 2 * np.pi / 2.3)


@pytest.mark.parametrize(
    ("heights", "size", "refused"),
    [(IMAGE, 0.65, False), (IMAGE, 0.88, False), (IMAGE, 1.0, True), (RESTING, 0.65, True), (OTHER_PACE, 0.9, True)],
    ids=["mirror", "near mirror", "in step but as large", "at rest", "another training"],
)
def test_who_is_a_stranger(heights: Floats, size: float, refused: bool) -> None:
    one = in_company((620.0, heights, size))
    assert strangers(one).all() == refused
    assert (measure(one, Task.SQUAT).codes == (Code.SEVERAL_PEOPLE,)) is refused


def test_a_stranger_beside_a_mirror_is_one() -> None:
    one = in_company((620.0, IMAGE, 0.65), (90.0, RESTING, 1.0))
    assert strangers(one).tolist() == [False, True] * (len(one.scene.company) // 2)
    assert Code.SEVERAL_PEOPLE in measure(one, Task.SQUAT).codes


def test_a_glimpse_of_somebody_in_step_says_nothing() -> None:
    one = in_company((620.0, IMAGE, 0.65))
    few = replace(one, scene=replace(one.scene, company=one.scene.company[:4]))
    assert strangers(few).all()


def test_an_athlete_who_stands_still_has_no_image_in_step() -> None:
    still = replace(in_company((620.0, IMAGE, 0.65)), points=np.repeat(ONE.points[:1], len(ONE.times_s), axis=0))
    assert strangers(still).all()


def test_nobody_else_is_no_stranger() -> None:
    assert len(strangers(ONE)) == 0


def test_an_older_track_without_company_is_refused_as_it_was() -> None:
    one = in_company((620.0, IMAGE, 0.65))
    older = replace(one, scene=replace(one.scene, company=np.empty((0, 4))))
    assert measure(older, Task.SQUAT).codes == (Code.SEVERAL_PEOPLE,)
