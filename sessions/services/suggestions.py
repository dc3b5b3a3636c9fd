"""Deciding about suggestions. An accepted one becomes a task with check points; who decided is written down."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from athletes.access import Action, Actor, require, require_for
from athletes.models import Athlete
from athletes.services.locking import lock_athlete
from coachhub.core.live import Message, tell
from sessions.models import CheckPoint, DayDone, Decision, Suggestion
from sessions.progression.suggestions import ADVICE
from sessions.progression.suggestions.check_points import WEEKS
from sessions.selectors.suggestions import offers_of, red_flag_open

TAKEN_BACK_WITHIN = timedelta(minutes=1)  # a page offers it for ten seconds; the network may take its time
DONE_LATE = timedelta(days=2)  # default: how long afterwards a day can still be marked, for phones without a signal


class NotOfferedError(Exception):
    """This cannot be suggested now; the text is one sentence for people."""


@transaction.atomic
def decide(*, actor: Actor, athlete: Athlete, key: str, about: str, decision: Decision) -> Suggestion:
    """Accept or dismiss what is offered. Raises NotOfferedError when it is offered no more, and PermissionDenied."""
    require(actor, Action.ADVISE)
    lock_athlete(athlete)
    found = next((one for one in offers_of(athlete) if (one.rule, one.about) == (key, about)), None)
    if found is None:
        raise NotOfferedError("This is no longer offered: something was logged or decided meanwhile.")
    row = Suggestion.objects.create(
        organisation_id=athlete.organisation_id,
        athlete=athlete,
        key=key,
        about=about,
        decision=decision,
        sentence=found.sentence,
        readings=[one.as_json() for one in found.readings],
        by_id=actor.membership_id,
        at=timezone.now(),
    )
    if decision == Decision.ACCEPTED:
        _plan_check_points(row)
    tell_of_tasks(row)
    return row


@transaction.atomic
def pick(*, actor: Actor, athlete: Athlete, key: str, at: datetime | None = None) -> Suggestion:
    """Give the athlete something from the library that a coach chose, now or `at` a past moment. Twice gives it once.

    Raises NotOfferedError for what is not in the library and beside an open red flag, and PermissionDenied.
    """
    require(actor, Action.ADVISE)
    if key not in ADVICE:
        raise NotOfferedError("This is not in the library.")
    lock_athlete(athlete)
    if red_flag_open(athlete):
        raise NotOfferedError("A red flag is open: what has to be looked at comes first.")
    running = Suggestion.objects.filter(athlete=athlete, key=key, decision=Decision.ACCEPTED, ended_at=None).first()
    if running is not None:
        return running
    row = Suggestion.objects.create(
        organisation_id=athlete.organisation_id,
        athlete=athlete,
        key=key,
        decision=Decision.ACCEPTED,
        by_id=actor.membership_id,
        at=at or timezone.now(),
    )
    _plan_check_points(row)
    tell_of_tasks(row)
    return row


@transaction.atomic
def take_back(*, actor: Actor, suggestion: Suggestion) -> bool:
    """Undo the same person's own decision of a moment ago; False when it is too late for that."""
    require(actor, Action.ADVISE)
    just_now = Suggestion.objects.filter(pk=suggestion.pk, by=actor.membership_id, at__gt=Now() - TAKEN_BACK_WITHIN)
    if not just_now.delete()[0]:
        return False
    tell_of_tasks(suggestion)
    return True


@transaction.atomic
def end(*, actor: Actor, suggestion: Suggestion) -> bool:
    """End a task; its open check points are no longer asked. False when it does not run."""
    require(actor, Action.ADVISE)
    running = Suggestion.objects.filter(pk=suggestion.pk, decision=Decision.ACCEPTED, ended_at=None)
    if not running.update(ended_at=Now(), ended_by=actor.membership_id):
        return False
    tell_of_tasks(suggestion)
    return True


@transaction.atomic
def mark_done(*, actor: Actor, suggestion: Suggestion, day: date, done: bool) -> None:
    """Note that the athlete did a task on this day, or take that back. Twice changes nothing.

    Raises NotOfferedError for a day to come or long ago, for a task that has ended, and beside an open red flag.
    """
    require_for(actor, Action.LOG, suggestion.athlete_id)
    today = timezone.now().astimezone(suggestion.athlete.zone).date()
    if not today - DONE_LATE <= day <= today:
        raise NotOfferedError("Only today and the two days before can be marked.")
    if suggestion.decision != Decision.ACCEPTED or suggestion.ended_at is not None:
        raise NotOfferedError("This task has ended.")
    if not done:
        DayDone.objects.filter(suggestion=suggestion, day=day).delete()
        return
    if red_flag_open(suggestion.athlete):
        raise NotOfferedError("A red flag is open: tasks wait until it has been looked at.")
    row = DayDone(organisation_id=suggestion.organisation_id, suggestion=suggestion, day=day)
    DayDone.objects.bulk_create([row], ignore_conflicts=True)


def tell_of_tasks(suggestion: Suggestion) -> None:
    """Word to open pages when this commits: the athlete's phone shows what there is to try, the roster what is next."""
    for topic in ("tasks", "roster"):
        tell(Message(str(suggestion.organisation_id), topic, str(suggestion.athlete_id)))


def _plan_check_points(row: Suggestion) -> None:
    CheckPoint.objects.bulk_create(
        CheckPoint(
            organisation_id=row.organisation_id, suggestion=row, week=week, due_at=_due(row.athlete, row.at, week)
        )
        for week in WEEKS
    )


def _due(athlete: Athlete, since: datetime, week: int) -> datetime:
    """The beginning of the athlete's calendar day so many weeks after."""
    day = since.astimezone(athlete.zone).date() + timedelta(weeks=week)
    return datetime.combine(day, time.min, tzinfo=athlete.zone)
