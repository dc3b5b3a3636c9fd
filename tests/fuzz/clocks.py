"""Clocks that stand, jump or run backwards, and tables of samples that are absurd."""

from __future__ import annotations

import re
import struct
from random import Random

from tests.fuzz.bases import Shelf
from tests.fuzz.boxes import FULL, Box, box, find, patched, replaced, some, table
from tests.fuzz.made import Made, of_form

INDEX_LAST = ("mov", "hevc")  # no chunk moves when the index grows
VERSION_0_SCALE = FULL + 8  # bytes into mvhd and mdhd
MANY = (800_000, 20_000_000, 28_000_000, 50_000_000, 2**31 - 1, 2**32 - 1)
PES = re.compile(rb"\x00\x00\x01[\xe0-\xef]..[\x80-\xbf][\x80-\xff].(.{5})", re.DOTALL)  # a picture's time in it
CLUSTER = re.compile(rb"\x1f\x43\xb6\x75.{1,8}?\xe7([\x81\x82\x83\x84])", re.DOTALL)  # a cluster's time follows
HANDLERS = (b"meta", b"text", b"camm", b"vide")


def timescale(dice: Random, shelf: Shelf) -> Made:
    """Units of a second, or a length, that cannot be."""
    form, film = shelf.take(dice, "mp4", "mov", "hevc", "fragments")
    for kind in dice.choice([(b"mdhd",), (b"mvhd",), (b"mvhd", b"mdhd")]):
        one = find(film, kind)
        scale, length = struct.unpack_from(">II", film, one.start + VERSION_0_SCALE)
        new = dice.choice(
            [(0, length), (1, length), (2**31 - 1, length), (2**32 - 1, length), (scale, 0), (scale, 2**32 - 1), (0, 0)]
        )
        film = patched(film, one.start + VERSION_0_SCALE, struct.pack(">II", *new))
    return of_form(form, film)


