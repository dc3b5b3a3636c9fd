"""Hard leg sessions: the hours between them, and how many came in a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from sessions.progression.exact import more_than
from sessions.progression.pain import AMBER_FROM, known_pain

HOURS = 48
HOURS_AFTER_PAIN = 72
"""Defaults; tendon turnover after loading lasts 24 to 72 h (Magnusson 2010)."""
IN_A_ROW = 3
"""Default."""


@dataclass(frozen=True, slots=True)
class Effort:
    """One leg session. `hard` None: cannot be told. `pain_during`: the worst, 0 to 10, None = not logged."""

    start: datetime
    hard: bool | None
    pain_during: int | None


@dataclass(frozen=True, slots=True)
class Gap:
    """True hours from one hard session's start to the next one's, their limit, and whether that is noted."""

    earlier: Effort
    later: Effort
    hours: float
    limit_h: float
    note: bool


@dataclass(frozen=True, slots=True)
class HardRow:
    """Hard sessions in a row at the end of the list."""

    in_a_row: int
    note: bool


def hard_session_spacing(
    sessions: Sequence[Effort], *, hours: float = HOURS, hours_after_pain: float = HOURS_AFTER_PAIN
) -> tuple[Gap, ...]:
    """Gaps between successive hard sessions, oldest first; a gap is noted when it is under its limit.

    The longer limit holds when the earlier session's worst pain was 4 or more; pain not logged is not pain.
    Hours are counted in UTC: a night when the clocks change is an hour shorter or longer. Starts must be aware.
    """
    hard = sorted((s for s in sessions if s.hard), key=lambda s: s.start.astimezone(UTC))
    return tuple(_gap(a, b, hours=hours, hours_after_pain=hours_after_pain) for a, b in pairwise(hard))


def hard_in_a_row(hard: Sequence[bool | None], *, at_least: int = IN_A_ROW) -> HardRow:
    """Count the hard sessions at the end of the list, oldest first; an easy or an unknown one ends the row."""
    count = 0
    for was_hard in reversed(hard):
        if not was_hard:
            break
        count += 1
    return HardRow(count, note=count >= at_least)


def _gap(earlier: Effort, later: Effort, *, hours: float, hours_after_pain: float) -> Gap:
    # Two moments of one time zone would be subtracted as wall clocks; in UTC they are true hours.
    elapsed = (later.start.astimezone(UTC) - earlier.start.astimezone(UTC)).total_seconds() / 3600
    pain = known_pain(earlier.pain_during)
    limit = hours_after_pain if pain is not None and pain >= AMBER_FROM else hours
    return Gap(earlier, later, elapsed, limit, note=more_than(limit, elapsed))
