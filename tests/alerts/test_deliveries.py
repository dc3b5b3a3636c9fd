"""Messages on their way: written with what they tell, sent at least once, tried again, given up with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import LazySettings
from django.db import IntegrityError, transaction
from django.utils import timezone

from alerts.channels import CHANNELS
from alerts.channels.base import Answer, PassingError, PermanentError
from alerts.models import Alert, Channel, Delivery
from alerts.services import deliveries, transitions
from alerts.services.deliveries import TRIED_FOR
from alerts.services.reminders import remind_due
from alerts.services.waiting import JITTER, WAITS
from alerts.tasks import deliver
from athletes.models import ConsentKind, SquadStaff
from athletes.services.consents import set_consents
from coachhub.core.leases import claim
from tests.alerts.acting import hurts, only_alert, tick, told
from tests.alerts.mail_server import MailServer
from tests.world import World

pytestmark = pytest.mark.usefixtures("flat_ladder")


@pytest.fixture
def mail(scoped: World) -> Delivery:
    """The mail to the coach about Maya's red flag, not yet sent."""
    tick(scoped.maya)
    return mail_to(scoped)


def mail_to(world: World) -> Delivery:
    return Delivery.objects.filter(channel="email", recipient=world.coach.membership).latest("id")


def again(delivery: Delivery) -> Delivery:
    """The row as it is now."""
    return Delivery.objects.get(pk=delivery.pk)


def due_now(delivery: Delivery) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(due_at=timezone.now() - timedelta(seconds=1))


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> list[Exception]:
    """The e-mail channel fails with these errors, one after the other, and then works."""
    errors: list[Exception] = []
    send = CHANNELS[Channel.EMAIL].send

    def fail(_self: Any, delivery: Delivery, also: Sequence[Delivery] = ()) -> Answer:
        if errors:
            raise errors.pop(0)
        return send(delivery, also)

    monkeypatch.setattr(type(CHANNELS[Channel.EMAIL]), "send", fail)
    return errors


def test_in_the_app_a_message_is_there_with_its_row(scoped: World) -> None:
    tick(scoped.maya)
    rows = Delivery.objects.filter(channel="app")
    assert {(row.state, row.sent_at is not None, row.seen_at) for row in rows} == {("sent", True, None)}


def test_by_mail_it_waits_for_a_worker(mail: Delivery) -> None:
    assert (mail.state, mail.attempts, mail.sent_at) == ("queued", 0, None)


def test_sent_once_it_is_left_alone(mail: Delivery, mail_server: MailServer) -> None:
    deliver(str(mail.pk))
    deliver(str(mail.pk))
    sent = again(mail)
    assert (sent.state, sent.attempts, sent.error, sent.lease) == ("sent", 1, "", None)
    assert sent.sent_at is not None
    assert len(mail_server.messages) == 1


def test_people_without_a_confirmed_address_get_none(scoped: World) -> None:
    EmailAddress.objects.filter(user=scoped.coach.user).update(verified=False)
    tick(scoped.maya)
    assert told(only_alert()) == ["Assistant of Northside", "Owner of Northside"]
    assert len(told(only_alert(), "app")) == 3


@pytest.mark.parametrize("attempt", range(1, 8))
def test_the_pauses_grow_to_an_hour_with_some_jitter(mail: Delivery, failing: list[Exception], attempt: int) -> None:
    failing.append(PassingError("The mail server is busy."))
    Delivery.objects.filter(pk=mail.pk).update(attempts=attempt - 1)
    before = timezone.now()
    deliver(str(mail.pk))
    row = again(mail)
    expected = (30, 120, 600, 1800, 3600, 3600, 3600)[attempt - 1]
    pause = (row.due_at - before).total_seconds()
    assert expected * (1 - JITTER) <= pause <= expected * (1 + JITTER) + 5
    assert (row.state, row.attempts, row.error) == ("waiting", attempt, "The mail server is busy.")


def test_the_pauses_are_stored_and_not_all_alike(mail: Delivery, failing: list[Exception]) -> None:
    pauses = set()
    for _ in range(5):
        failing.append(PassingError("busy"))
        Delivery.objects.filter(pk=mail.pk).update(state="queued", attempts=0, due_at=timezone.now())
        before = timezone.now()
        deliver(str(mail.pk))
        pauses.add(round((again(mail).due_at - before).total_seconds(), 1))
    assert len(pauses) > 1


