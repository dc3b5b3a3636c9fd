"""What a webhook is sent: one JSON object, the same for every event. docs/webhooks.md explains it to receivers."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from alerts.models import Alert, AlertTransition, Delivery, Endpoint, TransitionKind
from athletes.models import Membership

EVENTS = tuple(f"alert.{kind}" for kind in TransitionKind.values)
DEFAULT_EVENTS = tuple(
    f"alert.{kind.value}"
    for kind in (
        TransitionKind.OPENED,
        TransitionKind.RAISED,
        TransitionKind.ACKNOWLEDGED,
        TransitionKind.RESOLVED,
        TransitionKind.REOPENED,
    )
)
TEST = "test"


def event_of(transition: AlertTransition) -> str:
    """The event's name: alert.opened, alert.acknowledged …"""
    return f"alert.{transition.kind}"


def compose(delivery: Delivery) -> str:
    """The body for a delivery. `event` is what happened, for good; `alert` how the alert stands now."""
    transition = delivery.transition
    return _body(event_of(transition), transition.at, event=_event(transition), alert=_alert(transition.alert))


def compose_test(endpoint: Endpoint) -> str:
    """The body of a test, which is about nobody."""
    return _body(TEST, timezone.now(), note=f"A test of the webhook “{endpoint.label}”. Nothing happened.")


def _body(kind: str, at: datetime, **data: Any) -> str:
    return json.dumps({"type": kind, "timestamp": at.isoformat(), "data": data}, ensure_ascii=False)


def _event(transition: AlertTransition) -> dict[str, Any]:
    return {
        "id": str(transition.pk),
        "kind": transition.kind,
        "at": transition.at.isoformat(),
        "state": transition.state,
        "by": _person(transition.by),
        "note": transition.note,
    }


def _alert(alert: Alert) -> dict[str, Any]:
    return {
        "id": str(alert.pk),
        "url": settings.CONFIG.url + reverse("alert", args=[alert.pk]),
        "athlete": {"id": str(alert.athlete_id), "name": alert.athlete.name},
        "rule": alert.rule,
        "rule_version": alert.rule_version,
        "severity": alert.severity,
        "tier": alert.tier or None,
        "state": alert.state,
        "sentence": alert.sentence,
        "detail": alert.detail,
        "happened_at": alert.happened_at.isoformat(),
        "opened_at": alert.opened_at.isoformat(),
        "repeats": alert.repeats,
        "assigned_to": _person(alert.assigned_to),
    }


def _person(member: Membership | None) -> dict[str, str] | None:
    return {"id": str(member.pk), "name": member.user.name} if member is not None else None
