"""Beginnings of clips, small and short, in every container that the engine opens: what the makers damage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import cast

import av
from av.container import OutputContainer
from av.video.stream import VideoStream

from sessions import demo_clips

SHIPPED = (demo_clips.DRIFT, demo_clips.IN_LINE, demo_clips.SIDE_VIEW)
HZ = 30
LONGEST_SIDE = 320  # px
SHORT, LONG = 50, 180  # pictures: too short to be measured, and long enough
LONG_SHARE = 0.2
MOST_PIXELS = 3840 * 2160  # of a clip whose beginning is taken
Size = tuple[int, int]  # width, height, px


@dataclass(frozen=True, slots=True)
class Form:
    """How pictures are written: codec, container, its options."""

    codec: str
    container: str
    movflags: str = ""


FORMS = {
    "mp4": Form("libx264", "mp4", "+faststart"),
    "mov": Form("libx264", "mov"),  # its index comes last: no chunk moves when the index grows
    "fragments": Form("libx264", "mp4", "+frag_keyframe+empty_moov"),
    "hevc": Form("libx265", "mp4"),
    "mkv": Form("libx264", "matroska"),
    "webm": Form("libvpx", "webm"),
    "avi": Form("mpeg4", "avi"),
    "mjpeg": Form("mjpeg", "avi"),
    "ts": Form("libx264", "mpegts"),
}
SUFFIXES = {"fragments": "mp4", "hevc": "mp4", "mjpeg": "avi"}
CODEC_OPTIONS = {
    "libx264": {"preset": "veryfast", "flags": "+bitexact"},
    "libx265": {"preset": "ultrafast", "x265-params": "log-level=none:pools=none:frame-threads=1"},
    "libvpx": {"deadline": "realtime", "cpu-used": "-8"},  # negative: the same whatever the time it takes,
}


def suffix(form: str) -> str:
    """The ending of a file of this form."""
    return "." + SUFFIXES.get(form, form)


@cache
def base(clip: Path, form: str, pictures: int = SHORT, size: Size | None = None) -> bytes:
    """The first pictures of a clip, at `size` or at most LONGEST_SIDE px long; the same bytes each time."""
    how = FORMS[form]
    options = {"fflags": "+bitexact"} | ({"movflags": how.movflags} if how.movflags else {})
    with TemporaryDirectory() as folder:
        written = Path(folder) / "base"  # an index is moved to the front in a file only
        with av.open(written, "w", format=how.container, options=options) as container:
            _write(container, how.codec, small(clip, pictures, size))
        return written.read_bytes()


def _write(container: OutputContainer, name: str, pictures: Iterator[av.VideoFrame]) -> None:
    stream: VideoStream | None = None
    for number, picture in enumerate(pictures):
        if stream is None:
            stream = cast("VideoStream", container.add_stream(name, rate=HZ, options=CODEC_OPTIONS.get(name, {})))
            stream.width, stream.height = picture.width, picture.height
            stream.pix_fmt = "yuvj420p" if name == "mjpeg" else "yuv420p"
            stream.codec_context.thread_count = 1  # else the bytes depend on the machine
        picture = picture.reformat(format=stream.pix_fmt)
        picture.pts, picture.time_base = number, Fraction(1, HZ)
        container.mux(stream.encode(picture))
    if stream is None:
        raise ValueError("no pictures")
    container.mux(stream.encode(None))


def small(clip: Path, pictures: int, size: Size | None = None) -> Iterator[av.VideoFrame]:
    """The first pictures of a clip, made small."""
    with av.open(str(clip)) as whole:
        for picture in islice(whole.decode(video=0), pictures):
            share = min(1.0, LONGEST_SIDE / max(picture.width, picture.height))
            width, height = size or (round(picture.width * share / 2) * 2, round(picture.height * share / 2) * 2)
            yield picture.reformat(width=width, height=height, format="yuv420p")


def usable(folder: Path) -> tuple[Path, ...]:
    """The clips of a folder that have a beginning to take."""
    return tuple(path for path in sorted(folder.glob("**/*")) if path.is_file() and _has_beginning(path))


def _has_beginning(path: Path) -> bool:
    try:
        with av.open(str(path)) as whole:
            stream = whole.streams.video[0]
            return 0 < stream.width * stream.height <= MOST_PIXELS and len(list(small(path, SHORT))) == SHORT
    except (av.FFmpegError, IndexError, UnicodeDecodeError):
        return False


@dataclass(frozen=True, slots=True)
class Shelf:
    """The clips that there are; the dice take one from it."""

    clips: tuple[Path, ...] = SHIPPED

    def take(self, dice: Random, *forms: str, pictures: int = 0, size: Size | None = None) -> tuple[str, bytes]:
        """The form and the bytes of a beginning in one of the forms, or in any."""
        form = dice.choice(forms or tuple(FORMS))
        length = LONG if dice.random() < LONG_SHARE else SHORT
        return form, base(dice.choice(self.clips), form, pictures or length, size)
