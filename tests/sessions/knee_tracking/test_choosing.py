"""Of several people the athlete: prominent at first, then whoever is where the athlete was."""

from dataclasses import replace

import numpy as np
import pytest

from sessions.knee_tracking.choosing import FORGOTTEN, REACH, Follower, everybody, most_prominent
from sessions.knee_tracking.joints import HIPS, SHOULDERS, Joint
from sessions.knee_tracking.pose import TRUNK, Pose, apart

WIDTH = 720
TORSO = 60.0  # px, of a body of size 1


def body(x: float, *, size: float = 1.0, drop: float = 0.0, surety: float = 0.9) -> Pose:
    """Somebody who stands at x, px; `drop` px lower with all but the feet."""
    heights = {Joint.NOSE: -200, **dict.fromkeys(SHOULDERS, -170), **dict.fromkeys(HIPS, -110)}
    points = np.array([[(joint % 2 - 0.5) * 30, heights.get(joint, 0) * 1.0] for joint in Joint])
    points *= size
    points[TRUNK, 1] += drop
    return Pose(np.add(points, (x, 300)), np.full(13, surety), np.zeros((13, 2)))


def choice(follower: Follower, *people: Pose) -> Pose | None:
    """Both looks find the same people."""
    return follower.choose(people, people, WIDTH)


def at(pose: Pose | None) -> float:
    assert pose is not None
    return float(pose.points[TRUNK, 0].mean())


def test_two_looks_at_one_person_are_one_person() -> None:
    (one,) = everybody([body(300)], [body(304, surety=0.7)])
    assert at(one) == pytest.approx(302)
    assert one.visibility == pytest.approx(np.full(13, 0.8))


def test_whom_only_one_look_finds_is_there_too() -> None:
    found = everybody([body(100), body(300)], [body(302), body(500)])
    assert [at(one) for one in found] == pytest.approx([100, 301, 500])


def test_each_is_paired_with_the_nearest() -> None:
    found = everybody([body(300), body(310)], [body(311), body(301)])
    assert [at(one) for one in found] == pytest.approx([300.5, 310.5])


def test_nobody() -> None:
    assert everybody([], []) == []
    assert most_prominent([], WIDTH) is None
    assert choice(Follower()) is None


def test_at_first_the_taller_one() -> None:
    assert at(choice(Follower(), body(200, size=0.6), body(500))) == pytest.approx(500)


def test_of_two_alike_the_one_in_the_middle() -> None:
    assert at(choice(Follower(), body(60), body(400))) == pytest.approx(400)


def test_a_much_taller_one_at_the_side_is_nearer_to_the_camera() -> None:
    assert at(choice(Follower(), body(360, size=0.5), body(100))) == pytest.approx(100)


def test_then_the_same_one_whoever_else_comes_near_the_camera() -> None:
    follower = Follower()
    choice(follower, body(360))
    for step in range(20):
        assert at(choice(follower, body(100 + 4 * step, size=1.8), body(360 + step))) == pytest.approx(360 + step)


def test_down_in_a_squat_it_is_still_the_athlete() -> None:
    follower = Follower()
    choice(follower, body(360))
    for drop in (*range(0, 80, 12), *range(80, 0, -12)):  # 12 px of a torso of 60 between two pictures: fast
        assert at(choice(follower, body(430), body(360, drop=drop))) == pytest.approx(360)


def test_somebody_else_is_not_taken_for_the_athlete() -> None:
    follower = Follower()
    choice(follower, body(360))
    assert choice(follower, body(360 + (REACH + 0.2) * TORSO)) is None


def test_who_was_hidden_for_a_moment_may_have_moved_on() -> None:
    follower = Follower()
    choice(follower, body(360))
    further = body(360 + 1.5 * TORSO)
    assert choice(follower) is None
    assert choice(follower) is None
    assert at(choice(follower, further, body(600, size=2))) == pytest.approx(450)


def test_who_stays_away_is_forgotten_and_the_most_prominent_is_followed() -> None:
    follower = Follower()
    choice(follower, body(100))
    far = body(640)
    found = [choice(follower, replace(far)) for _ in range(FORGOTTEN)]
    reach_px = (1 + np.arange(FORGOTTEN)) * REACH * TORSO
    assert [one is not None for one in found] == [bool(reach >= 540) for reach in reach_px]
    follower = Follower()
    choice(follower, body(100))
    for _ in range(FORGOTTEN):
        assert choice(follower) is None
    assert at(choice(follower, far)) == pytest.approx(640)


def test_how_far_two_are_apart_is_told_in_torso_lengths() -> None:
    assert apart(body(100), body(100 + TORSO)) == pytest.approx(1.0)
    assert apart(body(100, size=2), body(100 + TORSO, size=2)) == pytest.approx(0.5)
