"""From the JSON of a day's roll-up to the plain values that rules read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from sessions.progression.history import LiftRecord, SessionRecord, SetRecord
from sessions.progression.noticed import Noticed


class Kind(NamedTuple):
    """What a record says of an exercise."""

    key: str
    name: str
    movement: str
    is_leg: bool


Kinds = Mapping[str, Kind]
_NOTHING: frozenset[Noticed] = frozenset()
# Most sets are like another one: of sixteen weeks' sets a tenth is left to be made and checked.
_set = lru_cache(10_000, typed=True)(SetRecord)
# Read with every entry, as the days are (sessions/selectors/history.py): in plain SQL for the same reason.
_KINDS = """
SELECT id::text, key, name, movement, loads_legs FROM training_exercise
WHERE organisation_id IS NULL OR organisation_id = %s
"""


def kinds_of(organisation_id: UUID) -> Kinds:
    """Everybody's exercises and the organisation's own by id, as they are called today. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_KINDS, [organisation_id])
        return {key: Kind(*facts) for key, *facts in cursor.fetchall()}


def record_of(day: date, session: Mapping[str, Any], kinds: Kinds) -> SessionRecord:
    """A session as sessions/services/rollups.py keeps it."""
    before, worst, after, next_morning = session["pain"]
    return SessionRecord(
        id=session["id"],
        started_at=datetime.fromisoformat(session["at"]),
        day=day,
        lifts=tuple(_lift(lift, kinds) for lift in session["lifts"]),
        pain_before=before,
        pain_worst=worst,
        pain_after=after,
        pain_next_morning=next_morning,
        session_rpe=session["rpe"],
        minutes=session["minutes"],
        soreness=session["soreness"],
        sleep_hours=session["sleep_hours"],
    )


def _lift(lift: Mapping[str, Any], kinds: Kinds) -> LiftRecord:
    sets = tuple(_set(*one) for one in lift["sets"])
    # Until `prepare` has rolled it up anew, a day of an older format has no word on what was noticed.
    said = lift.get("noticed")
    noticed = frozenset(map(Noticed, said)) if said else _NOTHING
    return LiftRecord(*kinds[lift["exercise"]], sets, lift["pain"], noticed)
