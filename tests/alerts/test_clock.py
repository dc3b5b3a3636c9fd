"""A clock that is put back, or runs behind the database's: no red flag waits for it to catch up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db.models.functions import Now
from django.utils import timezone

from alerts.channels.email import server
from alerts.models import Alert, AlertTransition, Attempt, Channel, Delivery, Endpoint
from alerts.services import transitions
from alerts.services.outcomes import PAUSE, paused_until
from alerts.services.reminders import remind_due, wake_due
from alerts.tasks import deliver
from tests.alerts.acting import hurts, only_alert, story, tick, told
from tests.alerts.mail_server import MailServer
from tests.clock import AN_HOUR, put_back_an_hour
from tests.world import World


@pytest.fixture
def red_flag(scoped: World) -> Alert:
    tick(scoped.maya)
    return only_alert()


@pytest.fixture
def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    put_back_an_hour(monkeypatch)


def opened_until_now(alert: Alert) -> None:
    """The alert's mails are sent, and its next telling is due."""
    for mail in Delivery.objects.filter(transition__alert=alert, channel="email", state="queued"):
        deliver(str(mail.pk))
    Alert.objects.update(remind_at=timezone.now())


class TestOrder:
    """What happens to an alert stays in the order in which it happened."""

    def test_a_reminder_is_not_taken_for_older_than_what_it_reminds_of(
        self, red_flag: Alert, mail_server: MailServer, put_back: None
    ) -> None:
        opened_until_now(red_flag)
        remind_due()
        opened_until_now(red_flag)
        assert [(one.state, one.error) for one in Delivery.objects.filter(channel="email")] == [("sent", "")] * 2
        assert len(mail_server.messages) == 2

    def test_the_story_is_told_as_it_was(self, scoped: World, red_flag: Alert, put_back: None) -> None:
        transitions.acknowledge(actor=scoped.coach.actor, alert=red_flag)
        transitions.reopen(actor=scoped.coach.actor, alert=red_flag)
        tick(scoped.maya, "numb_cold")
        assert story(red_flag) == ["opened", "acknowledged", "reopened", "raised"]

    def test_ids_are_still_of_their_kind(self, scoped: World, red_flag: Alert, put_back: None) -> None:
        transitions.acknowledge(actor=scoped.coach.actor, alert=red_flag)
        assert {one.pk.version for one in AlertTransition.objects.all()} == {7}


class TestWaiting:
    """A moment that was written by a clock that has been put back since is not waited for."""

    def test_a_red_flag_is_told_although_its_time_is_an_hour_too_late(self, red_flag: Alert) -> None:
        Alert.objects.update(remind_at=Now() + AN_HOUR + timedelta(minutes=14))
        remind_due()
        assert story(red_flag) == ["opened", "reminded"]

    def test_a_wait_longer_than_any_wait_is_over(self, scoped: World, red_flag: Alert) -> None:
        transitions.acknowledge(actor=scoped.coach.actor, alert=red_flag)
        transitions.snooze(actor=scoped.coach.actor, alert=red_flag, until=timezone.now() + timedelta(hours=11))
        wake_due()
        assert story(red_flag)[-1] == "snoozed"
        Alert.objects.update(snoozed_until=Now() + timedelta(hours=14))
        wake_due()
        assert story(red_flag)[-1] == "reminded"

    def test_a_look_may_wait_for_weeks(self, scoped: World) -> None:
        hurts(scoped.maya, 9)
        transitions.snooze(actor=scoped.coach.actor, alert=only_alert(), until=timezone.now() + timedelta(days=27))
        wake_due()
        assert story(only_alert())[-1] == "snoozed"
        Alert.objects.update(snoozed_until=Now() + timedelta(days=29))
        wake_due()
        assert story(only_alert())[-1] == "reminded"

    def test_a_message_of_next_year_is_sent_now(self, red_flag: Alert, mail_server: MailServer) -> None:
        mail = Delivery.objects.get(channel="email")
        Delivery.objects.filter(pk=mail.pk).update(state="waiting", due_at=Now() + timedelta(days=365))
        deliver(str(mail.pk))
        assert Delivery.objects.get(pk=mail.pk).state == "sent"

    def test_the_mail_server_is_given_a_moment_and_no_more(self, red_flag: Alert) -> None:
        cache.set(server._key(), timezone.now() + AN_HOUR, timeout=7200)
        assert server.given_a_moment_until() is None
        cache.set(server._key(), timezone.now() + server.PAUSE / 2, timeout=7200)
        assert server.given_a_moment_until() is not None

    @pytest.mark.parametrize("is_red_flag", [True, False])
    def test_so_is_an_endpoint(self, scoped: World, *, is_red_flag: bool) -> None:
        room = Endpoint.objects.create(
            organisation=scoped.organisation,
            channel=Channel.CHAT,
            label="Coaches",
            retry_at=Now() + 2 * AN_HOUR,
            failing_since=Now() + AN_HOUR,
        )
        Attempt.objects.create(
            organisation=scoped.organisation,
            endpoint=room,
            event="alert.opened",
            outcome="passing",
            at=Now() + 2 * AN_HOUR - PAUSE,
            took_ms=1,
        )
        room.refresh_from_db()
        assert paused_until(room, is_red_flag=is_red_flag) is None


class TestLadder:
    """The first of the ladder are told at once, whatever two clocks say to each other."""

    def test_although_the_alert_seems_to_begin_later(self, scoped: World, red_flag: Alert) -> None:
        opened_until_now(red_flag)
        Alert.objects.update(open_since=Now() + AN_HOUR)
        remind_due()
        assert told(red_flag) == [scoped.coach.user.name] * 2

    def test_by_a_machine_whose_clock_is_behind(self, scoped: World, monkeypatch: pytest.MonkeyPatch) -> None:
        now = timezone.now
        monkeypatch.setattr("alerts.services.recipients.timezone.now", lambda: now() - timedelta(seconds=3))
        tick(scoped.maya)
        assert told(only_alert()) == [scoped.coach.user.name]
