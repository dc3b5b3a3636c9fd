"""Push messages: encrypted for a device, which decrypts them as a browser does, and signed by one identity."""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from django.conf import LazySettings
from django.conf import settings as django_settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from py_vapid import Vapid02

from alerts.channels.guarded import Line
from alerts.channels.webpush import identity
from alerts.models import Attempt, Delivery, Endpoint, PushIdentity
from alerts.selectors.receipts import receipts
from alerts.services import endpoints
from alerts.tasks import deliver
from coachhub.core.sealed import SealBrokenError
from tests.alerts.acting import hurts, only_alert, tick
from tests.alerts.device import Device, text_of
from tests.alerts.receiver import Receiver, Reply
from tests.world import World

pytestmark = pytest.mark.usefixtures("private_allowed")


def send_all() -> None:
    for one in Delivery.objects.filter(channel="push", state__in=["queued", "waiting"]).order_by("id"):
        Delivery.objects.filter(pk=one.pk).update(due_at=timezone.now() - timedelta(seconds=1))
        deliver(str(one.pk))


@pytest.fixture
def device(receiver: Receiver) -> Device:
    return Device(receiver)


def test_it_says_who_and_how_urgent_but_not_what(scoped: World, receiver: Receiver, device: Device) -> None:
    device.allow(scoped.coach)
    tick(scoped.maya)
    send_all()
    (call,) = receiver.calls
    words = device.read(call)
    alert = only_alert()
    assert words["title"] == "Red flag: Maya Lindqvist"
    assert words["body"] == "Open CoachHub to see what it is."
    assert words["url"] == f"/alerts/{alert.pk}/"
    assert (words["tag"], words["id"]) == (str(alert.pk), str(Delivery.objects.get(channel="push").pk))
    assert (call.path, call.headers["urgency"], call.headers["ttl"]) == ("/push/abc", "high", "86400")
    assert alert.sentence not in json.dumps(words)


def test_a_look_is_less_urgent(scoped: World, receiver: Receiver, device: Device) -> None:
    device.allow(scoped.coach)
    hurts(scoped.maya, 8)
    send_all()
    assert device.read(receiver.calls[0])["title"] == "Look: Maya Lindqvist"
    assert receiver.calls[0].headers["urgency"] == "normal"


def test_the_call_is_signed_by_the_key_the_browser_was_given(scoped: World, receiver: Receiver, device: Device) -> None:
    device.allow(scoped.coach)
    tick(scoped.maya)
    send_all()
    given = receiver.calls[0].headers["authorization"]
    scheme, _, rest = given.partition(" ")
    parts = dict(one.strip().split("=", 1) for one in rest.split(","))
    assert (scheme, parts["k"]) == ("vapid", identity.public_key())
    assert Vapid02.verify(given)
    claims = json.loads(base64.urlsafe_b64decode(parts["t"].split(".")[1] + "=="))
    assert claims["aud"] == receiver.url
    assert claims["sub"].startswith("mailto:")


def test_a_repeat_has_the_same_id_and_topic(scoped: World, receiver: Receiver, device: Device) -> None:
    device.allow(scoped.coach)
    tick(scoped.maya)
    send_all()
    Delivery.objects.filter(channel="push").update(state="queued", sent_at=None)
    send_all()
    tick(scoped.maya, "swollen")
    send_all()
    ids = [device.read(one)["id"] for one in receiver.calls]
    topics = [one.headers["topic"] for one in receiver.calls]
    assert ids[0] == ids[1] != ids[2]
    assert topics == [one.replace("-", "") for one in ids]
    assert all(len(one) == 32 for one in topics)  # the most that RFC 8030 allows


def test_two_tests_both_ring(scoped: World, receiver: Receiver, device: Device) -> None:
    made = device.allow(scoped.coach)
    for _ in range(2):
        endpoints.try_out(actor=scoped.coach.actor, endpoint=made)
    assert len({device.read(one)["id"] for one in receiver.calls}) == 2
    assert not any("topic" in one.headers for one in receiver.calls)


def test_each_device_of_those_who_are_told(scoped: World, receiver: Receiver) -> None:
    for path in ("/push/phone", "/push/laptop"):
        Device(receiver, path).allow(scoped.coach)
    Device(receiver, "/push/clinician").allow(scoped.clinician)  # is not told of alerts
    tick(scoped.maya)
    send_all()
    assert {one.path for one in receiver.calls} == {"/push/phone", "/push/laptop"}
    rows = [one for one in receipts(only_alert(), scoped.owner.actor) if one.icon == "device" and "Push" in one.say]
    assert [one.say for one in rows] == ["Push message to Coach of Northside"]
    assert rows[0].note.startswith("taken by the push service")


@pytest.mark.parametrize("status", [404, 410])
def test_a_subscription_that_is_over_goes(scoped: World, receiver: Receiver, device: Device, status: int) -> None:
    device.allow(scoped.coach)
    tick(scoped.maya)
    receiver.reply = Reply(status)
    send_all()
    row = Endpoint.objects.get()
    assert (row.removed_at is not None, row.sealed, row.switched_itself_off) == (True, "", False)
    assert Delivery.objects.get(channel="push").state == "dead"
    again = device.allow(scoped.coach)
    assert (again.pk != row.pk, again.is_on) == (True, True)


