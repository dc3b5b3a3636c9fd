"""What goes on around the athlete: camera, light, cuts, other people."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from sessions.knee_tracking.frames import Image
from sessions.knee_tracking.people import others
from sessions.knee_tracking.pose import Pose
from sessions.knee_tracking.scene import SAME_PICTURE, SceneWatcher, alike, background_step
from tests.sessions.knee_tracking.movies import stripes


class Seer:
    """A detector that sees what it is told to: the real one is tried on real pictures in test_engine."""

    def __init__(self, *hips: tuple[float, float]) -> None:
        self.found = np.array([(*place, 30.0) for place in hips], float).reshape(-1, 3)
        self.asked = 0

    def everybody(self, _image: Image) -> NDArray[np.float64]:
        self.asked += 1
        return self.found


def room(size: tuple[int, int] = (320, 180), seed: int = 5) -> NDArray[np.uint8]:
    """A grey picture with plenty to follow."""
    wide = np.random.default_rng(seed).integers(0, 255, (size[1] // 6 + 20, size[0] // 6 + 20), dtype=np.uint8)
    return np.kron(wide, np.ones((6, 6), np.uint8))


def view(of: NDArray[np.uint8], x: int, y: int, size: tuple[int, int] = (320, 180)) -> NDArray[np.uint8]:
    return of[y : y + size[1], x : x + size[0]]


@pytest.mark.parametrize(("x", "y"), [(0, 0), (4, 0), (0, -3), (-5, 2)])
def test_a_pan_is_found_with_its_size_and_direction(x: int, y: int) -> None:
    whole = room()
    step = background_step(view(whole, 40, 40), view(whole, 40 - x, 40 - y), None, share=0.5)
    assert step[:2] == pytest.approx((x / 0.5, y / 0.5), abs=0.4)
    assert step[2] == pytest.approx(1.0, abs=0.01)


def test_a_zoom_is_found() -> None:
    import cv2

    whole = room()
    near = np.asarray(cv2.resize(view(whole, 40, 40, (300, 170)), (320, 180)), np.uint8)
    far = view(whole, 40 - 10, 40 - 5)
    assert background_step(far, near, None, share=1.0)[2] == pytest.approx(320 / 300, abs=0.02)


def test_a_turn_is_found() -> None:
    import cv2

    still = view(room(), 40, 40)
    turn = cv2.getRotationMatrix2D((160, 90), 2.0, 1.0)
    turned = np.asarray(cv2.warpAffine(still, turn, (320, 180)), np.uint8)
    x, y, scale, angle = background_step(still, turned, None, share=1.0)
    assert (x, y) == pytest.approx((0, 0), abs=0.5)
    assert scale == pytest.approx(1.0, abs=0.01)
    assert np.degrees(angle) == pytest.approx(-2.0, abs=0.2)


def test_plain_ground_says_nothing() -> None:
    plain = np.full((180, 320), 90, np.uint8)
    assert np.isnan(background_step(plain, plain, None, share=1.0)).all()


def test_the_athlete_s_own_movement_is_not_the_camera_s() -> None:
    whole = room()
    still = view(whole, 40, 40).copy()
    after = still.copy()
    after[40:140, 100:220] = view(whole, 48, 46)[40:140, 100:220]
    step = background_step(still, after, (slice(30, 150), slice(90, 230)), share=1.0)
    assert step == pytest.approx((0.0, 0.0, 1.0, 0.0), abs=0.1)


def test_the_same_room_with_other_light_is_the_same_picture() -> None:
    blocks = np.random.default_rng(1).uniform(50, 200, 144)
    assert alike(blocks, blocks * 0.6 + 20) > 0.99


def test_another_room_is_another_picture() -> None:
    rng = np.random.default_rng(1)
    assert alike(rng.uniform(0, 255, 144), rng.uniform(0, 255, 144)) < SAME_PICTURE


def test_plain_pictures_cannot_be_told_apart() -> None:
    assert alike(np.full(144, 10.0), np.full(144, 240.0)) == 1.0


def pose_at(hips: tuple[float, float], scale: float = 40.0) -> Pose:
    """A pose of which only the hips' place and the size matter."""
    points = np.tile(np.array(hips, float), (13, 1))
    points[[1, 2], 1] -= scale
    points[0, 1] -= 1.4 * scale
    points[7:, 1] += 1.6 * scale
    points[::2, 0] += 0.3 * scale
    return Pose(points, np.ones(13), np.zeros((13, 2)))


