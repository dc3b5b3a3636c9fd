"""Leg load from week to week: Monday to Sunday in the athlete's own calendar, the last one being the one judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean, median

from sessions.progression.exact import known_load, known_loads, more_than, rises_more_than

NOTE_RISE = 0.15
"""Default."""
STRONG_RISE = 0.30
"""Nielsen 2014, on novice runners (more than 30 % against under 10 %); for lifters a default."""
WEEKS_BEFORE = 4
LEAST_WEEKS_BEFORE = 3
"""Defaults: what a week is held against, and how many of those weeks have to be known."""

LIGHTER_SHARE = 0.6
"""Default, within the definition of a deload in Bell 2023."""
LOADED_WEEKS = 6
"""Default; lifters asked take a lighter week about every 5.6 weeks (Rogerson 2024)."""


class Rise(StrEnum):
    """How far a week's load lies above the one it is compared with."""

    NONE = "none"
    NOTE = "note"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class WeekChange:
    """Change as a share (0.1 = +10 %) and its level; both None where it cannot be told."""

    change: float | None
    level: Rise | None


@dataclass(frozen=True, slots=True)
class Against:
    """The load of a week, and what it is held against (more than 0), in kg."""

    this: float
    base: float

    @property
    def change(self) -> float:
        """As a share: 0.1 = +10 %."""
        return (self.this - self.base) / self.base

    def level(self, *, note: float = NOTE_RISE, strong: float = STRONG_RISE) -> Rise:
        """How far it rises."""
        if rises_more_than(self.this, self.base, strong):
            return Rise.STRONG
        return Rise.NOTE if rises_more_than(self.this, self.base, note) else Rise.NONE


@dataclass(frozen=True, slots=True)
class Deload:
    """Which weeks were lighter (None: cannot be judged), loaded weeks since the last lighter one, whether to remind."""

    lighter: tuple[bool | None, ...]
    loaded_weeks: int
    remind: bool


def week_change(weeks: Sequence[float | None], *, note: float = NOTE_RISE, strong: float = STRONG_RISE) -> WeekChange:
    """Compare the last week with the one before: note above `note`, strong above `strong`."""
    return _change(against_last_week(weeks), note=note, strong=strong)


def change_on_usual(
    weeks: Sequence[float | None], *, note: float = NOTE_RISE, strong: float = STRONG_RISE
) -> WeekChange:
    """Compare the last week with its usual in the same way."""
    return _change(against_usual(weeks), note=note, strong=strong)


def against_last_week(weeks: Sequence[float | None]) -> Against | None:
    """The last week against the one before.

    Cannot be told with fewer than three known weeks among the four before, with either week unknown, or when the week
    before was under half the median of those four (a holiday): +233 % would say nothing.
    """
    this, before = _judged(weeks)
    previous = known_load(weeks[-2]) if len(weeks) > 1 else None
    if this is None or not before or not previous or more_than(median(before) / 2, previous):
        return None
    return Against(this, previous)


def against_usual(weeks: Sequence[float | None]) -> Against | None:
    """The last week against the mean of the (three or four) known weeks before it.

    After a lighter week it tells a return to the usual from a jump, which the week before alone cannot.
    """
    this, before = _judged(weeks)
    usual = fmean(before) if before else 0.0
    if this is None or usual <= 0:
        return None
    return Against(this, usual)


def deload(weeks: Sequence[float | None]) -> Deload:
    """Find lighter weeks: at most 60 % of the mean of the four weeks before; remind after six loaded weeks without one.

    A week cannot be judged with one of the four unknown, or with nothing trained in them. Unknown and empty weeks do
    not count as loaded.
    """
    lighter = tuple(_is_lighter(weeks, i) for i in range(len(weeks)))
    since = max((i for i, was_lighter in enumerate(lighter) if was_lighter), default=-1) + 1
    loaded_weeks = sum(1 for load in weeks[since:] if known_load(load))
    return Deload(lighter, loaded_weeks, remind=loaded_weeks >= LOADED_WEEKS)


def _judged(weeks: Sequence[float | None]) -> tuple[float | None, list[float]]:
    """The week judged, and the known ones of the four before it; an empty list when they are too few."""
    this = known_load(weeks[-1]) if weeks else None
    before = [load for w in weeks[-1 - WEEKS_BEFORE : -1] if (load := known_load(w)) is not None]
    return this, before if len(before) >= LEAST_WEEKS_BEFORE else []


def _change(found: Against | None, *, note: float, strong: float) -> WeekChange:
    if found is None:
        return WeekChange(None, None)
    return WeekChange(found.change, found.level(note=note, strong=strong))


def _is_lighter(weeks: Sequence[float | None], i: int) -> bool | None:
    this = known_load(weeks[i])
    before = known_loads(weeks[i - WEEKS_BEFORE : i]) if i >= WEEKS_BEFORE else None
    if this is None or before is None or fmean(before) == 0:
        return None
    return not more_than(this, LIGHTER_SHARE * fmean(before))