def test_before_its_time_it_is_not_tried_again(mail: Delivery, failing: list[Exception]) -> None:
    failing.append(PassingError("busy"))
    deliver(str(mail.pk))
    deliver(str(mail.pk))
    assert again(mail).attempts == 1


def test_when_its_time_has_come_it_is(mail: Delivery, failing: list[Exception], mail_server: MailServer) -> None:
    failing.append(PassingError("busy"))
    deliver(str(mail.pk))
    due_now(mail)
    deliver(str(mail.pk))
    assert (again(mail).state, again(mail).attempts, again(mail).error) == ("sent", 2, "")


def test_a_permanent_error_ends_it_at_once_with_the_reason(mail: Delivery, failing: list[Exception]) -> None:
    failing.append(PermanentError("No such person here."))
    deliver(str(mail.pk))
    assert (again(mail).state, again(mail).error) == ("dead", "No such person here.")
    due_now(mail)
    deliver(str(mail.pk))
    assert again(mail).attempts == 1


@pytest.mark.parametrize(("hours", "before", "state"), [(23.9, 9, "waiting"), (24.1, 4, "dead"), (24.1, 0, "waiting")])
def test_passing_errors_are_waited_out_for_a_day_and_some_tries(
    mail: Delivery, failing: list[Exception], hours: float, before: int, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mail server that greylists refuses the first try: with no worker for a day that would have been the last."""
    Delivery.objects.filter(pk=mail.pk).update(attempts=before)
    failing.append(PassingError("The mail server is away."))
    now = timezone.now() + timedelta(hours=hours)
    monkeypatch.setattr("alerts.services.deliveries.timezone.now", lambda: now)
    deliver(str(mail.pk))
    row = again(mail)
    assert row.state == state
    assert row.error.endswith("The mail server is away.")
    assert row.error.startswith("Given up after 24 hours.") == (state == "dead")


def test_attempts_alone_never_end_it(mail: Delivery, failing: list[Exception]) -> None:
    for _ in range(30):
        failing.append(PassingError("away"))
        due_now(mail)
        deliver(str(mail.pk))
    assert (again(mail).state, again(mail).attempts) == ("waiting", 30)
    assert timedelta(hours=24) <= TRIED_FOR
    assert WAITS[-1] <= timedelta(hours=1)


@pytest.mark.parametrize(("kind", "state"), [(PassingError, "waiting"), (PermanentError, "dead")])
def test_an_answer_that_the_database_cannot_take_is_kept_without_that(
    mail: Delivery, failing: list[Exception], kind: type[Exception], state: str
) -> None:
    failing.append(kind("The mail server says 450: busy\0"))
    deliver(str(mail.pk))
    assert (again(mail).state, again(mail).error) == (state, "The mail server says 450: busy?")


def test_a_mistake_of_ours_loses_nothing_and_does_not_spin(mail: Delivery, failing: list[Exception]) -> None:
    failing.append(ZeroDivisionError("division by zero"))
    deliver(str(mail.pk))
    row = again(mail)
    assert (row.state, row.error) == ("waiting", "ZeroDivisionError: division by zero")
    assert row.due_at > timezone.now()


class TestThingsChangedMeanwhile:
    """What waited is looked at again before it goes out."""

    def test_a_resolved_alert_is_not_sent_any_more(
        self, scoped: World, mail: Delivery, mail_server: MailServer
    ) -> None:
        transitions.resolve(actor=scoped.owner.actor, alert=only_alert(), note="Seen.")
        deliver(str(mail.pk))
        assert (again(mail).state, again(mail).error) == ("dead", "Not needed any more: the alert was resolved.")
        assert not mail_server.messages

    def test_an_acknowledged_one_still_is(self, scoped: World, mail: Delivery, mail_server: MailServer) -> None:
        """Everybody should know, also who is on it."""
        transitions.acknowledge(actor=scoped.owner.actor, alert=only_alert())
        deliver(str(mail.pk))
        assert again(mail).state == "sent"

    def test_a_reminder_of_it_is_not(self, scoped: World, mail: Delivery, mail_server: MailServer) -> None:
        deliver(str(mail.pk))
        Alert.objects.update(remind_at=timezone.now())
        remind_due()
        reminder = mail_to(scoped)
        assert reminder.pk != mail.pk
        transitions.acknowledge(actor=scoped.owner.actor, alert=only_alert())
        deliver(str(reminder.pk))
        assert again(reminder).error == "Not needed any more: somebody is on it."

    def test_an_older_message_after_a_newer_one_is_not(
        self, scoped: World, mail: Delivery, mail_server: MailServer
    ) -> None:
        """As when quiet hours held the first, it was raised in the night, told, and taken on."""
        transitions.assign(actor=scoped.owner.actor, alert=only_alert(), to=scoped.coach.membership)
        newer = mail_to(scoped)
        assert newer.pk != mail.pk
        deliver(str(newer.pk))
        transitions.acknowledge(actor=scoped.coach.actor, alert=only_alert())
        deliver(str(mail.pk))
        assert (again(newer).state, again(mail).state) == ("sent", "dead")
        assert again(mail).error == "Not needed any more: a newer message told of it."
        assert len(mail_server.messages) == 1

    def test_but_it_is_while_the_newer_one_has_not_arrived(
        self, scoped: World, mail: Delivery, mail_server: MailServer
    ) -> None:
        transitions.assign(actor=scoped.owner.actor, alert=only_alert(), to=scoped.coach.membership)
        deliver(str(mail.pk))
        assert again(mail).state == "sent"

    def test_nor_is_it_another_person_s_or_another_alert_s_message_that_counts(
        self, scoped: World, mail: Delivery, mail_server: MailServer
    ) -> None:
        transitions.assign(actor=scoped.coach.actor, alert=only_alert(), to=scoped.owner.membership)
        tick(scoped.samira)
        for one in Delivery.objects.filter(channel="email").exclude(pk=mail.pk):
            if one.recipient_id != scoped.coach.membership.pk or one.transition.alert_id != mail.transition.alert_id:
                deliver(str(one.pk))
        deliver(str(mail.pk))
        assert again(mail).state == "sent"

    def test_what_is_sent_once_more_by_hand_goes_out(
        self, scoped: World, mail: Delivery, mail_server: MailServer
    ) -> None:
        deliver(str(mail.pk))
        transitions.assign(actor=scoped.owner.actor, alert=only_alert(), to=scoped.coach.membership)
        deliver(str(mail_to(scoped).pk))
        Delivery.objects.filter(pk=mail.pk).update(state="queued", due_at=timezone.now())
        deliver(str(mail.pk))
        assert again(mail).state == "sent"
        assert len(mail_server.messages) == 3

    def test_not_to_somebody_who_was_moved_to_another_squad(self, scoped: World, mail_server: MailServer) -> None:
        tick(scoped.maya)
        to_assistant = Delivery.objects.get(channel="email", recipient=scoped.assistant.membership)
        SquadStaff.objects.update(squad=scoped.football)
        deliver(str(to_assistant.pk))
        assert again(to_assistant).state == "dead"
        assert "does not look after the athlete any more" in again(to_assistant).error
        assert not mail_server.messages

    def test_nobody_after_the_athlete_stopped_sharing(
        self, scoped: World, mail: Delivery, mail_server: MailServer
    ) -> None:
        set_consents(actor=scoped.maya.actor, athlete=scoped.maya.athlete, given=[ConsentKind.LOG])
        deliver(str(mail.pk))
        assert again(mail).state == "dead"
        assert not mail_server.messages


class TestWorkersThatDie:
    """The lease runs out and somebody else goes on; only the newest holder settles."""

    def test_while_one_sends_nobody_else_does(self, mail: Delivery, mail_server: MailServer) -> None:
        assert claim(Delivery, mail.pk, seconds=30) is not None
        deliver(str(mail.pk))
        assert not mail_server.messages
        assert again(mail).state == "sending"

    def test_after_its_lease_it_is_taken_up_again(self, mail: Delivery, mail_server: MailServer) -> None:
        claim(Delivery, mail.pk, seconds=30)
        Delivery.objects.filter(pk=mail.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
        deliver(str(mail.pk))
        assert (again(mail).state, again(mail).attempts) == ("sent", 2)

    def test_a_worker_that_comes_back_late_settles_nothing(self, mail: Delivery, mail_server: MailServer) -> None:
        late = claim(Delivery, mail.pk, seconds=-1)
        assert late is not None
        deliver(str(mail.pk))
        sent_at = again(mail).sent_at
        deliveries.hand_over(late)
        row = again(mail)
        assert (row.state, row.attempts, row.sent_at) == ("sent", 2, sent_at)

    def test_sent_twice_it_carries_the_same_id(self, mail: Delivery, mail_server: MailServer) -> None:
        """Killed between the server's answer and ours: the receiver can drop the second."""
        deliver(str(mail.pk))
        Delivery.objects.filter(pk=mail.pk).update(state="queued", sent_at=None)
        deliver(str(mail.pk))
        first, second = mail_server.messages
        assert first["Message-ID"] == second["Message-ID"]
        assert str(mail.pk) in first["Message-ID"]


class TestReminders:
    """Telling again adds nothing for those whom the last telling has not reached yet."""

    def remind(self) -> None:
        Alert.objects.update(remind_at=timezone.now())
        remind_due()

    def test_each_reminder_is_a_message_of_its_own(
        self, scoped: World, mail: Delivery, mail_server: MailServer
    ) -> None:
        for one in Delivery.objects.filter(channel="email"):
            deliver(str(one.pk))
        self.remind()
        assert len(told(only_alert())) == 6

    def test_while_the_mail_server_is_away_mails_do_not_pile_up(self, scoped: World, mail: Delivery) -> None:
        for _ in range(20):
            self.remind()
        assert len(told(only_alert())) == 3
        assert len(told(only_alert(), "app")) == 3 * 21

    def test_one_whose_address_was_refused_is_tried_anew(
        self, scoped: World, mail: Delivery, failing: list[Exception]
    ) -> None:
        failing.append(PermanentError("No such person here."))
        deliver(str(mail.pk))
        self.remind()
        assert told(only_alert()).count(scoped.coach.user.name) == 2


class TestRepeats:
    """A message that waits tells of it too: but only one that will go out and is not written yet."""

    def test_while_a_message_waits_it_tells_of_the_repeat(self, scoped: World, mail: Delivery) -> None:
        tick(scoped.maya)
        assert len(told(only_alert())) == 3

    def test_one_that_is_being_sent_was_written_before_it(self, scoped: World, mail: Delivery) -> None:
        assert claim(Delivery, mail.pk, seconds=30) is not None
        tick(scoped.maya)
        assert told(only_alert()).count(scoped.coach.user.name) == 2

    def test_a_reminder_that_is_not_needed_any_more_tells_nobody(
        self, scoped: World, mail: Delivery, mail_server: MailServer
    ) -> None:
        for one in Delivery.objects.filter(channel="email"):
            deliver(str(one.pk))
        Alert.objects.update(remind_at=timezone.now())
        remind_due()
        transitions.acknowledge(actor=scoped.coach.actor, alert=only_alert())
        mail_server.messages.clear()
        tick(scoped.maya)
        for one in Delivery.objects.filter(channel="email", state="queued"):
            deliver(str(one.pk))
        assert [scoped.coach.user.email in message["To"] for message in mail_server.messages] == [True]


def test_the_database_knows_each_message_once(mail: Delivery) -> None:
    with pytest.raises(IntegrityError, match="delivery_once"), transaction.atomic():
        Delivery.objects.create(
            organisation_id=mail.organisation_id,
            transition=mail.transition,
            recipient=mail.recipient,
            channel=mail.channel,
        )


@pytest.mark.parametrize(
    ("broken", "constraint"),
    [
        ({"state": "lost"}, "delivery_state_known"),
        ({"state": "sent"}, "delivery_sent_has_time"),
        ({"state": "dead"}, "delivery_dead_has_reason"),
    ],
)
def test_the_database_holds_what_is_always_true(mail: Delivery, broken: dict[str, str], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Delivery.objects.filter(pk=mail.pk).update(**broken)


def test_every_channel_of_the_model_has_its_folder() -> None:
    assert set(CHANNELS) == set(Channel)
    assert {state.value for state in deliveries.UNWRITTEN} == {state.value for state in Delivery.WAITING_STATES}


def test_a_look_is_mailed_too(scoped: World, mail_server: MailServer, settings: LazySettings) -> None:
    hurts(scoped.maya, 8)
    for one in Delivery.objects.filter(channel="email"):
        deliver(str(one.pk))
    assert {message["Subject"] for message in mail_server.messages} == {"Look: Maya Lindqvist"}
