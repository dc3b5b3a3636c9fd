"""From the JSON of a day's roll-up to the plain values that rules read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q

from sessions.models import Exercise
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


def kinds_of(organisation_id: UUID) -> Kinds:
    """Everybody's exercises and the organisation's own by id, as they are called today. One query."""
    rows = Exercise.objects.filter(Q(organisation=None) | Q(organisation=organisation_id))
    facts = rows.order_by().values_list("id", "key", "name", "movement", "loads_legs")
    return {str(one): Kind(key, name, movement, is_leg) for one, key, name, movement, is_leg in facts}


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
    sets = tuple(SetRecord(*one) for one in lift["sets"])
    # Until `prepare` has rolled it up anew, a day of an older format has no word on what was noticed.
    said = lift.get("noticed")
    noticed = frozenset(map(Noticed, said)) if said else _NOTHING
    return LiftRecord(*kinds[lift["exercise"]], sets, lift["pain"], noticed)
