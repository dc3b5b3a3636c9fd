"""Damage to the structure of an ISO base media file: lengths, boxes, sizes, turns, notes."""

from __future__ import annotations

import struct
from random import Random

from tests.fuzz.bases import Shelf, suffix
from tests.fuzz.boxes import FULL, HEAD, box, boxes, find, patched, replaced, some, table
from tests.fuzz.damage import noise
from tests.fuzz.made import BESIDE, Made, of_form

BOXED = ("mp4", "mov", "fragments", "hevc")
INDEXED = ("mp4", "mov", "hevc")
ODD_SIDES = (0, 1, 2, 15, 4096, 16_384, 32_767, 65_535)
ENTRY_WIDTH = 16 + HEAD * 2 + 16  # bytes into stsd, where its first entry has width and height
LARGE = (135, 240, 256, 512, 900)  # macroblocks of 16 px: up to what a decoder takes for a picture


def box_length(dice: Random, shelf: Shelf) -> Made:
    """A box says that it is shorter or longer than it is."""
    form, film = shelf.take(dice, *BOXED)
    for one in dice.sample(list(boxes(film)), dice.randint(1, 3)):
        true = one.end - one.start
        wrong = dice.choice([0, 1, 4, 7, 8, true - 1, true + 1, true * 2, len(film), 2**31 - 1, 2**31, 2**32 - 1])
        film = patched(film, one.start, struct.pack(">I", wrong))
    return of_form(form, film)


def box_missing(dice: Random, shelf: Shelf) -> Made:
    """A box is not there."""
    form, film = shelf.take(dice, *BOXED)
    return of_form(form, replaced(film, some(dice, film), b""))


def box_twice(dice: Random, shelf: Shelf) -> Made:
    """A box is there twice or very often, beside itself or in itself."""
    form, film = shelf.take(dice, *BOXED)
    one = some(dice, film)
    whole = film[one.start : one.end]
    often = dice.choice([2, 3, 1500 if len(whole) < 2000 else 4])
    again = whole * often if dice.random() < 0.8 else box(one.kind, whole[HEAD:] + whole)
    return of_form(form, replaced(film, one, again))


def boxes_swapped(dice: Random, shelf: Shelf) -> Made:
    """Two boxes hold each other's place, or one is under another's name."""
    form, film = shelf.take(dice, *BOXED)
    one, other = some(dice, film), some(dice, film)
    if dice.random() < 0.3:
        return of_form(form, patched(film, one.start + 4, dice.choice([other.kind, noise(dice, 4)])))
    first, second = sorted((one, other), key=lambda each: each.start)
    if first.end > second.start:  # one lies in the other
        return of_form(form, replaced(film, second, film[first.start : first.start + HEAD]))
    later = replaced(film, second, film[first.start : first.end])
    return of_form(form, replaced(later, first, film[second.start : second.end]))


def nested(dice: Random, shelf: Shelf) -> Made:
    """Boxes in boxes in boxes."""
    form, film = shelf.take(dice, *INDEXED)
    one = some(dice, film, b"moov", b"trak", b"mdia", b"stbl")
    deep = film[one.start : one.end]
    for _ in range(dice.choice([3, 20, 2000])):
        deep = box(dice.choice([one.kind, b"meta", b"udta"]), deep)
    return of_form(form, replaced(film, one, deep))


def dimensions(dice: Random, shelf: Shelf) -> Made:
    """The container says absurd sizes of the picture."""
    form, film = shelf.take(dice, *BOXED)
    width, height = dice.choice(ODD_SIDES), dice.choice(ODD_SIDES)
    film = patched(film, find(film, b"stsd").start + ENTRY_WIDTH, struct.pack(">HH", width, height))
    if dice.random() < 0.5:
        film = patched(film, find(film, b"tkhd").end - 8, struct.pack(">II", width << 16, height << 16))
    return of_form(form, film)


def matrix(dice: Random, shelf: Shelf) -> Made:
    """The picture is turned, sheared or scaled by anything."""
    form, film = shelf.take(dice, *INDEXED)
    one, two = 1 << 16, 1 << 30
    rows = dice.choice(
        [
            (0, one, 0, -one, 0, 0, 0, 0, two),
            (46_341, 46_341, 0, -46_341, 46_341, 0, 0, 0, two),
            (0,) * 9,
            tuple(dice.randint(-(2**31), 2**31 - 1) for _ in range(9)),
        ]
    )
    return of_form(form, patched(film, find(film, b"tkhd").end - 44, struct.pack(">9i", *rows)))


def stream_size(dice: Random, shelf: Shelf) -> Made:
    """The decoder's own header promises pictures far larger than the container does."""
    form, film = shelf.take(dice, "mp4", "mov")
    return of_form(form, with_sequence_header(film, sequence_header(dice.choice(LARGE), dice.choice(LARGE))))


