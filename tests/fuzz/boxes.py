"""Boxes of an ISO base media file (ISO/IEC 14496-12): found, replaced, with the lengths around them kept true."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

INTO = {b"moov", b"trak", b"mdia", b"minf", b"dinf", b"stbl", b"edts", b"udta", b"moof", b"traf", b"mvex"}
HEAD = 8  # bytes: length and kind
FULL = HEAD + 4  # and version and flags


@dataclass(frozen=True, slots=True)
class Box:
    """A box with where it starts and ends (bytes into the file) and where the boxes around it start."""

    kind: bytes
    start: int
    end: int
    around: tuple[int, ...]


def boxes(film: bytes, start: int = 0, end: int | None = None, around: tuple[int, ...] = ()) -> Iterator[Box]:
    """All boxes, each before what lies in it."""
    end = len(film) if end is None else end
    while start + HEAD <= end:
        length, kind = struct.unpack_from(">I4s", film, start)
        stop = start + length
        if length < HEAD or stop > end:
            return
        yield Box(kind, start, stop, around)
        if kind in INTO:
            yield from boxes(film, start + HEAD, stop, (*around, start))
        start = stop


def find(film: bytes, kind: bytes) -> Box:
    """The first box of a kind; raises LookupError if there is none."""
    for one in boxes(film):
        if one.kind == kind:
            return one
    raise LookupError(kind)


def some(dice: Random, film: bytes, *kinds: bytes) -> Box:
    """A box of one of the kinds, or of any."""
    return dice.choice([one for one in boxes(film) if not kinds or one.kind in kinds])


def box(kind: bytes, content: bytes) -> bytes:
    """A box around its content."""
    return struct.pack(">I4s", HEAD + len(content), kind) + content


def replaced(film: bytes, old: Box, new: bytes) -> bytes:
    """The film with new bytes in place of a box; the boxes around it get the length that is then true."""
    grown = len(new) - (old.end - old.start)
    head = bytearray(film[: old.start])
    for start in old.around:
        (length,) = struct.unpack_from(">I", head, start)
        struct.pack_into(">I", head, start, length + grown)
    return bytes(head) + new + film[old.end :]


def table(kind: bytes, row: str, rows: list[tuple[int, ...]], *, count: int | None = None) -> bytes:
    """A table box with these rows; `count` is what it says of their number, if not the truth."""
    said = struct.pack(">II", 0, len(rows) if count is None else count)
    return box(kind, said + b"".join(struct.pack(row, *one) for one in rows))


def patched(film: bytes, at: int, new: bytes) -> bytes:
    """The film with some bytes overwritten."""
    return film[:at] + new + film[at + len(new) :]
