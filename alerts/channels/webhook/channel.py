"""Calls an organisation's webhooks: one POST for each event that a webhook asked for."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone

from alerts.channels.answers import sort_out
from alerts.channels.base import Answer, PermanentError, Target, Telling
from alerts.channels.guarded import Line, post
from alerts.channels.webhook.payload import compose, compose_test, event_of
from alerts.channels.webhook.signing import headers
from alerts.models import Channel, Delivery, Endpoint
from alerts.services.ladder import staff_for
from athletes.models import Membership
from coachhub.core.ids import new_id
from coachhub.core.sealed import SealBrokenError, unseal


class WebhookChannel:
    """Tells each event on its own, in whatever state the alert is by now; the receiver sorts by the event's time."""

    instant = False
    limited = False
    each = True
    icon = "hook"
    says = "Webhook {people}"
    taken = "taken by the receiver"

    def targets(self, telling: Telling) -> list[Target]:
        """The webhooks that asked for this event, as long as the athlete shares with the staff at all."""
        event = event_of(telling.transition)
        asked = [one for one in telling.of(Channel.WEBHOOK) if event in one.event_types]
        if not asked or not (telling.people or staff_for(telling.transition.alert.athlete)):
            return []
        return [Target(endpoint=one) for one in asked]

    def reaches(self, people: Sequence[Membership], endpoints: Sequence[Endpoint]) -> set[UUID]:
        """Programs, not people."""
        return set()

    def send(self, delivery: Delivery, also: Sequence[Delivery] = ()) -> Answer:
        """POST the event; its webhook-id is the delivery's. 2xx is taken, 410 switches the webhook off."""
        return _call(delivery.place, str(delivery.pk), compose(delivery))

    def test(self, endpoint: Endpoint) -> Answer:
        """POST an event of the type `test`."""
        return _call(endpoint, str(new_id()), compose_test(endpoint))


def _call(endpoint: Endpoint, message_id: str, body: str) -> Answer:
    try:
        signed = headers(unseal(endpoint.sealed), message_id, body, timezone.now())
    except SealBrokenError as error:
        raise PermanentError(f"The secret cannot be read. {error}") from error
    sent = {"Content-Type": "application/json", "User-Agent": "CoachHub-Webhooks/1", "Accept": "*/*", **signed}
    line = Line()
    return sort_out(post(endpoint.address, body.encode(), sent, line=line), retry_after=line.retry_after)
