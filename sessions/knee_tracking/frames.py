"""Frames of a video file, one at a time, upright and with their own presentation times.

Nothing here holds more than a few frames, whatever the video's length.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from errno import EAGAIN, EMFILE, ENFILE, ENOMEM, ENOSPC
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.video.stream import VideoStream
from numpy.typing import NDArray

Image = NDArray[np.uint8]  # (height, width, 3), RGB

# What phones, cameras and editors write. Everything else that ffmpeg could open stays shut: a playlist,
# for one, makes it read other files and addresses.
CONTAINERS = "mov,matroska,avi,mpegts"
CODECS = "h264,hevc,vp8,vp9,av1,libdav1d,mpeg4,mjpeg,prores"
ANALYSED_SIDE = 720  # px; larger pictures bring nothing, 480 px costs a tenth more error (docs/knee-tracking.md)
ANALYSED_HZ = 15.0  # each picture looked at twice; 30 Hz brings nothing (docs/knee-tracking.md)
SHORTAGES = {ENOMEM, EAGAIN, EMFILE, ENFILE, ENOSPC}
UNEVEN_S = 0.005  # a frame this much early still counts as due: phones' frame times are uneven


class UnreadableError(Exception):
    """The file cannot be read as a video; the text says why, for developers."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A decoded frame: presentation time in s from the first frame, and the picture as stored."""

    time_s: float
    picture: av.VideoFrame


@contextmanager
def opened(source: Path, *, max_pixels: int) -> Iterator[tuple[InputContainer, VideoStream]]:
    """The container and its first picture stream; raises UnreadableError if there is none.

    `max_pixels` binds the decoder itself, since a stream may grow beyond what its header says.
    """
    if not source.is_file():
        raise UnreadableError("no such file")
    rules = {"protocol_whitelist": "file", "format_whitelist": CONTAINERS, "codec_whitelist": CODECS}
    try:
        container = av.open(source, options=rules, metadata_errors="replace")  # a title need not be UTF-8
    except (av.FFmpegError, ValueError) as error:
        raise _blamed(error) from error
    with container:
        if not container.streams.video or container.streams.video[0].codec_context is None:
            raise UnreadableError("no picture stream that can be decoded")
        stream = container.streams.video[0]
        stream.codec_context.options = {"max_pixels": str(max_pixels)}
        yield container, stream


def decode(container: InputContainer, stream: VideoStream) -> Iterator[Frame]:
    """Every frame of the stream in order of presentation; raises UnreadableError if decoding breaks down.

    A damaged packet is passed over; frames without a time or out of order are dropped.
    """
    stream.thread_type = "AUTO"
    first: float | None = None
    last = -1.0
    try:
        for packet in container.demux(stream):
            for picture in _pictures(packet):
                if picture.time is None:
                    continue
                first = picture.time if first is None else first
                if picture.time - first > last:
                    last = picture.time - first
                    yield Frame(last, picture)
    except av.FFmpegError as error:
        raise _blamed(error) from error


def _blamed(error: Exception) -> Exception:
    """What to raise for a decoder's error: short of memory or threads it is not the file's fault, as far as known."""
    return error if getattr(error, "errno", None) in SHORTAGES else UnreadableError(str(error))


def _pictures(packet: "av.Packet[VideoStream]") -> list[av.VideoFrame]:
    try:
        return packet.decode()
    except av.InvalidDataError:
        return []


def upright(picture: av.VideoFrame, *, longest_side: int) -> Image:
    """The picture as seen on a screen, at most `longest_side` px long; never enlarged."""
    share = min(1.0, longest_side / max(picture.width, picture.height))
    size = (max(2, round(picture.width * share)), max(2, round(picture.height * share)))
    return turn_upright(picture.reformat(width=size[0], height=size[1], format="rgb24"), picture.rotation)


def turn_upright(picture: av.VideoFrame, rotation_deg: int) -> Image:
    """An RGB picture turned counter-clockwise by a multiple of 90°: files store it as the sensor lay."""
    return np.ascontiguousarray(np.rot90(picture.to_ndarray(), rotation_deg // 90), np.uint8)


class Pace:
    """Says which frames are due so that, on average, at most `hz` of them are looked at each second."""

    def __init__(self, hz: float) -> None:
        self._interval = 1 / hz
        self._next = 0.0

    def due(self, time_s: float) -> bool:
        """Whether the frame at `time_s` is to be looked at; call once for each frame, in order."""
        if time_s < self._next - UNEVEN_S:
            return False
        late = max(0.0, time_s + UNEVEN_S - self._next)
        self._next += self._interval * (late // self._interval + 1)
        return True
