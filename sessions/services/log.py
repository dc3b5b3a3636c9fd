"""Writing down a session. Sent twice, it is stored once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from athletes.access import Action, Actor, require_for
from athletes.models import Athlete, ConsentKind
from athletes.services.consents import in_force
from athletes.services.locking import lock_athlete
from coachhub.core.scope import every_organisation
from sessions.models import Exercise, Lift, Moment, PainReading, TrainingSession, TrainingSet
from sessions.progression.noticed import Noticed
from sessions.selectors.exercises import exercises_by_key
from sessions.selectors.history import CLOCK_SLACK
from sessions.services.entries import LiftEntry, PainEntry, SessionEntry
from sessions.services.refresh import refresh_athlete

EARLIEST = timedelta(days=365 * 20)


class IdInUseError(Exception):
    """The id was sent before, for something else. `of` says which id: session, lift, set or check-in."""

    def __init__(self, of: str) -> None:
        super().__init__(f"This id of a {of} is already in use for something else.")
        self.of = of


@transaction.atomic
def log_session(*, actor: Actor, athlete: Athlete, entry: SessionEntry) -> tuple[TrainingSession, bool]:
    """Store the session, or make the stored one like it; second value: whether it is new.

    Raises ValidationError (by field), IdInUseError, PermissionDenied.
    """
    may_log(actor, athlete)
    _check(entry)
    session, days, is_new = _store(athlete, entry)
    refresh_athlete(athlete, days=days)
    return session, is_new


@transaction.atomic
def import_sessions(*, actor: Actor, athlete: Athlete, entries: Iterable[SessionEntry]) -> int:
    """Store many sessions at once and work out what follows from them once; returns how many were new.

    All or none. Raises what log_session raises.
    """
    may_log(actor, athlete)
    new, days = 0, set[date]()
    for entry in entries:
        _check(entry)
        _, changed, is_new = _store(athlete, entry)
        new += is_new
        days |= changed
    refresh_athlete(athlete, days=days)
    return new


@transaction.atomic
def delete_session(*, actor: Actor, session: TrainingSession) -> None:
    """Take a session back; what rested on it is worked out again. Its history rows stay."""
    athlete = session.athlete
    require_for(actor, Action.LOG, athlete.pk)
    lock_athlete(athlete)
    days = _days_of(session)
    session.delete()
    refresh_athlete(athlete, days=days)


@transaction.atomic
def answer_next_morning(*, actor: Actor, session: TrainingSession, pain: PainEntry) -> PainReading:
    """How the knee feels the morning after a session; a second answer replaces the first.

    Raises ValidationError without consent or without the session, PermissionDenied.
    """
    may_log(actor, session.athlete)
    days = _days_of(session)
    if not days:
        raise ValidationError("This session was taken back.")
    reading = PainReading.objects.filter(session=session, lift=None, moment=Moment.NEXT_MORNING).first()
    if reading is None:
        reading = _reading(session, Moment.NEXT_MORNING, None, pain)
        reading.save(force_insert=True)
    else:
        _change(reading, pain)
    refresh_athlete(session.athlete, days=days)
    return reading


def _days_of(session: TrainingSession) -> set[date]:
    """Its day, asked with the athlete locked: since it was read the session may have been moved or taken back."""
    return set(TrainingSession.objects.filter(pk=session.pk).values_list("day", flat=True))


def _store(athlete: Athlete, entry: SessionEntry) -> tuple[TrainingSession, set[date], bool]:
    """The stored session, the calendar days it changed, and whether it is new."""
    exercises = exercises_by_key(athlete.organisation_id, {lift.exercise for lift in entry.lifts})
    stored = TrainingSession.objects.select_for_update().filter(pk=entry.id).first()
    _refuse_foreign_ids(athlete, entry, stored)
    days = {stored.day} if stored else set()
    session = _write_session(athlete, entry, stored)
    _write_lifts(session, entry.lifts, exercises)
    _write_pain(session, entry)
    return session, days | {session.day}, stored is None


def may_log(actor: Actor, athlete: Athlete) -> None:
    """Make sure that the actor may write into this athlete's log and that the athlete agreed to one; then lock it.

    Raises PermissionDenied, ValidationError.
    """
    require_for(actor, Action.LOG, athlete.pk)
    lock_athlete(athlete)
    if ConsentKind.LOG not in in_force(athlete):
        raise ValidationError("The consent to keep a training log is missing: give it under Mine.")


def _check(entry: SessionEntry) -> None:
    now = timezone.now()
    if entry.started_at > now + CLOCK_SLACK:
        raise ValidationError({"started_at": "This is in the future. Check the date and the phone's clock."})
    if entry.started_at < now - EARLIEST:
        raise ValidationError({"started_at": "This is more than 20 years ago. Check the date."})
    ids = [lift.id for lift in entry.lifts] + [one.id for lift in entry.lifts for one in lift.sets]
    if len(ids) != len(set(ids)):
        raise ValidationError({"lifts": "Two lifts or sets have the same id."})


def _refuse_foreign_ids(athlete: Athlete, entry: SessionEntry, stored: TrainingSession | None) -> None:
    """An id belongs to one row for ever, whoever's that is."""
    lift_ids = [lift.id for lift in entry.lifts]
    set_ids = [one.id for lift in entry.lifts for one in lift.sets]
    with every_organisation():
        if stored is None and TrainingSession.objects.filter(pk=entry.id).exists():
            raise IdInUseError("session")
        if stored is not None and stored.athlete_id != athlete.pk:
            raise IdInUseError("session")
        if Lift.objects.filter(pk__in=lift_ids).exclude(session=entry.id).exists():
            raise IdInUseError("lift")
        if TrainingSet.objects.filter(pk__in=set_ids).exclude(lift__session=entry.id).exists():
            raise IdInUseError("set")


