"""A copy of a video that browsers play, without sound and without anything that says where or with what it was made.

Only repacked where browsers play the original's pictures already, else encoded again. Its clock starts at the
first frame, as the report's does. Sound is left out: nothing is measured from it, and others may be heard.
Where a head is to be hidden, every picture is encoded again.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from fractions import Fraction
from functools import partial
from pathlib import Path

import av
from av.bitstream import BitStreamFilterContext
from av.container import InputContainer, OutputContainer
from av.video.stream import VideoStream

from sessions.knee_tracking.blur import blurred
from sessions.knee_tracking.frames import Pace, UnreadableError, decode, opened, turn_upright
from sessions.knee_tracking.heads import Heads
from sessions.knee_tracking.limits import Limits

PLAYED_LONGEST, PLAYED_SHORTEST = 1920, 1080  # px
PLAYED_FORMATS = ("yuv420p", "yuvj420p")
ENCODED_LONGEST = 1280  # px
ENCODED_HZ = 60.0
CLOCK = Fraction(1, 90_000)
FILE_OPTIONS = {"movflags": "+faststart", "fflags": "+bitexact"}  # index first; no note of the program
CODEC_OPTIONS = {"preset": "veryfast", "crf": "23", "flags": "+bitexact"}
NO_MESSAGES = "filter_units=remove_types=6"  # drops supplementary messages: some cameras put place and time there


def make_web_copy(source: Path, target: Path, limits: Limits, *, hide: Heads | None = None) -> Iterator[float]:
    """Write `target`, an mp4; yields the share done so far, 0..1. Raises UnreadableError if it cannot be made.

    With `hide`, the head is blurred in every picture.
    """
    with opened(source, max_pixels=limits.max_pixels) as (container, stream):
        if hide is None and plays_already(container, stream):
            with suppress(av.FFmpegError):
                yield from _write(_repack, container, stream, target)
                return
    with opened(source, max_pixels=limits.max_pixels) as (container, stream):  # damaged: decoding passes over more
        yield from _write(partial(_encode, hide=hide), container, stream, target)


def _write(
    way: Callable[[InputContainer, VideoStream, OutputContainer], Iterator[float]],
    container: InputContainer,
    stream: VideoStream,
    target: Path,
) -> Iterator[float]:
    with av.open(target, "w", format="mp4", options=FILE_OPTIONS) as output:
        yield from way(container, stream, output)


def plays_already(container: InputContainer, stream: VideoStream) -> bool:
    """Whether browsers play the stream as it is: 8-bit H.264 up to 1080p from an mp4 or mov file."""
    codec = stream.codec_context
    return (
        "mp4" in container.format.name.split(",")
        and codec.name == "h264"
        and codec.pix_fmt in PLAYED_FORMATS
        and max(codec.width, codec.height) <= PLAYED_LONGEST
        and min(codec.width, codec.height) <= PLAYED_SHORTEST
    )


def _length(container: InputContainer, stream: VideoStream) -> float:
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return (container.duration or 0) / 1e6


def _repack(container: InputContainer, stream: VideoStream, output: OutputContainer) -> Iterator[float]:
    copy = output.add_stream_from_template(stream)
    messages_off = BitStreamFilterContext(NO_MESSAGES, stream, copy)
    start, length = stream.start_time or 0, _length(container, stream)
    for packet in container.demux(stream):
        if packet.dts is None or packet.pts is None:
            continue
        packet.pts, packet.dts = packet.pts - start, packet.dts - start
        done = float(packet.pts * packet.time_base)
        for kept in messages_off.filter(packet):
            kept.stream = copy
            output.mux(kept)
        yield min(1.0, done / length) if length else 0.0
    for kept in messages_off.filter(None):
        kept.stream = copy
        output.mux(kept)


def _encode(
    container: InputContainer, stream: VideoStream, output: OutputContainer, *, hide: Heads | None
) -> Iterator[float]:
    length = _length(container, stream)
    pace = Pace(ENCODED_HZ)
    copy: VideoStream | None = None
    for frame in decode(container, stream):
        if not pace.due(frame.time_s):
            continue
        picture = _upright(frame.picture)
        if copy is None:
            copy = output.add_stream("libx264", rate=30, options=CODEC_OPTIONS)
            copy.width, copy.height, copy.pix_fmt = picture.width, picture.height, "yuv420p"
            copy.codec_context.time_base = CLOCK
        picture = picture.reformat(width=copy.width, height=copy.height, format="yuv420p")
        if hide is not None:
            picture = blurred(picture, hide.at(frame.time_s))
        picture.pts, picture.time_base = round(frame.time_s / CLOCK), CLOCK
        output.mux(copy.encode(picture))
        yield min(1.0, frame.time_s / length) if length else 0.0
    if copy is None:
        raise UnreadableError("no picture could be decoded")
    output.mux(copy.encode(None))


def _upright(picture: av.VideoFrame) -> av.VideoFrame:
    """The picture turned as it is to be seen, small enough, with even sides."""
    share = min(1.0, ENCODED_LONGEST / max(picture.width, picture.height))
    width, height = (max(2, round(side * share / 2) * 2) for side in (picture.width, picture.height))
    if picture.rotation % 360 == 0:
        return picture.reformat(width=width, height=height, format="yuv420p")
    turned = turn_upright(picture.reformat(width=width, height=height, format="rgb24"), picture.rotation)
    return av.VideoFrame.from_ndarray(turned, format="rgb24")
