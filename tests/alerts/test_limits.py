"""At most so many messages an hour and person: red flags always, the rest later, together, or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone

from alerts.models import Alert, Delivery, Endpoint
from alerts.services import endpoints, transitions
from alerts.tasks import deliver
from athletes.models import ConsentKind
from athletes.services.consents import set_consents
from coachhub.core.leases import claim
from tests.alerts.acting import hurts, tick
from tests.alerts.mail_server import MailServer
from tests.alerts.receiver import Receiver
from tests.world import Person, World, make_athlete

MOST = 2


@pytest.fixture
def few(settings: LazySettings) -> None:
    """Two messages an hour are the most."""
    settings.CONFIG = replace(settings.CONFIG, hourly_messages=MOST)


@pytest.fixture
def athletes(scoped: World, few: None) -> list[Person]:
    """Five whose knees hurt, one after the other: five alerts, of which the coach is told."""
    people = [make_athlete(scoped.organisation, f"Athlete {letter}") for letter in "ABCDE"]
    for one in people:
        hurts(one, 8)
    return people


def mails(world: World, state: str = "") -> list[Delivery]:
    rows = Delivery.objects.filter(channel="email", recipient=world.coach.membership).order_by("id")
    return list(rows.filter(state=state) if state else rows)


def send(rows: list[Delivery]) -> None:
    for one in rows:
        deliver(str(one.pk))


def an_hour_later() -> None:
    """What was sent lies an hour back, and what was held may go."""
    Delivery.objects.filter(state="sent").update(sent_at=timezone.now() - timedelta(hours=1, seconds=1))
    Delivery.objects.filter(held_at__isnull=False).update(due_at=timezone.now() - timedelta(seconds=1))


class TestHolding:
    """What is more than the hour's share waits."""

    def test_the_first_ones_go(self, scoped: World, athletes: list[Person], mail_server: MailServer) -> None:
        send(mails(scoped))
        assert [one.state for one in mails(scoped)] == ["sent", "sent", "waiting", "waiting", "waiting"]
        assert len(mail_server.messages) == MOST
        held = mails(scoped)[2]
        assert held.error == "Held: 2 messages in an hour are the most. Sent with others later."
        assert (held.attempts, held.held_at is not None) == (0, True)

    def test_until_the_oldest_is_an_hour_old(
        self, scoped: World, athletes: list[Person], mail_server: MailServer
    ) -> None:
        send(mails(scoped))
        first = mails(scoped)[0].sent_at
        assert first is not None
        assert mails(scoped)[2].due_at == first + timedelta(hours=1)

    def test_red_flags_go_whatever_the_count(
        self, scoped: World, athletes: list[Person], mail_server: MailServer
    ) -> None:
        send(mails(scoped))
        tick(athletes[0])
        send(mails(scoped, "queued"))
        assert mail_server.messages[-1]["Subject"] == "Red flag: Athlete A"

    def test_each_person_has_their_own_hour(
        self, scoped: World, athletes: list[Person], mail_server: MailServer
    ) -> None:
        send(mails(scoped))
        rows = Delivery.objects.filter(channel="email", recipient=scoped.owner.membership)
        send(list(rows[:1]))
        assert rows[0].state == "sent"

    def test_those_under_way_count(self, scoped: World, athletes: list[Person], mail_server: MailServer) -> None:
        """Two workers at once are not one more than allowed."""
        first, second, third, *_ = mails(scoped)
        for one in (first, second):
            assert claim(Delivery, one.pk, seconds=30) is not None
        send([third])
        assert mails(scoped)[2].held_at is not None
        assert not mail_server.messages

    def test_pages_and_webhooks_are_not_held(
        self, scoped: World, few: None, receiver: Receiver, private_allowed: None, settings: LazySettings
    ) -> None:
        settings.CONFIG = replace(settings.CONFIG, hourly_messages=1, webhook_private=True)
        endpoints.create_webhook(actor=scoped.owner.actor, label="Club", url=receiver.url, events=["alert.opened"])
        for name in "ABC":
            hurts(make_athlete(scoped.organisation, f"Athlete {name}"), 8)
        for one in Delivery.objects.filter(channel="webhook"):
            deliver(str(one.pk))
        assert len(receiver.calls) == 3
        assert {one.state for one in Delivery.objects.filter(channel="app")} == {"sent"}

    def test_all_channels_of_a_person_count_together(
        self, scoped: World, mail_server: MailServer, receiver: Receiver, settings: LazySettings
    ) -> None:
        settings.CONFIG = replace(settings.CONFIG, hourly_messages=1, webhook_private=True)
        endpoints.create_chat(
            actor=scoped.coach.actor, label="", address=f"ntfy://127.0.0.1:{receiver.port}/t", for_everybody=False
        )
        hurts(scoped.maya, 8)
        send(mails(scoped))
        room = Delivery.objects.get(channel="chat")
        deliver(str(room.pk))
        assert Delivery.objects.get(pk=room.pk).held_at is not None
        assert not receiver.calls
        assert Endpoint.objects.get(channel="chat").failures == 0


