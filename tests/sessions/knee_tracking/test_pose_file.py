"""A pose model's file is checked before anything is loaded, and named so that a report can be made again."""

import hashlib
from pathlib import Path
from zipfile import ZIP_DEFLATED

import pytest

from sessions.knee_tracking.pose_file import DETECTOR, LANDMARKS, PoseFileError, check, name_of
from tests.sessions.knee_tracking.bundles import bundle

MODEL = b"\x1c\0\0\0TFL3" + bytes(range(256)) * 40


def refusal(path: Path) -> str:
    with pytest.raises(PoseFileError) as told:
        check(path)
    return str(told.value)


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A bundle that looks like one; what is in it is not looked into."""
    return bundle(tmp_path / "heavy.task", {DETECTOR: MODEL, LANDMARKS: MODEL, "more.txt": b"kept"})


def test_a_whole_bundle_is_taken(whole: Path) -> None:
    check(whole)


def test_it_is_named_by_file_and_content(whole: Path, tmp_path: Path) -> None:
    digest = hashlib.sha256(whole.read_bytes()).hexdigest()
    assert name_of(whole) == f"heavy.task sha256:{digest[:12]}"
    other = bundle(tmp_path / "lite.task", {DETECTOR: MODEL, LANDMARKS: MODEL + b"1"})
    assert name_of(other).split()[1] != name_of(whole).split()[1]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.task") == "none.task cannot be read: No such file or directory"


def test_a_folder(tmp_path: Path) -> None:
    assert "cannot be read" in refusal(tmp_path)


def test_another_file(tmp_path: Path) -> None:
    path = tmp_path / "model.tflite"
    path.write_bytes(MODEL)
    assert refusal(path) == "model.tflite is damaged or no .task file"


def test_half_a_file(whole: Path) -> None:
    whole.write_bytes(whole.read_bytes()[: len(MODEL)])
    assert "damaged" in refusal(whole)


def test_one_wrong_bit(whole: Path) -> None:
    content = bytearray(whole.read_bytes())
    content[len(MODEL) // 2] ^= 1
    whole.write_bytes(content)
    assert "damaged" in refusal(whole)


def test_a_bundle_for_something_else(tmp_path: Path) -> None:
    hands = bundle(tmp_path / "hands.task", {"hand_detector.tflite": MODEL, DETECTOR: MODEL})
    assert refusal(hands) == f"hands.task has no {LANDMARKS}: it is not for poses"


def test_a_compressed_bundle_which_the_libraries_cannot_map(tmp_path: Path) -> None:
    path = bundle(tmp_path / "small.task", {DETECTOR: MODEL, LANDMARKS: MODEL}, compression=ZIP_DEFLATED)
    assert "compressed" in refusal(path)


def test_models_that_are_none(tmp_path: Path) -> None:
    path = bundle(tmp_path / "odd.task", {DETECTOR: MODEL, LANDMARKS: b"words" * 100})
    assert refusal(path) == f"odd.task: {LANDMARKS} is no TensorFlow Lite model"
