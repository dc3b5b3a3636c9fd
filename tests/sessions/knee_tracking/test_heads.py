"""Where the head is: generous around nose and shoulders, on the way between pictures, grown where it was not seen."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from sessions.knee_tracking.heads import EVERYWHERE, GAP_S, MOST_GROWTH, STEADY_S, Ellipse, Heads
from sessions.knee_tracking.joints import SHOULDERS, Joint
from sessions.knee_tracking.track import PoseTrack
from tests.sessions.knee_tracking.clips import NAMES, track

STANDING = Ellipse(0.5, 0.2, 0.05, 0.1)


def heads(*seen: tuple[float, Ellipse]) -> Heads:
    """A head seen at these times at these places."""
    places = [(one.x, one.y, one.half_width, one.half_height) for _, one in seen]
    return Heads(np.array([time_s for time_s, _ in seen]), np.array(places))


def is_inside(place: Ellipse, x: float, y: float) -> bool:
    return bool(np.hypot((x - place.x) / place.half_width, (y - place.y) / place.half_height) <= 1)


def changed(name: str, points: NDArray[np.float64]) -> PoseTrack:
    return replace(track(name), points=points)


# Around the head


@pytest.mark.parametrize("name", NAMES)
def test_nose_chin_and_crown_are_inside_and_the_knees_are_not(name: str) -> None:
    """A nose stands 0.045 of the body's height above the chin and 0.085 below the crown."""
    seen = track(name)
    found = Heads.of(seen)
    size = np.array([seen.width, seen.height])
    frames = np.flatnonzero(~np.isnan(seen.points).any(axis=(1, 2)))
    for frame in frames[::7]:
        (place,) = found.at(seen.times_s[frame])
        points = seen.points[frame]
        nose, shoulders = points[Joint.NOSE], points[SHOULDERS].mean(axis=0)
        up = (nose - shoulders) / np.linalg.norm(nose - shoulders)
        tall = np.linalg.norm(points[SHOULDERS[0]] - points[SHOULDERS[1]]) / 0.2
        for at in (nose, nose - 0.045 * tall * up, nose + 0.085 * tall * up):
            assert is_inside(place, *(at / size))
        for knee in (Joint.LEFT_KNEE, Joint.RIGHT_KNEE):
            assert not is_inside(place, *(points[knee] / size))


def test_a_head_from_the_side_is_no_smaller() -> None:
    """Turned, the shoulders lie behind each other; neck and trunk still say how large the body is."""
    front = track("dev01_clean_squat")
    points = front.points.copy()
    middle = points[:, SHOULDERS].mean(axis=1, keepdims=True)
    points[:, SHOULDERS] = middle
    time_s = float(front.times_s[len(front.times_s) // 2])
    (before,), (after,) = (Heads.of(one).at(time_s) for one in (front, changed("dev01_clean_squat", points)))
    assert after.half_width > 0.8 * before.half_width
    assert (after.x, after.y) == pytest.approx((before.x, before.y), abs=0.02)


def test_a_body_that_shrinks_for_a_moment_keeps_its_size() -> None:
    seen = track("dev01_clean_squat")
    middle = len(seen.times_s) // 2
    points = seen.points.copy()
    points[middle] = points[middle, Joint.NOSE] + 0.3 * (points[middle] - points[middle, Joint.NOSE])
    (kept,) = Heads.of(changed("dev01_clean_squat", points)).at(seen.times_s[middle])
    (was,) = Heads.of(seen).at(seen.times_s[middle])
    assert kept.half_width == pytest.approx(was.half_width, rel=0.05)
    assert float(np.diff(seen.times_s).max()) < STEADY_S


def test_places_are_shares_of_the_picture() -> None:
    seen = track("dev01_clean_squat")
    time_s = float(seen.times_s[50])
    twice = replace(seen, points=seen.points * 2, width=seen.width * 2, height=seen.height * 2)
    (one,), (other,) = Heads.of(seen).at(time_s), Heads.of(twice).at(time_s)
    assert (other.x, other.y, other.half_width, other.half_height) == pytest.approx(
        (one.x, one.y, one.half_width, one.half_height)
    )


# Over time


def test_between_two_pictures_it_is_on_the_way() -> None:
    lower = replace(STANDING, y=0.3, half_height=0.12)
    (half,) = heads((1.0, STANDING), (1.1, lower)).at(1.05)
    assert (half.x, half.y, half.half_width, half.half_height) == pytest.approx((0.5, 0.25, 0.05, 0.11))


def test_at_a_picture_it_is_where_the_picture_says() -> None:
    seen = heads((1.0, STANDING), (1.1, replace(STANDING, x=0.6)))
    assert seen.at(1.0) == [STANDING]
    assert seen.at(1.1) == [replace(STANDING, x=0.6)]


def test_a_short_gap_is_bridged() -> None:
    moved = replace(STANDING, x=0.54)
    (half,) = heads((1.0, STANDING), (1.0 + GAP_S, moved)).at(1.0 + GAP_S / 2)
    assert half.x == pytest.approx(0.52)
    assert half.half_width == STANDING.half_width


def test_in_a_longer_gap_the_places_before_and_after_are_hidden_and_grow() -> None:
    moved = replace(STANDING, x=0.54)
    before, after = heads((1.0, STANDING), (2.0, moved)).at(1.25)
    assert (before, after) == (STANDING.grown(1.5), moved.grown(2.5))


def test_a_place_does_not_grow_for_ever() -> None:
    assert heads((1.0, STANDING)).at(60.0) == [STANDING.grown(MOST_GROWTH)]


def test_before_the_first_and_after_the_last_the_nearest_place_is_held() -> None:
    moved = replace(STANDING, x=0.54)
    seen = heads((1.0, STANDING), (1.1, moved))
    assert seen.at(0.5) == [STANDING.grown(2.0)]
    (held,) = seen.at(1.2)
    assert held.x == moved.x
    assert held.half_width == pytest.approx(1.2 * moved.half_width)


def test_a_head_that_jumps_is_hidden_at_both_places() -> None:
    """Two pictures so near each other show somebody else, or a mistake: nobody moves by two heads in that time."""
    before, after = heads((1.0, STANDING), (1.1, replace(STANDING, x=0.8))).at(1.05)
    assert (before.x, after.x) == (0.5, 0.8)


@pytest.mark.parametrize("seen", [None, "nobody"])
def test_without_a_head_all_of_the_picture_is_hidden(seen: str | None) -> None:
    nobody = changed("dev01_clean_squat", np.full_like(track("dev01_clean_squat").points, np.nan))
    assert Heads.of(nobody if seen else None).at(3.0) == [EVERYWHERE]
    for corner in ((0, 0), (1, 0), (0, 1), (1, 1)):
        assert is_inside(EVERYWHERE, *corner)


@pytest.mark.parametrize("name", NAMES)
def test_at_no_time_nothing_is_hidden(name: str) -> None:
    found = Heads.of(track(name))
    for time_s in np.arange(-0.1, track(name).duration_s + 0.5, 0.05):
        assert found.at(float(time_s))
