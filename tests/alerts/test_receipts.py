"""Who was told, by which channel, and when it arrived: for coaches in full, for the athlete in a line."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from alerts.channels.app.seen import mark_seen
from alerts.models import Alert, Delivery
from alerts.selectors.receipts import Receipt, receipts, told
from alerts.services import transitions
from alerts.services.ladder_setting import set_ladder
from alerts.services.reminders import remind_due
from alerts.tasks import deliver
from athletes.models import Consent, ConsentKind, Role
from sessions.models import CheckIn
from tests.alerts.acting import answers, hurts, only_alert, tick
from tests.alerts.mail_server import MailServer
from tests.world import World

pytestmark = pytest.mark.usefixtures("flat_ladder")


def send_mails() -> None:
    for one in Delivery.objects.filter(channel="email", state__in=["queued", "waiting"]):
        deliver(str(one.pk))


def remind() -> None:
    Alert.objects.update(remind_at=timezone.now() - timedelta(seconds=1))
    remind_due()


def rows(world: World) -> list[Receipt]:
    return list(receipts(only_alert(), world.coach.actor))


def row(world: World, icon: str) -> Receipt:
    """The last row with this icon."""
    return [one for one in rows(world) if one.icon == icon][-1]


class TestReceipts:
    """As it was and is."""

    def test_from_the_phone_to_what_is_to_come(self, scoped: World) -> None:
        tick(scoped.maya)
        assert [(one.icon, one.say) for one in rows(scoped)] == [
            ("device", "Stop page shown on Maya’s phone"),
            ("screen", "Reached CoachHub"),
            ("bell", "In the app, you, Assistant of Northside and Owner of Northside"),
            ("mail", "E-mail to you, Assistant of Northside and Owner of Northside"),
            ("again", "Told again unless somebody acknowledges"),
        ]
        moments = [one.at for one in rows(scoped)]
        assert moments == sorted(moments)

    @pytest.mark.parametrize(
        ("ago", "note"),
        [
            (timedelta(0), "at once"),
            (timedelta(seconds=45), "45 seconds after it was answered"),
            (timedelta(minutes=9), "9 minutes after it was answered"),
            (timedelta(hours=1, minutes=5), "1 hour after it was answered"),
            (timedelta(days=2), "48 hours after it was answered"),
        ],
    )
    def test_how_long_it_took_from_the_phone(self, scoped: World, ago: timedelta, note: str) -> None:
        tick(scoped.maya, entry=answers("stuck", ago=ago))
        assert row(scoped, "screen").note == note

    def test_the_page_was_shown_before_anything_was_sent(self, scoped: World) -> None:
        tick(scoped.maya)
        assert row(scoped, "device").note == "before anything was sent"

    def test_what_the_log_showed_was_noticed(self, scoped: World) -> None:
        hurts(scoped.maya, 8)
        assert rows(scoped)[0].say == "Noticed in the log"
        assert not [one for one in rows(scoped) if one.is_next]

    def test_in_the_app_until_somebody_has_seen_it(self, scoped: World) -> None:
        tick(scoped.maya)
        assert row(scoped, "bell").note == "not seen yet"

    def test_whose_screen_it_was_on(self, scoped: World) -> None:
        tick(scoped.maya)
        mark_seen(scoped.coach.actor, [only_alert()])
        mark_seen(scoped.owner.actor, [only_alert()])
        seen = timezone.localtime(Delivery.objects.get(recipient=scoped.coach.membership, channel="app").seen_at)
        note = row(scoped, "bell").note
        assert f"on your screen {seen:%H:%M:%S}" in note
        assert "on Owner of Northside’s screen" in note
        assert note.endswith("Assistant of Northside: not seen yet")

    def test_a_mail_on_its_way_and_taken(self, scoped: World, mail_server: MailServer) -> None:
        tick(scoped.maya)
        assert row(scoped, "mail").note == "on its way"
        send_mails()
        sent = max(one.sent_at for one in Delivery.objects.filter(channel="email") if one.sent_at)
        assert row(scoped, "mail").note == f"taken by the mail server {timezone.localtime(sent):%H:%M:%S}"

    def test_a_mail_that_waits_says_until_when_and_why(self, scoped: World, mail_server: MailServer) -> None:
        mail_server.on_recipient = "451 greylisted"
        tick(scoped.maya)
        send_mails()
        note = row(scoped, "mail").note
        assert note.startswith("tried again at ")
        assert "greylisted" in note

    def test_a_mail_given_up_says_whose_and_why(self, scoped: World, mail_server: MailServer) -> None:
        tick(scoped.maya)
        mail_server.on_recipient = "550 no such mailbox"
        deliver(str(Delivery.objects.get(channel="email", recipient=scoped.owner.membership).pk))
        mail_server.on_recipient = "250 taken"
        send_mails()
        note = row(scoped, "mail").note
        assert "you and Assistant of Northside: taken by the mail server" in note
        assert "Owner of Northside: The mail server says 550: no such mailbox" in note

    def test_what_the_mail_server_said_is_not_for_the_athlete(self, scoped: World, mail_server: MailServer) -> None:
        """It names addresses of the staff."""
        tick(scoped.maya)
        mail_server.on_recipient = f"550 <{scoped.owner.user.email}> no such mailbox"
        deliver(str(Delivery.objects.get(channel="email", recipient=scoped.owner.membership).pk))
        mail_server.on_recipient = f"451 <{scoped.coach.user.email}> greylisted"
        send_mails()
        read = [one.note for one in receipts(only_alert(), scoped.maya.actor) if one.icon == "mail"][-1]
        assert "@" not in read
        assert "Owner of Northside: not delivered" in read
        assert "tried again at " in read

    def test_of_many_reminders_the_last_with_their_number(self, scoped: World) -> None:
        tick(scoped.maya)
        for _ in range(3):
            remind()
        says = [one.say for one in rows(scoped)]
        assert "Told again, three times by now" in says
        assert says.count("In the app, you, Assistant of Northside and Owner of Northside") == 2

    def test_one_reminder_is_not_counted(self, scoped: World) -> None:
        tick(scoped.maya)
        remind()
        assert "Told again" in [one.say for one in rows(scoped)]

    def test_acknowledged_there_is_nothing_to_come(self, scoped: World) -> None:
        tick(scoped.maya)
        transitions.acknowledge(actor=scoped.coach.actor, alert=only_alert())
        assert not [one for one in rows(scoped) if one.is_next]

    def test_what_is_to_come_says_how_often(self, scoped: World) -> None:
        tick(scoped.maya)
        coming = rows(scoped)[-1]
        assert coming.is_next
        assert coming.at == only_alert().remind_at
        assert coming.note == "then every 15 minutes, by all channels"

    def test_nobody_to_tell_is_said(self, scoped: World) -> None:
        Consent.objects.filter(athlete=scoped.maya.athlete, kind=ConsentKind.SHARE_COACH).delete()
        tick(scoped.maya)
        says = [one.say for one in receipts(only_alert(), scoped.maya.actor)]
        assert says[-1] == "Nobody can be told: no coach may see Maya’s log"

    def test_a_second_tick_has_its_own_way_from_the_phone(self, scoped: World) -> None:
        tick(scoped.maya, "stuck")
        tick(scoped.maya, "stuck")
        assert [one.say for one in rows(scoped)].count("Stop page shown on Maya’s phone") == 2

    def test_without_a_reader_everybody_has_a_name(self, scoped: World) -> None:
        tick(scoped.maya)
        assert "you" not in " ".join(one.say for one in receipts(only_alert())).split()

    def test_it_costs_the_same_after_a_hundred_reminders(
        self, scoped: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        tick(scoped.maya)
        for _ in range(30):
            remind()
        alert, actor = only_alert(), scoped.coach.actor
        with django_assert_max_num_queries(12):
            receipts(alert, actor)


class TestSeen:
    """The first time it was on somebody's screen."""

    def test_only_one_s_own_and_only_once(self, scoped: World) -> None:
        tick(scoped.maya)
        assert mark_seen(scoped.coach.actor, [only_alert()]) == 1
        first = Delivery.objects.get(recipient=scoped.coach.membership, channel="app").seen_at
        assert mark_seen(scoped.coach.actor, [only_alert()]) == 0
        assert Delivery.objects.get(recipient=scoped.coach.membership, channel="app").seen_at == first
        assert Delivery.objects.filter(seen_at=None, channel="app").count() == 2

    def test_only_what_was_shown(self, scoped: World) -> None:
        tick(scoped.maya)
        tick(scoped.samira)
        mark_seen(scoped.coach.actor, Alert.objects.filter(athlete=scoped.maya.athlete))
        unseen = Delivery.objects.filter(recipient=scoped.coach.membership, channel="app", seen_at=None)
        assert [one.transition.alert.athlete.first_name for one in unseen] == ["Samira"]

    def test_of_somebody_who_was_told_nothing_there_is_nothing_to_note(self, scoped: World) -> None:
        tick(scoped.maya)
        assert mark_seen(scoped.clinician.actor, [only_alert()]) == 0

    def test_a_mail_is_not_seen_by_it(self, scoped: World) -> None:
        tick(scoped.maya)
        mark_seen(scoped.coach.actor, [only_alert()])
        assert not Delivery.objects.filter(channel="email").exclude(seen_at=None).exists()


