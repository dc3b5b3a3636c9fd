"""A story's log as the training knowledge sees it, without a database in between."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from coachhub.demo.load import ZONE
from coachhub.demo.log import LB_PER_KG, sessions_of
from coachhub.demo.stories import Story
from sessions.catalogue import CATALOGUE
from sessions.progression.findings import REGISTRY, Severity
from sessions.progression.history import AthleteHistory, LiftRecord, SessionRecord, SetRecord
from sessions.services.entries import LiftEntry, PainEntry, SessionEntry, SetEntry

HOME = ZoneInfo(ZONE)
EXERCISES = {one.key: one for one in CATALOGUE}


def history_told(story: Story, now: datetime) -> AthleteHistory:
    """The history of this story at `now`."""
    sessions = [_session(one) for one in sessions_of(story, now, HOME)]
    return AthleteHistory.up_to(now, now.astimezone(HOME).date(), sessions)


def found_in(story: Story, now: datetime) -> dict[str, Severity]:
    """What every rule says of this story at `now`, by the rule's key; suggestions are no findings about it."""
    history = history_told(story, now)
    found = {key: one.evaluate(history) for key, one in REGISTRY.items()}
    return {key: finding.severity for key, finding in found.items() if finding and not finding.reason}


def _session(entry: SessionEntry) -> SessionRecord:
    return SessionRecord(
        id=str(entry.id),
        started_at=entry.started_at,
        day=entry.started_at.astimezone(HOME).date(),
        lifts=tuple(_lift(one) for one in entry.lifts),
        pain_before=_value(entry.pain_before),
        pain_next_morning=_value(entry.pain_next_morning),
        session_rpe=entry.session_rpe,
        minutes=entry.minutes,
    )


def _lift(entry: LiftEntry) -> LiftRecord:
    known = EXERCISES[entry.exercise]
    return LiftRecord(
        exercise=known.key,
        name=known.name,
        movement=known.movement,
        is_leg=known.movement not in {"upper", "hip"},
        sets=tuple(_set(one) for one in entry.sets),
        pain_worst=_value(entry.pain_worst),
        noticed=entry.noticed,
    )


def _set(entry: SetEntry) -> SetRecord:
    load, kg = entry.load or Decimal(0), Decimal(1) if entry.unit == "kg" else 1 / LB_PER_KG
    return SetRecord(entry.reps, float(load * kg), None if entry.rpe is None else float(entry.rpe), entry.warm_up)


def _value(pain: PainEntry | None) -> int | None:
    return pain.value if pain else None
