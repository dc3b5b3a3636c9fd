"""From rows to the plain values that rules read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from sessions.models import Lift, Moment, PainReading, TrainingSet
from sessions.progression.history import LiftRecord, SessionRecord, SetRecord

Lifts = dict[UUID, list[dict[str, Any]]]
Pain = dict[UUID, dict[tuple[UUID | None, str], int]]
SESSION = ("id", "started_at", "day", "session_rpe", "minutes", "soreness", "sleep_hours")
LIFT = ("id", "session", "exercise__key", "exercise__name", "exercise__movement", "exercise__loads_legs")


def lifts_by_session(lifts: QuerySet[Lift], sets: QuerySet[TrainingSet] | None) -> Lifts:
    """Rows of lifts with their sets under `sets`, in order; None: without any. One query each."""
    by_lift: dict[UUID, list[SetRecord]] = defaultdict(list)
    if sets is not None:
        rows = sets.order_by("position").values_list("lift", "reps", "load_kg", "rpe", "warm_up")
        for lift, reps, load_kg, rpe, warm_up in rows:
            load, effort = None if load_kg is None else float(load_kg), None if rpe is None else float(rpe)
            by_lift[lift].append(SetRecord(reps, load, effort, warm_up))
    found: Lifts = defaultdict(list)
    for row in lifts.order_by("position").values(*LIFT):
        found[row["session"]].append(row | {"sets": tuple(by_lift[row["id"]])})
    return found


def pain_by_session(readings: QuerySet[PainReading]) -> Pain:
    """Pain by session, and in it by lift (None: of the whole session) and moment. One query."""
    found: Pain = defaultdict(dict)
    for session, lift, moment, value in readings.values_list("session", "lift", "moment", "value"):
        found[session][lift, moment] = value
    return found


def session_record(
    row: Mapping[str, Any], lifts: list[dict[str, Any]], pain: dict[tuple[UUID | None, str], int]
) -> SessionRecord:
    """A session's row, with those of its lifts and its pain, as a plain value."""
    return SessionRecord(
        id=str(row["id"]),
        started_at=row["started_at"],
        day=row["day"],
        lifts=tuple(
            LiftRecord(
                exercise=lift["exercise__key"],
                name=lift["exercise__name"],
                movement=lift["exercise__movement"],
                is_leg=lift["exercise__loads_legs"],
                sets=lift["sets"],
                pain_worst=pain.get((lift["id"], Moment.WORST)),
            )
            for lift in lifts
        ),
        pain_before=pain.get((None, Moment.BEFORE)),
        pain_worst=pain.get((None, Moment.WORST)),
        pain_after=pain.get((None, Moment.AFTER)),
        pain_next_morning=pain.get((None, Moment.NEXT_MORNING)),
        session_rpe=row["session_rpe"],
        minutes=row["minutes"],
        soreness=row["soreness"],
        sleep_hours=None if row["sleep_hours"] is None else float(row["sleep_hours"]),
    )
