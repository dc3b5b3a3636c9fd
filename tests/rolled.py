"""What the roll-ups hold, read as rules read it."""

from __future__ import annotations

from datetime import date

from sessions.models import DayRollup
from sessions.progression.history import SessionRecord
from sessions.progression.volume import total
from sessions.selectors.records import kinds_of, record_of


def rolled() -> dict[date, list[SessionRecord]]:
    """The sessions of each day of the one athlete, oldest day first."""
    return {
        row.day: [record_of(row.day, one, kinds_of(row.organisation_id)) for one in row.records]
        for row in DayRollup.objects.order_by("day")
    }


def leg_loads() -> list[float | None]:
    """Each day's leg load in kg, oldest first; None: not wholly known."""
    return [total(one.leg_volume.whole_kg for one in sessions) for sessions in rolled().values()]