class TestLater:
    """One message tells of all that was held; what is not needed any more falls away."""

    def test_one_for_all(self, scoped: World, athletes: list[Person], mail_server: MailServer) -> None:
        send(mails(scoped))
        an_hour_later()
        lead, *others = mails(scoped, "waiting")
        send([lead, *others])
        assert len(mail_server.messages) == MOST + 1
        mail = mail_server.messages[-1]
        assert mail["Subject"] == "3 alerts: Athlete C, Athlete D, Athlete E"
        body = mail.get_body(preferencelist=("plain",))
        assert body is not None
        for alert in Alert.objects.filter(athlete__name__in=["Athlete C", "Athlete D", "Athlete E"]):
            assert f"/alerts/{alert.pk}/" in body.get_content()
        assert [one.state for one in mails(scoped)] == ["sent"] * 5
        assert {one.told_in_id for one in mails(scoped)[3:]} == {lead.pk}

    def test_it_counts_as_one(self, scoped: World, athletes: list[Person], mail_server: MailServer) -> None:
        send(mails(scoped))
        an_hour_later()
        send(mails(scoped, "waiting"))
        hurts(make_athlete(scoped.organisation, "Athlete F"), 8)
        send(mails(scoped, "queued"))
        assert mail_server.messages[-1]["Subject"] == "Look: Athlete F"

    def test_what_was_resolved_falls_away(self, scoped: World, athletes: list[Person], mail_server: MailServer) -> None:
        send(mails(scoped))
        for alert in Alert.objects.filter(athlete__name__in=["Athlete C", "Athlete D"]):
            transitions.resolve(actor=scoped.owner.actor, alert=alert)
        an_hour_later()
        send(mails(scoped, "waiting"))
        assert mail_server.messages[-1]["Subject"] == "Look: Athlete E"
        assert len(mail_server.messages) == MOST + 1
        assert [one.state for one in mails(scoped)][2:] == ["dead", "dead", "sent"]

    def test_nobody_is_named_who_shares_no_more(
        self, scoped: World, athletes: list[Person], mail_server: MailServer
    ) -> None:
        send(mails(scoped))
        set_consents(actor=athletes[3].actor, athlete=athletes[3].athlete, given=[ConsentKind.LOG])
        an_hour_later()
        send(mails(scoped, "waiting"))
        assert mail_server.messages[-1]["Subject"] == "2 alerts: Athlete C, Athlete E"

    def test_when_it_fails_they_wait_on(self, scoped: World, athletes: list[Person], mail_server: MailServer) -> None:
        send(mails(scoped))
        an_hour_later()
        mail_server.on_message = "451 later"
        send(mails(scoped, "waiting")[:1])
        assert [one.state for one in mails(scoped)][2:] == ["waiting"] * 3
        mail_server.on_message = "250 OK"
        an_hour_later()
        send(mails(scoped, "waiting"))
        assert [one.state for one in mails(scoped)] == ["sent"] * 5
        assert len(mail_server.messages) == MOST + 1
