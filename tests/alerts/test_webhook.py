"""Webhooks, called as Standard Webhooks asks for: against a receiver that checks with the standard's own library."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from alerts.channels.webhook import signing
from alerts.channels.webhook.payload import DEFAULT_EVENTS, EVENTS
from alerts.models import Attempt, Delivery, Endpoint
from alerts.selectors.endpoints import webhooks_of
from alerts.selectors.receipts import receipts
from alerts.services import endpoints, transitions
from alerts.tasks import deliver
from athletes.models import ConsentKind
from athletes.services.consents import set_consents
from coachhub.config import ROOT
from coachhub.core.sealed import unseal
from tests.alerts.acting import hurts, only_alert, tick
from tests.alerts.receiver import Call, Receiver, Reply
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
    Endpoint.objects.update(retry_at=None)  # its moment of rest is over
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

    def test_each_event_that_was_asked_for_with_who_did_it(self, scoped: World, receiver: Receiver) -> None:
        _, secret = make(scoped, receiver, *EVENTS)
        tick(scoped.maya)
        alert = only_alert()
        transitions.acknowledge(actor=scoped.coach.actor, alert=alert)
        transitions.comment(actor=scoped.clinician.actor, alert=alert, note="Called her.")
        transitions.resolve(actor=scoped.coach.actor, alert=alert, note="Seen by a physiotherapist.")
        send_all()
        told = [read(call, secret) for call in receiver.calls]
        assert [one["type"] for one in told] == [
            "alert.opened",
            "alert.acknowledged",
            "alert.commented",
            "alert.resolved",
        ]
        assert [one["data"]["event"]["state"] for one in told] == ["open", "acknowledged", "acknowledged", "resolved"]
        assert told[1]["data"]["event"]["by"]["name"] == "Coach of Northside"
        assert told[3]["data"]["event"]["note"] == "Seen by a physiotherapist."
        assert {one["data"]["alert"]["state"] for one in told} == {"resolved"}

    def test_only_the_events_that_were_asked_for(self, scoped: World, receiver: Receiver) -> None:
        make(scoped, receiver, "alert.resolved")
        tick(scoped.maya)
        transitions.resolve(actor=scoped.coach.actor, alert=only_alert(), note="Seen.")
        send_all()
        assert [json.loads(call.body)["type"] for call in receiver.calls] == ["alert.resolved"]

    def test_a_repeat_is_told_although_the_first_call_waits(self, scoped: World, receiver: Receiver) -> None:
        make(scoped, receiver, *EVENTS)
        tick(scoped.maya, "swollen")
        tick(scoped.maya, "swollen")
        assert [one.transition.kind for one in calls_of(scoped)] == ["opened", "repeated"]

    def test_another_secret_does_not_open_it(self, scoped: World, receiver: Receiver) -> None:
        make(scoped, receiver)
        tick(scoped.maya)
        send_all()
        with pytest.raises(WebhookVerificationError):
            read(receiver.calls[0], signing.new_secret())

    def test_not_of_another_organisation(self, scoped: World, outside: World, receiver: Receiver) -> None:
        make(scoped, receiver)
        tick(outside.maya)
        assert not calls_of(scoped)

    def test_nothing_once_the_athlete_shares_no_more(self, scoped: World, receiver: Receiver) -> None:
        make(scoped, receiver)
        tick(scoped.maya)
        set_consents(actor=scoped.maya.actor, athlete=scoped.maya.athlete, given=[ConsentKind.LOG])
        send_all()
        assert not receiver.calls
        assert calls_of(scoped)[0].error == "Not sent: the athlete shares with nobody of the staff any more."
        tick(scoped.maya, "swollen")
        assert len(calls_of(scoped)) == 1

    def test_sent_twice_it_carries_the_same_id(self, scoped: World, receiver: Receiver) -> None:
        make(scoped, receiver)
        tick(scoped.maya)
        send_all()
        Delivery.objects.filter(channel="webhook").update(state="queued", sent_at=None)
        send_all()
        first, second = receiver.calls
        assert first.headers["webhook-id"] == second.headers["webhook-id"]

    def test_what_it_holds_is_documented(self, scoped: World, receiver: Receiver) -> None:
        """docs/webhooks.md names every field of a call."""
        _, secret = make(scoped, receiver)
        tick(scoped.maya)
        send_all()
        body = read(receiver.calls[0], secret)
        text = (ROOT / "docs" / "webhooks.md").read_text()
        for part in (body, body["data"], body["data"]["alert"], body["data"]["event"]):
            assert {name for name in part if f"`{name}`" not in text and f'"{name}"' not in text} == set()
        assert all(f"`{name}`" in text for name in EVENTS)


class TestSecrets:
    """Shown once, sealed, and changed without a gap."""

    def test_it_is_sealed_in_the_database(self, scoped: World, receiver: Receiver) -> None:
        made, secret = make(scoped, receiver)
        assert secret.startswith("whsec_")
        assert secret not in Endpoint.objects.get(pk=made.pk).sealed
        assert unseal(made.sealed)["signing"] == secret

    def test_for_a_day_both_sign(self, scoped: World, receiver: Receiver) -> None:
        made, old = make(scoped, receiver)
        new = endpoints.rotate_secret(actor=scoped.owner.actor, endpoint=made)
        tick(scoped.maya)
        send_all()
        (call,) = receiver.calls
        assert len(call.headers["webhook-signature"].split(" ")) == 2
        assert read(call, old) == read(call, new)

    def test_after_it_only_the_new_one(self) -> None:
        now = timezone.now()
        keys = signing.rotated(signing.fresh(), now)
        later = signing.headers(keys, "msg_1", "{}", now + signing.BOTH_FOR)
        assert len(later["webhook-signature"].split(" ")) == 1
        assert len(signing.headers(keys, "msg_1", "{}", now)["webhook-signature"].split(" ")) == 2

    def test_the_standard_s_own_example(self) -> None:
        """The specification's test vector."""
        keys = {"signing": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}
        at = datetime.fromtimestamp(1614265330, UTC)
        signed = signing.headers(keys, "msg_p5jXN8AQM9LWM0D4loKWxJek", '{"test": 2432232314}', at)
        assert signed["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

    def test_a_secret_that_cannot_be_opened_any_more(
        self, scoped: World, receiver: Receiver, settings: LazySettings
    ) -> None:
        make(scoped, receiver)
        tick(scoped.maya)
        settings.SECRET_KEY = "another-one"
        send_all()
        assert calls_of(scoped)[0].state == "dead"
        assert "enter it anew" in calls_of(scoped)[0].error
        assert not receiver.calls


class TestAnswers:
    """Taken, refused, to be tried again, gone; and what the log says."""

    def settle(self, world: World, receiver: Receiver, reply: Reply) -> tuple[Delivery, Attempt]:
        make(world, receiver)
        hurts(world.maya, 8)
        receiver.reply = reply
        send_all()
        return calls_of(world)[0], Attempt.objects.latest("pk")

    def test_taken(self, scoped: World, receiver: Receiver) -> None:
        call, line = self.settle(scoped, receiver, Reply(202, b"queued\n"))
        assert (call.state, line.outcome, line.status, line.said) == ("sent", "sent", 202, "queued")
        assert (line.event, line.delivery) == ("alert.opened", call)
        assert line.took_ms >= 0

    def test_refused(self, scoped: World, receiver: Receiver) -> None:
        call, line = self.settle(scoped, receiver, Reply(400, b"bad id"))
        assert (call.state, call.error) == ("dead", "It answered 400: bad id")
        assert (line.outcome, line.status) == ("refused", 400)
        assert Endpoint.objects.get().is_on

    def test_a_redirect_is_refused(self, scoped: World, receiver: Receiver) -> None:
        call, _ = self.settle(scoped, receiver, Reply(302, headers={"Location": "/other"}))
        assert call.state == "dead"
        assert len(receiver.calls) == 1

    def test_busy_for_ten_minutes(self, scoped: World, receiver: Receiver) -> None:
        call, line = self.settle(scoped, receiver, Reply(429, headers={"Retry-After": "600"}))
        assert (call.state, line.outcome) == ("waiting", "passing")
        assert timedelta(minutes=9) < call.due_at - timezone.now() <= timedelta(minutes=10)

    def test_busy_for_a_year_is_busy_for_an_hour(self, scoped: World, receiver: Receiver) -> None:
        call, _ = self.settle(scoped, receiver, Reply(503, headers={"Retry-After": "31536000"}))
        assert call.due_at - timezone.now() <= timedelta(hours=1)

    def test_away(self, scoped: World, receiver: Receiver) -> None:
        make(scoped, receiver)
        tick(scoped.maya)
        receiver.stop()
        send_all()
        call, line = calls_of(scoped)[0], Attempt.objects.get()
        assert (call.state, line.status) == ("waiting", None)
        assert "cannot be reached" in line.said

    def test_gone(self, scoped: World, receiver: Receiver) -> None:
        call, _ = self.settle(scoped, receiver, Reply(410, b"moved out"))
        webhook = Endpoint.objects.get()
        assert (call.state, webhook.is_on, webhook.switched_itself_off) == ("dead", False, True)
        assert webhook.off_reason == "It asked for no more messages. It answered 410: moved out."
        hurts(scoped.samira, 8)
        assert len(calls_of(scoped)) == 1

    def test_what_still_waits_for_one_that_is_off(self, scoped: World, receiver: Receiver) -> None:
        made, _ = make(scoped, receiver)
        tick(scoped.maya)
        endpoints.switch_off(actor=scoped.owner.actor, endpoint=made)
        send_all()
        assert not receiver.calls
        assert "switched off" in calls_of(scoped)[0].error

    def test_one_that_hangs_is_given_a_moment(self, scoped: World, receiver: Receiver) -> None:
        """Else it would keep the workers from everybody else."""
        self.settle(scoped, receiver, Reply(503))
        tick(scoped.samira)
        other = calls_of(scoped)[1]
        deliver(str(other.pk))
        other.refresh_from_db()
        assert len(receiver.calls) == 1
        assert (other.state, other.attempts) == ("waiting", 0)
        assert other.error == "This channel did not answer just now: it is given a moment."
        assert timedelta(seconds=50) < other.due_at - timezone.now() <= timedelta(minutes=1)
        receiver.reply = Reply(200)
        send_all()
        assert {one.state for one in calls_of(scoped)} == {"sent"}
        assert Endpoint.objects.get().retry_at is None

    def test_removed_it_stays_in_the_story_of_the_alert(self, scoped: World, receiver: Receiver) -> None:
        call, _ = self.settle(scoped, receiver, Reply(200))
        endpoints.remove(actor=scoped.owner.actor, endpoint=call.place)
        row = Endpoint.objects.get()
        assert (row.sealed, row.address, row.is_on) == ("", "", False)
        assert not Attempt.objects.exists()
        assert not webhooks_of(scoped.owner.actor).exists()
        told = [one.say for one in receipts(only_alert(), scoped.coach.actor)]
        assert "Webhook “Club system”" in told
        assert not any("Webhook" in one.say for one in receipts(only_alert(), scoped.maya.actor))
        tick(scoped.samira)
        assert len(calls_of(scoped)) == 1

    def test_replay(self, scoped: World, receiver: Receiver) -> None:
        call, _ = self.settle(scoped, receiver, Reply(500))
        assert not endpoints.replay(actor=scoped.owner.actor, delivery=call)
        receiver.reply = Reply(200)
        send_all()
        assert endpoints.replay(actor=scoped.owner.actor, delivery=call)
        send_all()
        assert {one.headers["webhook-id"] for one in receiver.calls} == {str(call.pk)}
        assert len(receiver.calls) == 3
        assert [one.outcome for one in Attempt.objects.order_by("id")] == ["passing", "sent", "sent"]

    def test_a_test_is_about_nobody(self, scoped: World, receiver: Receiver) -> None:
        made, secret = make(scoped, receiver)
        line = endpoints.try_out(actor=scoped.owner.actor, endpoint=made)
        body = read(receiver.calls[0], secret)
        assert (line.outcome, line.status, line.event, line.delivery) == ("sent", 200, "test", None)
        assert body["type"] == "test"
        assert list(body["data"]) == ["note"]


class TestRefusedAtTheForm:
    """With a reason at the field, and nothing stored."""

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"url": "http://169.254.169.254/"}, "url"),
            ({"url": "http://10.0.0.7/hook"}, "url"),
            ({"url": "http://localhost/hook"}, "url"),
            ({"url": "javascript:alert(1)"}, "url"),
            ({"label": "  "}, "label"),
            ({"label": "x" * 61}, "label"),
            ({"events": []}, "events"),
            ({"events": ["alert.opened", "athlete.deleted"]}, "events"),
        ],
    )
    def test_what_cannot_be(self, scoped: World, values: dict[str, Any], field: str, settings: LazySettings) -> None:
        settings.CONFIG = replace(settings.CONFIG, webhook_private=False)
        given = {"label": "Club", "url": "https://93.184.215.14/", "events": ["alert.opened"]} | values
        with pytest.raises(ValidationError) as error:
            endpoints.create_webhook(actor=scoped.owner.actor, **given)
        assert list(error.value.message_dict) == [field]
        assert not Endpoint.objects.exists()

    def test_changing_to_a_private_address(self, scoped: World, settings: LazySettings) -> None:
        settings.CONFIG = replace(settings.CONFIG, webhook_private=False)
        made, _ = endpoints.create_webhook(
            actor=scoped.owner.actor, label="Club", url="https://93.184.215.14/", events=["alert.opened"]
        )
        with pytest.raises(ValidationError, match="private or local"):
            endpoints.change_webhook(
                actor=scoped.owner.actor, endpoint=made, label="Club", url="http://127.0.0.1/", events=["alert.opened"]
            )
        assert Endpoint.objects.get().address == "https://93.184.215.14/"

    @pytest.mark.parametrize("who", ["coach", "maya"])
    def test_by_owners_only(self, scoped: World, who: str) -> None:
        with pytest.raises(PermissionDenied):
            endpoints.create_webhook(
                actor=scoped.everybody[who].actor, label="C", url="https://93.184.215.14/", events=["alert.opened"]
            )

    def test_twenty_are_the_most(self, scoped: World, receiver: Receiver) -> None:
        for _ in range(endpoints.MOST):
            make(scoped, receiver)
        with pytest.raises(ValidationError, match="20 already"):
            make(scoped, receiver)