def with_sequence_header(film: bytes, new: bytes) -> bytes:
    """An H.264 film whose first sequence parameter set is another."""
    told = film.index(b"avcC") + 4
    (length,) = struct.unpack_from(">H", film, told + 6)
    stsd = find(film, b"stsd")
    entry = film[stsd.start : stsd.end]
    at = told + 6 - stsd.start
    grown = len(new) - length
    entry = entry[:at] + struct.pack(">H", len(new)) + new + entry[at + 2 + length :]
    for start in (0, HEAD + 8, told - HEAD - stsd.start):  # stsd, its entry, avcC
        entry = patched(entry, start, struct.pack(">I", struct.unpack_from(">I", entry, start)[0] + grown))
    return replaced(film, stsd, entry)


def sequence_header(width: int, height: int) -> bytes:
    """An H.264 sequence parameter set (ITU-T H.264 §7.3.2.1) for a picture of so many macroblocks."""
    bits = f"{66:08b}{0:08b}{52:08b}"
    for value in (0, 0, 2, 1):  # number, frame numbers, order of pictures, pictures referred to
        bits += _golomb(value)
    bits += "0" + _golomb(width - 1) + _golomb(height - 1) + "1100" + "1"
    bits += "0" * (-len(bits) % 8)
    return b"\x67" + int(bits, 2).to_bytes(len(bits) // 8)


def _golomb(value: int) -> str:
    bits = f"{value + 1:b}"
    return "0" * (len(bits) - 1) + bits


def notes(dice: Random, shelf: Shelf) -> Made:
    """Notes of the camera that are no text, lie about their length, or are very many."""
    form, film = shelf.take(dice, "mov", "hevc")
    text = dice.choice([b"\xff\xfe\xc3\x28 caf\xe9", noise(dice, 300), b"\0" * 40, "Åland 日本".encode("utf-16")])
    said = dice.choice([len(text), 65_535, 0])
    one = box(dice.choice([b"\xa9nam", b"\xa9xyz", b"\xa9day"]), struct.pack(">HH", said, 0x55C4) + text)
    there = find(film, b"mvhd")
    user = box(b"udta", one * dice.choice([1, 1, 5000]))
    return of_form(form, replaced(film, there, film[there.start : there.end] + user))


def note_tracks(dice: Random, shelf: Shelf) -> Made:
    """Tracks of notes, one or thousands, that each promise billions of samples in a few bytes."""
    form, film = shelf.take(dice, "mov", "hevc")
    sizes = box(b"stsz", struct.pack(">III", 0, dice.choice([1, 1000, 2**32 - 1]), 2**32 - 1))
    runs = table(b"stsc", ">III", [(1, 2**32 - 1, 1)])
    chunks = table(b"stco", ">I", [(dice.choice([40, len(film), 2**32 - 1]),)])
    kind = box(b"hdlr", bytes(8) + dice.choice([b"meta", b"camm", b"text"]) + bytes(12))
    track = box(b"trak", box(b"mdia", kind + box(b"minf", box(b"stbl", sizes + runs + chunks))))
    there = find(film, b"mvhd")
    return of_form(form, replaced(film, there, film[there.start : there.end] + track * dice.choice([1, 900, 3000])))


def crowded(dice: Random, shelf: Shelf) -> Made:
    """A hundred thousand empty boxes in one place, or a few hundred in each of a few hundred."""
    form, film = shelf.take(dice, "mov", "hevc")
    kinds = dice.choice([(b"udta",), (b"trak", b"free"), (b"moov", b"meta", b"uuid", b"\0\0\0\0")])
    many = [box(dice.choice(kinds), b"") for _ in range(dice.choice([300, 100_000]))]
    crowd = b"".join(many)
    if len(many) < 1000:
        crowd = box(b"trak", box(b"mdia", crowd)) * len(many)
    there = find(film, dice.choice([b"mvhd", b"mdat", b"tkhd"]))
    return of_form(form, replaced(film, there, film[there.start : there.end] + crowd))


def elsewhere(dice: Random, shelf: Shelf) -> Made:
    """The index says that the pictures lie in another file."""
    form, film = shelf.take(dice, "mov", "hevc")
    place = dice.choice([f"file:///{BESIDE}", BESIDE, "http://127.0.0.1:9/film.mp4", "file:///etc/hostname"])
    url = box(b"url ", bytes(4) + place.encode() + b"\0")
    new = box(b"dref", struct.pack(">II", 0, 1) + url)
    film = replaced(film, find(film, b"dref"), new)
    empty = find(film, b"mdat")
    if dice.random() < 0.5:
        film = patched(film, empty.start + FULL, bytes(empty.end - empty.start - FULL))
    return Made(film, suffix(form), beside=shelf.take(dice, "mp4")[1])
