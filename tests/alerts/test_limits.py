"""At most so many messages an hour and person: red flags always, the rest later, together, or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from alerts.models import Alert, Delivery, Endpoint
from alerts.services import endpoints, limits, transitions
from alerts.tasks import deliver
from athletes.models import ConsentKind
from athletes.services.consents import set_consents
from coachhub.core.leases import claim
from tests.alerts.acting import hurts, tick
from tests.alerts.mail_server import MailServer
from tests.alerts.receiver import Receiver
from tests.world import Person, World, make_athlete

MOST = 1


@pytest.fixture
def few(settings: LazySettings) -> None:
    """One message an hour is the most."""
    settings.CONFIG = replace(settings.CONFIG, hourly_messages=MOST)


@pytest.fixture
def athletes(scoped: World, few: None) -> list[Person]:
    """Three whose knees hurt, one after the other: three alerts, of which the coach is told."""
    people = [make_athlete(scoped.organisation, f"Athlete {letter}") for letter in "ABC"]
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

    def test_the_first_goes_the_others_wait_until_it_is_an_hour_old(
        self, scoped: World, athletes: list[Person], mail_server: MailServer
    ) -> None:
        send(mails(scoped))
        assert [one.state for one in mails(scoped)] == ["sent", "waiting", "waiting"]
        assert len(mail_server.messages) == MOST
        first, held, _ = mails(scoped)
        assert first.sent_at is not None
        assert held.due_at == first.sent_at + timedelta(hours=1)
        assert held.error == "Held: no more than 1 message an hour. It comes with others later."
        assert (held.attempts, held.held_at is not None) == (0, True)

        given = Alert.objects.get(athlete=athletes[0].athlete)
        transitions.assign(actor=scoped.coach.actor, alert=given, to=scoped.owner.membership)
        owners = Delivery.objects.filter(channel="email", recipient=scoped.owner.membership)
        send(list(owners[:1]))
        assert owners[0].state == "sent"  # each person has their own hour

        tick(athletes[0])
        send(mails(scoped, "queued"))
        assert mail_server.messages[-1]["Subject"] == "Red flag: Athlete A"  # which nothing holds

    def test_those_under_way_count(self, scoped: World, athletes: list[Person], mail_server: MailServer) -> None:
        """Two workers at once are not one more than allowed."""
        first, second, _ = mails(scoped)
        assert claim(Delivery, first.pk, seconds=30) is not None
        send([second])
        assert mails(scoped)[1].held_at is not None
        assert not mail_server.messages

    def test_all_channels_of_a_person_count_together_but_pages_and_webhooks_do_not(
        self, scoped: World, mail_server: MailServer, receiver: Receiver, settings: LazySettings
    ) -> None:
        settings.CONFIG = replace(settings.CONFIG, hourly_messages=MOST, webhook_private=True)
        endpoints.create_chat(
            actor=scoped.coach.actor, label="", address=f"ntfy://127.0.0.1:{receiver.port}/t", for_everybody=False
        )
        endpoints.create_webhook(
            actor=scoped.owner.actor, label="Club", url=f"{receiver.url}/hook", events=["alert.opened"]
        )
        hurts(scoped.maya, 8)
        send(mails(scoped))
        room = Delivery.objects.get(channel="chat")
        deliver(str(room.pk))
        assert Delivery.objects.get(pk=room.pk).held_at is not None
        assert Endpoint.objects.get(channel="chat").failures == 0
        deliver(str(Delivery.objects.get(channel="webhook").pk))
        assert [one.path for one in receiver.calls] == ["/hook"]
        assert {one.state for one in Delivery.objects.filter(channel="app")} == {"sent"}


def test_what_was_sent_lately_is_found_without_reading_all_that_ever_was(
    scoped: World, athletes: list[Person], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    claimed = claim(Delivery, mails(scoped)[0].pk, seconds=30)
    assert claimed is not None
    assert claimed.transition.alert.severity == "look"
    assert claimed.person is not None
    with django_assert_num_queries(3) as asked:
        limits.held_until(claimed)
    lately = next(one["sql"] for one in asked.captured_queries if "ORDER BY" in one["sql"] and "sent_at" in one["sql"])
    assert " JOIN " not in lately
    # Which plan a database of five rows prefers says nothing: the index has to fit what is asked.
    (index,) = (one for one in Delivery._meta.indexes if one.name == "delivery_sent")
    assert str(index.condition) == "(AND: ('state', 'sent'))"
    assert "\"state\" = 'sent'" in lately
    assert {name.lstrip("-") for name in index.fields} & {"sent_at"}


class TestLater:
    """One message tells of all that was held; what is not needed any more falls away."""

    def test_one_for_all_which_counts_as_one(
        self, scoped: World, athletes: list[Person], mail_server: MailServer
    ) -> None:
        send(mails(scoped))
        an_hour_later()
        lead, other = mails(scoped, "waiting")
        send([lead, other])
        assert len(mail_server.messages) == MOST + 1
        mail = mail_server.messages[-1]
        assert mail["Subject"] == "2 alerts: Athlete B, Athlete C"
        body = mail.get_body(preferencelist=("plain",))
        assert body is not None
        assert "1 messages within an hour. That limit holds no red flag." in body.get_content()
        for alert in Alert.objects.filter(athlete__name__in=["Athlete B", "Athlete C"]):
            assert f"/alerts/{alert.pk}/" in body.get_content()
        assert [one.state for one in mails(scoped)] == ["sent"] * 3
        assert [one.told_in_id for one in mails(scoped)] == [None, None, lead.pk]
        Delivery.objects.filter(pk=lead.pk).update(sent_at=timezone.now() - timedelta(hours=1, seconds=1))
        hurts(make_athlete(scoped.organisation, "Athlete F"), 8)
        send(mails(scoped, "queued"))
        assert mail_server.messages[-1]["Subject"] == "Look: Athlete F"

    def test_what_was_resolved_falls_away(self, scoped: World, athletes: list[Person], mail_server: MailServer) -> None:
        send(mails(scoped))
        transitions.resolve(actor=scoped.owner.actor, alert=Alert.objects.get(athlete__name="Athlete B"))
        an_hour_later()
        send(mails(scoped, "waiting"))
        assert mail_server.messages[-1]["Subject"] == "Look: Athlete C"
        assert len(mail_server.messages) == MOST + 1
        assert [one.state for one in mails(scoped)] == ["sent", "dead", "sent"]

    def test_nobody_is_named_who_shares_no_more(
        self, scoped: World, athletes: list[Person], mail_server: MailServer
    ) -> None:
        send(mails(scoped))
        set_consents(actor=athletes[2].actor, athlete=athletes[2].athlete, given=[ConsentKind.LOG])
        an_hour_later()
        send(mails(scoped, "waiting"))
        assert mail_server.messages[-1]["Subject"] == "Look: Athlete B"
        assert mails(scoped)[2].state == "dead"

    def test_when_it_fails_they_wait_on(self, scoped: World, athletes: list[Person], mail_server: MailServer) -> None:
        send(mails(scoped))
        an_hour_later()
        mail_server.on_message = "451 later"
        send(mails(scoped, "waiting")[:1])
        assert [one.state for one in mails(scoped)] == ["sent", "waiting", "waiting"]
        mail_server.on_message = "250 OK"
        an_hour_later()
        send(mails(scoped, "waiting"))
        assert [one.state for one in mails(scoped)] == ["sent"] * 3
        assert len(mail_server.messages) == MOST + 1
