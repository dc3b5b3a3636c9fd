"""The one place where an alert begins and where its state changes, and everything that goes with it.

Each step is one transaction: the alert, its transition, the deliveries, the athlete's snapshot, and word to open
pages. Steps of one athlete's alerts are made one after the other (lock_athlete).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Q
from django.db.models.functions import Now

from alerts.models import WAYS, Alert, AlertTransition, Severity, TransitionKind
from alerts.rules.causes import Cause
from alerts.services.attention import refresh_attention
from alerts.services.deliveries import write_deliveries
from alerts.services.recipients import told_of
from athletes.access import Actor
from coachhub.core.live import Message, tell

CHANGES_ATTENTION = {
    TransitionKind.OPENED,
    TransitionKind.REPEATED,
    TransitionKind.RAISED,
    TransitionKind.RESOLVED,
    TransitionKind.REOPENED,
}


def begin(cause: Cause) -> AlertTransition:
    """A new alert, open. Within the transaction of its cause."""
    alert = Alert.objects.create(
        organisation_id=cause.athlete.organisation_id,
        athlete=cause.athlete,
        rule=cause.rule,
        rule_version=cause.version,
        severity=cause.severity,
        tier=cause.tier or "",
        sentence=cause.sentence,
        detail=cause.detail,
        evidence=cause.evidence,
        happened_at=cause.happened_at,
        remind_at=next_reminder(cause.severity),
    )
    return _record(alert, TransitionKind.OPENED, cause=cause)


def move(
    alert: Alert,
    kind: TransitionKind,
    *,
    by: Actor | None = None,
    note: str = "",
    cause: Cause | None = None,
    where: Q | None = None,
    **changes: Any,
) -> AlertTransition | None:
    """Let this happen to the alert, with `changes` of its columns; None when it cannot (any more) from where it is.

    `where` narrows from where. Within a transaction that has locked the athlete; `alert` is then as it is now.
    """
    way = WAYS[kind]
    here = Alert.objects.filter(where or Q(), pk=alert.pk, state__in=way.sources)
    moved = here.update(state=way.to or F("state"), **changes)
    alert.refresh_from_db(from_queryset=Alert.objects.select_related("athlete"))
    return _record(alert, kind, by=by, note=note, cause=cause) if moved else None


def next_reminder(severity: str) -> Any:
    """When an open alert of this severity is told again; None: never."""
    return Now() + timedelta(seconds=settings.CONFIG.remind_s) if severity == Severity.STOP else None


def tell_pages(alert: Alert, kind: str) -> None:
    """Let open pages know, when the transaction commits."""
    data = {"alert": str(alert.pk), "kind": kind}
    tell(Message(str(alert.organisation_id), "alerts", str(alert.athlete_id), data))


def _record(
    alert: Alert, kind: TransitionKind, *, by: Actor | None = None, note: str = "", cause: Cause | None = None
) -> AlertTransition:
    transition = AlertTransition.objects.create(
        organisation_id=alert.organisation_id,
        alert=alert,
        kind=kind,
        state=alert.state,
        by_id=by.membership_id if by else None,
        note=cause.sentence if cause else note,
        about=cause.about if cause else "",
        evidence=cause.evidence if cause else None,
    )
    write_deliveries(transition, told_of(alert, kind, by=by))
    if kind in CHANGES_ATTENTION:
        refresh_attention(alert.athlete)
        tell(Message(str(alert.organisation_id), "roster", str(alert.athlete_id)))
    tell_pages(alert, kind)
    return transition
