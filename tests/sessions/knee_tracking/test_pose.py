"""Two looks at each picture become one pose, and a mirrored picture gives a mirrored pose."""

import numpy as np
import pytest

from sessions.knee_tracking.joints import MIRRORED, Joint
from sessions.knee_tracking.pose import Pose, PoseFinder, merge, unmirror


def pose(seed: int = 1, shift: float = 0.0) -> Pose:
    """Some pose with shoulders above hips, moved to the right by `shift` px."""
    rng = np.random.default_rng(seed)
    points = rng.uniform(100, 140, (13, 2))
    points[[Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER], 1] -= 100
    points[:, 0] += shift
    return Pose(points, rng.uniform(0, 1, 13), rng.uniform(-1, 1, (13, 2)))


def test_mirroring_twice_changes_nothing() -> None:
    one = pose()
    again = unmirror(unmirror(one, 640), 640)
    assert again.points == pytest.approx(one.points)
    assert again.visibility.tolist() == one.visibility.tolist()
    assert again.world == pytest.approx(one.world)


def test_a_mirrored_left_knee_is_the_right_one_at_the_other_side() -> None:
    one = pose()
    seen = unmirror(one, 640)
    assert seen.points[Joint.LEFT_KNEE, 0] == pytest.approx(640 - one.points[Joint.RIGHT_KNEE, 0])
    assert seen.points[Joint.LEFT_KNEE, 1] == one.points[Joint.RIGHT_KNEE, 1]
    assert seen.world[Joint.LEFT_HIP, 0] == pytest.approx(-one.world[Joint.RIGHT_HIP, 0])
    assert seen.world[Joint.LEFT_HIP, 1] == one.world[Joint.RIGHT_HIP, 1]


def test_every_joint_has_its_opposite_and_the_nose_itself() -> None:
    assert MIRRORED[MIRRORED].tolist() == list(range(13))
    for joint in Joint:
        opposite = Joint(MIRRORED[joint])
        swapped = joint.name.replace("LEFT", "x").replace("RIGHT", "LEFT").replace("x", "RIGHT")
        assert opposite.name == swapped


def test_two_looks_are_averaged() -> None:
    one, other = pose(shift=0.0), pose(shift=4.0)
    both = merge(one, other)
    assert both is not None
    assert both.points == pytest.approx(np.add(one.points, [2.0, 0.0]))


def test_the_order_of_the_looks_does_not_matter() -> None:
    one, other = pose(shift=0.0), pose(shift=3.0)
    forth, back = merge(one, other), merge(other, one)
    assert forth is not None
    assert back is not None
    assert forth.points.tolist() == back.points.tolist()


def test_one_look_is_enough() -> None:
    one = pose()
    assert merge(one, None) is one
    assert merge(None, one) is one
    assert merge(None, None) is None


def test_two_looks_at_different_people_are_no_pose() -> None:
    assert merge(pose(), pose(shift=60.0)) is None


@pytest.mark.parametrize(("share", "chosen"), [(0.5, True), (0.7, True), (0.75, False), (1.0, False)])
def test_of_an_athlete_and_a_small_bystander_the_athlete_is_seen(share: float, chosen: bool) -> None:
    athlete, bystander = pose(), pose(seed=1, shift=200.0)
    small = Pose(bystander.points * share, bystander.visibility, bystander.world)
    for found in (merge(athlete, small), merge(small, athlete)):
        assert found is (athlete if chosen else None)


def test_a_person_upside_down_that_only_one_look_sees_is_none() -> None:
    one = pose()
    hung = Pose(one.points * [1, -1] + [0, 250], one.visibility, one.world)
    assert merge(one, hung) is one
    assert merge(hung, one) is one
    assert merge(hung, pose(shift=60.0)) is not None
    assert merge(hung, Pose(hung.points + 200.0, hung.visibility, hung.world)) is None


@pytest.mark.xdist_group("knee_videos")
def test_the_model_finds_nobody_in_an_empty_room_and_is_closed_cleanly() -> None:
    with PoseFinder() as finder:
        assert finder.look(np.full((180, 320, 3), 127, np.uint8)).pose() is None