def watched(pictures: Sequence[Image], seer: Seer, pose: Pose | None, hz: float = 15.0) -> SceneWatcher:
    watcher = SceneWatcher(seer)  # type: ignore[arg-type] # the same one method
    for number, picture in enumerate(pictures):
        watcher.show(number / hz, picture, pose)
    return watcher


def test_light_is_that_of_the_athlete_not_of_the_room() -> None:
    picture = np.full((180, 320, 3), 220, np.uint8)
    picture[:, 100:220] = 30
    scene = watched([picture] * 10, Seer(), pose_at((160, 90), 30)).scene()
    assert len(scene.light) > 0
    assert scene.light[:, 1].max() < 40


def test_nobody_found_means_no_light_read_and_no_company() -> None:
    scene = watched([np.zeros((180, 320, 3), np.uint8)] * 10, Seer((300, 90)), None).scene()
    assert len(scene.light) == len(scene.others) == 0
    assert len(scene.camera) == 9


def test_company_is_looked_for_now_and_then() -> None:
    pictures = stripes((320, 180), 61, step_px=0)
    scene = watched(pictures, Seer((160, 90), (300, 90)), pose_at((160, 90), 30)).scene()
    assert 2 <= len(scene.others) <= 4
    assert scene.others[:, 1].all()


def test_alone_is_alone() -> None:
    scene = watched(stripes((320, 180), 31, step_px=0), Seer((162, 91)), pose_at((160, 90), 30)).scene()
    assert not scene.others[:, 1].any()


@pytest.mark.parametrize(("x", "expected"), [(160.0, 0), (190.0, 0), (200.0, 1), (20.0, 1)])
def test_somebody_else_stands_further_off_than_the_athlete_s_own_hips(x: float, expected: int) -> None:
    assert len(others(np.array([[x, 90.0, 28.0]]), np.array([160.0, 90.0]), torso_px=30.0)) == expected


def test_nobody_detected_is_nobody_else() -> None:
    assert len(others(np.empty((0, 3)), np.array([160.0, 90.0]), torso_px=30.0)) == 0


def test_who_is_seen_beside_the_athlete_is_watched_more_closely() -> None:
    pictures = stripes((320, 180), 61, step_px=0)
    seer = Seer((160, 90), (300, 90))
    scene = watched(pictures, seer, pose_at((160, 90), 30)).scene()
    assert seer.asked > 2 * len(scene.others)
    assert len(scene.company) == seer.asked
    assert scene.company[:, 1:].tolist() == [[300.0, 90.0, 30.0]] * seer.asked
    assert scene.others[:, 0].tolist() == [time for time in scene.company[:, 0] if time in scene.others[:, 0]]
    alone_seer = Seer((160, 90))
    assert len(watched(pictures, alone_seer, pose_at((160, 90), 30)).scene().company) == 0
    assert alone_seer.asked == len(scene.others)


def test_the_legs_are_looked_at_as_often_as_the_light() -> None:
    scene = watched(stripes((320, 180), 61, step_px=0), Seer(), pose_at((160, 90), 30)).scene()
    assert scene.legs[:, 0].tolist() == scene.light[:, 0].tolist()


def test_a_cut_is_found_where_it_is() -> None:
    one, other = stripes((320, 180), 1, seed=1)[0], stripes((320, 180), 1, seed=9)[0]
    scene = watched([one] * 10 + [other] * 10, Seer(), None).scene()
    assert scene.cuts_s.tolist() == pytest.approx([10 / 15])


def test_movement_is_no_cut() -> None:
    assert len(watched(stripes((320, 180), 30, step_px=2), Seer(), None).scene().cuts_s) == 0
