"""What a file's header says, and whether the video is within bounds, before a frame is decoded."""

from dataclasses import dataclass
from errno import ENOMEM
from pathlib import Path
from time import perf_counter

from av.container import InputContainer
from av.video.stream import VideoStream

from sessions.knee_tracking.frames import CODECS, UnreadableError, opened
from sessions.knee_tracking.limits import Limits, at_most_more
from sessions.knee_tracking.report import Code, Video

FASTEST_HZ = 1000.0  # default; phones' slow motion has up to 960 pictures a second
HEADER_MB = 256  # default; real files' headers take up to 30, the largest index that is let in about 60
HEADER_PIXELS = 2**31 - 1  # reading a header decodes nothing, so the decoder's bound need not hold yet


class RefusedError(Exception):
    """The video cannot be measured, as known before any measurement; `decoded` says that pictures came of it."""

    def __init__(self, code: Code, video: Video, *, decoded: bool = False) -> None:
        super().__init__(code.value)
        self.code = code
        self.video = video
        self.decoded = decoded


@dataclass(frozen=True, slots=True)
class Header:
    """The picture stream as the header promises it; size as stored, before any rotation, px.

    samples is how many pictures its index lists, each of which takes memory; probe_s how long reading it took.
    """

    video: Video
    promised_s: float | None
    samples: int
    probe_s: float


def probe(source: Path, limits: Limits) -> Header:
    """Read the header; raises RefusedError for a file that is no video, too long or too large."""
    began = perf_counter()
    with at_most_more(HEADER_MB) as is_held:  # an index of a few bytes may promise millions of pictures
        try:
            with opened(source, max_pixels=HEADER_PIXELS) as (container, stream):
                header = _header(container, stream, began)
        except UnreadableError as error:
            raise RefusedError(Code.NOT_A_VIDEO, Video()) from error
        except (MemoryError, OSError) as error:
            if is_held and (isinstance(error, MemoryError) or error.errno == ENOMEM):
                raise RefusedError(Code.TOO_LARGE, Video()) from error
            raise
    video = header.video
    if video.codec not in CODECS.split(",") or not video.width or not video.height:
        raise RefusedError(Code.NOT_A_VIDEO, video)
    if source.stat().st_size > limits.max_bytes or video.width * video.height > limits.max_pixels:
        raise RefusedError(Code.TOO_LARGE, video)
    if header.samples > limits.max_duration_s * FASTEST_HZ:
        raise RefusedError(Code.TOO_LARGE, video)
    if header.promised_s is not None and header.promised_s > limits.max_duration_s:
        raise RefusedError(Code.TOO_LONG, video)
    return header


def _header(container: InputContainer, stream: VideoStream, began: float) -> Header:
    promised = None
    if stream.duration is not None and stream.time_base is not None:
        promised = float(stream.duration * stream.time_base)
    elif container.duration is not None:
        promised = container.duration / 1e6
    if promised is not None and promised < 0:
        promised = None
    video = Video(
        fps=(round(float(stream.average_rate), 3) or None) if stream.average_rate else None,
        frames=stream.frames if stream.frames > 0 else None,
        duration_s=None if promised is None else round(promised, 3),
        width=stream.codec_context.width or None,
        height=stream.codec_context.height or None,
        codec=stream.codec_context.name,
    )
    return Header(video, promised, max(stream.frames, len(stream.index_entries)), perf_counter() - began)
