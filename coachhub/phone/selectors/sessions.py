"""The athlete's own sessions: as a list, and one as the log page edits it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from athletes.access import Actor
from coachhub.core.saying import plural, say_load
from sessions.models import Lift, Moment, PainReading, TrainingSession, TrainingSet

A_PAGE = 20


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session in a list: its exercises, a line each, and the worst pain if it was said."""

    session: TrainingSession
    lines: tuple[str, ...]
    worst: int | None


def session_rows(actor: Actor, *, before: TrainingSession | None = None) -> list[SessionRow]:
    """A page of the athlete's own sessions, newest first, older than `before`. Four queries."""
    rows = _whole(actor)
    if before:
        rows = rows.filter(started_at__lt=before.started_at)
    return [_row(session, actor.unit) for session in rows[:A_PAGE]]


def session_rows_between(actor: Actor, since: datetime, until: datetime, most: int) -> list[SessionRow]:
    """The athlete's own sessions of a time, newest first, so many at most. Four queries."""
    return [_row(session, actor.unit) for session in _whole(actor).filter(started_at__range=(since, until))[:most]]


def own_session(actor: Actor, session_id: UUID) -> TrainingSession:
    """One of the athlete's own sessions with everything in it; 404 for others'."""
    session = _whole(actor).filter(pk=session_id).first()
    if session is None:
        raise Http404
    return session


def as_entry(session: TrainingSession) -> dict[str, Any]:
    """A stored session in the shape in which the phone writes it."""
    pain = {(reading.lift_id, reading.moment): reading for reading in session.pain_readings.all()}
    return {
        "id": str(session.pk),
        "started_at": session.started_at.isoformat(),
        "minutes": session.minutes,
        "session_rpe": session.session_rpe,
        "sleep_hours": None if session.sleep_hours is None else float(session.sleep_hours),
        "soreness": session.soreness,
        "note": session.note,
        "pain_before": _pain(pain.get((None, Moment.BEFORE))),
        "pain_after": _pain(pain.get((None, Moment.AFTER))),
        "lifts": [_lift(lift, pain.get((lift.pk, Moment.WORST))) for lift in session.lifts.all()],
    }


def lift_line(lift: Lift, unit: str) -> str:
    """Back squat 4 × 5 at 85 kg; each run of equal work sets said once, warm-ups counted."""
    runs: list[tuple[int, int, Any]] = []
    for one in (one for one in lift.sets.all() if not one.warm_up):
        count, reps, load = runs[-1] if runs else (0, 0, None)
        if runs and (reps, load) == (one.reps, one.load_kg):
            runs[-1] = (count + 1, reps, load)
        else:
            runs.append((1, one.reps, one.load_kg))
    said = [f"{count} × {reps}{_at(load, unit)}" for count, reps, load in runs]
    if warm_ups := sum(one.warm_up for one in lift.sets.all()):
        said.append(plural(warm_ups, "warm-up set"))
    return f"{lift.exercise.name} {', '.join(said)}".strip()


def _at(load_kg: Any, unit: str) -> str:
    return f" at {say_load(load_kg, unit)}" if load_kg else ""


def _whole(actor: Actor) -> QuerySet[TrainingSession]:
    lifts = Prefetch("lifts", Lift.objects.select_related("exercise").prefetch_related("sets"))
    mine = TrainingSession.objects.visible_to(actor).filter(athlete=actor.athlete_id)
    return mine.prefetch_related(lifts, "pain_readings")


def _row(session: TrainingSession, unit: str) -> SessionRow:
    worst = [reading.value for reading in session.pain_readings.all() if reading.moment == Moment.WORST]
    return SessionRow(session, tuple(lift_line(lift, unit) for lift in session.lifts.all()), max(worst, default=None))


def _pain(reading: PainReading | None) -> dict[str, Any] | None:
    return {"value": reading.value, "side": reading.side, "place": reading.place} if reading else None


def _lift(lift: Lift, worst: PainReading | None) -> dict[str, Any]:
    return {
        "id": str(lift.pk),
        "exercise": lift.exercise.key,
        "heel_raise": lift.heel_raise,
        "noticed": lift.noticed,
        "pain_worst": _pain(worst),
        "sets": [_set(one) for one in lift.sets.all()],
    }


def _set(one: TrainingSet) -> dict[str, Any]:
    return {
        "id": str(one.pk),
        "reps": one.reps,
        "load": None if one.load is None else float(one.load),
        "unit": one.unit,
        "rpe": None if one.rpe is None else float(one.rpe),
        "warm_up": one.warm_up,
    }
