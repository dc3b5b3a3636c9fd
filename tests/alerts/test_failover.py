"""A red flag that cannot reach those whose turn it is goes to the next of the ladder at once, whatever changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from alerts.channels.base import Answer
from alerts.channels.chat import services
from alerts.channels.webpush.channel import PushChannel
from alerts.models import Alert, Channel, Delivery, Endpoint
from alerts.services import transitions
from alerts.services.deliveries import TRIED_FOR, hand_over
from alerts.services.endpoints import remove, switch_off, switch_on
from alerts.services.ladder_setting import drop_ladder, set_ladder
from alerts.services.outcomes import mailbox_of
from alerts.services.reminders import remind_due
from alerts.tasks import deliver
from athletes.models import Role, SquadStaff
from athletes.services.absences import come_back, go_away
from athletes.services.members import change_role, end_membership, limit_to_squads
from athletes.services.squads import set_squad_members
from coachhub.core.leases import claim
from coachhub.core.sealed import seal
from tests.alerts.acting import hurts, only_alert, story, tick, told
from tests.alerts.device import Device
from tests.alerts.mail_server import MailServer
from tests.alerts.receiver import Receiver, Reply
from tests.world import Person, World, make_member

COACH, ASSISTANT, OWNER = ("Coach of Northside", "Assistant of Northside", "Owner of Northside")


def without_mail(person: Person) -> None:
    EmailAddress.objects.filter(user=person.user).update(verified=False)


def send(channel: str = "email") -> None:
    """Every message of the channel whose time has come is handed over."""
    for one in Delivery.objects.filter(channel=channel, state__in=["queued", "waiting"]).order_by("id"):
        deliver(str(one.pk))


def a_sweep() -> list[str]:
    """What the next sweep adds to those who get a mail."""
    before = len(told(only_alert()))
    remind_due()
    return told(only_alert())[before:]


class TestNobodyThere:
    """A step that nothing outside the app reaches is told together with the next."""

    def test_a_coach_without_a_confirmed_address(self, scoped: World) -> None:
        without_mail(scoped.coach)
        tick(scoped.maya)
        assert told(only_alert()) == [ASSISTANT]

    def test_the_owner_still_comes_after_the_assistant(self, scoped: World) -> None:
        without_mail(scoped.coach)
        tick(scoped.maya)
        remind_at = only_alert().remind_at
        assert remind_at is not None
        assert timedelta(minutes=14) < remind_at - timezone.now() <= timedelta(minutes=15)
        Alert.objects.update(open_since=timezone.now() - timedelta(minutes=16), remind_at=timezone.now())
        send()
        assert a_sweep()[-1] == OWNER

    def test_nor_does_a_look_wait_for_them(self, scoped: World) -> None:
        without_mail(scoped.coach)
        hurts(scoped.maya, 8)
        assert told(only_alert()) == [ASSISTANT]

    def test_who_has_a_device_is_there(self, scoped: World, receiver: Receiver, private_allowed: None) -> None:
        without_mail(scoped.coach)
        Device(receiver).allow(scoped.coach)
        tick(scoped.maya)
        assert not told(only_alert())
        assert Delivery.objects.filter(channel="push").count() == 1

    def test_with_nobody_at_all_in_reach_a_room_of_everybody_s_is_told(self, scoped: World) -> None:
        for one in (scoped.coach, scoped.assistant, scoped.owner):
            without_mail(one)
        Endpoint.objects.create(organisation=scoped.organisation, channel=Channel.CHAT, label="Coaches")
        tick(scoped.maya)
        assert [one.channel for one in Delivery.objects.exclude(channel="app")] == ["chat"]

    def test_the_last_of_the_ladder_are_tried_all_the_same(self, scoped: World, mail_server: MailServer) -> None:
        mailbox_of(scoped.owner.membership)
        Endpoint.objects.update(failures=1)
        tick(scoped.maya)
        send()
        Alert.objects.update(open_since=timezone.now() - timedelta(minutes=31), remind_at=timezone.now())
        assert a_sweep() == [COACH, ASSISTANT, OWNER]
        send()
        assert Endpoint.objects.get(owner=scoped.owner.membership).takes

    def test_with_nobody_of_the_ladder_in_reach_all_others_are_told(self, scoped: World) -> None:
        set_ladder(actor=scoped.owner.actor, squad=None, minutes={Role.COACH: 0})
        without_mail(scoped.coach)
        tick(scoped.maya)
        assert told(only_alert()) == [OWNER, ASSISTANT]

    def test_another_coach_of_the_step_is_enough(self, scoped: World) -> None:
        without_mail(scoped.coach)
        make_member(scoped.organisation, Role.COACH, "Coach Two")
        tick(scoped.maya)
        assert told(only_alert()) == ["Coach Two"]


class TestRefused:
    """What is refused for good brings the next step, once."""

    def test_a_device_that_is_gone(self, scoped: World, receiver: Receiver, private_allowed: None) -> None:
        without_mail(scoped.coach)
        Device(receiver).allow(scoped.coach)
        tick(scoped.maya)
        receiver.reply = Reply(410)
        send("push")
        assert a_sweep() == [ASSISTANT]

    def test_an_address_that_is_refused(self, scoped: World, mail_server: MailServer) -> None:
        tick(scoped.maya)
        mail_server.on_recipient = "550 no such user"
        send()
        assert a_sweep() == [COACH, ASSISTANT]

    def test_refused_again_it_waits_for_the_usual_time(self, scoped: World, mail_server: MailServer) -> None:
        tick(scoped.maya)
        mail_server.on_recipient = "550 no such user"
        send()
        a_sweep()
        send()
        assert a_sweep() == [COACH, ASSISTANT, OWNER]
        send()
        assert a_sweep() == []

    def test_not_while_something_else_reaches_them(
        self, scoped: World, mail_server: MailServer, receiver: Receiver, private_allowed: None
    ) -> None:
        Device(receiver).allow(scoped.coach)
        tick(scoped.maya)
        mail_server.on_recipient = "550 no such user"
        send()
        assert a_sweep() == []

    def test_not_once_somebody_is_on_it(self, scoped: World, mail_server: MailServer) -> None:
        tick(scoped.maya)
        transitions.acknowledge(actor=scoped.owner.actor, alert=only_alert())
        mail_server.on_recipient = "550 no such user"
        send()
        assert a_sweep() == []
        assert only_alert().remind_at is None

    def test_trouble_that_passes_is_waited_out(self, scoped: World, mail_server: MailServer) -> None:
        tick(scoped.maya)
        mail_server.on_recipient = "451 try later"
        send()
        assert a_sweep() == []

    def test_a_mailbox_that_takes_mails_again_is_in_reach_again(self, scoped: World, mail_server: MailServer) -> None:
        tick(scoped.samira)
        mail_server.on_recipient = "550 mailbox full"
        send()
        mail_server.on_recipient = "250 taken"
        a_sweep()
        send()
        tick(scoped.maya)
        maya = Alert.objects.get(athlete=scoped.maya.athlete)
        assert told(maya) == [COACH]


class TestChannelsThatGo:
    """A device is removed, switched off or given up while a red flag is on its way to it."""

    @pytest.fixture
    def device(self, scoped: World, receiver: Receiver, private_allowed: None) -> Endpoint:
        """The only way to the coach outside the app."""
        without_mail(scoped.coach)
        return Device(receiver).allow(scoped.coach)

    @pytest.mark.parametrize("deed", [remove, switch_off])
    def test_before_it_was_sent(self, scoped: World, device: Endpoint, deed: Callable[..., None]) -> None:
        tick(scoped.maya)
        deed(actor=scoped.coach.actor, endpoint=device)
        send("push")
        (push,) = Delivery.objects.filter(channel="push")
        assert (push.state, push.error[:36]) == ("dead", "Not sent: this channel is switched o")
        assert a_sweep() == [ASSISTANT]

    def test_while_a_worker_sends_it(
        self, scoped: World, device: Endpoint, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tick(scoped.maya)
        (push,) = Delivery.objects.filter(channel="push")
        really = PushChannel.send

        def removed_meanwhile(channel: PushChannel, delivery: Delivery, also: Sequence[Delivery] = ()) -> Answer:
            answer = really(channel, delivery, also)
            remove(actor=scoped.coach.actor, endpoint=device)
            return answer

        monkeypatch.setattr(PushChannel, "send", removed_meanwhile)
        deliver(str(push.pk))
        push.refresh_from_db()
        assert (push.state, len(receiver.calls)) == ("sent", 1)
        assert a_sweep() == [ASSISTANT]

    def test_between_claim_and_sending(self, scoped: World, device: Endpoint, receiver: Receiver) -> None:
        tick(scoped.maya)
        (push,) = Delivery.objects.filter(channel="push")
        claimed = claim(Delivery, push.pk, seconds=30)
        assert claimed is not None
        remove(actor=scoped.coach.actor, endpoint=device)
        hand_over(claimed)
        push.refresh_from_db()
        assert (push.state, receiver.calls) == ("dead", [])

    def test_an_address_that_no_service_knows_any_more(self, scoped: World, monkeypatch: pytest.MonkeyPatch) -> None:
        without_mail(scoped.coach)
        room = seal({"address": "ntfy://here/there"})
        Endpoint.objects.create(
            organisation=scoped.organisation, channel="chat", label="Mine", owner=scoped.coach.membership, sealed=room
        )
        tick(scoped.maya)
        monkeypatch.setattr(services, "_kinds", dict)
        send("chat")
        (chat,) = Delivery.objects.filter(channel="chat")
        assert (chat.state, chat.error[:10]) == ("dead", "This names")
        assert a_sweep() == [ASSISTANT]

    def test_one_that_was_off_and_on_again_is_told_of_what_comes(self, scoped: World, device: Endpoint) -> None:
        switch_off(actor=scoped.coach.actor, endpoint=device)
        tick(scoped.maya)
        assert told(only_alert()) == [ASSISTANT]
        switch_on(actor=scoped.coach.actor, endpoint=device)
        Alert.objects.update(remind_at=timezone.now())
        remind_due()
        assert Delivery.objects.filter(channel="push", state="queued").count() == 1


class TestLongTrouble:
    """However long a channel was away: it is tried with each telling, not an hour after it came back."""

    def test_a_reminder_tries_what_waits(self, scoped: World, mail_server: MailServer) -> None:
        tick(scoped.maya)
        mail = Delivery.objects.get(channel="email")
        Delivery.objects.filter(pk=mail.pk).update(
            state="waiting", error="away", attempts=5, due_at=timezone.now() + timedelta(minutes=70)
        )
        Alert.objects.update(remind_at=timezone.now())
        assert a_sweep() == []
        send()
        mail.refresh_from_db()
        assert (mail.state, mail.attempts) == ("sent", 6)
        assert len(mail_server.messages) == 1

    def test_what_nobody_is_reminded_of_keeps_its_pause(self, scoped: World) -> None:
        assert timedelta(hours=1) < TRIED_FOR
        hurts(scoped.maya, 8)
        later = timezone.now() + timedelta(minutes=70)
        Delivery.objects.filter(channel="email").update(state="waiting", error="away", due_at=later)
        hurts(scoped.maya, 9, days_ago=0)
        assert Delivery.objects.get(channel="email").due_at == later


def leaves(world: World) -> None:
    end_membership(actor=world.owner.actor, membership=world.coach.membership)


def loses_the_squad(world: World) -> None:
    limit_to_squads(actor=world.owner.actor, membership=world.coach.membership, squads=[world.football.pk])


def goes_away(world: World) -> None:
    today = timezone.localdate()
    go_away(
        actor=world.coach.actor,
        membership=world.coach.membership,
        first=today - timedelta(days=1),
        last=today + timedelta(days=1),
        stand_in=world.assistant.membership,
    )


class TestPeople:
    """Who was told is not there any more: whoever is hears of it with the next sweep."""

    @pytest.mark.parametrize("gone", [leaves, loses_the_squad, goes_away])
    def test_the_coach_goes_while_it_climbs(self, scoped: World, gone: Callable[[World], None]) -> None:
        tick(scoped.maya)
        gone(scoped)
        assert a_sweep() == [ASSISTANT]
        assert a_sweep() == []

    def test_the_athlete_is_moved_to_another_squad(self, scoped: World) -> None:
        only_powerlifting = [scoped.powerlifting.pk]
        limit_to_squads(actor=scoped.owner.actor, membership=scoped.coach.membership, squads=only_powerlifting)
        theirs = make_member(scoped.organisation, Role.COACH, "Coach of football").membership
        SquadStaff.objects.create(organisation=scoped.organisation, squad=scoped.football, membership=theirs)
        tick(scoped.maya)
        assert told(only_alert()) == [COACH]
        both = [scoped.samira.athlete.pk, scoped.maya.athlete.pk]
        set_squad_members(actor=scoped.owner.actor, squad=scoped.powerlifting, athletes=[])
        set_squad_members(actor=scoped.owner.actor, squad=scoped.football, athletes=both)
        assert a_sweep() == ["Coach of football"]
        assert a_sweep() == []

    def test_a_stand_in_s_time_ends_while_it_climbs(self, scoped: World) -> None:
        goes_away(scoped)
        tick(scoped.maya)
        assert told(only_alert()) == [ASSISTANT]
        come_back(actor=scoped.coach.actor, absence=scoped.coach.membership.absences.get())
        assert a_sweep() == [COACH]

    def test_a_change_elsewhere_tells_nobody_again(self, scoped: World) -> None:
        tick(scoped.maya)
        end_membership(actor=scoped.owner.actor, membership=scoped.clinician.membership)
        assert a_sweep() == []
        assert story(only_alert()) == ["opened"]

    def test_with_nobody_left_it_waits_for_somebody(self, scoped: World) -> None:
        tick(scoped.maya)
        set_squad_members(actor=scoped.owner.actor, squad=scoped.powerlifting, athletes=[])
        for one in (scoped.coach, scoped.owner):
            SquadStaff.objects.create(
                organisation=scoped.organisation, squad=scoped.football, membership=one.membership
            )
        end_membership(actor=scoped.owner.actor, membership=scoped.clinician.membership)
        assert a_sweep() == []
        set_squad_members(actor=scoped.owner.actor, squad=scoped.powerlifting, athletes=[scoped.maya.athlete.pk])
        assert a_sweep() == [ASSISTANT]

    def test_a_coach_who_joins_the_first_step_hears_of_what_is_open(self, scoped: World) -> None:
        clinician = scoped.clinician.membership
        tick(scoped.maya)
        change_role(actor=scoped.owner.actor, membership=clinician, role=Role.COACH)
        assert a_sweep() == ["Clinician of Northside"]


class TestLadder:
    """A ladder that is changed while it runs counts from then on."""

    def in_minutes(self) -> int:
        remind_at = only_alert().remind_at
        assert remind_at is not None
        return round((remind_at - timezone.now()).total_seconds() / 60)

    def test_a_step_that_comes_sooner(self, scoped: World) -> None:
        tick(scoped.maya)
        assert self.in_minutes() == 15
        set_ladder(actor=scoped.owner.actor, squad=None, minutes={Role.COACH: 0, Role.OWNER: 5})
        assert self.in_minutes() == 5

    def test_a_step_whose_time_would_be_over(self, scoped: World) -> None:
        tick(scoped.maya)
        Alert.objects.update(open_since=timezone.now() - timedelta(minutes=10))
        Delivery.objects.filter(channel="email").update(state="sent", sent_at=timezone.now())
        set_ladder(actor=scoped.owner.actor, squad=scoped.powerlifting, minutes={Role.OWNER: 3})
        assert a_sweep() == [OWNER]

    def test_back_to_the_usual(self, scoped: World) -> None:
        set_ladder(actor=scoped.owner.actor, squad=scoped.powerlifting, minutes={Role.OWNER: 3})
        tick(scoped.maya)
        assert told(only_alert()) == [OWNER]
        drop_ladder(actor=scoped.owner.actor, squad=scoped.powerlifting)
        assert a_sweep() == [COACH]