class TestTold:
    """The line on the athlete's stop page."""

    @pytest.fixture
    def check_in(self, scoped: World) -> CheckIn:
        return tick(scoped.maya)

    def test_at_first_nobody_was_reached(self, check_in: CheckIn) -> None:
        now = told(check_in)
        assert (now.at, now.people, now.nobody, now.on_it) == (None, (), False, "")

    def test_a_row_in_the_app_is_not_yet_a_person(self, scoped: World, check_in: CheckIn) -> None:
        mark_seen(scoped.coach.actor, [only_alert()])
        now = told(check_in)
        assert now.people == ("Coach of Northside",)
        assert now.at == Delivery.objects.get(recipient=scoped.coach.membership, channel="app").seen_at

    def test_a_mail_that_was_taken_is(self, scoped: World, check_in: CheckIn, mail_server: MailServer) -> None:
        deliver(str(Delivery.objects.get(channel="email", recipient=scoped.owner.membership).pk))
        assert told(check_in).people == ("Owner of Northside",)

    def test_one_that_was_refused_is_not(self, check_in: CheckIn, mail_server: MailServer) -> None:
        mail_server.on_recipient = "550 no such mailbox"
        send_mails()
        assert told(check_in).at is None

    def test_in_the_order_in_which_they_were_reached(
        self, scoped: World, check_in: CheckIn, mail_server: MailServer
    ) -> None:
        mark_seen(scoped.owner.actor, [only_alert()])
        deliver(str(Delivery.objects.get(channel="email", recipient=scoped.coach.membership).pk))
        deliver(str(Delivery.objects.get(channel="email", recipient=scoped.owner.membership).pk))
        assert told(check_in).people == ("Owner of Northside", "Coach of Northside")

    def test_who_is_on_it(self, scoped: World, check_in: CheckIn) -> None:
        transitions.acknowledge(actor=scoped.coach.actor, alert=only_alert())
        assert told(check_in).on_it == "Coach of Northside"
        transitions.reopen(actor=scoped.coach.actor, alert=only_alert())
        assert told(check_in).on_it == ""

    def test_being_given_it_is_not_being_on_it(self, scoped: World, check_in: CheckIn) -> None:
        transitions.assign(actor=scoped.owner.actor, alert=only_alert(), to=scoped.coach.membership)
        assert told(check_in).on_it == ""

    def test_a_second_answer_asks_anew_who_knows_of_it(self, scoped: World, check_in: CheckIn) -> None:
        mark_seen(scoped.coach.actor, [only_alert()])
        second = tick(scoped.maya, "stuck")
        assert told(second).at is None
        mark_seen(scoped.coach.actor, [only_alert()])
        assert told(second).people == ("Coach of Northside",)

    def test_nobody_who_could_be_told_is_said(self, scoped: World) -> None:
        Consent.objects.filter(athlete=scoped.maya.athlete, kind=ConsentKind.SHARE_COACH).delete()
        assert told(tick(scoped.maya)).nobody

    def test_nobody_reached_although_there_was_time_is_said(
        self, scoped: World, check_in: CheckIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert not told(check_in).unreached
        monkeypatch.setattr("alerts.selectors.receipts.TIME_ENOUGH", timedelta(0))
        assert told(check_in).unreached
        mark_seen(scoped.coach.actor, [only_alert()])
        assert not told(check_in).unreached

    def test_whoever_was_told_before_the_consent_ended_was_told(self, scoped: World, check_in: CheckIn) -> None:
        mark_seen(scoped.coach.actor, [only_alert()])
        Consent.objects.filter(athlete=scoped.maya.athlete, kind=ConsentKind.SHARE_COACH).delete()
        assert (told(check_in).nobody, told(check_in).people) == (False, ("Coach of Northside",))

    def test_none_of_these_told_nobody(self, scoped: World) -> None:
        assert told(tick(scoped.maya, entry=answers())).at is None


class TestTheLadderToCome:
    """Whose turn comes next is said to those who read it."""

    @pytest.fixture(autouse=True)
    def _one_after_the_other(self, scoped: World, flat_ladder: None) -> None:
        set_ladder(actor=scoped.owner.actor, squad=None, minutes={Role.COACH: 0, Role.ASSISTANT: 20, Role.OWNER: 40})

    def to_come(self, world: World) -> list[str]:
        return [one.say for one in rows(world) if one.is_next]

    def test_assistants_then_owners(self, scoped: World) -> None:
        tick(scoped.maya)
        assert self.to_come(scoped) == [
            "Told again unless somebody acknowledges",
            "Then also outside the app: Assistant of Northside",
            "Then also outside the app: Owner of Northside",
        ]

    def test_not_those_whose_turn_has_come(self, scoped: World) -> None:
        tick(scoped.maya)
        Alert.objects.update(open_since=timezone.now() - timedelta(minutes=30))
        assert self.to_come(scoped)[1:] == ["Then also outside the app: Owner of Northside"]

    def test_of_tier_a_everybody_knows_already(self, scoped: World) -> None:
        tick(scoped.maya, "numb_cold")
        assert self.to_come(scoped) == ["Told again unless somebody acknowledges"]
