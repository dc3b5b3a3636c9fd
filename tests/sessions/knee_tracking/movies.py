"""Small films made for a test, with any clock, codec, turn and company."""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
from av.video.stream import VideoStream
from numpy.typing import NDArray

CLOCK = Fraction(1, 30_000)


def stripes(size: tuple[int, int], count: int, *, step_px: float = 3.0, seed: int = 3) -> list[NDArray[np.uint8]]:
    """Pictures of a random pattern that moves to the right by step_px each time."""
    width, height = size
    wide = np.random.default_rng(seed).integers(0, 255, (height // 8 + 1, width // 8 + 60), dtype=np.uint8)
    big = np.kron(wide, np.ones((8, 8), np.uint8))
    shifts = [round(step_px * k) for k in range(count)]
    start = max(shifts)
    return [np.repeat(big[:height, start - s : start - s + width, None], 3, axis=2) for s in shifts]


def film(
    path: Path,
    pictures: Iterable[NDArray[np.uint8]],
    times_s: Iterable[float],
    *,
    quality: int = 20,
    codec: str = "libx264",
    pixel_format: str = "yuv420p",
    rotation_deg: int = 0,
    metadata: dict[str, str] | None = None,
    sound: bool = False,
) -> Path:
    """Write pictures at their times; the container follows from the path's ending, quality is H.264's rate factor."""
    with av.open(path, "w") as container:
        container.metadata.update(metadata or {})
        options = {"crf": str(quality), "preset": "ultrafast"} if codec == "libx264" else {}
        stream = cast("VideoStream", container.add_stream(codec, rate=30, options=options))
        stream.codec_context.time_base = CLOCK
        noise = container.add_stream("aac", rate=48_000) if sound else None
        for number, (picture, time_s) in enumerate(zip(pictures, times_s, strict=True)):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            if number == 0:
                stream.width, stream.height, stream.pix_fmt = frame.width, frame.height, pixel_format
                if rotation_deg:
                    stream.set_display_rotation(rotation_deg)
            frame = frame.reformat(format=pixel_format)
            frame.pts, frame.time_base = round(time_s / CLOCK), CLOCK
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if noise is not None:
            tone = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
            tone.sample_rate = 48_000
            container.mux(noise.encode(tone))
            container.mux(noise.encode(None))
    return path


def even(count: int, hz: float = 30.0, start_s: float = 0.0) -> list[float]:
    """Times of pictures at an even rate."""
    return [start_s + number / hz for number in range(count)]
