"""When somebody had an alert on the screen."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models.functions import Now

from alerts.models import Alert, Channel, Delivery
from alerts.services.moving import tell_pages
from athletes.access import Actor


@transaction.atomic
def mark_seen(actor: Actor, alerts: Iterable[Alert]) -> int:
    """Note that the actor's page shows these alerts now; returns how many messages that was the first look at."""
    shown = {alert.pk: alert for alert in alerts}
    unseen = Delivery.objects.filter(
        channel=Channel.APP, recipient=actor.membership_id, seen_at=None, transition__alert__in=shown
    )
    first_seen = set(unseen.values_list("transition__alert", flat=True))
    count = unseen.update(seen_at=Now()) if first_seen else 0
    for alert_id in first_seen:
        tell_pages(shown[alert_id], "seen")
    return count
