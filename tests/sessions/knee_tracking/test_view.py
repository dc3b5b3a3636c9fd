"""From where the camera looks: read well enough to refuse what cannot be measured, and nothing else."""

from dataclasses import replace

import numpy as np
import pytest

from sessions.knee_tracking.grid import evenly
from sessions.knee_tracking.report import ViewKind
from sessions.knee_tracking.stance import Body, find_body
from sessions.knee_tracking.tasks.rules import find_squats
from sessions.knee_tracking.track import PoseTrack
from sessions.knee_tracking.view import RepView, azimuth_deg, clip_view, from_behind, rep_views, yaw_deg
from tests.sessions.knee_tracking.clips import NAMES, body, task, truth
from tests.sessions.knee_tracking.skeleton import Set, Shot, squats


def body_of(track: PoseTrack) -> Body:
    found = find_body(evenly(track))
    assert found is not None
    return found


def views_of(one: Body) -> list[RepView]:
    return rep_views(one, find_squats(one), feet_tell=True, stands_between=True)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "dev09_side_view"])
def test_yaw_of_the_synthetic_clips(name: str) -> None:
    one = body(name)
    views = rep_views(one, find_squats(one), feet_tell=task(name) == "squat", stands_between=True)
    yaws = [view.yaw_deg for view in views if view.yaw_deg is not None]
    assert len(yaws) == len(truth(name)["reps"])
    assert np.abs(np.array(yaws) - truth(name)["camera"]["yaw_deg"]).max() <= 8.0


def test_a_side_view_reads_as_one() -> None:
    yaw = clip_view(views_of(body("dev09_side_view"))).yaw_deg
    assert yaw is not None
    assert yaw > 60


@pytest.mark.parametrize("yaw", [-25, -15, -5, 0, 5, 15, 25])
def test_simulated_yaw_has_the_right_sign_and_size(yaw: float) -> None:
    """The tables come from a pose model that flattens angles, so simulated ones read a little large."""
    got = clip_view(views_of(body_of(squats(shot=Shot(yaw_deg=yaw)))))
    assert got.yaw_deg == pytest.approx(yaw, abs=6)


@pytest.mark.parametrize("yaw", [-60, -40, 40, 60])
def test_slanting_views_are_beyond_the_limit(yaw: float) -> None:
    assert clip_view(views_of(body_of(squats(shot=Shot(yaw_deg=yaw))))).kind is ViewKind.SIDE


@pytest.mark.parametrize("yaw", [160, 180, 200])
def test_a_view_from_behind(yaw: float) -> None:
    one = body_of(squats(shot=Shot(yaw_deg=yaw)))
    assert from_behind(one, one.standing)
    assert clip_view(views_of(one)).kind is ViewKind.BACK


@pytest.mark.parametrize("name", NAMES)
def test_no_synthetic_clip_is_from_behind(name: str) -> None:
    assert not from_behind(body(name), body(name).standing)


def test_names_of_views() -> None:
    def kind(yaw: float) -> ViewKind:
        return clip_view([RepView(yaw, None, from_behind=False)] * 3).kind

    assert kind(0) is kind(-8) is ViewKind.FRONT
    assert kind(9) is kind(-30) is ViewKind.SLIGHT_FRONT
    assert kind(31) is ViewKind.SIDE


def test_one_odd_rep_does_not_change_the_clips_view() -> None:
    views = [RepView(yaw, None, from_behind=False) for yaw in (2.0, 3.0, 60.0)]
    assert clip_view(views).yaw_deg == 3.0


def test_nothing_seen_is_unknown() -> None:
    assert clip_view([]).kind is ViewKind.UNKNOWN
    assert clip_view([RepView(None, None, from_behind=False)]).yaw_deg is None


def test_too_few_standing_frames_say_nothing() -> None:
    one = body("dev01_clean_squat")
    few = np.zeros(len(one.times_s), bool)
    few[:2] = True
    assert yaw_deg(one, few, feet_tell=True) is None
    assert not from_behind(one, few)


def test_turning_during_a_rep_is_seen() -> None:
    straight, turned = squats(Set(reps=1, rest_s=2.0)), squats(Set(reps=1, rest_s=2.0), Shot(yaw_deg=28))
    later = straight.times_s > straight.duration_s / 2
    spliced = replace(
        straight,
        points=np.where(later[:, None, None], turned.points, straight.points),
        world=np.where(later[:, None, None], turned.world, straight.world),
    )
    view = views_of(body_of(spliced))[0]
    assert view.turn_deg == pytest.approx(28, abs=6)


def test_without_standing_between_the_clips_view_serves_every_rep() -> None:
    one = body("dev01_clean_squat")
    spans = find_squats(one)
    views = rep_views(one, spans, feet_tell=True, stands_between=False)
    assert len(views) == len(spans)
    assert len(set(views)) == 1
    assert views[0].turn_deg is None


def test_where_the_feet_do_not_point_forward_they_are_not_asked() -> None:
    """In a split stance the rear foot points anywhere."""
    one = body("dev01_clean_squat")
    points = one.points.copy()
    points[:, 12, 0] += 60
    askew = replace(one, points=points)
    usual = yaw_deg(one, one.standing, feet_tell=False)
    assert usual is not None
    assert yaw_deg(askew, askew.standing, feet_tell=False) == pytest.approx(usual)


def test_azimuth_is_zero_when_square_and_grows_with_the_turn() -> None:
    for yaw in (0, 20, -35):
        one = body_of(squats(shot=Shot(yaw_deg=yaw)))
        from sessions.knee_tracking.joints import HIPS, SHOULDERS

        got = azimuth_deg(one.motion.world[one.standing], (SHOULDERS, HIPS))
        assert np.median(got) == pytest.approx(-yaw, abs=1.0)
