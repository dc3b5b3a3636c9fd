"""Legs that do not stand out are not trusted, however bright the vest is."""

from dataclasses import replace

import numpy as np
import pytest

from sessions.knee_tracking.contrast import legs_contrast
from sessions.knee_tracking.frames import Image
from sessions.knee_tracking.joints import Joint
from sessions.knee_tracking.measure import measure
from sessions.knee_tracking.report import Code, Task
from sessions.knee_tracking.track import Floats, PoseTrack
from tests.sessions.knee_tracking.skeleton import squats

HIPS_Y, KNEES_Y, ANKLES_Y = 60, 120, 180


def standing() -> Floats:
    points = np.full((13, 2), 20.0)
    for side, x in (("LEFT", 120.0), ("RIGHT", 80.0)):
        for part, y in (("HIP", HIPS_Y), ("KNEE", KNEES_Y), ("ANKLE", ANKLES_Y)):
            points[Joint[f"{side}_{part}"]] = x, y
    return points


def picture(ground: int, left: int, right: int, noise: float = 0.0) -> Image:
    grey = np.full((220, 200), float(ground))
    grey[HIPS_Y:ANKLES_Y, 111:129], grey[HIPS_Y:ANKLES_Y, 71:89] = left, right
    return np.asarray(np.clip(grey + np.random.default_rng(1).normal(0, noise, grey.shape), 0, 255), np.uint8)


@pytest.mark.parametrize(("ground", "left", "right"), [(200, 40, 40), (40, 200, 200), (120, 60, 180)])
def test_legs_that_stand_out(ground: int, left: int, right: int) -> None:
    assert legs_contrast(picture(ground, left, right), standing()) > 50


def test_black_on_black() -> None:
    assert legs_contrast(picture(8, 6, 6), standing()) < 5


def test_noise_is_no_contrast() -> None:
    assert legs_contrast(picture(20, 20, 20, noise=8.0), standing()) < 12


def test_the_leg_that_is_seen_less_counts() -> None:
    one_dark = legs_contrast(picture(10, 220, 12)[:, :], standing() + np.array([0.0, 0.0]))
    assert one_dark <= legs_contrast(picture(10, 220, 220), standing())


def test_legs_outside_the_picture_say_nothing() -> None:
    assert np.isnan(legs_contrast(picture(200, 40, 40), standing() + 1000))


def with_legs(one: PoseTrack, contrast: float, light: float) -> PoseTrack:
    times = np.arange(0, one.duration_s, 0.5)
    scene = replace(
        one.scene,
        legs=np.column_stack([times, np.full(len(times), contrast)]),
        light=np.column_stack([times, np.full(len(times), light)]),
    )
    return replace(one, scene=scene)


@pytest.mark.parametrize(
    ("contrast", "light", "refused"),
    [(19, 123, True), (5, 60, True), (30, 188, False), (62, 188, False), (14, 45, False), (np.nan, 150, False)],
)
def test_unseen_legs_are_refused_a_dim_room_is_not(contrast: float, light: float, refused: bool) -> None:
    assert (measure(with_legs(squats(), contrast, light), Task.SQUAT).codes == (Code.TOO_DARK,)) is refused


def test_what_stands_out_outside_the_reps_does_not_count() -> None:
    one = with_legs(squats(), 10.0, 150.0)
    reps = measure(squats(), Task.SQUAT).reps
    legs = one.scene.legs.copy()
    outside = np.all([(legs[:, 0] < rep.start_s) | (legs[:, 0] > rep.end_s) for rep in reps], axis=0)
    legs[outside, 1] = 90.0
    assert Code.TOO_DARK in measure(replace(one, scene=replace(one.scene, legs=legs)), Task.SQUAT).codes
