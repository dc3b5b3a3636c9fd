"""Several at the same moment, as they really are: threads, each with its own connection to the real database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from alerts.models import Alert, AlertTransition, Delivery, Endpoint, MorningCheck, Preferences, RuleSetting
from alerts.services import mornings, transitions
from alerts.services.endpoints import create_device
from alerts.services.mornings import look_at_due
from alerts.services.reminders import remind_due, wake_due
from alerts.services.transitions import TransitionRefusedError
from alerts.tasks import deliver
from athletes.models import Role
from athletes.services.locking import lock_athlete
from coachhub.core import events
from coachhub.core.ids import new_id
from coachhub.core.scope import every_organisation, organisation_scope
from sessions.events import CheckInSubmitted
from sessions.models import CheckIn
from sessions.services.check_ins import submit_check_in
from tests.alerts.acting import answers, only_alert, story, tick
from tests.alerts.device import Device
from tests.alerts.mail_server import MailServer
from tests.alerts.receiver import Receiver
from tests.alerts.test_webhooks_api import Program
from tests.stack import eventually
from tests.threads import at_once
from tests.world import World, make_member, make_world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("flat_ladder")]


@pytest.fixture
def everybody() -> Iterator[World]:
    """An organisation whose rows are really committed, with every organisation in scope."""
    world = make_world()
    with every_organisation():
        yield world


def test_of_fifty_coaches_who_acknowledge_at_once_one_does(everybody: World) -> None:
    tick(everybody.maya)
    coaches = [make_member(everybody.organisation, Role.COACH, f"Coach {number}").actor for number in range(50)]

    def acknowledge(number: int) -> AlertTransition:
        with organisation_scope(everybody.organisation.pk):
            return transitions.acknowledge(actor=coaches[number], alert=only_alert())

    results = at_once(*(lambda number=number: acknowledge(number) for number in range(50)))
    won = [result for result in results if isinstance(result, AlertTransition)]
    assert len(won) == 1
    assert sum(isinstance(result, TransitionRefusedError) for result in results) == 49
    assert story(only_alert()) == ["opened", "acknowledged"]
    assert only_alert().assigned_to_id == won[0].by_id


def test_two_answers_at_once_are_one_alert_with_two_events(everybody: World) -> None:
    """Neither is lost, and the two do not wait for each other for ever."""

    def submit() -> CheckIn:
        with organisation_scope(everybody.organisation.pk):
            return submit_check_in(actor=everybody.maya.actor, athlete=everybody.maya.athlete, entry=answers("stuck"))[
                0
            ]

    results = at_once(*[submit] * 6)
    assert [type(result) for result in results] == [CheckIn] * 6
    assert story(only_alert()) == ["opened"] + ["repeated"] * 5
    assert only_alert().repeats == 5
    assert set(only_alert().transitions.values_list("about", flat=True)) == {str(one.pk) for one in results}


def test_the_same_event_at_once_counts_once(everybody: World) -> None:
    check_in = CheckIn(
        pk=new_id(),
        organisation=everybody.organisation,
        athlete=everybody.maya.athlete,
        ticked=["stuck"],
        none_of_these=False,
        answered_at=timezone.now(),
    )
    check_in.save()

    def announce() -> None:
        with organisation_scope(everybody.organisation.pk), transaction.atomic():
            events.announce(CheckInSubmitted(check_in=check_in))

    assert at_once(*[announce] * 6) == [None] * 6
    assert story(only_alert()) == ["opened"]
    assert Delivery.objects.count() == 6


def test_a_tick_and_an_acknowledgement_at_once_both_count(everybody: World) -> None:
    tick(everybody.maya, "swollen")
    coach = everybody.coach.actor

    def submit() -> Any:
        with organisation_scope(everybody.organisation.pk):
            return submit_check_in(
                actor=everybody.maya.actor, athlete=everybody.maya.athlete, entry=answers("numb_cold")
            )

    def acknowledge() -> Any:
        with organisation_scope(everybody.organisation.pk):
            return transitions.acknowledge(actor=coach, alert=only_alert())

    results = at_once(submit, acknowledge)
    assert not [result for result in results if isinstance(result, Exception)]
    assert sorted(story(only_alert())) == ["acknowledged", "opened", "raised"]
    last = story(only_alert())[-1]
    assert only_alert().state == {"raised": "open", "acknowledged": "acknowledged"}[last]


def test_two_sweeps_remind_once(everybody: World) -> None:
    tick(everybody.maya)
    Alert.objects.update(remind_at=timezone.now() - timedelta(seconds=1))
    at_once(*[remind_due] * 4)
    assert story(only_alert()) == ["opened", "reminded"]


def test_two_sweeps_wake_once(everybody: World) -> None:
    tick(everybody.maya)
    Alert.objects.update(snoozed_until=timezone.now() - timedelta(seconds=1))
    at_once(*[wake_due] * 4)
    assert story(only_alert()) == ["opened", "reminded"]


def test_two_sweeps_look_at_an_athlete_once(everybody: World, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[Any] = []
    monkeypatch.setattr(mornings, "look_again", lambda athletes: looked.extend(one.pk for one in athletes))
    for person in (everybody.maya, everybody.samira):
        mornings.expect_mornings([person.athlete])
    MorningCheck.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    at_once(*[look_at_due] * 4)
    assert sorted(looked) == sorted([everybody.maya.athlete.pk, everybody.samira.athlete.pk])


def test_logging_while_the_morning_is_looked_at_does_not_wait_for_ever(
    everybody: World, caplog: pytest.LogCaptureFixture
) -> None:
    """The morning has its check and waits for the athlete; who logs has the athlete and expects mornings."""
    maya, locked = everybody.maya.athlete, Event()
    mornings.expect_mornings([maya])
    MorningCheck.objects.update(due_at=timezone.now() - timedelta(seconds=1))

    def logs() -> None:
        with every_organisation(), transaction.atomic():
            lock_athlete(maya)
            locked.set()
            eventually(somebody_waits, within_s=10)
            mornings.expect_mornings([maya])

    def looks() -> None:
        locked.wait(10)
        look_at_due()

    assert at_once(logs, looks) == [None, None]
    assert "deadlock" not in caplog.text
    assert MorningCheck.objects.get().due_at > timezone.now()


@pytest.mark.parametrize(
    ("path", "first", "then", "asked"),
    [
        (
            "rules/load.week_change/",
            {"numbers": {"note": 20.0}},
            {"numbers": {"strong": 40.0}},
            lambda: RuleSetting.objects.get().numbers == {"note": 20.0, "strong": 40.0},
        ),
        (
            "rules/log.silent/",
            {"is_on": False},
            {"numbers": {"days": 9}},
            lambda: RuleSetting.objects.get().is_on is False,
        ),
        (
            "preferences/",
            {"digest_at": "06:45"},
            {"quiet_from": "22:00", "quiet_until": "06:00"},
            lambda: f"{Preferences.objects.get().digest_at:%H:%M}" == "06:45",
        ),
    ],
    ids=["numbers of a rule", "a rule's switch and number", "preferences"],
)
def test_two_programs_that_set_two_things_at_once_set_both(
    everybody: World, path: str, first: dict[str, Any], then: dict[str, Any], asked: Callable[[], bool]
) -> None:
    """The second asks while the first has written and not yet ended: it has to wait before it reads."""
    owner, written = Program(everybody.owner), Event()

    def begins() -> None:
        with transaction.atomic():
            assert owner("PATCH", f"/api/v1/{path}", first)[0] == 200
            written.set()
            eventually(somebody_waits, within_s=10)

    def follows() -> None:
        written.wait(10)
        assert owner("PATCH", f"/api/v1/{path}", then)[0] == 200

    assert at_once(begins, follows) == [None, None]
    assert asked()


def somebody_waits() -> bool:
    """Whether another connection waits for a lock that this thread's holds."""
    with connection.cursor() as cursor:
        waiting = "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        return bool(cursor.execute(waiting).fetchall())


