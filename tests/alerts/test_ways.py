"""By which queue a message goes, and what goes first: nothing that hangs elsewhere keeps a red flag."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from celery import Task
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from kombu import Queue

from alerts.channels.webhook import signing
from alerts.models import Attempt, Delivery, Digest, Endpoint
from alerts.services.endpoints import replay
from alerts.sweeps import morning_mails, waiting_deliveries
from alerts.tasks import FIRST, SECOND, USUAL, deliver, deliver_digest, deliver_red_flag, tell_switched_off, way_of
from athletes.models import Membership
from coachhub.celery import app
from coachhub.core.scope import every_organisation
from coachhub.core.sealed import seal
from coachhub.core.tasks import hourly, sweep
from coachhub.serving import processes
from tests.alerts.acting import hurts, only_alert, tick
from tests.world import Person, World, make_world

ENDPOINTS = (("webhook", None), ("chat", "coach"), ("push", "coach"))
QUEUES = ("red_flags", "messages")


@pytest.fixture
def everybody() -> Iterator[World]:
    """An organisation whose rows are really committed, and a broker in which nothing waits."""
    for queue in QUEUES:
        taken(queue)
    world = make_world()
    with every_organisation():
        yield world


def endpoints(world: World) -> None:
    """One of each kind."""
    for channel, owner in ENDPOINTS:
        Endpoint.objects.create(
            organisation=world.organisation,
            channel=channel,
            owner=world.everybody[owner].membership if owner else None,
            label=channel,
            address="http://127.0.0.1/never-called",
            sealed=seal(signing.fresh()),
            event_types=["alert.opened"],
        )


def taken(queue: str) -> list[tuple[str, str]]:
    """Task and key of each nudge in the order in which a worker takes them."""
    found = []
    with app.connection_for_read() as link:
        waiting = Queue(queue, channel=link.default_channel)
        waiting.declare()
        while (message := waiting.get(no_ack=True)) is not None:
            found.append((str(message.headers["task"]), str(json.loads(message.body or "")[0][0])))
    return found


def keys(queue: str) -> list[str]:
    return [key for _, key in taken(queue)]


def test_each_channel_has_its_way(scoped: World) -> None:
    endpoints(scoped)
    tick(scoped.maya)
    ways = {one.channel: way_of(one) for one in Delivery.objects.exclude(channel="app")}
    assert ways == {
        "email": (deliver_red_flag, FIRST),
        "push": (deliver_red_flag, FIRST),
        "chat": (deliver_red_flag, FIRST),
        "webhook": (deliver, FIRST),
    }


def test_what_is_no_red_flag_comes_after_them(scoped: World) -> None:
    endpoints(scoped)
    hurts(scoped.maya, 8)
    assert only_alert().severity == "look"
    ways = {one.channel: way_of(one) for one in Delivery.objects.exclude(channel="app")}
    assert ways.pop("email") == (deliver, SECOND)
    assert ways == dict.fromkeys(("push", "chat", "webhook"), (deliver, USUAL))


def queue_of(task: Task[Any, Any]) -> str:
    return str(app.amqp.router.route({}, task.name)["queue"].name)


def test_nothing_else_goes_by_the_queue_of_red_flags() -> None:
    assert {name: queue_of(task) for name, task in app.tasks.items() if queue_of(task) == "red_flags"} == {
        deliver_red_flag.name: "red_flags"
    }
    assert {queue_of(one) for one in (deliver, deliver_digest, tell_switched_off)} == {"messages"}


def test_each_queue_has_a_worker_and_what_waits_for_others_outside_keeps_no_sweep(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: dict[str, list[str]] = {}
    for name in processes.NAMES:
        if name.startswith("worker"):
            monkeypatch.setattr(
                "coachhub.serving.processes.os.execv", lambda _, argv, name=name: started.update({name: argv})
            )
            processes.run(name, settings.CONFIG)
    served = {name: argv[argv.index("-Q") + 1].split(",") for name, argv in started.items()}
    assert served == {
        "worker": ["default", "sweeps"],
        "worker-red-flags": ["red_flags"],
        "worker-messages": ["messages"],
        "worker-video": ["video"],
    }
    assert {queue_of(one) for one in (sweep, hourly)} == {"sweeps"}


@pytest.mark.django_db(transaction=True)
class TestOrder:
    """What a worker takes first from a broker in which everything waits."""

    def a_digest(self, person: Person) -> str:
        row = Digest.objects.create(
            organisation_id=person.membership.organisation_id,
            membership=person.membership,
            day=timezone.localdate(),
            due_at=timezone.now(),
        )
        return str(row.pk)

    def mail(self, person: Person) -> str:
        """The mail to the coach about this athlete."""
        return str(Delivery.objects.get(channel="email", transition__alert__athlete=person.athlete).pk)

    def test_red_flags_then_the_rest_then_morning_mails(self, everybody: World) -> None:
        digest = self.a_digest(everybody.coach)
        morning_mails()
        hurts(everybody.maya, 8)
        tick(everybody.samira)
        assert keys("red_flags") == [self.mail(everybody.samira)]
        assert keys("messages") == [self.mail(everybody.maya), digest]

    def told(self, queue: str) -> list[tuple[str, str]]:
        """Severity and channel of what waits there, in order."""
        by_key = {str(one.pk): one for one in Delivery.objects.all()}
        return [(one.transition.alert.severity, one.channel) for one in map(by_key.__getitem__, keys(queue))]

    def test_programs_keep_no_person_waiting(self, everybody: World) -> None:
        endpoints(everybody)
        hurts(everybody.maya, 8)
        tick(everybody.samira)
        assert sorted(self.told("red_flags")) == [("stop", "chat"), ("stop", "email"), ("stop", "push")]
        order = self.told("messages")
        assert order[:2] == [("stop", "webhook"), ("look", "email")]
        assert {severity for severity, _ in order[2:]} == {"look"}

    def test_a_sweep_finds_red_flags_first_and_keeps_their_ways(self, everybody: World) -> None:
        endpoints(everybody)
        hurts(everybody.maya, 8)
        tick(everybody.samira)
        before = {queue: taken(queue) for queue in QUEUES}
        waiting_deliveries()
        found = {queue: taken(queue) for queue in QUEUES}
        assert {queue: set(nudges) for queue, nudges in found.items()} == {
            queue: set(nudges) for queue, nudges in before.items()
        }
        assert {task for task, _ in found["red_flags"]} == {deliver_red_flag.name}
        assert found["messages"][0][1] == str(
            Delivery.objects.get(channel="webhook", transition__alert__severity="stop").pk
        )

    def test_a_sweep_with_more_than_it_takes_at_once(self, everybody: World, monkeypatch: pytest.MonkeyPatch) -> None:
        """The older mails are no reason to leave the red flag for the next sweep."""
        hurts(everybody.maya, 8)
        tick(everybody.samira)
        taken("red_flags")
        monkeypatch.setattr("alerts.sweeps.AT_ONCE", 1)
        waiting_deliveries()
        assert keys("red_flags") == [self.mail(everybody.samira)]

    def test_what_is_sent_again_by_hand_goes_its_own_way(self, everybody: World) -> None:
        endpoints(everybody)
        tick(everybody.maya)
        taken("messages")
        row = Delivery.objects.get(channel="webhook")
        Delivery.objects.filter(pk=row.pk).update(state="dead", error="It answered 400")
        with transaction.atomic():
            assert replay(actor=everybody.owner.actor, delivery=row)
        assert taken("messages") == [(deliver.name, str(row.pk))]


class TestSameOrganisation:
    """The database itself keeps the rows of a delivery in its organisation."""

    @pytest.fixture
    def theirs(self, outside: World) -> Delivery:
        """A delivery of the other organisation."""
        tick(outside.maya)
        with every_organisation():
            mails = Delivery.objects.filter(channel="email", transition__alert__athlete=outside.maya.athlete)
            return mails.latest("pk")

    def test_an_attempt(self, scoped: World, theirs: Delivery) -> None:
        endpoints(scoped)
        place = Endpoint.objects.get(channel="webhook")
        with pytest.raises(IntegrityError, match="same_org"):
            self.across(
                lambda: Attempt.objects.create(
                    organisation=scoped.organisation,
                    endpoint=place,
                    delivery=theirs,
                    event="alert.opened",
                    outcome="sent",
                    took_ms=1,
                )
            )

    def test_what_was_told_of_in_another(self, scoped: World, theirs: Delivery) -> None:
        tick(scoped.maya)
        with pytest.raises(IntegrityError, match="same_org"):
            self.across(lambda: Delivery.objects.filter(channel="email").update(told_in=theirs))

    def test_within_one_organisation_it_goes_and_goes_with_its_delivery(self, scoped: World) -> None:
        tick(scoped.maya)
        first = Delivery.objects.filter(channel="email").latest("pk")
        Delivery.objects.filter(channel="app").update(told_in=first)
        first.delete()
        connection.check_constraints()
        assert not Delivery.objects.filter(told_in__isnull=False).exists()
        assert Membership.objects.count() == 6

    def across(self, deed: object) -> None:
        with transaction.atomic():
            deed()  # type: ignore[operator]
            connection.check_constraints()
