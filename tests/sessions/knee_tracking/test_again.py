"""A kept track measured again: the same numbers without the video, and a clear word for what is no track."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from sessions.knee_tracking import ENGINE_VERSION, SCHEMA, Code, Status, Task, to_json
from sessions.knee_tracking.again import OtherFormatError, measure_again
from sessions.knee_tracking.curve import curve
from sessions.knee_tracking.measure import measure
from sessions.knee_tracking.moments import moments
from sessions.knee_tracking.track import PoseTrack
from tests.kept import DRIFTING, FACTS, NO_REP, STRAIGHT, other_format, today_says, track_of
from tests.sessions.knee_tracking.clips import ROOT
from tests.sessions.knee_tracking.skeleton import Set

SHIPPED = sorted((ROOT / "tests" / "tracks").glob("*.npz"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a track may lie."""
    return tmp_path / "track.npz"


@pytest.mark.parametrize("track", SHIPPED, ids=lambda one: one.stem)
def test_it_says_what_the_measurement_of_the_track_says(track: Path) -> None:
    again = measure_again(track, Task.SQUAT, FACTS)
    measurement = measure(PoseTrack.load(track), Task.SQUAT)
    assert (again.report.reps, again.report.summary) == (measurement.reps, measurement.summary)
    assert again.report.view == measurement.view
    assert again.curve == curve(measurement)
    assert again.moments == moments(measurement)
    assert again.report.status == (Status.REJECTED if measurement.codes else Status.DONE)


def test_the_report_names_this_engine_and_the_model_that_saw_the_athlete() -> None:
    engine = today_says(DRIFTING).report.engine
    assert (engine.version, engine.pose_model) == (ENGINE_VERSION, "simulated")


def test_the_facts_of_the_file_are_those_of_the_earlier_report() -> None:
    assert today_says(DRIFTING).report.video == FACTS


def test_what_was_not_done_took_no_time() -> None:
    timing = today_says(DRIFTING).report.timing_s
    assert (timing.probe, timing.decode, timing.pose, timing.proxy) == (None, None, None, None)
    assert timing.measure is not None
    assert timing.total is not None
    assert 0 <= timing.measure <= timing.total


@pytest.mark.parametrize("of", [DRIFTING, STRAIGHT, NO_REP], ids=["drifting", "straight", "no rep"])
def test_the_report_has_the_published_shape(of: Set) -> None:
    jsonschema.validate(json.loads(json.dumps(to_json(today_says(of).report))), SCHEMA)


def test_a_refusal_is_an_answer_without_curve_and_pictures() -> None:
    again = today_says(NO_REP)
    assert again.report.reason is not None
    assert again.report.reason.code is Code.NO_REPS
    assert (again.curve, again.moments, again.report.reps) == (None, None, ())


def test_another_task_reads_the_same_track_otherwise(path: Path) -> None:
    path.write_bytes(track_of(DRIFTING))
    assert measure_again(path, Task.SIDE_LUNGE, FACTS).report.task is Task.SIDE_LUNGE
    assert measure_again(path, Task.SIDE_LUNGE, FACTS).curve is None


@pytest.mark.parametrize(
    "content",
    [b"", b"not a track", track_of(DRIFTING)[:2000], other_format(track_of(DRIFTING)), b"PK\x03\x04" + bytes(40)],
    ids=["nothing", "text", "half a file", "a later format", "an empty archive"],
)
def test_what_is_no_track_of_this_format_is_said_to_be_none(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(OtherFormatError):
        measure_again(path, Task.SQUAT, FACTS)


def test_a_track_whose_bytes_were_damaged_is_said_to_be_none(path: Path) -> None:
    content = bytearray(track_of(DRIFTING))
    content[len(content) // 2 : len(content) // 2 + 64] = bytes(64)
    path.write_bytes(bytes(content))
    with pytest.raises(OtherFormatError):
        measure_again(path, Task.SQUAT, FACTS)


def test_a_track_that_is_gone_is_another_matter(path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        measure_again(path, Task.SQUAT, FACTS)


def test_no_video_library_is_needed() -> None:
    """It runs where no worker runs, and takes a tenth of a worker's memory."""
    code = "import sys, sessions.knee_tracking.again; print({'av', 'cv2', 'mediapipe'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
