"""A pose model from a .task file, through the engine as through a worker; the file is made of the own models."""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from sessions import demo_clips
from sessions.knee_tracking import EngineFailure, Filed, Measured, Task, run
from sessions.knee_tracking.frames import ANALYSED_SIDE, Image, decode, opened, upright
from sessions.knee_tracking.joints import HIPS
from sessions.knee_tracking.lean_mediapipe import mp
from sessions.knee_tracking.pose import Pose, PoseFinder
from sessions.knee_tracking.pose_file import name_of
from sessions.knee_tracking.task_model import TaskModel, task_finder
from sessions.knee_tracking.track import PoseTrack
from tests.clips import beginning
from tests.sessions.knee_tracking.bundles import bare, bundle

pytestmark = pytest.mark.xdist_group("knee_videos")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that can be loaded."""
    return bundle(tmp_path_factory.mktemp("models") / "own.task")


@pytest.fixture(scope="module")
def image() -> Image:
    """The athlete standing."""
    with opened(demo_clips.DRIFT, max_pixels=2_000_000) as (container, stream):
        frame = next(frame for frame in decode(container, stream) if frame.time_s >= 3.1)
        return upright(frame.picture, longest_side=ANALYSED_SIDE)


@pytest.fixture(scope="module")
def two(image: Image) -> Image:
    """The athlete twice, side by side."""
    middle = image.shape[1] // 2
    part = image[:, middle - 150 : middle + 150]
    return np.ascontiguousarray(np.concatenate([part, part], axis=1))


@pytest.fixture(scope="module")
def finder(model: Path) -> Iterator[PoseFinder]:
    """One pair of trackers with the file's model."""
    with task_finder(model) as found:
        yield found


def seen(finder: PoseFinder, image: Image) -> Pose:
    for _ in range(3):
        pose = finder.look(image).pose()
    assert pose is not None
    return pose


def test_it_sees_what_the_same_model_sees_without_a_file(finder: PoseFinder, image: Image) -> None:
    with PoseFinder() as own:
        theirs, ours = seen(own, image), seen(finder, image)
    torso = np.linalg.norm(ours.points[1] - ours.points[3])
    assert np.linalg.norm(ours.points - theirs.points, axis=1).max() < 0.08 * torso
    assert np.abs(ours.visibility - theirs.visibility).max() < 0.1
    assert np.abs(ours.world[HIPS] - theirs.world[HIPS]).max() < 0.1


def test_it_finds_several(model: Path, two: Image) -> None:
    one = TaskModel(model)
    try:
        for _ in range(2):
            found = one.find(two)
    finally:
        one.close()
    hips = sorted(float(pose.points[HIPS, 0].mean()) for pose in found)
    assert hips[-1] - hips[0] == pytest.approx(two.shape[1] / 2, abs=10)


def test_one_of_several_is_followed(model: Path, image: Image, two: Image) -> None:
    """Whoever was there alone stays the athlete when somebody just as prominent comes in at the left."""
    alone = np.ascontiguousarray(two.copy())
    alone[:, : two.shape[1] // 2] = 120
    with task_finder(model) as finder:
        before = seen(finder, alone)
        after = seen(finder, two)
    assert before.points[HIPS, 0].mean() > two.shape[1] / 2
    assert np.abs(after.points[HIPS] - before.points[HIPS]).max() < 8


def test_nobody_in_an_empty_room(model: Path) -> None:
    with task_finder(model) as finder:
        assert finder.look(np.full((180, 320, 3), 127, np.uint8)).pose() is None


def test_report_and_track_name_the_file_and_its_sum(model: Path, tmp_path: Path) -> None:
    events = list(run(beginning(demo_clips.DRIFT, 1.5, tmp_path), task=Task.SQUAT, out=tmp_path, pose_model=model))
    name = f"mediapipe {mp.__version__} {name_of(model)}"
    assert "own.task sha256:" in name
    (measured,) = (event for event in events if isinstance(event, Measured))
    assert measured.report.engine.pose_model == name
    assert isinstance(events[-1], Filed)
    assert events[-1].track is not None
    track = PoseTrack.load(tmp_path / events[-1].track)
    assert track.model == name
    assert np.isnan(track.points[:, 0, 0]).mean() < 0.1
    assert events[-1].peak_memory_mb is not None
    assert events[-1].peak_memory_mb < 700


def test_a_missing_model_is_told_before_anything_is_started(tmp_path: Path) -> None:
    began, children = time.process_time(), psutil.Process().children()
    with pytest.raises(EngineFailure, match=r"The pose model gone\.task cannot be read"):
        list(run(demo_clips.DRIFT, task=Task.SQUAT, out=tmp_path, pose_model=tmp_path / "gone.task"))
    assert time.process_time() - began < 1
    assert psutil.Process().children() == children


def test_a_model_that_cannot_be_loaded_is_not_the_video_s_fault(tmp_path: Path) -> None:
    """Its file is whole, but does not say how pictures are to be scaled."""
    path = bundle(tmp_path / "bare.task", bare())
    clip = beginning(demo_clips.DRIFT, 1.0, tmp_path)
    with pytest.raises(EngineFailure, match="NormalizationOptions"):
        list(run(clip, task=Task.SQUAT, out=tmp_path / "out", pose_model=path))
