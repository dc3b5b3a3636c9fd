"""A pose model that comes as a file: a MediaPipe task bundle, checked and named without loading it.

Needs nothing but Python, so that every process can say at its start that the file is not there or damaged.
"""

import hashlib
import zipfile
from pathlib import Path

DETECTOR, LANDMARKS = "pose_detector.tflite", "pose_landmarks_detector.tflite"
MAGIC = b"TFL3"  # a TensorFlow Lite model's, after its first four bytes
SUM_DIGITS = 12  # of the SHA-256, as hexadecimal digits: 48 bits tell any two models apart


class PoseFileError(Exception):
    """The file is no pose model that can be used; the text is one clause that begins with the file's name."""


def check(path: Path) -> None:
    """Whether the file is a whole bundle for pose landmarks. Raises PoseFileError."""
    try:
        with zipfile.ZipFile(path) as bundle:
            if missing := {DETECTOR, LANDMARKS} - set(bundle.namelist()):
                raise PoseFileError(f"{path.name} has no {' and no '.join(sorted(missing))}: it is not for poses")
            for name in (DETECTOR, LANDMARKS):
                if bundle.getinfo(name).compress_type != zipfile.ZIP_STORED:
                    raise PoseFileError(f"{path.name} is compressed, which the pose libraries do not read")
                if bundle.read(name)[4:8] != MAGIC:  # reading checks the sum of the whole
                    raise PoseFileError(f"{path.name}: {name} is no TensorFlow Lite model")
    except (zipfile.BadZipFile, EOFError, RuntimeError) as error:
        raise PoseFileError(f"{path.name} is damaged or no .task file") from error
    except OSError as error:
        raise PoseFileError(f"{path.name} cannot be read: {error.strerror}") from error


def name_of(path: Path) -> str:
    """The file's name with the beginning of its SHA-256: one name, one model. Raises OSError."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return f"{path.name} sha256:{digest[:SUM_DIGITS]}"
