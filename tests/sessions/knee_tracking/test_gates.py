"""Every reason to refuse, from its own measure: what must be refused is, and what lies beside it is not."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sessions.knee_tracking.gates import head_outside, legs_outside
from sessions.knee_tracking.joints import HEELS, KNEES, TOES, Joint
from sessions.knee_tracking.measure import measure
from sessions.knee_tracking.report import Code, Task
from sessions.knee_tracking.track import PoseTrack, Scene
from tests.sessions.knee_tracking.clips import MEASURED, measurement, task, track
from tests.sessions.knee_tracking.skeleton import Set, Shot, squats


def codes(one: PoseTrack, of: Task = Task.SQUAT) -> list[Code]:
    return list(measure(one, of).codes)


def with_scene(one: PoseTrack, **parts: Any) -> PoseTrack:
    return replace(one, scene=replace(one.scene, **parts))


def readings(one: PoseTrack, value: float, every_s: float = 0.5) -> Any:
    """Readings (n, 2) of one value through a whole track."""
    times = np.arange(0, one.duration_s, every_s)
    return np.column_stack([times, np.full(len(times), value)])


@pytest.mark.parametrize("name", MEASURED)
def test_no_clean_clip_is_refused(name: str) -> None:
    assert measurement(name).codes == ()


def test_a_good_simulated_set_is_not_refused() -> None:
    assert codes(squats()) == []


@pytest.mark.parametrize(("seconds", "refused"), [(4.9, True), (5.1, False)])
def test_too_short(seconds: float, refused: bool) -> None:
    assert (Code.TOO_SHORT in codes(replace(squats(), duration_s=seconds))) is refused


@pytest.mark.parametrize(("hz", "refused"), [(15, True), (18, True), (20, True), (24, False), (30, False), (60, False)])
def test_low_frame_rate(hz: float, refused: bool) -> None:
    assert (Code.LOW_FRAME_RATE in codes(replace(squats(), frame_s=1 / hz))) is refused


@pytest.mark.parametrize(("share", "refused"), [(0.6, True), (0.3, False)])
def test_no_person(share: float, refused: bool) -> None:
    one = squats(Set(reps=8))
    points = one.points.copy()
    points[np.random.default_rng(1).random(len(points)) < share] = np.nan
    assert (Code.NO_PERSON in codes(replace(one, points=points))) is refused


@pytest.mark.parametrize(("grey", "refused"), [(10, True), (39, True), (42, False), (140, False)])
def test_too_dark(grey: float, refused: bool) -> None:
    one = squats()
    assert (codes(with_scene(one, light=readings(one, grey))) == [Code.TOO_DARK]) is refused


def test_a_dark_moment_is_not_a_dark_video() -> None:
    one = squats()
    light = readings(one, 120.0)
    light[:5, 1] = 5.0
    assert codes(with_scene(one, light=light)) == []


@pytest.mark.parametrize(("share", "refused"), [(1.0, True), (0.5, True), (0.2, False), (0.0, False)])
def test_several_people(share: float, refused: bool) -> None:
    one = squats()
    others = readings(one, 0.0, 1.0)
    others[: round(share * len(others)), 1] = 1.0
    assert (codes(with_scene(one, others=others)) == [Code.SEVERAL_PEOPLE]) is refused


@pytest.mark.parametrize(("yaw", "refused"), [(0, False), (20, False), (-20, False), (40, True), (-40, True)])
def test_side_view(yaw: float, refused: bool) -> None:
    assert (Code.SIDE_VIEW in codes(squats(shot=Shot(yaw_deg=yaw)))) is refused


def test_back_view() -> None:
    assert codes(squats(shot=Shot(yaw_deg=180)))[0] is Code.BACK_VIEW


def test_feet_under_the_picture() -> None:
    one = squats()
    feet = one.points[:, [*HEELS, *TOES], 1].max()
    assert codes(replace(one, height=int(feet) + 2)) == []
    assert codes(replace(one, height=int(feet) - 2)) == [Code.BODY_CUT_OFF]


def test_legs_beside_the_picture() -> None:
    one = squats()
    outermost = one.points[:, [*KNEES, *TOES], 0].max()
    assert codes(replace(one, width=int(outermost) - 2)) == [Code.BODY_CUT_OFF]


def test_head_above_the_picture() -> None:
    one = squats()
    shifted = one.points - np.array([0.0, one.points[:, Joint.NOSE, 1].max() - 2])
    assert Code.BODY_CUT_OFF in codes(replace(one, points=shifted))


@pytest.mark.parametrize(("visible", "refused"), [(0.1, True), (0.3, False)])
def test_hidden_knees(visible: float, refused: bool) -> None:
    one = squats()
    visibility = one.visibility.copy()
    visibility[:, KNEES] = visible
    assert (codes(replace(one, visibility=visibility)) == [Code.BODY_CUT_OFF]) is refused


def test_a_hidden_rear_knee_matters_only_where_both_legs_count() -> None:
    one = track("dev11_split_squat_right")
    visibility = one.visibility.copy()
    visibility[:, Joint.LEFT_KNEE] = 0.05
    assert codes(replace(one, visibility=visibility), Task.SPLIT_SQUAT) == []
    assert Code.BODY_CUT_OFF in codes(replace(one, visibility=visibility), Task.SQUAT)


def camera(one: PoseTrack, px_per_step: float = 0.0, scale_per_step: float = 1.0) -> Scene:
    steps = np.zeros((len(one.times_s), 5))
    steps[:, 0], steps[:, 1], steps[:, 3] = one.times_s, px_per_step, scale_per_step
    return replace(one.scene, camera=steps)


@pytest.mark.parametrize(("px", "refused"), [(0.3, False), (6.0, True), (-6.0, True)])
def test_a_panning_camera(px: float, refused: bool) -> None:
    one = squats()
    assert (codes(replace(one, scene=camera(one, px_per_step=px))) == [Code.MOVING_CAMERA]) is refused


@pytest.mark.parametrize(("scale", "refused"), [(1.002, False), (1.02, True)])
def test_a_camera_that_zooms_in_and_out(scale: float, refused: bool) -> None:
    one = squats()
    zooming = camera(one)
    zooming.camera[:, 3] = scale ** np.sign(np.sin(2 * np.pi * one.times_s / 4.0))
    assert (Code.MOVING_CAMERA in codes(replace(one, scene=zooming))) is refused


def test_a_camera_that_shakes_in_place_does_not_move() -> None:
    one = squats()
    shaking = camera(one)
    shaking.camera[:, 1] = 8.0 * (-1.0) ** np.arange(len(one.times_s))
    assert codes(replace(one, scene=shaking)) == []


def test_a_plain_background_says_nothing_about_the_camera() -> None:
    one = squats()
    unknown = camera(one, px_per_step=6.0)
    unknown.camera[::3, 1:] = np.nan
    unknown.camera[1::3, 1:] = np.nan
    assert codes(replace(one, scene=unknown)) == []


def test_moving_the_camera_between_reps_is_no_harm() -> None:
    one = squats(Set(reps=2, rest_s=4.0))
    moved = camera(one)
    middle = one.duration_s / 2
    between = np.abs(one.times_s - middle) < 0.5
    moved.camera[between, 1] = 20.0
    assert Code.MOVING_CAMERA not in codes(replace(one, scene=moved))


def test_no_reps() -> None:
    assert codes(squats(Set(depth=0.03))) == [Code.NO_REPS]


def test_walking_about_is_no_rep() -> None:
    """The stretches before the first and after the last rep of the clips in which the athlete walks in and out."""
    one = track("dev01_clean_squat")
    early = one.times_s < 3.8
    walk = replace(
        one,
        times_s=one.times_s[early],
        points=one.points[early],
        visibility=one.visibility[early],
        world=one.world[early],
    )
    assert Code.NO_REPS in codes(walk)


def test_all_reasons_are_found_and_the_first_in_order_is_told() -> None:
    one = squats(shot=Shot(yaw_deg=50))
    bad = with_scene(replace(one, duration_s=3.0, frame_s=1 / 12), light=readings(one, 12.0))
    assert codes(bad) == [Code.TOO_SHORT, Code.LOW_FRAME_RATE, Code.TOO_DARK, Code.SIDE_VIEW]


def test_nobody_in_the_picture_gets_its_own_reason_first() -> None:
    one = squats()
    empty = replace(one, points=np.full_like(one.points, np.nan), visibility=np.full_like(one.visibility, np.nan))
    assert codes(empty) == [Code.NO_PERSON, Code.NO_REPS]


def test_some_slanting_reps_are_left_out_many_refuse_the_video() -> None:
    front, slanting = squats(Set(reps=8)), squats(Set(reps=8), Shot(yaw_deg=45))

    def turning(at_s: float) -> list[Code]:
        """The athlete turns within a second."""
        share = np.clip(front.times_s - at_s, 0, 1)[:, None, None]
        mixed = replace(
            front,
            points=front.points + share * (slanting.points - front.points),
            world=front.world + share * (slanting.world - front.world),
        )
        return codes(mixed)

    assert turning(front.duration_s - 4.0) == []
    assert Code.SIDE_VIEW in turning(front.duration_s / 2)


def test_legs_outside_counts_frames() -> None:
    points = np.full((10, 13, 2), 50.0)
    points[:3, Joint.LEFT_TOE, 1] = 101.0
    points[5, Joint.RIGHT_KNEE, 0] = -1.0
    assert legs_outside(points, 100, 100) == pytest.approx(0.4)


def test_a_bent_over_head_is_not_a_cut_one() -> None:
    points = np.full((4, 13, 2), 50.0)
    points[:, Joint.NOSE, 1], points[:, [1, 2], 1], points[:, [3, 4], 1] = 2.0, 12.0, 40.0
    assert head_outside(points) == 1.0
    points[:, [3, 4], 1] = 5.0
    assert head_outside(points) == 0.0


@pytest.mark.parametrize("name", MEASURED)
def test_every_task_keeps_its_own_gates(name: str) -> None:
    assert codes(track(name), task(name)) == []
