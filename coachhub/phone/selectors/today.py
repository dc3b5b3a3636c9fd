"""The athlete's first page: what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from athletes.access import Actor
from athletes.models import ConsentKind
from athletes.services.consents import in_force
from coachhub.phone.access import own
from coachhub.phone.selectors.results import VideoRow, video_rows
from coachhub.phone.selectors.stop import LogStop, Stop, log_stop, open_stop
from coachhub.phone.selectors.tasks import MyTask, my_tasks
from sessions.models import CheckIn, Moment, PainReading, TrainingSession, Upload

MORNING_FROM = 4  # default: before this hour it is still the night of the session
SEEN_AFTER = timedelta(days=14)  # default: a result that nobody opened for this long is not offered any more


@dataclass(frozen=True, slots=True)
class Morning:
    """The morning-after question about yesterday's session."""

    session_id: UUID
    said: str


@dataclass(frozen=True, slots=True)
class Today:
    """All of the page. `unasked` is today's session whose warning questions were not answered.

    Beside a red flag there are no tasks: what has to be looked at comes first.
    """

    now: datetime
    greeting: str
    may_log: bool
    stop: Stop | None
    log_stop: LogStop | None
    morning: Morning | None
    unasked: UUID | None
    uploads: tuple[Upload, ...]
    measuring: tuple[VideoRow, ...]
    results: tuple[VideoRow, ...]
    tasks: tuple[MyTask, ...]


def today_of(actor: Actor, now: datetime | None = None) -> Today:
    """What the athlete sees first. A fixed number of queries."""
    now = timezone.localtime(now)
    athlete = own(actor)
    videos = video_rows(actor, since=now - SEEN_AFTER)
    uploads = Upload.objects.visible_to(actor).filter(finished_at=None, expires_at__gt=now)
    return Today(
        now=now,
        greeting=greeting(now.hour, athlete.first_name),
        may_log=ConsentKind.LOG in in_force(athlete),
        stop=open_stop(actor),
        log_stop=log_stop(actor),
        morning=morning_question(actor, now),
        unasked=_unasked(actor, now),
        uploads=tuple(uploads.select_related("training_set__lift__exercise").order_by("-id")),
        measuring=tuple(row for row in videos if not row.finished),
        results=tuple(row for row in videos if row.finished and not row.seen),
        tasks=my_tasks(athlete, now),
    )


def greeting(hour: int, name: str) -> str:
    """Good morning, Samira."""
    parts = ((MORNING_FROM, "Hello"), (12, "Good morning"), (18, "Good afternoon"), (24, "Good evening"))
    return f"{next(part for end, part in parts if hour < end)}, {name}"


def morning_question(actor: Actor, now: datetime) -> Morning | None:
    """Asked from 04:00 on about the last session of the day before, until it is answered."""
    if now.hour < MORNING_FROM:
        return None
    yesterday = now.date() - timedelta(days=1)
    mine = TrainingSession.objects.visible_to(actor).filter(athlete=actor.athlete_id)
    session = mine.filter(day=yesterday).order_by("-started_at").first()
    if session is None:
        return None
    pain = {reading.moment: reading for reading in PainReading.objects.filter(session=session).order_by("value")}
    if Moment.NEXT_MORNING in pain:
        return None
    return Morning(session.pk, _said(session, pain))


def _said(session: TrainingSession, pain: dict[str, PainReading]) -> str:
    movements = {lift.exercise.get_movement_display() for lift in session.lifts.select_related("exercise")}
    what = movements.pop() if len(movements) == 1 else "training"
    if before := pain.get(Moment.BEFORE):
        return f"Yesterday before {what} it was {before.value}."
    if worst := pain.get(Moment.WORST):
        return f"Yesterday’s worst during {what} was {worst.value}."
    return f"After yesterday’s {what}."


def _unasked(actor: Actor, now: datetime) -> UUID | None:
    """The latest session of today, if no warning questions were answered since it began."""
    mine = TrainingSession.objects.visible_to(actor).filter(athlete=actor.athlete_id, day=now.date())
    session = mine.order_by("-started_at").first()
    if session is None:
        return None
    answered = CheckIn.objects.visible_to(actor).filter(athlete=actor.athlete_id, answered_at__gte=session.started_at)
    return None if answered.exists() else session.pk
