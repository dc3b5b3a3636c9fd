"""A .task file made of the pose libraries' own two models, since the published ones are not shipped."""

from functools import cache
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

from sessions.knee_tracking.pose_file import DETECTOR, LANDMARKS

SOURCES = {
    DETECTOR: ("pose_detection/pose_detection.tflite", 127.5, 127.5),
    LANDMARKS: ("pose_landmark/pose_landmark_full.tflite", 0.0, 255.0),
}


def bundle(path: Path, models: dict[str, bytes] | None = None, *, compression: int = ZIP_STORED) -> Path:
    """Write these models as one file; by default those that can be loaded."""
    with ZipFile(path, "w", compression) as file:
        for name, content in (models or loadable()).items():
            file.writestr(name, content)
    return path


def bare() -> dict[str, bytes]:
    """The models as they lie in the wheel: they do not say how pictures are to be scaled, and so cannot be loaded."""
    from sessions.knee_tracking.lean_mediapipe import mp

    modules = Path(mp.__file__).parent / "modules"
    return {name: (modules / path).read_bytes() for name, (path, _, _) in SOURCES.items()}


@cache
def loadable() -> dict[str, bytes]:
    """The models with a note of how pictures are to be scaled: less a mean, over a deviation."""
    return {name: _with_scale(model, *SOURCES[name][1:]) for name, model in bare().items()}


def _with_scale(model: bytes, mean: float, over: float) -> bytes:
    from mediapipe.tasks.python.metadata.metadata_writers import metadata_writer, writer_utils

    buffer = bytearray(model)
    writer = metadata_writer.MetadataWriter.create(buffer)
    writer.add_general_info("pose", "")
    writer.add_image_input([mean], [over])
    for _name in writer_utils.get_output_tensor_names(buffer):
        writer.add_feature_output()
    return bytes(writer.populate()[0])
