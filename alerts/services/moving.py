"""The one place where an alert begins and where its state changes, and everything that goes with it.

Each step is one transaction: the alert, its transition, the deliveries, the athlete's snapshot, and word to open
pages. Steps of one athlete's alerts are made one after the other (lock_athlete).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.db.models import F, Q
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now

from alerts.models import WAYS, Alert, AlertState, AlertTransition, Severity, TransitionKind
from alerts.rules.causes import Cause
from alerts.services.attention import refresh_attention
from alerts.services.deliveries import write_deliveries
from alerts.services.recipients import told_of
from athletes.access import Actor
from coachhub.core.ids import new_id
from coachhub.core.live import Message, tell

CHANGES_ATTENTION = {
    TransitionKind.OPENED,
    TransitionKind.REPEATED,
    TransitionKind.RAISED,
    TransitionKind.RESOLVED,
    TransitionKind.REOPENED,
}
TOLD_AGAIN = {TransitionKind.OPENED, TransitionKind.RAISED, TransitionKind.REOPENED, TransitionKind.REMINDED}
"""After these a red flag that is open is told again."""
BEGINS_THE_LADDER = {TransitionKind.RAISED, TransitionKind.REOPENED}

AWAKE: Mapping[str, Any] = MappingProxyType({"snoozed_until": None, "until_session": False})
"""The columns of an alert that waits for nothing."""


def begin(cause: Cause) -> AlertTransition:
    """A new alert, open. Within the transaction of its cause."""
    alert = Alert.objects.create(
        organisation_id=cause.athlete.organisation_id,
        athlete=cause.athlete,
        rule=cause.rule,
        **says(cause),
    )
    return _record(alert, TransitionKind.OPENED, cause=cause)


def says(cause: Cause) -> dict[str, Any]:
    """The columns by which an alert says what happened, and which version of its rule found that."""
    return {
        "rule_version": cause.version,
        "severity": cause.severity,
        "tier": cause.tier or "",
        "sentence": cause.sentence,
        "detail": cause.detail,
        "evidence": cause.evidence,
        "happened_at": cause.happened_at,
    }


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
    if kind in BEGINS_THE_LADDER:
        changes |= {"open_since": Now()}
    moved = here.update(**({"state": way.to or F("state")} | changes))
    alert.refresh_from_db(from_queryset=Alert.objects.select_related("athlete"))
    return _record(alert, kind, by=by, note=note, cause=cause) if moved else None


def tell_again(alert: Alert, pause: timedelta | None = None) -> None:
    """Set when an open red flag is told next: after `pause`, else after the usual one."""
    Alert.objects.filter(pk=alert.pk).update(remind_at=next_time(pause))


def next_time(pause: timedelta | None = None) -> CombinedExpression:
    """The moment so long from now, or (None) after the usual pause, by the database's clock."""
    return Now() + (pause or timedelta(seconds=settings.CONFIG.remind_s))


def tell_pages(alert: Alert, kind: str) -> None:
    """Let open pages know, when the transaction commits."""
    data = {"alert": str(alert.pk), "kind": kind}
    tell(Message(str(alert.organisation_id), "alerts", str(alert.athlete_id), data))


def _record(
    alert: Alert, kind: TransitionKind, *, by: Actor | None = None, note: str = "", cause: Cause | None = None
) -> AlertTransition:
    before = AlertTransition.objects.filter(alert=alert).order_by("-id").values_list("id", flat=True)
    transition = AlertTransition.objects.create(
        # Their order is that of their ids, whatever becomes of the clock.
        pk=new_id(after=None if kind == TransitionKind.OPENED else before.first()),
        organisation_id=alert.organisation_id,
        alert=alert,
        kind=kind,
        state=alert.state,
        by_id=by.membership_id if by else None,
        note=cause.sentence if cause else note,
        about=cause.about if cause else "",
        evidence=cause.evidence if cause else None,
    )
    audience = told_of(alert, kind, by=by)
    write_deliveries(transition, audience)
    if kind in TOLD_AGAIN and alert.severity == Severity.STOP and alert.state == AlertState.OPEN:
        tell_again(alert, audience.again_in)
    if kind in CHANGES_ATTENTION:
        refresh_attention(alert.athlete)
        tell(Message(str(alert.organisation_id), "roster", str(alert.athlete_id)))
    tell_pages(alert, kind)
    return transition
