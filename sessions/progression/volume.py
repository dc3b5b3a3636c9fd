"""How much was done: volume load, load by calendar day, session RPE."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sessions.progression.exact import known, known_load
from sessions.progression.sets import SetRecord


@dataclass(frozen=True, slots=True)
class Volume:
    """Volume load: the known part in kg (None when nothing is known), and how many work sets are unknown."""

    volume_kg: float | None
    unknown_sets: int

    @property
    def whole_kg(self) -> float | None:
        """The volume if every work set is known, else None: a known part is not the whole."""
        return self.volume_kg if self.unknown_sets == 0 else None


def volume_load(sets: Iterable[SetRecord]) -> Volume:
    """Sum reps x load over the work sets; warm-up sets stay apart. No work set at all gives None, not 0."""
    work = [s for s in sets if not s.warm_up]
    known_kg = [s.reps * s.load_kg for s in work if s.reps is not None and s.load_kg is not None]
    # fsum, so that the sum does not depend on the order in which the sets arrived.
    return Volume(math.fsum(known_kg) if known_kg else None, len(work) - len(known_kg))


def daily_load(entries: Iterable[tuple[datetime, float | None]], time_zone: ZoneInfo) -> dict[date, float | None]:
    """Add up loads by the athlete's own calendar day, in the order of days.

    `entries` are (moment, load) with aware moments; one unknown load makes its day unknown. Days without an entry are
    not in the answer. Raises ValueError for a moment without a time zone.
    """
    by_day: dict[date, list[float | None]] = {}
    for at, load in entries:
        if at.tzinfo is None:
            raise ValueError(f"at: {at.isoformat()} has no time zone")
        by_day.setdefault(at.astimezone(time_zone).date(), []).append(known_load(load))
    return {day: total(by_day[day]) for day in sorted(by_day)}


def total(loads: Iterable[float | None]) -> float | None:
    """Sum the loads; None as soon as one is unknown. Nothing at all adds up to 0: a rest."""
    known_loads = []
    for load in loads:
        if load is None:
            return None
        known_loads.append(load)
    return math.fsum(known_loads)


def session_rpe(rpe: float | None, minutes: float | None) -> float | None:
    """Session RPE (0 to 10, asked once about half an hour after) x minutes, in arbitrary units (Foster 2001).

    Not the RPE of a set. None when either half is missing or impossible.
    """
    effort, duration = known(rpe), known_load(minutes)
    if effort is None or duration is None or not 0 <= effort <= 10:
        return None
    return effort * duration
