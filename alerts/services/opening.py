"""Raising an alert: in the transaction of its cause, once for each event, one alert at a time per athlete and rule."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from alerts.models import EVENTS, UNRESOLVED, Alert, AlertState, AlertTransition, Severity, TransitionKind
from alerts.rules.causes import Cause, urgency
from alerts.rules.evidence import signs
from alerts.services.moving import AWAKE, begin, move, says
from athletes.services.locking import lock_athlete


@transaction.atomic(savepoint=False)
def raise_alert(cause: Cause) -> AlertTransition | None:
    """Tell of an event: a new alert, or a repeat of the unresolved one; None when nothing is new.

    An event that was told before is not told again, whoever resolved its alert; only one that the system itself took
    back (its ground was corrected away) is told again when its ground returns.
    """
    lock_athlete(cause.athlete)
    standing, told_in = _standing_and_told_in(cause)
    if told_in is None:
        return begin(cause) if standing is None else _again(standing, cause)
    if standing == told_in and cause.urgency < urgency(standing.severity, standing.tier):
        return _raise(standing, cause)
    if standing is None and _taken_back(told_in):
        return _return(told_in, cause)
    return None


# Asked with every red flag and mostly in vain: in plain SQL, as evaluation's own look is.
_MINE = """
SELECT * FROM (
    SELECT alert.*, EXISTS (
        SELECT FROM alerts_alerttransition event WHERE event.alert_id = alert.id AND event.about = %(about)s
    ) AS tells_of_it
    FROM alerts_alert alert WHERE alert.athlete_id = %(athlete)s AND alert.rule = %(rule)s
) mine
WHERE state = ANY(%(unresolved)s) OR tells_of_it ORDER BY id
"""


def _standing_and_told_in(cause: Cause) -> tuple[Alert | None, Alert | None]:
    """The unresolved alert of the rule, and the last one that told of this very event."""
    standing = told_in = None
    asked = {"athlete": cause.athlete.pk, "rule": cause.rule, "about": cause.about, "unresolved": list(UNRESOLVED)}
    for alert in Alert.objects.raw(_MINE, asked):
        alert.athlete = cause.athlete
        standing = alert if alert.state in UNRESOLVED else standing
        told_in = alert if alert.tells_of_it else told_in  # type: ignore[attr-defined]  # selected above
    return standing, told_in


def _again(alert: Alert, cause: Cause) -> AlertTransition | None:
    """It happened again. A warning sign that was not among those ticked is told like something more urgent."""
    if cause.urgency < urgency(alert.severity, alert.tier) or signs(cause.evidence) - _known_signs(alert):
        return _raise(alert, cause)
    woken: dict[str, Any] = dict(AWAKE) if alert.severity == Severity.STOP else {}
    return move(alert, TransitionKind.REPEATED, cause=cause, **_counted(), **_said(alert, cause), **woken)


def _raise(alert: Alert, cause: Cause) -> AlertTransition | None:
    """It became more urgent: open again, whoever was on it, and told to everybody."""
    changes = {**AWAKE, **_counted(), **_said(alert, cause)}
    return move(alert, TransitionKind.RAISED, cause=cause, **changes)


def _return(alert: Alert, cause: Cause) -> AlertTransition | None:
    return move(
        alert,
        TransitionKind.REOPENED,
        note=cause.sentence,
        closed_at=None,
        last_at=Now(),
        **says(cause),
    )


def _counted() -> dict[str, Any]:
    return {"repeats": F("repeats") + 1, "last_at": Now()}


def _said(alert: Alert, cause: Cause) -> dict[str, Any]:
    """The alert speaks of its most urgent event, of several of the newest (a phone may send old answers late)."""
    before = urgency(alert.severity, alert.tier)
    newer = cause.urgency == before and cause.happened_at >= alert.happened_at
    return says(cause) if cause.urgency < before or newer else {}


def _known_signs(alert: Alert) -> frozenset[str]:
    events = AlertTransition.objects.filter(alert=alert, kind__in=EVENTS)
    return frozenset().union(*(signs(evidence or {}) for evidence in events.values_list("evidence", flat=True)))


def _taken_back(alert: Alert) -> bool:
    closing = AlertTransition.objects.filter(alert=alert, kind=TransitionKind.RESOLVED).last()
    return alert.state == AlertState.RESOLVED and closing is not None and closing.by_id is None