def _write_session(athlete: Athlete, entry: SessionEntry, stored: TrainingSession | None) -> TrainingSession:
    session = stored or TrainingSession(pk=entry.id, organisation_id=athlete.organisation_id, athlete=athlete)
    is_as_it_began = stored is not None and stored.started_at == entry.started_at
    values: dict[str, Any] = {
        "started_at": entry.started_at,
        # Where somebody has moved to since does not change on which day they trained.
        "day": session.day if is_as_it_began else entry.started_at.astimezone(athlete.zone).date(),
        "minutes": entry.minutes,
        "session_rpe": entry.session_rpe,
        "sleep_hours": entry.sleep_hours,
        "soreness": entry.soreness,
        "note": entry.note,
    }
    changed = [name for name, value in values.items() if getattr(session, name) != value]
    for name in changed:
        setattr(session, name, values[name])
    if stored is None:
        session.save(force_insert=True)
    elif changed:
        session.save(update_fields=changed)
    return session


def _write_lifts(session: TrainingSession, lifts: Iterable[LiftEntry], exercises: dict[str, Exercise]) -> None:
    lifts = list(lifts)
    wanted_sets: list[TrainingSet] = []
    wanted_lifts: list[Lift] = []
    for position, lift in enumerate(lifts, start=1):
        row = Lift(
            pk=lift.id,
            organisation_id=session.organisation_id,
            session=session,
            exercise=exercises[lift.exercise],
            position=position,
            heel_raise=lift.heel_raise,
            noticed=[one.value for one in Noticed if one in lift.noticed],
        )
        wanted_lifts.append(row)
        wanted_sets += [
            TrainingSet(
                pk=one.id,
                organisation_id=session.organisation_id,
                lift=row,
                position=number,
                warm_up=one.warm_up,
                reps=one.reps,
                load=one.load,
                unit=one.unit,
                rpe=one.rpe,
            )
            for number, one in enumerate(lift.sets, start=1)
        ]
    _replace(Lift.objects.filter(session=session), wanted_lifts, ["exercise_id", "position", "heel_raise", "noticed"])
    columns = ["lift_id", "position", "warm_up", "reps", "load", "unit", "rpe"]
    _replace(TrainingSet.objects.filter(lift__session=session), wanted_sets, columns)


def _replace(stored: Any, wanted: list[Any], columns: list[str]) -> None:
    """Make the stored rows like the wanted ones: by id, and writing only what differs (history stays honest)."""
    there = {row.pk: row for row in stored}
    if gone := there.keys() - {row.pk for row in wanted}:
        stored.filter(pk__in=gone).delete()
    stored.model.objects.bulk_create([row for row in wanted if row.pk not in there])
    for row in wanted:
        old = there.get(row.pk)
        if old and any(getattr(old, column) != getattr(row, column) for column in columns):
            row.save(force_update=True)


def _write_pain(session: TrainingSession, entry: SessionEntry) -> None:
    """Make the stored answers those of the entry; the morning after only when the entry has it."""
    wanted: dict[tuple[str, UUID | None], PainEntry | None] = {
        (Moment.BEFORE, None): entry.pain_before,
        (Moment.AFTER, None): entry.pain_after,
        **{(Moment.WORST, lift.id): lift.pain_worst for lift in entry.lifts},
    }
    if entry.pain_next_morning:
        wanted[Moment.NEXT_MORNING, None] = entry.pain_next_morning
    stored = {(row.moment, row.lift_id): row for row in PainReading.objects.filter(session=session)}
    new = []
    for (moment, lift_id), pain in wanted.items():
        there = stored.get((moment, lift_id))
        if pain is None:
            if there:
                there.delete()
        elif there is None:
            new.append(_reading(session, moment, lift_id, pain))
        else:
            _change(there, pain)
    PainReading.objects.bulk_create(new)


def _reading(session: TrainingSession, moment: str, lift_id: UUID | None, pain: PainEntry) -> PainReading:
    return PainReading(
        organisation_id=session.organisation_id,
        athlete_id=session.athlete_id,
        session=session,
        lift_id=lift_id,
        moment=moment,
        value=pain.value,
        side=pain.side,
        place=pain.place,
    )


def _change(reading: PainReading, pain: PainEntry) -> None:
    """Write only what differs, so that the history holds real changes."""
    said = {"value": pain.value, "side": pain.side, "place": pain.place}
    if any(getattr(reading, name) != value for name, value in said.items()):
        for name, value in said.items():
            setattr(reading, name, value)
        reading.save(update_fields=list(said))
