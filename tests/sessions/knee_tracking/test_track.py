"""The pose track keeps what a measurement needs, in little space, and comes back as it was."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sessions.knee_tracking.joints import Joint
from sessions.knee_tracking.measure import measure
from sessions.knee_tracking.report import Task
from sessions.knee_tracking.track import POINT_STEP_PX, WORLD_KEPT, WORLD_STEP_M, PoseTrack, Scene
from tests.sessions.knee_tracking.clips import NAMES, measurement, track
from tests.sessions.knee_tracking.skeleton import Set, Shot, squats


def again(one: PoseTrack, folder: Path) -> PoseTrack:
    """The track after a way through a file."""
    one.save(folder / "track.npz")
    return PoseTrack.load(folder / "track.npz")


def test_points_come_back_within_half_a_step(tmp_path: Path) -> None:
    one = squats(noise_px=0.5)
    other = again(one, tmp_path)
    assert np.abs(other.points - one.points).max() <= POINT_STEP_PX / 2 + 1e-9
    assert np.abs(other.times_s - one.times_s).max() < 1e-6
    kept = np.abs(other.world - one.world)[:, WORLD_KEPT]
    assert kept.max() <= WORLD_STEP_M / 2 + 1e-9


def test_sizes_and_lengths_come_back(tmp_path: Path) -> None:
    one = replace(squats(), duration_s=12.345, frame_s=1 / 24)
    other = again(one, tmp_path)
    assert (other.width, other.height) == (one.width, one.height)
    assert (other.duration_s, other.frame_s) == (12.345, 1 / 24)
    assert other.model == one.model == "simulated"


def test_the_scene_comes_back(tmp_path: Path) -> None:
    scene = Scene(
        light=np.array([[0.0, 120.0]]),
        others=np.array([[0.0, 0.0], [2.0, 1.0]]),
        camera=np.array([[0.1, 1.5, -2.0, 1.01, 0.002], [0.2, np.nan, np.nan, np.nan, np.nan]]),
        cuts_s=np.array([3.25]),
        company=np.array([[2.0, 150.5, 90.25, 40.0]]),
        legs=np.array([[0.0, 61.0]]),
    )
    other = again(replace(squats(), scene=scene), tmp_path).scene
    assert other.light.tolist() == scene.light.tolist()
    assert other.others.tolist() == scene.others.tolist()
    assert other.camera == pytest.approx(scene.camera, abs=1e-5, nan_ok=True)
    assert other.cuts_s.tolist() == [3.25]
    assert other.company.tolist() == scene.company.tolist()
    assert other.legs.tolist() == scene.legs.tolist()


def test_a_track_of_an_older_engine_is_read_without_what_it_did_not_look_at(tmp_path: Path) -> None:
    one = squats()
    one.save(tmp_path / "track.npz")
    with np.load(tmp_path / "track.npz") as file:
        arrays = {name: file[name] for name in file.files if name not in ("company", "legs")}
    arrays["camera"] = arrays["camera"][:, :4]
    np.savez_compressed(tmp_path / "older.npz", **arrays)
    other = PoseTrack.load(tmp_path / "older.npz")
    assert other.scene.camera.tolist() == again(one, tmp_path).scene.camera.tolist()
    assert len(other.scene.company) == len(other.scene.legs) == 0
    assert measure(other, Task.SQUAT).codes == ()


def test_nobody_found_stays_nobody(tmp_path: Path) -> None:
    one = squats()
    points = one.points.copy()
    points[10:20] = np.nan
    other = again(replace(one, points=points), tmp_path)
    assert np.isnan(other.points[10:20]).all()
    assert np.isnan(other.visibility[10:20]).all()
    assert not np.isnan(other.points[:10]).any()


def test_points_far_outside_the_picture_are_kept_as_far_as_numbers_reach(tmp_path: Path) -> None:
    one = squats()
    points = one.points.copy()
    points[0, Joint.LEFT_TOE] = [1e9, -1e9]
    other = again(replace(one, points=points), tmp_path)
    assert other.points[0, Joint.LEFT_TOE, 0] > 4000
    assert other.points[0, Joint.LEFT_TOE, 1] < -4000


def test_a_track_without_a_person_is_a_track(tmp_path: Path) -> None:
    one = squats()
    other = again(replace(one, points=np.full_like(one.points, np.nan)), tmp_path)
    assert measure(other, Task.SQUAT).codes[0] == "no_person"


def test_a_minute_takes_little_space(tmp_path: Path) -> None:
    one = squats(Set(reps=15), Shot(width=720, ahead=405), noise_px=0.5)
    one.save(tmp_path / "track.npz")
    per_minute = (tmp_path / "track.npz").stat().st_size / one.duration_s * 60
    assert per_minute < 100_000


@pytest.mark.parametrize("name", ["dev02_drift_rise", "dev07_yaw15_clean"])
def test_measuring_a_kept_track_again_gives_the_same(name: str, tmp_path: Path) -> None:
    assert measure(again(track(name), tmp_path), Task.SQUAT).reps == measurement(name).reps


def test_another_format_is_not_read(tmp_path: Path) -> None:
    np.savez(tmp_path / "other.npz", format=99)
    with pytest.raises(ValueError, match="format"):
        PoseTrack.load(tmp_path / "other.npz")
    np.savez(tmp_path / "older.npz", points=np.zeros(3))
    with pytest.raises(ValueError, match="format"):
        PoseTrack.load(tmp_path / "older.npz")


@pytest.mark.parametrize("name", NAMES)
def test_shipped_tracks_are_whole(name: str) -> None:
    one = track(name)
    assert len(one.times_s) == len(one.points) == len(one.visibility) == len(one.world)
    assert (np.diff(one.times_s) > 0).all()
    assert np.mean(~np.isnan(one.points[:, 0, 0])) > 0.9
