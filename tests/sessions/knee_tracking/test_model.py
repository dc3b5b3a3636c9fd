"""The pose model and its detector on a few pictures of a shipped clip: what the measurement builds on."""

from collections.abc import Iterator

import numpy as np
import pytest

from sessions import demo_clips
from sessions.knee_tracking.frames import ANALYSED_SIDE, Image, decode, opened, upright
from sessions.knee_tracking.gates import DARKEST
from sessions.knee_tracking.joints import ANKLES, HIPS, KNEES, SHOULDERS, TOES, Joint
from sessions.knee_tracking.people import Detector, others
from sessions.knee_tracking.pose import Pose, PoseFinder, unmirror
from sessions.knee_tracking.scene import SceneWatcher

pytestmark = pytest.mark.xdist_group("knee_videos")

STANDING_S, BOTTOM_S = 3.1, 4.3


@pytest.fixture(scope="module")
def pictures() -> dict[float, Image]:
    """The athlete standing, and at the bottom of the first rep."""
    found = {}
    with opened(demo_clips.DRIFT, max_pixels=2_000_000) as (container, stream):
        for frame in decode(container, stream):
            for wanted in (STANDING_S, BOTTOM_S):
                if wanted not in found and frame.time_s >= wanted:
                    found[wanted] = upright(frame.picture, longest_side=ANALYSED_SIDE)
            if len(found) == 2:
                break
    return found


@pytest.fixture(scope="module")
def finder() -> Iterator[PoseFinder]:
    """One pair of trackers for all tests of this file."""
    with PoseFinder() as found:
        yield found


@pytest.fixture(scope="module")
def detector() -> Iterator[Detector]:
    """One detector for all tests of this file."""
    with Detector() as found:
        yield found


def pose_in(finder: PoseFinder, image: Image) -> Pose:
    """The pose in a still picture: looked at until the trackers have settled on it."""
    for _ in range(4):
        pose = finder.look(image).pose()
    assert pose is not None
    return pose


def test_a_standing_body_is_in_its_order(finder: PoseFinder, pictures: dict[float, Image]) -> None:
    points = pose_in(finder, pictures[STANDING_S]).points
    heights = [points[joints, 1].mean() for joints in (SHOULDERS, HIPS, KNEES, ANKLES)]
    assert points[Joint.NOSE, 1] < heights[0]
    assert heights == sorted(heights)
    assert points[TOES, 1].mean() > heights[-1]


def test_the_athlete_s_left_is_on_the_picture_s_right(finder: PoseFinder, pictures: dict[float, Image]) -> None:
    points = pose_in(finder, pictures[STANDING_S]).points
    for left, right in (SHOULDERS, HIPS, KNEES, ANKLES):
        assert points[left, 0] > points[right, 0]


def test_in_the_squat_the_hips_are_lower_and_the_feet_where_they_were(
    finder: PoseFinder, pictures: dict[float, Image]
) -> None:
    standing, bottom = (pose_in(finder, pictures[at]).points for at in (STANDING_S, BOTTOM_S))
    height = standing[ANKLES, 1].mean() - standing[HIPS, 1].mean()
    assert bottom[HIPS, 1].mean() - standing[HIPS, 1].mean() > 0.3 * height
    assert np.abs(bottom[ANKLES] - standing[ANKLES]).max() < 0.1 * height


def test_a_mirrored_picture_gives_the_mirrored_pose(pictures: dict[float, Image]) -> None:
    """Each picture is looked at both ways, so neither side is favoured."""
    image = pictures[BOTTOM_S]
    flipped = np.ascontiguousarray(image[:, ::-1])
    with PoseFinder() as one, PoseFinder() as other:
        straight, mirror = one.look(image).pose(), other.look(flipped).pose()
    assert straight is not None
    assert mirror is not None
    back = unmirror(mirror, image.shape[1])
    assert np.abs(back.points - straight.points).max() < 0.01
    assert np.abs(back.world - straight.world).max() < 1e-4


def test_the_model_is_sure_of_what_it_sees(finder: PoseFinder, pictures: dict[float, Image]) -> None:
    visibility = pose_in(finder, pictures[STANDING_S]).visibility
    assert visibility.shape == (13,)
    assert visibility[[*HIPS, *KNEES, *ANKLES]].min() > 0.9


def test_one_athlete_is_detected_at_their_hips(
    finder: PoseFinder, detector: Detector, pictures: dict[float, Image]
) -> None:
    image = pictures[STANDING_S]
    points = pose_in(finder, image).points
    hips = points[HIPS].mean(axis=0)
    torso = float(np.linalg.norm(points[SHOULDERS].mean(axis=0) - hips))
    found = detector.everybody(image)
    assert len(found) >= 1
    assert len(others(found, hips, torso)) == 0


def test_two_athletes_side_by_side_are_two(
    finder: PoseFinder, detector: Detector, pictures: dict[float, Image]
) -> None:
    image = pictures[STANDING_S]
    middle = image.shape[1] // 2
    part = image[:, middle - 150 : middle + 150]
    two = np.ascontiguousarray(np.concatenate([part, part], axis=1))
    points = pose_in(finder, image).points - (middle - 150, 0)
    hips = points[HIPS].mean(axis=0)
    torso = float(np.linalg.norm(points[SHOULDERS].mean(axis=0) - hips))
    assert len(others(detector.everybody(two), hips, torso)) > 0
    assert len(others(detector.everybody(two), np.add(hips, (300, 0)), torso)) > 0


def test_a_tall_picture_is_searched_along_its_height(detector: Detector, pictures: dict[float, Image]) -> None:
    image = pictures[STANDING_S]
    middle = image.shape[1] // 2
    part = image[:, middle - 110 : middle + 110]
    tall = np.ascontiguousarray(np.concatenate([part, part], axis=0))
    found = detector.everybody(tall)
    assert found[:, 1].max() - found[:, 1].min() > 0.7 * image.shape[0]


def test_nobody_is_detected_in_an_empty_room(detector: Detector) -> None:
    assert len(detector.everybody(np.full((405, 720, 3), 120, np.uint8))) == 0


@pytest.mark.parametrize(("share", "dark"), [(1.0, False), (0.5, False), (0.1, True)])
def test_a_darkened_picture_reads_dark(
    finder: PoseFinder, detector: Detector, pictures: dict[float, Image], share: float, dark: bool
) -> None:
    image = pictures[STANDING_S]
    watcher = SceneWatcher(detector)
    watcher.show(0.0, (image * share).astype(np.uint8), pose_in(finder, image))
    assert bool(watcher.scene().light[0, 1] < DARKEST) is dark
