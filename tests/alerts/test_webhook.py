"""Webhooks, called as Standard Webhooks asks for: against a receiver that checks with the standard's own library."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from standardwebhooks.webhooks import Webhook

from alerts.channels.webhook.payload import DEFAULT_EVENTS
from alerts.models import Delivery, Endpoint
from alerts.services import endpoints
from alerts.tasks import deliver
from tests.alerts.acting import only_alert, tick
from tests.alerts.receiver import Call, Receiver
from tests.world import World

pytestmark = pytest.mark.usefixtures("private_allowed")


def make(world: World, receiver: Receiver, *events: str, path: str = "/hook") -> tuple[Endpoint, str]:
    """A webhook to the receiver, and its secret."""
    return endpoints.create_webhook(
        actor=world.owner.actor, label="Club system", url=receiver.url + path, events=events or DEFAULT_EVENTS
    )


def calls_of(world: World) -> list[Delivery]:
    return list(Delivery.objects.filter(channel="webhook").order_by("id"))


def send_all() -> None:
    for one in Delivery.objects.filter(channel="webhook", state__in=["queued", "waiting"]).order_by("id"):
        Delivery.objects.filter(pk=one.pk).update(due_at=timezone.now() - timedelta(seconds=1))
        deliver(str(one.pk))


def read(call: Call, secret: str) -> dict[str, Any]:
    """What a receiver makes of a call, once it has checked the signature."""
    body: dict[str, Any] = Webhook(secret).verify(call.body, call.headers)
    return body


class TestACall:
    """What arrives, and that it is ours."""

    def test_a_red_flag_arrives_signed(self, scoped: World, receiver: Receiver) -> None:
        _, secret = make(scoped, receiver)
        tick(scoped.maya)
        send_all()
        (call,) = receiver.calls
        body = read(call, secret)
        assert (call.method, call.path, call.headers["content-type"]) == ("POST", "/hook", "application/json")
        assert body["type"] == "alert.opened"
        alert = only_alert()
        assert body["data"]["alert"]["id"] == str(alert.pk)
        assert body["data"]["alert"]["athlete"] == {"id": str(alert.athlete_id), "name": "Maya Lindqvist"}
        assert (body["data"]["alert"]["severity"], body["data"]["alert"]["tier"]) == ("stop", "B")
        assert body["data"]["alert"]["sentence"] == alert.sentence
        assert body["data"]["event"]["by"] is None
        assert call.headers["webhook-id"] == str(calls_of(scoped)[0].pk)
        assert calls_of(scoped)[0].state == "sent"
