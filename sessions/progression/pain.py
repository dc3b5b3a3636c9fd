"""Pain, 0 to 10 as the athlete reports it (0 = none): bands, and the morning after."""

from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise

AMBER_FROM = 4
RED_ABOVE = 5
"""Up to 3 go on, 4 and 5 adjust, above 5 stop the exercise: Thomeé 1997 and Silbernagel 2007 accept up to 5, the drills
of our sources up to 3. The loosest allowed: a coach may only tighten."""
SIGNAL = 2
"""Points: a change of one is noise, of two a signal (smallest that matters 1.2, Piva 2009; detectable 1.8)."""
MORNING_RISE = 2
"""Silbernagel 2007 asks that pain be back by the next morning; two points are beyond the noise of one (default)."""


class Band(StrEnum):
    """What a pain score asks for: go on, adjust, or stop the exercise."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class MorningRise(StrEnum):
    """How pain on the morning after lay above pain before the session."""

    AT_ONCE = "rise_2"
    TWICE = "rise_twice"


def known_pain(value: object) -> int | None:
    """Return `value` if it is a whole number from 0 to 10, else None: never rounded, never clipped."""
    return value if type(value) is int and 0 <= value <= 10 else None


def check_pain(field: str, value: object) -> None:
    """Raise ValueError naming `field` unless `value` is None (not logged) or a whole number from 0 to 10."""
    if value is not None and known_pain(value) is None:
        raise ValueError(f"{field}: {value!r} is not a whole number from 0 to 10")


def pain_band(value: int | None) -> Band | None:
    """The band of one score; None for not logged. Raises ValueError for anything but a whole number from 0 to 10."""
    check_pain("pain", value)
    if value is None:
        return None
    if value > RED_ABOVE:
        return Band.RED
    return Band.AMBER if value >= AMBER_FROM else Band.GREEN


def morning_rise(before: object, next_morning: object) -> int | None:
    """Points from before the session to the morning after (positive: worse); None with either half unknown."""
    start, end = known_pain(before), known_pain(next_morning)
    return None if start is None or end is None else end - start


def next_morning_rise(
    sessions: Sequence[tuple[int | None, int | None]], *, rise: int = MORNING_RISE
) -> tuple[MorningRise | None, ...]:
    """Judge each session's (before, next morning), oldest first: `rise` points at once, or any rise twice running.

    A session with an unknown half breaks the row: nothing is assumed about it.
    """
    rises = [morning_rise(before, after) or 0 for before, after in sessions]
    return tuple(_judge(this, previous, rise=rise) for previous, this in pairwise([0, *rises]))


def _judge(this: int, previous: int, *, rise: int) -> MorningRise | None:
    if this >= rise:
        return MorningRise.AT_ONCE
    return MorningRise.TWICE if this >= 1 and previous >= 1 else None