@pytest.mark.parametrize(("status", "state"), [(201, "sent"), (400, "dead"), (413, "dead"), (429, "waiting")])
def test_what_push_services_answer(scoped: World, receiver: Receiver, device: Device, status: int, state: str) -> None:
    device.allow(scoped.coach)
    tick(scoped.maya)
    receiver.reply = Reply(status)
    send_all()
    assert Delivery.objects.get(channel="push").state == state
    assert Attempt.objects.get().status == status


def test_a_push_service_that_is_away(scoped: World, receiver: Receiver, device: Device) -> None:
    device.allow(scoped.coach)
    tick(scoped.maya)
    receiver.stop()
    send_all()
    assert Delivery.objects.get(channel="push").state == "waiting"


def test_a_push_service_that_drips(
    scoped: World, receiver: Receiver, device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alerts.channels.webpush.channel.Line", partial(Line, whole_s=0.3))
    device.allow(scoped.coach)
    tick(scoped.maya)
    receiver.reply = Reply(201, b"x" * 100, drip_s=0.05)
    send_all()
    row = Delivery.objects.get(channel="push")
    assert (row.state, row.error) == ("waiting", "It did not answer within 0.3 seconds.")


def test_a_device_whose_keys_are_none(scoped: World, receiver: Receiver, device: Device) -> None:
    device.keys["p256dh"] = text_of(b"\x04" + bytes(64))
    device.allow(scoped.coach)
    tick(scoped.maya)
    send_all()
    row = Delivery.objects.get(channel="push")
    assert (row.state, row.error[:12]) == ("dead", "The device’s")
    assert not receiver.calls


def test_the_same_device_again_is_one_endpoint_with_its_newest_keys(
    scoped: World, receiver: Receiver, device: Device
) -> None:
    device.allow(scoped.coach)
    again = Device(receiver)
    made = again.allow(scoped.coach)
    assert Endpoint.objects.count() == 1
    endpoints.try_out(actor=scoped.coach.actor, endpoint=made)
    assert again.read(receiver.calls[0])["title"] == "A test from CoachHub"


def test_a_push_service_without_tls_is_refused(scoped: World, device: Device, settings: LazySettings) -> None:
    settings.CONFIG = replace(settings.CONFIG, webhook_private=False)
    device.url = "http://93.184.215.14/push"
    with pytest.raises(ValidationError, match="https"):
        device.allow(scoped.coach)


def test_a_push_service_inside_the_house_is_refused(
    scoped: World, device: Device, settings: LazySettings, receiver: Receiver
) -> None:
    settings.CONFIG = replace(settings.CONFIG, webhook_private=False)
    with pytest.raises(ValidationError, match="private or local"):
        device.allow(scoped.coach)
    assert not Endpoint.objects.exists()


def test_one_that_turned_private_since(
    scoped: World, receiver: Receiver, device: Device, settings: LazySettings
) -> None:
    device.allow(scoped.coach)
    tick(scoped.maya)
    settings.CONFIG = replace(settings.CONFIG, webhook_private=False)
    send_all()
    row = Delivery.objects.get(channel="push")
    assert (row.state, "private or local" in row.error) == ("dead", True)
    assert not receiver.calls


def test_not_for_athletes(scoped: World, device: Device) -> None:
    with pytest.raises(PermissionDenied):
        device.allow(scoped.maya)


@pytest.mark.django_db
def test_the_identity_is_there_before_anything_runs() -> None:
    """Made with the database, and not made again."""
    first = PushIdentity.objects.get()
    assert len(base64.urlsafe_b64decode(first.public + "==")) == 65
    identity.ensure_identity()
    assert PushIdentity.objects.get().sealed == first.sealed
    assert identity.public_key() == first.public


@pytest.mark.django_db
def test_a_database_that_has_none_gets_one_with_the_migrations(settings: LazySettings) -> None:
    PushIdentity.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert identity.private_key().public_key is not None


@pytest.mark.django_db
def test_an_identity_that_cannot_be_opened_any_more_is_replaced(settings: LazySettings) -> None:
    first = identity.public_key()
    settings.SECRET_KEY = "another-one"
    with pytest.raises(SealBrokenError):
        identity.private_key()
    identity.ensure_identity()
    second = identity.public_key()
    assert second != first
    identity.ensure_identity()
    assert identity.public_key() == second
    assert identity.private_key().public_key is not None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("broken", ["", "sealed with another key"])
def test_of_several_machines_that_start_at_once_one_s_identity_stays(
    monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    if broken:
        monkeypatch.setattr(django_settings, "SECRET_KEY", "another-one")
    else:
        PushIdentity.objects.all().delete()
    ready = Barrier(4)

    def start() -> str:
        ready.wait()
        try:
            identity.ensure_identity()
            return identity.public_key()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        seen = {one.result() for one in [pool.submit(start) for _ in range(4)]}
    assert len(seen) == 1
    monkeypatch.undo()
    identity.ensure_identity()  # as the other tests of this run find it
