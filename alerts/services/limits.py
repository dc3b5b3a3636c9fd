"""How many messages a person is sent within an hour. Red flags are never held, and pages show everything at once.

What is held waits until the hour has room again. Whichever of a person's held messages on a channel is sent first
then tells of the others too; what was resolved meanwhile falls away like any message that is not needed any more.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from alerts.channels import CHANNELS
from alerts.models import Channel, Delivery, DeliveryState, Endpoint, Severity
from coachhub.core.leases import claim

WINDOW = timedelta(hours=1)
TOGETHER = 50  # default: that one message tells of
LEASE_S = 300  # of those it tells of; not renewed: a worker that dies leaves them for so long
SOON = timedelta(minutes=1)  # default: others are being sent just now, and may or may not be taken


def held_until(delivery: Delivery) -> datetime | None:
    """When a claimed message may be sent; None: now.

    Those that other workers are sending right now count as sent, so that several at once are not more than allowed.
    """
    person = delivery.person
    if person is None or not _counts(delivery) or delivery.transition.alert.severity == Severity.STOP:
        return None
    since = timezone.now() - WINDOW
    places = list(Endpoint.objects.filter(owner=person).values_list("pk", flat=True))
    to_them = Q(recipient=person) | Q(endpoint__in=places)
    theirs = Delivery.objects.filter(to_them, channel__in=_limited(), told_in=None).exclude(pk=delivery.pk)
    lately = theirs.filter(state=DeliveryState.SENT, sent_at__gt=since).order_by("-sent_at")
    sent = [one for one in lately.values_list("sent_at", flat=True) if one]
    under_way = theirs.filter(state=DeliveryState.SENDING).count()
    most: int = settings.CONFIG.hourly_messages
    if len(sent) + under_way < most:
        return None
    if len(sent) < most:
        return timezone.now() + SOON
    return sent[most - 1] + WINDOW


def held_with(delivery: Delivery) -> list[Delivery]:
    """Other held messages to the same place, claimed, which this one can tell of; oldest first."""
    if delivery.held_at is None:
        return []
    rows = Delivery.objects.filter(
        channel=delivery.channel,
        recipient=delivery.recipient_id,
        endpoint=delivery.endpoint_id,
        state=DeliveryState.WAITING,
        held_at__isnull=False,
    )
    taken = []
    for key in rows.order_by("pk").values_list("pk", flat=True)[:TOGETHER]:
        Delivery.objects.filter(pk=key, state=DeliveryState.WAITING).update(due_at=timezone.now() - SOON)
        one = claim(Delivery, key, seconds=LEASE_S)
        if one is not None:
            taken.append(one)
    return taken


def _counts(delivery: Delivery) -> bool:
    return CHANNELS[Channel(delivery.channel)].limited


def _limited() -> list[str]:
    return [key.value for key, channel in CHANNELS.items() if channel.limited]
