"""Damage that happens to files of every kind: bits, holes, ends."""

from __future__ import annotations

from random import Random

from tests.fuzz.bases import Shelf
from tests.fuzz.made import Made, of_form

HEAD_BYTES = 2000
SOME_BYTES = 200


def bit_flips(dice: Random, shelf: Shelf) -> Made:
    """Single bits anywhere."""
    form, film = shelf.take(dice)
    return of_form(form, flipped(dice, film, 0, len(film), dice.choice([1, 5, 50, 500])))


def head_flips(dice: Random, shelf: Shelf) -> Made:
    """Single bits where the container describes itself: in front, or behind the pictures."""
    form, film = shelf.take(dice)
    start = len(film) - HEAD_BYTES if form in {"mov", "avi", "hevc"} and dice.random() < 0.7 else 0
    return of_form(form, flipped(dice, film, start, start + HEAD_BYTES, dice.randint(1, 20)))


def flipped(dice: Random, film: bytes, start: int, end: int, count: int) -> bytes:
    """The film with so many different bits turned between two places."""
    changed = bytearray(film)
    end = min(end, len(film))
    for bit in dice.sample(range(start * 8, end * 8), min(count, (end - start) * 8)):
        changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def cut(dice: Random, shelf: Shelf) -> Made:
    """The end is missing, from a byte to nearly all."""
    form, film = shelf.take(dice)
    kept = dice.choice(
        [len(film) - dice.randint(1, SOME_BYTES), dice.randrange(len(film)), dice.randint(1, SOME_BYTES)]
    )
    return of_form(form, film[:kept])


def hole(dice: Random, shelf: Shelf) -> Made:
    """A part is zeros, noise, or gone so that all behind it has moved."""
    form, film = shelf.take(dice)
    start = dice.randrange(len(film) - 1)
    end = min(len(film), start + dice.choice([1, 100, 5000, len(film) // 2]))
    return of_form(form, film[:start] + dice.choice([bytes(end - start), noise(dice, end - start), b""]) + film[end:])


def noise_behind_head(dice: Random, shelf: Shelf) -> Made:
    """A head as it should be, and random bytes to the end."""
    form, film = shelf.take(dice)
    kept = dice.choice([16, 48, 200, 1000, 3000])
    return of_form(form, film[:kept] + noise(dice, dice.choice([100, 5000, 200_000])))


def joined(dice: Random, shelf: Shelf) -> Made:
    """Two files one behind the other, or one inside the other."""
    form, film = shelf.take(dice)
    _, other = shelf.take(dice)
    at = dice.choice([len(film), dice.randrange(len(film)), HEAD_BYTES])
    return of_form(form, film[:at] + other + film[at:])


def misnamed(dice: Random, shelf: Shelf) -> Made:
    """A whole file under another kind's name, with a bit turned."""
    _, film = shelf.take(dice)
    name = dice.choice([".mp4", ".mov", ".webm", ".avi", ".m3u8", ".ts", ".jpg", ".%03d.png", ".txt", ""])
    return Made(flipped(dice, film, 0, len(film), 1), name)


def noise(dice: Random, count: int) -> bytes:
    """Random bytes."""
    return dice.randbytes(count)
