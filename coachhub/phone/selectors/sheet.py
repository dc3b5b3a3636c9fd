"""The sheet to take along: what was ticked, and the four weeks before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from athletes.access import Actor
from coachhub.phone.selectors.sessions import SessionRow, session_rows_between
from coachhub.phone.selectors.stop import Stop
from sessions.models import Moment
from sessions.progression.library.cues import QUESTIONS_TO_ASK

SPAN = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One session, and the pain before it, at its worst, after it, and on the next morning; None: not said."""

    day: date
    lines: tuple[str, ...]
    before: int | None
    worst: int | None
    after: int | None
    next_morning: int | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """All of the page."""

    stop: Stop
    rows: tuple[SheetRow, ...]
    questions: tuple[str, ...] = QUESTIONS_TO_ASK


def sheet_of(actor: Actor, stop: Stop) -> Sheet:
    """The sheet of one answer."""
    until = stop.check_in.answered_at
    rows = session_rows_between(actor, until - SPAN, max(until, timezone.now()))
    return Sheet(stop, tuple(_row(row) for row in rows))


def _row(row: SessionRow) -> SheetRow:
    pain = {reading.moment: reading.value for reading in row.session.pain_readings.all() if reading.lift_id is None}
    return SheetRow(
        row.session.day,
        row.lines,
        before=pain.get(Moment.BEFORE),
        worst=row.worst,
        after=pain.get(Moment.AFTER),
        next_morning=pain.get(Moment.NEXT_MORNING),
    )
