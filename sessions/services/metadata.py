"""Takes place and device data out of a video file, in place: what phones and cameras write beside picture and sound.

In the container that phones write (ISO base media: .mp4, .mov, .3gp; ISO/IEC 14496-12) the boxes of user data, metadata
and XMP and the samples of metadata tracks (a camera's GPS) are overwritten with zeros. Sizes stay, so that no byte of
the film moves. Other containers stay as they are.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

TELLING = {b"udta", b"meta", b"uuid"}  # user data, metadata, extensions (XMP)
INTO = {b"moov", b"trak", b"mdia", b"minf", b"stbl"}
BESIDE = {b"meta", b"text", b"sbtl", b"subt", b"camm"}  # tracks of notes and of a camera's place and motion
# More than any film has that is taken. A file made to be read for hours, or to fill the memory, is not read on.
MOST = 500_000  # rows of a table, and places to overwrite
MOST_BOXES = 100_000  # in one place
MOST_FILMS = 4  # in one file
MOST_TRACKS = 1000  # and other parts of a film
MOST_IN_TRACK = 100
DEPTH = 4  # of a track: media, its information, its table of samples
BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its type, where it starts, and where its content starts and ends (bytes into the file)."""

    kind: bytes
    start: int
    body: int
    end: int


def strip_metadata(path: Path) -> None:
    """Overwrite what tells of place and device. A file that is not of this kind, or is broken, stays as it is."""
    size = path.stat().st_size
    with path.open("r+b") as film:
        telling = list(islice(_found(film, size), MOST))
        for start, end in _merged([(one.body, one.end) for one in telling], size):
            _zero(film, start, end)
        for box in telling:
            if box.kind in TELLING:
                film.seek(box.start + 4)
                film.write(b"free")


def _found(film: BinaryIO, size: int) -> Iterator[Box]:
    """What tells in the whole file. Players read the first film in it only."""
    films = 0
    for box in _boxes(film, 0, size):
        films += box.kind in INTO
        if box.kind not in INTO or films <= MOST_FILMS:
            yield from _telling(film, box)


def _telling(film: BinaryIO, box: Box) -> Iterator[Box]:
    """What of a box is neither film nor says how to play it; samples of a metadata track as boxes without a type."""
    if box.kind in TELLING:
        yield box
    elif box.kind == b"trak":
        yield from _of_track(film, box)
    elif box.kind == b"moov":
        for part in islice(_boxes(film, box.body, box.end), MOST_TRACKS):
            if part.kind != b"moov":
                yield from _telling(film, part)


def _of_track(film: BinaryIO, track: Box) -> Iterator[Box]:
    inside = list(islice(_inside(film, track, DEPTH), MOST_IN_TRACK))
    yield from (part for part in inside if part.kind in TELLING)
    if any(_handler(film, part) in BESIDE for part in inside if part.kind == b"hdlr"):
        parts = {part.kind: part for part in inside}
        yield from (Box(b"", start, start, end) for start, end in _samples(film, parts))


def _boxes(film: BinaryIO, start: int, end: int) -> Iterator[Box]:
    """The boxes one after another, as far as they make sense and are not too many for a film."""
    for _ in range(MOST_BOXES):
        if start + 16 > end:
            return
        film.seek(start)
        size, kind, wide = struct.unpack(">I4sQ", film.read(16))
        body = start + (16 if size == 1 else 8)
        stop = {0: end, 1: start + wide}.get(size, start + size)
        if not body <= stop <= end:
            return
        yield Box(kind, start, body, stop)
        start = stop


def _inside(film: BinaryIO, track: Box, depth: int) -> Iterator[Box]:
    """All boxes of a track that matter here, whatever they lie in."""
    for box in _boxes(film, track.body, track.end):
        yield box
        if box.kind in INTO and depth:
            yield from _inside(film, box, depth - 1)


def _handler(film: BinaryIO, box: Box) -> bytes:
    """What kind of track its handler says it is (§8.4.3)."""
    film.seek(box.body + 8)
    return film.read(4)


def _samples(film: BinaryIO, parts: dict[bytes, Box]) -> Iterator[tuple[int, int]]:
    """Where a track's samples lie: sizes of samples, samples of each chunk, where chunks start (§8.7)."""
    starts = _table(film, parts.get(b"stco"), ">I") or _table(film, parts.get(b"co64"), ">Q")
    runs = _table(film, parts.get(b"stsc"), ">III")
    same, sizes = _sizes(film, parts.get(b"stsz"))
    run = sample = 0
    for number, (start,) in enumerate(starts, 1):
        while run + 1 < len(runs) and runs[run + 1][0] <= number:
            run += 1
        count = runs[run][1] if runs else 0
        yield start, start + (same * count if same else sum(sizes[sample : sample + count]))
        sample += count


def _table(film: BinaryIO, box: Box | None, row: str) -> list[tuple[int, ...]]:
    """The rows of a table box: version and flags, the number of rows, the rows."""
    if box is None or box.end - box.body < 8:
        return []
    film.seek(box.body + 4)
    count = int.from_bytes(film.read(4))
    width = struct.calcsize(row)
    raw = film.read(min(count, MOST, (box.end - box.body - 8) // width) * width)
    return list(struct.iter_unpack(row, raw))


def _sizes(film: BinaryIO, box: Box | None) -> tuple[int, list[int]]:
    """The size of all samples, or 0 and the size of each: however many a few bytes promise, none is listed for that."""
    if box is None or box.end - box.body < 12:
        return 0, []
    film.seek(box.body + 4)
    same, count = struct.unpack(">II", film.read(8))
    if same:
        return same, []
    raw = film.read(min(count, MOST, (box.end - box.body - 12) // 4) * 4)
    return 0, [size for (size,) in struct.iter_unpack(">I", raw)]


def _merged(ranges: list[tuple[int, int]], size: int) -> Iterator[tuple[int, int]]:
    """The ranges without overlaps and within the file: however they were written, no byte is overwritten twice."""
    reached = 0
    for start, end in sorted(ranges):
        start, end = max(start, reached), min(end, size)
        if start < end:
            yield start, end
            reached = end


def _zero(film: BinaryIO, start: int, end: int) -> None:
    film.seek(start)
    for at in range(start, end, BLOCK):
        film.write(bytes(min(BLOCK, end - at)))
