"""Alerts as a coach's lists need them: each a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from alerts.models import MOST_URGENT_FIRST, UNRESOLVED, Alert, AlertState, AlertTransition, TransitionKind
from athletes.access import Actor

SNOOZED = Q(snoozed_until__gt=Now())


def alerts_of(actor: Actor) -> QuerySet[Alert]:
    """Every alert the actor may see, newest first, with athlete and whoever is on it."""
    visible: QuerySet[Alert] = Alert.objects.visible_to(actor)
    return visible.select_related("athlete", "assigned_to__user")


def open_alerts(actor: Actor) -> QuerySet[Alert]:
    """Unresolved alerts, most urgent first; snoozed ones among them (`.exclude(SNOOZED)` leaves those out)."""
    return alerts_of(actor).filter(state__in=UNRESOLVED).order_by(*MOST_URGENT_FIRST)


def alert_for(actor: Actor, alert_id: UUID | str) -> Alert | None:
    """One alert; None when there is none that the actor may see."""
    return alerts_of(actor).filter(pk=alert_id).first()


@dataclass(frozen=True, slots=True)
class Done:
    """A resolved alert: when, by whom ("you", a name, or empty: by itself), and what was said."""

    alert: Alert
    at: datetime
    who: str
    note: str


def done_since(actor: Actor, moment: datetime) -> tuple[Done, ...]:
    """What was resolved since then, the last first. Two queries."""
    done = alerts_of(actor).filter(state=AlertState.RESOLVED, closed_at__gte=moment).order_by("-closed_at", "-id")
    alerts = {alert.pk: alert for alert in done}
    closings = AlertTransition.objects.filter(alert__in=alerts, kind=TransitionKind.RESOLVED).order_by("id")
    last = {row.alert_id: row for row in closings.select_related("by__user")}
    return tuple(_done(alert, last[alert.pk], actor) for alert in alerts.values())


def _done(alert: Alert, closing: AlertTransition, actor: Actor) -> Done:
    by_actor = closing.by_id == actor.membership_id
    who = "you" if by_actor else closing.by.user.name if closing.by else ""
    return Done(alert=alert, at=closing.at, who=who, note=closing.note)
