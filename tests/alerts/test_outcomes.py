"""A channel that nothing arrives at switches itself off, and says so in the app and by another channel."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from alerts import sweeps
from alerts.channels.base import Answer, GoneError, PassingError, PermanentError, SendingError
from alerts.channels.webhook import signing
from alerts.models import Attempt, Delivery, Endpoint, SwitchedOffNotice
from alerts.selectors.endpoints import went_silent
from alerts.selectors.receipts import receipts, told
from alerts.services import endpoints, outcomes
from alerts.tasks import deliver, tell_switched_off
from coachhub.core.leases import claim
from coachhub.core.sealed import seal
from tests.alerts.acting import only_alert, tick
from tests.alerts.mail_server import MailServer
from tests.alerts.receiver import Receiver
from tests.phone.pages import get, text_of
from tests.world import World


@pytest.fixture
def webhook(scoped: World) -> Endpoint:
    """A webhook of the organisation."""
    return Endpoint.objects.create(
        organisation=scoped.organisation,
        channel="webhook",
        label="Club system",
        address="http://127.0.0.1/hook",
        sealed=seal(signing.fresh()),
        event_types=["alert.opened"],
    )


def fail(endpoint: Endpoint, times: int, error: SendingError | None = None) -> Endpoint:
    """So many attempts end like this; the endpoint afterwards."""
    for _ in range(times):
        outcomes.note_attempt(endpoint, error or PermanentError("It answered 400"), 0.01, event="alert.opened")
    return Endpoint.objects.get(pk=endpoint.pk)


class TestSwitchingOff:
    """After ten refusals in a row, or a day without one success."""

    def test_nine_refusals_are_none(self, webhook: Endpoint) -> None:
        assert fail(webhook, outcomes.MOST_FAILURES - 1).is_on

    def test_ten_are(self, webhook: Endpoint) -> None:
        row = fail(webhook, outcomes.MOST_FAILURES)
        assert (row.is_on, row.switched_itself_off) == (False, True)
        assert row.off_reason == "10 messages in a row were refused. It answered 400."

    def test_a_success_between_them_begins_anew(self, webhook: Endpoint) -> None:
        fail(webhook, 9)
        outcomes.note_attempt(webhook, Answer(200), 0.01, event="alert.opened")
        row = fail(webhook, 9)
        assert (row.is_on, row.failures) == (True, 9)
        assert row.last_sent_at is not None

    def test_passing_trouble_alone_is_waited_out(self, webhook: Endpoint) -> None:
        assert fail(webhook, 30, PassingError("away")).is_on

    def away(self, webhook: Endpoint, *, ago: timedelta, last: timedelta) -> Endpoint:
        """Trouble that began so long ago and failed last then fails once more; the endpoint afterwards."""
        fail(webhook, 1, PassingError("away"))
        Endpoint.objects.update(failing_since=timezone.now() - ago)
        Attempt.objects.update(at=timezone.now() - last)
        return fail(webhook, 1, PassingError("away"))

    def test_but_not_for_longer_than_a_day(self, webhook: Endpoint) -> None:
        hourly = timedelta(minutes=72)  # as far apart as tries of one message are, with their jitter
        assert self.away(webhook, ago=timedelta(hours=23, minutes=59), last=hourly).is_on
        row = self.away(webhook, ago=timedelta(hours=24), last=hourly)
        assert row.off_reason == "Nothing arrived for 24 hours. away."

    def test_two_short_troubles_days_apart_are_none_of_a_day(self, webhook: Endpoint) -> None:
        row = self.away(webhook, ago=timedelta(days=3), last=timedelta(hours=2, minutes=1))
        assert row.is_on
        assert row.failing_since is not None
        assert timezone.now() - row.failing_since < timedelta(minutes=1)

    def test_tests_that_fail_do_not_count(self, scoped: World, webhook: Endpoint) -> None:
        for _ in range(outcomes.MOST_FAILURES):
            outcomes.note_attempt(webhook, PermanentError("It answered 400"), 0.01, event="test")
        outcomes.note_attempt(webhook, PassingError("away"), 0.01, event="test")
        row = Endpoint.objects.get(pk=webhook.pk)
        assert (row.is_on, row.failures, row.failing_since, row.retry_at) == (True, 0, None, None)
        assert Attempt.objects.count() == outcomes.MOST_FAILURES + 1

    def test_nor_do_they_make_one_trouble_of_two(self, webhook: Endpoint) -> None:
        fail(webhook, 1, PassingError("away"))
        Endpoint.objects.update(failing_since=timezone.now() - timedelta(days=3))
        Attempt.objects.update(at=timezone.now() - timedelta(days=3))
        outcomes.note_attempt(webhook, PassingError("away"), 0.01, event="test")
        assert fail(webhook, 1, PassingError("away")).is_on

    def test_but_one_that_says_it_is_gone_does(self, webhook: Endpoint) -> None:
        outcomes.note_attempt(webhook, GoneError("It answered 410"), 0.01, event="test")
        assert Endpoint.objects.get(pk=webhook.pk).off_reason == "It asked for no more messages. It answered 410."

    def test_and_one_that_arrives_clears_what_failed(self, webhook: Endpoint) -> None:
        fail(webhook, 9, PassingError("away"))
        outcomes.note_attempt(webhook, Answer(200), 0.01, event="test")
        row = Endpoint.objects.get(pk=webhook.pk)
        assert (row.failing_since, row.retry_at) == (None, None)

    def test_a_long_answer_fits(self, webhook: Endpoint) -> None:
        assert len(fail(webhook, 10, PermanentError("x" * 5000 + "\0")).off_reason) == outcomes.LONGEST_REASON

    def test_a_mailbox_that_refuses(self, scoped: World, mail_server: MailServer) -> None:
        mail_server.on_recipient = "550 no such mailbox"
        tick(scoped.maya)
        mine = Delivery.objects.filter(channel="email", recipient=scoped.coach.membership)
        for _ in range(10):
            mine.update(state="queued")
            deliver(str(mine.get().pk))
        mailbox = Endpoint.objects.get(channel="email", owner=scoped.coach.membership)
        assert not mailbox.is_on
        assert "550" in mailbox.off_reason
        tick(scoped.maya, "swollen")
        assert mine.count() == 1

    def test_a_mail_server_that_is_away_is_not_the_mailbox_s_fault(
        self, scoped: World, mail_server: MailServer
    ) -> None:
        mail_server.stop()
        tick(scoped.maya)
        for one in Delivery.objects.filter(channel="email"):
            deliver(str(one.pk))
        assert not Endpoint.objects.exists()


class TestSayingSo:
    """To the organisation's owners and to whose it is, by another channel."""

    def notices(self) -> list[SwitchedOffNotice]:
        return list(SwitchedOffNotice.objects.order_by("id"))

    def tell(self) -> None:
        for one in self.notices():
            tell_switched_off(str(one.pk))

    def test_an_owner_reads_it_by_mail(self, scoped: World, webhook: Endpoint, mail_server: MailServer) -> None:
        fail(webhook, 10)
        assert [one.recipient for one in self.notices()] == [scoped.owner.membership]
        self.tell()
        (mail,) = mail_server.messages
        assert mail["To"] == scoped.owner.user.email
        assert mail["Subject"] == "“Club system” switched itself off"
        body = mail.get_body(preferencelist=("plain",))
        assert body is not None
        assert "10 messages in a row were refused" in body.get_content()
        assert reverse("settings_endpoint", args=[webhook.pk]) in body.get_content()
        assert self.notices()[0].state == "sent"

    def test_told_once(self, scoped: World, webhook: Endpoint, mail_server: MailServer) -> None:
        fail(webhook, 12)
        self.tell()
        self.tell()
        assert len(mail_server.messages) == 1

    def test_a_coach_s_own_channel_is_said_to_the_coach_too(self, scoped: World) -> None:
        room = Endpoint.objects.create(
            organisation=scoped.organisation, channel="chat", owner=scoped.coach.membership, label="Mine"
        )
        fail(room, 10)
        assert {one.recipient for one in self.notices()} == {scoped.owner.membership, scoped.coach.membership}

    @pytest.mark.usefixtures("private_allowed")
    def test_when_mail_is_what_is_off_another_way_is_taken(
        self, scoped: World, receiver: Receiver, mail_server: MailServer
    ) -> None:
        endpoints.create_chat(
            actor=scoped.owner.actor,
            label="Mine",
            address=f"ntfy://127.0.0.1:{receiver.port}/mine",
            for_everybody=False,
        )
        fail(outcomes.mailbox_of(scoped.owner.membership), 10)
        self.tell()
        assert not mail_server.messages
        assert "switched itself off" in receiver.calls[0].body.decode()

    def test_a_mail_server_that_is_away_is_tried_again(
        self, scoped: World, webhook: Endpoint, mail_server: MailServer
    ) -> None:
        mail_server.stop()
        fail(webhook, 10)
        self.tell()
        (row,) = self.notices()
        assert row.state == "waiting"
        assert row.due_at > timezone.now()

    def test_a_mistake_of_ours_is_tried_again_after_a_pause(
        self, scoped: World, webhook: Endpoint, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_: object, **__: object) -> None:
            raise LookupError("a template that is not there")

        monkeypatch.setattr("alerts.channels.email.channel.compose_plain", broken)
        fail(webhook, 10)
        self.tell()
        (row,) = self.notices()
        assert (row.state, row.error) == ("waiting", "LookupError: a template that is not there")
        assert row.due_at > timezone.now()
        SwitchedOffNotice.objects.update(at=timezone.now() - timedelta(days=1), due_at=timezone.now())
        self.tell()
        assert self.notices()[0].state == "dead"

    def test_nobody_who_has_left_hears_of_it(self, scoped: World, webhook: Endpoint, mail_server: MailServer) -> None:
        fail(webhook, 10)
        scoped.owner.membership.ended_at = timezone.now()
        scoped.owner.membership.save()
        self.tell()
        assert not mail_server.messages
        assert self.notices()[0].state == "dead"

    def test_however_many_channels_are_tried_one_worker_does(
        self, scoped: World, webhook: Endpoint, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Each may take 15 seconds, and a person may have forty."""
        renewed: list[object] = []

        @contextmanager
        def noted(row: object, *, seconds: int) -> Iterator[None]:
            renewed.append(row)
            yield

        monkeypatch.setattr("alerts.services.notices.kept", noted)
        fail(webhook, 10)
        self.tell()
        assert renewed == self.notices()

    def test_somebody_without_any_other_channel(self, scoped: World, webhook: Endpoint) -> None:
        EmailAddress.objects.all().delete()
        fail(webhook, 10)
        self.tell()
        assert self.notices()[0].state == "dead"

    def test_not_once_it_is_on_again(self, scoped: World, webhook: Endpoint, mail_server: MailServer) -> None:
        endpoints.switch_on(actor=scoped.owner.actor, endpoint=fail(webhook, 10))
        self.tell()
        assert not mail_server.messages
        assert self.notices()[0].state == "dead"

    def test_the_front_page_says_it_until_it_is_on_again(self, scoped: World, webhook: Endpoint) -> None:
        fail(webhook, 10)
        assert "Club system Switched itself off" in text_of(get(scoped.owner, reverse("today")))
        assert "Switched itself off" not in text_of(get(scoped.coach, reverse("today")))
        endpoints.switch_on(actor=scoped.owner.actor, endpoint=Endpoint.objects.get(pk=webhook.pk))
        assert not went_silent(scoped.owner.actor)
        assert "Switched itself off" not in text_of(get(scoped.owner, reverse("today")))


class TestSweeps:
    """What a lost nudge or a dead worker leaves is found again."""

    @pytest.fixture
    def nudged(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        keys: list[str] = []
        monkeypatch.setattr(sweeps, "nudge_again", lambda task, found, **_: keys.extend(found))
        return keys

    def test_notices_that_wait(self, webhook: Endpoint, nudged: list[str]) -> None:
        fail(webhook, 10)
        sweeps.waiting_notices()
        assert nudged == [str(SwitchedOffNotice.objects.get().pk)]

    def test_notices_of_a_worker_that_died(self, webhook: Endpoint, nudged: list[str]) -> None:
        fail(webhook, 10)
        (notice,) = SwitchedOffNotice.objects.all()
        assert claim(SwitchedOffNotice, notice.pk, seconds=30) is not None
        sweeps.waiting_notices()
        assert nudged == []
        SwitchedOffNotice.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        sweeps.waiting_notices()
        assert nudged == [str(notice.pk)]

    def test_messages_to_endpoints_too(self, scoped: World, webhook: Endpoint, nudged: list[str]) -> None:
        tick(scoped.maya)
        sweeps.waiting_deliveries()
        assert str(Delivery.objects.get(channel="webhook").pk) in nudged

    def test_the_logs_of_all_organisations_end(self, webhook: Endpoint) -> None:
        fail(webhook, 1)
        Attempt.objects.update(at=timezone.now() - timedelta(days=31))
        sweeps.old_attempts()
        assert not Attempt.objects.exists()


class TestTheStory:
    """Who was told, as the staff and as the athlete read it."""

    @pytest.mark.usefixtures("private_allowed")
    def test_by_every_channel(self, scoped: World, receiver: Receiver, mail_server: MailServer) -> None:
        room = f"ntfy://127.0.0.1:{receiver.port}/all"
        endpoints.create_chat(actor=scoped.owner.actor, label="Staff", address=room, for_everybody=True)
        endpoints.create_webhook(
            actor=scoped.owner.actor, label="Club", url=f"{receiver.url}/hook", events=["alert.opened"]
        )
        tick(scoped.maya)
        for one in Delivery.objects.filter(channel__in=["email", "chat", "webhook"]):
            deliver(str(one.pk))
        alert = only_alert()
        staff = {one.say: one.note for one in receipts(alert, scoped.coach.actor)}
        assert staff["Chat: “Staff”"].startswith("taken by the service")
        assert staff["Webhook “Club”"].startswith("taken by the receiver")
        athlete = " ".join(one.say for one in receipts(alert, scoped.maya.actor))
        assert "E-mail to" in athlete
        assert "Staff”" not in athlete
        assert "Club" not in athlete

    def test_a_chat_of_everybody_s_is_nobody_who_was_told(self, scoped: World) -> None:
        """The athlete's stop page counts people, not programs and rooms."""
        Endpoint.objects.create(organisation=scoped.organisation, channel="chat", label="Staff")
        check_in = tick(scoped.maya)
        Delivery.objects.filter(channel="chat").update(state="sent", sent_at=timezone.now())
        assert told(check_in).people == ()

    def test_a_push_message_that_was_taken_is(self, scoped: World) -> None:
        Endpoint.objects.create(
            organisation=scoped.organisation, channel="push", owner=scoped.coach.membership, label="Phone"
        )
        check_in = tick(scoped.maya)
        Delivery.objects.filter(channel="push").update(state="sent", sent_at=timezone.now())
        assert told(check_in).people == ("Coach of Northside",)


class TestOnAndOff:
    """By hand."""

    def test_on_again_counts_from_zero(self, scoped: World, webhook: Endpoint) -> None:
        endpoints.switch_on(actor=scoped.owner.actor, endpoint=fail(webhook, 10))
        row = Endpoint.objects.get()
        assert (row.is_on, row.failures, row.failing_since, row.off_reason) == (True, 0, None, "")
        assert fail(row, 9).is_on

    def test_off_by_hand_is_nothing_to_be_told_of(self, scoped: World, webhook: Endpoint) -> None:
        endpoints.switch_off(actor=scoped.owner.actor, endpoint=webhook)
        assert Endpoint.objects.get().off_reason == "Switched off by Owner of Northside."
        assert not SwitchedOffNotice.objects.exists()
        assert not went_silent(scoped.owner.actor)

    def test_a_test_is_possible_while_it_is_off(self, scoped: World, webhook: Endpoint) -> None:
        line = endpoints.try_out(actor=scoped.owner.actor, endpoint=fail(webhook, 10))
        assert (line.event, line.outcome) == ("test", "refused")

    @pytest.mark.parametrize("deed", [endpoints.switch_on, endpoints.switch_off, endpoints.remove, endpoints.try_out])
    def test_not_by_others(self, scoped: World, webhook: Endpoint, deed: Any) -> None:
        with pytest.raises(PermissionDenied):
            deed(actor=scoped.coach.actor, endpoint=webhook)
        mine = outcomes.mailbox_of(scoped.assistant.membership)
        with pytest.raises(PermissionDenied):
            deed(actor=scoped.owner.actor, endpoint=mine)

    @pytest.mark.parametrize("deed", [endpoints.switch_off, endpoints.remove])
    def test_mails_about_red_flags_cannot_be_stopped(self, scoped: World, deed: Any) -> None:
        with pytest.raises(ValidationError):
            deed(actor=scoped.coach.actor, endpoint=outcomes.mailbox_of(scoped.coach.membership))
        assert Endpoint.objects.get().is_on

    def test_the_log_ends_after_a_month(self, webhook: Endpoint) -> None:
        fail(webhook, 2)
        Attempt.objects.filter(pk=Attempt.objects.earliest("pk").pk).update(at=timezone.now() - timedelta(days=31))
        outcomes.forget_old_attempts()
        assert Attempt.objects.count() == 1


@pytest.mark.parametrize(
    ("broken", "constraint"),
    [
        ({"channel": "app"}, "endpoint_kind"),
        ({"channel": "push"}, "endpoint_owner"),
        ({"label": ""}, "endpoint_has_a_name"),
        ({"off_at": timezone.now()}, "endpoint_off_has_reason"),
        ({"off_reason": "why"}, "endpoint_off_has_reason"),
    ],
)
def test_the_database_holds_what_is_always_true(webhook: Endpoint, broken: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Endpoint.objects.filter(pk=webhook.pk).update(**broken)


def test_a_message_goes_to_one_and_once(scoped: World, webhook: Endpoint) -> None:
    tick(scoped.maya)
    call = Delivery.objects.get(channel="webhook")
    same: dict[str, Any] = {"organisation": scoped.organisation, "transition": call.transition, "channel": "webhook"}
    with pytest.raises(IntegrityError, match="delivery_once_an_endpoint"), transaction.atomic():
        Delivery.objects.create(endpoint=webhook, **same)
    for to in ({}, {"endpoint": webhook, "recipient": scoped.coach.membership}):
        with pytest.raises(IntegrityError, match="delivery_to_one"), transaction.atomic():
            Delivery.objects.create(**same, **to)
    assert call.person is None
    with pytest.raises(LookupError):
        call.reader.pk  # noqa: B018  asked for
