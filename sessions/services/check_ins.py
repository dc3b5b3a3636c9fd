"""The warning questions, answered. What is ticked reaches the coaches in the same transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from athletes.access import Action, Actor, require_for
from athletes.models import Athlete
from coachhub.core.events import announce
from coachhub.core.scope import every_organisation
from sessions.events import CheckInSubmitted, PauseChecked
from sessions.models import CheckIn, Movement, Pause, Side, TrainingSession
from sessions.progression.warning_questions import BY_KEY
from sessions.services.entries import CheckInEntry
from sessions.services.log import IdInUseError, may_log

LATE_AT_MOST = timedelta(days=7)
"""Default. An answer waits on a phone without a network for days, not for weeks: what is said to be older comes from a
clock that is wrong."""
TAKEN_BACK_WITHIN = timedelta(minutes=1)  # a page offers it for ten seconds; the network may take its time


@transaction.atomic
def submit_check_in(*, actor: Actor, athlete: Athlete, entry: CheckInEntry) -> tuple[CheckIn, bool]:
    """Store the answers, pause what has to pause, and announce them; second value: whether they are new.

    The same answers sent again change nothing. Nothing that is not the athlete's doing keeps an answer from arriving:
    a phone's clock that is ahead or far behind is put right, and a session that is not here yet is left out.
    Raises ValidationError, IdInUseError (also for other answers under the same id), PermissionDenied.
    """
    may_log(actor, athlete)
    ticked = list(dict.fromkeys(entry.ticked))
    with every_organisation():
        there = CheckIn.objects.filter(pk=entry.id).first()
    if there is not None:
        if there.athlete_id != athlete.pk or set(there.ticked) != set(ticked):
            raise IdInUseError("check-in")
        return there, False
    _check(entry)
    session = TrainingSession.objects.filter(athlete=athlete, pk=entry.session_id).first() if entry.session_id else None
    check_in = CheckIn.objects.create(
        pk=entry.id,
        organisation_id=athlete.organisation_id,
        athlete=athlete,
        session=session,
        movement=entry.movement,
        ticked=ticked,
        none_of_these=entry.none_of_these,
        side=entry.side,
        answered_at=_answered_at(entry),
        shown_at=entry.shown_at,
    )
    if check_in.ticked:
        _pause(check_in)
    announce(CheckInSubmitted(check_in=check_in))
    return check_in, True


@transaction.atomic
def mark_checked(*, actor: Actor, pause: Pause) -> bool:
    """End a pause: somebody has looked. False when it had ended already."""
    require_for(actor, Action.CHECK_OFF, pause.athlete_id)
    ended = Pause.objects.filter(pk=pause.pk, checked_at=None).update(checked_at=Now(), checked_by=actor.user_id)
    if ended:
        pause.refresh_from_db()
        announce(PauseChecked(pause=pause))
    return bool(ended)


@transaction.atomic
def take_back_check(*, actor: Actor, pause: Pause) -> bool:
    """Pause again what the same person marked as checked a moment ago; False when it is too late for that."""
    require_for(actor, Action.CHECK_OFF, pause.athlete_id)
    again = Pause.objects.filter(athlete=pause.athlete_id, movement=pause.movement, checked_at=None)
    just_now = Pause.objects.filter(pk=pause.pk, checked_by=actor.user_id, checked_at__gt=Now() - TAKEN_BACK_WITHIN)
    return not again.exists() and bool(just_now.update(checked_at=None, checked_by=None))


def _check(entry: CheckInEntry) -> None:
    if unknown := [key for key in entry.ticked if key not in BY_KEY]:
        raise ValidationError({"ticked": f"Unknown question: {', '.join(unknown)}."})
    if bool(entry.ticked) == entry.none_of_these:
        raise ValidationError({"ticked": "Tick what applies, or “none of these”."})
    if entry.movement and entry.movement not in Movement.values:
        raise ValidationError({"movement": "Unknown movement."})
    if entry.side and entry.side not in Side.values:
        raise ValidationError({"side": "Say left, right or both."})


def _answered_at(entry: CheckInEntry) -> datetime:
    """When it was answered by the phone's clock; the moment of receipt where that cannot be."""
    now = timezone.now()
    return entry.answered_at if now - LATE_AT_MOST <= entry.answered_at <= now else now


def _pause(check_in: CheckIn) -> None:
    """Unless it is paused already."""
    pause = Pause(
        organisation_id=check_in.organisation_id,
        athlete_id=check_in.athlete_id,
        movement=check_in.movement,
        check_in=check_in,
    )
    Pause.objects.bulk_create([pause], ignore_conflicts=True)