def test_a_message_taken_up_while_it_happens_again_tells_of_that(everybody: World, mail_server: MailServer) -> None:
    tick(everybody.maya)
    mail = Delivery.objects.filter(channel="email").earliest("id")

    def work() -> None:
        deliver(str(mail.pk))
        connection.close()

    with transaction.atomic():
        tick(everybody.maya)
        worker = Thread(target=work)
        worker.start()
        worker.join(0.5)
        assert not mail_server.messages
    worker.join(30)
    text = mail_server.messages[0].get_body(("plain",))
    assert text is not None
    assert "happened again once" in text.get_content()


def test_a_device_that_is_allowed_twice_at_once_is_one(
    everybody: World, receiver: Receiver, private_allowed: None
) -> None:
    device, actor = Device(receiver), everybody.coach.actor

    def allow() -> Endpoint:
        with organisation_scope(everybody.organisation.pk):
            return create_device(actor=actor, label="Chrome", url=device.url, **device.keys)

    made = at_once(*[allow] * 4)
    assert [one.pk for one in made if isinstance(one, Endpoint)] == [Endpoint.objects.get().pk] * 4


def test_of_many_workers_one_sends(everybody: World, mail_server: MailServer) -> None:
    tick(everybody.maya)
    mail = Delivery.objects.filter(channel="email").earliest("id")
    at_once(*[lambda: deliver(str(mail.pk))] * 8)
    assert len(mail_server.messages) == 1
    assert (Delivery.objects.get(pk=mail.pk).state, Delivery.objects.get(pk=mail.pk).attempts) == ("sent", 1)