def steps(dice: Random, shelf: Shelf) -> Made:
    """Times between pictures: none, huge, or negative."""
    form, film = shelf.take(dice, *INDEX_LAST)
    one = find(film, b"stts")
    count = _samples(film)
    choices: list[list[tuple[int, ...]]] = [
        [(count, 0)],
        [(count, 1)],
        [(count, 2**32 - 1)],
        [(count, 2**31 - 1)],
        [(count // 2, 512), (1, 2**31 - 1), (count, 512)],
        [(count // 2, 512), (1, 2**32 - 4096), (count, 512)],
        [(1, dice.choice([0, 1, 512, 20_000, 2**32 - 512])) for _ in range(count)],
        [],
    ]
    return of_form(form, replaced(film, one, table(b"stts", ">II", dice.choice(choices))))


def order(dice: Random, shelf: Shelf) -> Made:
    """Pictures are shown long before or after they are decoded."""
    form, film = shelf.take(dice, *INDEX_LAST)
    one = find(film, b"stts")
    shifts = (0, 512, 2**31 - 1, 2**31, 2**32 - 512, 2**32 - 1, 10_000_000)
    rows: list[tuple[int, ...]] = [(1, dice.choice(shifts)) for _ in range(_samples(film))]
    jumping = table(b"ctts", ">II", rows)
    if dice.random() < 0.5:
        jumping = patched(jumping, 8, b"\1")  # signed
    return of_form(form, replaced(film, one, film[one.start : one.end] + jumping))


def _samples(film: bytes) -> int:
    (count,) = struct.unpack_from(">I", film, find(film, b"stsz").start + FULL + 4)
    return int(count)


def edits(dice: Random, shelf: Shelf) -> Made:
    """An edit list that starts nowhere, repeats, or never ends."""
    form, film = shelf.take(dice, *INDEX_LAST)
    rows: list[tuple[int, ...]] = [
        (
            dice.choice([0, 1, 1000, 2**31 - 1, 2**32 - 1]),
            dice.choice([-1, -2, 0, 512, 2**31 - 1, -(2**31)]),
            dice.choice([0, 1 << 16, -1, 1 << 15]),
        )
        for _ in range(dice.choice([1, 2, 5, 2000]))
    ]
    new = box(b"edts", table(b"elst", ">Iii", rows))
    one = find(film, b"tkhd")
    return of_form(form, replaced(film, one, film[one.start : one.end] + new))


def stream_times(dice: Random, shelf: Shelf) -> Made:
    """Times that jump within a broadcast stream, or between the clusters of a Matroska file."""
    form, film = shelf.take(dice, "ts", "mkv", "webm")
    changed = bytearray(film)
    for found in (PES if form == "ts" else CLUSTER).finditer(film):
        if dice.random() < 0.5:
            continue
        if form == "ts":
            changed[found.start(1) : found.end(1)] = _broadcast(
                dice.choice([0, 1, 2**32, 2**33 - 1, dice.getrandbits(33)])
            )
        else:
            length = found.group(1)[0] - 0x80
            changed[found.end() : found.end() + length] = dice.choice([b"\0", b"\xff", b"\x7f", b"\x05"]) * length
    if form != "ts" or bytes(changed) == film:  # Matroska keeps its unit in ns just behind this
        at = film.find(b"\x2a\xd7\xb1") + 3
        changed[at + 1 : at + 4] = dice.choice([b"\0\0\0", b"\xff\xff\xff", b"\0\0\1", b"\x7f\0\0"])
    return of_form(form, bytes(changed))


def _broadcast(ticks: int) -> bytes:
    """33 bits of 90 kHz as in a packet's head (ISO/IEC 13818-1 §2.4.3.7)."""
    high, middle, low = ticks >> 30 & 7, ticks >> 15 & 0x7FFF, ticks & 0x7FFF
    return struct.pack(">BHH", 0x21 | high << 1, middle << 1 | 1, low << 1 | 1)


def giant_tables(dice: Random, shelf: Shelf) -> Made:
    """A few bytes that promise millions of samples, all of one size, in one chunk."""
    form, film = shelf.take(dice, *INDEX_LAST)
    many = dice.choice(MANY)
    new = {
        b"stsz": box(b"stsz", struct.pack(">III", 0, dice.choice([0, 1, 1000]), many)),
        b"stts": table(b"stts", ">II", [(dice.choice([many, 50]), dice.choice([0, 0, 1, 512]))]),
        b"stsc": table(b"stsc", ">III", [(1, many, 1)]),
        b"stco": table(b"stco", ">I", [(40,)]),
    }
    for kind, content in new.items():
        film = replaced(film, find(film, kind), content)
    return of_form(form, _handled(dice, film))


def false_counts(dice: Random, shelf: Shelf) -> Made:
    """Tables that say they have more rows than they have, or rows that point anywhere."""
    form, film = shelf.take(dice, *INDEX_LAST)
    one = some(dice, film, b"stsz", b"stts", b"stsc", b"stco", b"ctts", b"stss", b"elst", b"dref", b"stsd")
    if dice.random() < 0.5:
        at = one.start + FULL + (4 if one.kind == b"stsz" else 0)
        film = patched(film, at, struct.pack(">I", dice.choice([0, *MANY])))
    else:
        film = _anywhere(dice, film, one)
    return of_form(form, _handled(dice, film))


def _anywhere(dice: Random, film: bytes, one: Box) -> bytes:
    for at in range(one.start + FULL + 4, one.end - 3, 4):
        if dice.random() < 0.3:
            film = patched(
                film, at, struct.pack(">I", dice.choice([0, 1, len(film), 2**31, 2**32 - 1, dice.getrandbits(32)]))
            )
    return film


def _handled(dice: Random, film: bytes) -> bytes:
    """The track is of another kind, now and then: then its samples are notes."""
    if dice.random() < 0.7:
        return film
    return patched(film, find(film, b"hdlr").start + FULL + 4, dice.choice(HANDLERS))
