"""What people do to an alert. Each returns the transition, or raises TransitionRefusedError with a sentence."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from alerts.models import UNRESOLVED, Alert, AlertState, AlertTransition, Severity, TransitionKind
from alerts.services.ladder import staff_for
from alerts.services.moving import AWAKE, move, next_time
from athletes.access import Action, Actor, require
from athletes.models import Membership
from athletes.services.locking import lock_athlete

LONGEST_NOTE = 2000
NOT_THEIRS = "Choose somebody who looks after this athlete."
SNOOZE_AT_MOST = {Severity.STOP: timedelta(hours=12), Severity.LOOK: timedelta(days=28)}  # defaults


class TransitionRefusedError(Exception):
    """The alert is not (any more) where this can happen; the text is one sentence for people."""


@transaction.atomic
def acknowledge(*, actor: Actor, alert: Alert) -> AlertTransition:
    """The actor is on it: reminders end, and it is theirs. Of many at once one is."""
    require(actor, Action.ACT_ON_ALERT)
    return _do(actor, alert, TransitionKind.ACKNOWLEDGED, assigned_to=actor.membership_id, remind_at=None)


@transaction.atomic
def assign(*, actor: Actor, alert: Alert, to: Membership | None) -> AlertTransition:
    """Give it to somebody who looks after the athlete, or to nobody. Being given it is not being on it.

    So a red flag that somebody was on is open again, and told again until it is acknowledged anew; but not one that
    the actor takes over.
    """
    require(actor, Action.ACT_ON_ALERT)
    if to is not None and to not in staff_for(alert.athlete):
        raise ValidationError({"to": NOT_THEIRS})
    lock_athlete(alert.athlete)
    alert.refresh_from_db(fields=["state", "severity", "assigned_to"])
    held = alert.severity == Severity.STOP and alert.state == AlertState.ACKNOWLEDGED
    if held and (to is None or to.pk not in {actor.membership_id, alert.assigned_to_id}):
        return _give(actor, alert, to, state=AlertState.OPEN, open_since=Now(), remind_at=next_time(), **AWAKE)
    return _give(actor, alert, to)


@transaction.atomic
def give_back(*, actor: Actor, alert: Alert, to: Membership) -> AlertTransition:
    """What the actor took over a moment ago is theirs again, who are on it as they were."""
    require(actor, Action.ACT_ON_ALERT)
    return _give(actor, alert, to)


@transaction.atomic
def snooze(
    *, actor: Actor, alert: Alert, until: datetime | None = None, until_session: bool = False
) -> AlertTransition:
    """Let it wait until then, or for the athlete's next session; neither ends the wait.

    A red flag waits once somebody is on it, 12 hours at most, and never for a session that may not come.
    """
    require(actor, Action.ACT_ON_ALERT)
    if until_session:
        return _wait_for_a_session(actor, alert)
    where = Q()
    if until is not None:
        _check_wait(alert, until)
        where = Q(severity=Severity.LOOK) | Q(state=AlertState.ACKNOWLEDGED)
    note = f"until {timezone.localtime(until):%-d %b %Y, %H:%M}" if until else "no longer"
    return _do(actor, alert, TransitionKind.SNOOZED, note=note, where=where, snoozed_until=until, until_session=False)


@transaction.atomic
def comment(*, actor: Actor, alert: Alert, note: str) -> AlertTransition:
    """Say something about it, in whatever state it is."""
    require(actor, Action.COMMENT)
    return _do(actor, alert, TransitionKind.COMMENTED, note=_said(note, "Say something."))


@transaction.atomic
def resolve(*, actor: Actor, alert: Alert, note: str = "") -> AlertTransition:
    """It is settled. A red flag says how: who looked at it, when, what was agreed."""
    require(actor, Action.ACT_ON_ALERT)
    if alert.severity == Severity.STOP:
        note = _said(note, "Say who looked at it, when, and what was agreed.")
    over: dict[str, Any] = {"closed_at": Now(), "remind_at": None, **AWAKE}
    return _do(actor, alert, TransitionKind.RESOLVED, note=note.strip(), **over)


@transaction.atomic
def reopen(*, actor: Actor, alert: Alert) -> AlertTransition:
    """Nobody is on it any more, or it is not settled after all. A red flag is told again after the usual time."""
    require(actor, Action.ACT_ON_ALERT)
    lock_athlete(alert.athlete)
    newer = Alert.objects.filter(athlete=alert.athlete_id, rule=alert.rule, state__in=UNRESOLVED).exclude(pk=alert.pk)
    if newer.exists():
        raise TransitionRefusedError("A newer alert about the same is not resolved yet.")
    return _do(actor, alert, TransitionKind.REOPENED, assigned_to=None, closed_at=None, **AWAKE)


def _give(actor: Actor, alert: Alert, to: Membership | None, **changes: Any) -> AlertTransition:
    note = to.user.name if to else "nobody"
    return _do(actor, alert, TransitionKind.ASSIGNED, note=note, assigned_to=to, **changes)


def _wait_for_a_session(actor: Actor, alert: Alert) -> AlertTransition:
    if alert.severity == Severity.STOP:
        raise ValidationError({"until": "A red flag does not wait for a session. It waits 12 hours at most."})
    at_latest = timezone.now() + SNOOZE_AT_MOST[Severity.LOOK]
    kind, note = TransitionKind.SNOOZED, "until the next session"
    return _do(actor, alert, kind, note=note, snoozed_until=at_latest, until_session=True)


def _do(
    actor: Actor, alert: Alert, kind: TransitionKind, *, note: str = "", where: Q | None = None, **changes: Any
) -> AlertTransition:
    lock_athlete(alert.athlete)
    done = move(alert, kind, by=actor, note=note, where=where, **changes)
    if done is None:
        raise TransitionRefusedError(_why_not(alert, kind))
    return done


def _why_not(alert: Alert, kind: TransitionKind) -> str:
    """One sentence, from how the alert is now."""
    if alert.state == AlertState.RESOLVED:
        return "This alert is resolved already."
    if kind == TransitionKind.ACKNOWLEDGED:
        first = alert.transitions.filter(kind=kind).select_related("by__user").last()
        who = first.by.user.name if first and first.by else "Somebody"
        return f"{who} acknowledged it already."
    if kind == TransitionKind.SNOOZED:
        return "A red flag can wait once somebody has acknowledged it."
    return "This alert is open already."


def _check_wait(alert: Alert, until: datetime) -> None:
    most = SNOOZE_AT_MOST[Severity(alert.severity)]
    now = timezone.now()
    if until <= now:
        raise ValidationError({"until": "Choose a time in the future."})
    if until > now + most:
        said = "A red flag waits 12 hours at most." if alert.severity == Severity.STOP else "It waits 4 weeks at most."
        raise ValidationError({"until": said})


def _said(note: str, otherwise: str) -> str:
    note = note.strip()
    if not note:
        raise ValidationError({"note": otherwise})
    if len(note) > LONGEST_NOTE:
        raise ValidationError({"note": f"At most {LONGEST_NOTE} characters."})
    return note
