"""The morning mail: ranked, short, at each person's hour, once a day, and only when there is something to say."""

from __future__ import annotations

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db.models.functions import Now
from django.utils import timezone

from alerts.channels.email import server
from alerts.channels.email.digest import headline
from alerts.models import Alert, Digest, Preferences
from alerts.selectors.digest import MOST_LINES, digest_of
from alerts.services import transitions
from alerts.services.digests import TOO_LATE, expect_anew, expect_digest, expect_digests
from alerts.services.preferences import set_preferences
from alerts.tasks import deliver_digest
from athletes.models import Membership
from athletes.services.organisations import change_organisation
from tests.alerts.acting import hurts, tick
from tests.alerts.mail_server import MailServer
from tests.world import Person, World, make_athlete


def due_now(person: Person) -> Digest:
    """The person's mail of this very hour."""
    zone = ZoneInfo(person.membership.organisation.time_zone)
    local = timezone.now().astimezone(zone)
    set_preferences(actor=person.actor, quiet_from=None, quiet_until=None, digest_at=local.time())
    Digest.objects.filter(membership=person.membership).delete()
    return Digest.objects.create(
        organisation_id=person.membership.organisation_id,
        membership=person.membership,
        day=local.date(),
        due_at=Now(),
        first_due_at=local,
    )


def send(digest: Digest) -> Digest:
    deliver_digest(str(digest.pk))
    return Digest.objects.get(pk=digest.pk)


class TestWhatItSays:
    """One line an athlete, the most urgent first."""

    def test_red_flags_before_what_is_to_be_looked_at(self, scoped: World) -> None:
        hurts(scoped.maya, 8)
        tick(scoped.samira)
        said = digest_of(scoped.coach.actor)
        assert [(one.name, one.is_stop) for one in said.lines] == [("Samira Haddad", True), ("Maya Lindqvist", False)]
        assert headline(said) == "1 red flag, 1 to look at"

    def test_several_of_one_athlete_are_one_line(self, scoped: World) -> None:
        hurts(scoped.maya, 8)
        tick(scoped.maya)
        (line,) = digest_of(scoped.coach.actor).lines
        assert (line.is_stop, line.more) == (True, 1)

    def test_who_is_on_it(self, scoped: World) -> None:
        tick(scoped.maya)
        assert digest_of(scoped.coach.actor).lines[0].standing == "nobody on it"
        transitions.acknowledge(actor=scoped.coach.actor, alert=Alert.objects.get())
        assert digest_of(scoped.coach.actor).lines[0].standing == "you"
        assert digest_of(scoped.owner.actor).lines[0].standing == "Coach of Northside"

    def test_not_what_is_snoozed_or_resolved(self, scoped: World) -> None:
        hurts(scoped.maya, 8)
        transitions.snooze(actor=scoped.coach.actor, alert=Alert.objects.get(), until_session=True)
        assert digest_of(scoped.coach.actor).lines == ()

    def test_nobody_else_s_athletes(self, scoped: World) -> None:
        tick(scoped.samira)
        assert digest_of(scoped.assistant.actor).lines == ()

    def test_it_is_short(self, scoped: World) -> None:
        for n in range(MOST_LINES + 2):
            hurts(make_athlete(scoped.organisation, f"Athlete {n}"), 8)
        said = digest_of(scoped.coach.actor)
        assert (len(said.lines), said.left_out, said.look) == (MOST_LINES, 2, MOST_LINES + 2)


class TestSending:
    """Once, at its hour."""

    def test_it_goes_to_the_confirmed_address(self, scoped: World, mail_server: MailServer) -> None:
        tick(scoped.maya)
        assert send(due_now(scoped.coach)).state == "sent"
        (mail,) = mail_server.messages
        assert mail["To"] == scoped.coach.user.email
        assert mail["Subject"] == "Today: 1 red flag"
        text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        assert "RED FLAG  Maya Lindqvist: Ticked" in text
        assert "/settings/notifications/" in text
        assert "not medical advice" in text

    def test_twice_handed_to_workers_it_is_sent_once(self, scoped: World, mail_server: MailServer) -> None:
        tick(scoped.maya)
        digest = due_now(scoped.coach)
        send(digest)
        send(digest)
        assert len(mail_server.messages) == 1

    def test_when_all_is_calm_there_is_none(self, scoped: World, mail_server: MailServer) -> None:
        assert send(due_now(scoped.coach)).state == "skipped"
        assert not mail_server.messages

    def test_the_next_is_expected(self, scoped: World, mail_server: MailServer) -> None:
        digest = send(due_now(scoped.coach))
        following = Digest.objects.get(state="queued")
        assert following.day == digest.day + timedelta(days=1)

    def test_a_server_that_is_away_is_tried_again(self, scoped: World, mail_server: MailServer) -> None:
        tick(scoped.maya)
        mail_server.stop()
        row = send(due_now(scoped.coach))
        assert row.state == "waiting"
        assert row.due_at > timezone.now()
        assert "cannot be reached" in row.error

    def test_a_server_that_did_not_answer_others_is_given_a_moment(
        self, scoped: World, mail_server: MailServer
    ) -> None:
        tick(scoped.maya)
        server.note(TimeoutError())
        row = send(due_now(scoped.coach))
        assert (row.state, row.error) == ("waiting", "The mail server did not answer just now.")
        assert not mail_server.messages

    def test_a_refused_address_ends_it_and_tomorrow_comes_all_the_same(
        self, scoped: World, mail_server: MailServer
    ) -> None:
        tick(scoped.maya)
        mail_server.on_recipient = "550 no such mailbox"
        assert send(due_now(scoped.coach)).state == "dead"
        assert Digest.objects.filter(state="queued").count() == 1

    def test_in_the_evening_it_is_no_help_any_more(self, scoped: World, mail_server: MailServer) -> None:
        tick(scoped.maya)
        digest = due_now(scoped.coach)
        Digest.objects.filter(pk=digest.pk).update(first_due_at=timezone.now() - TOO_LATE - timedelta(seconds=1))
        assert send(digest).state == "dead"
        assert not mail_server.messages

    def test_moved_to_an_earlier_hour_the_one_that_waits_is_judged_by_its_own(
        self, scoped: World, mail_server: MailServer
    ) -> None:
        tick(scoped.maya)
        digest = due_now(scoped.coach)
        Digest.objects.filter(pk=digest.pk).update(state="waiting", error="The mail server cannot be reached.")
        hours_ago = timezone.now().astimezone(ZoneInfo("Europe/Berlin")) - TOO_LATE - timedelta(hours=1)
        Preferences.objects.update(digest_at=hours_ago.time())
        expect_anew(scoped.coach.membership)
        assert send(digest).state == "sent"
        assert len(mail_server.messages) == 1

    def test_who_chose_none_while_one_waits_gets_none(self, scoped: World, mail_server: MailServer) -> None:
        tick(scoped.maya)
        digest = due_now(scoped.coach)
        Digest.objects.filter(pk=digest.pk).update(state="waiting", error="The mail server cannot be reached.")
        set_preferences(actor=scoped.coach.actor, quiet_from=None, quiet_until=None, digest_at=None)
        assert send(digest).state == "skipped"
        assert not mail_server.messages
        assert Digest.objects.count() == 1

    def test_it_keeps_the_hour_it_was_written_for(self, scoped: World, mail_server: MailServer) -> None:
        expect_digest(scoped.coach.membership)
        written = Digest.objects.get()
        assert written.first_due_at == written.due_at
        mail_server.stop()
        tick(scoped.maya)
        Digest.objects.update(due_at=Now(), first_due_at=Now())
        tried = send(written)
        assert tried.state == "waiting"
        assert tried.first_due_at is not None
        assert tried.first_due_at < tried.due_at

    def test_who_has_left_gets_none(self, scoped: World, mail_server: MailServer) -> None:
        tick(scoped.maya)
        digest = due_now(scoped.coach)
        Membership.objects.filter(pk=scoped.coach.membership.pk).update(ended_at=timezone.now())
        assert send(digest).state == "skipped"


class TestExpecting:
    """Everybody who coaches has the next one ahead."""

    def test_coaches_owners_and_assistants_have(self, scoped: World) -> None:
        expect_digests()
        people = {one.membership.role for one in Digest.objects.select_related("membership")}
        assert people == {"coach", "owner", "assistant"}

    def test_looking_twice_writes_once(self, scoped: World) -> None:
        expect_digests()
        expect_digests()
        assert Digest.objects.count() == 3

    def test_at_seven_of_the_organisation_s_clock(self, scoped: World) -> None:
        expect_digest(scoped.coach.membership)
        due = Digest.objects.get().due_at
        assert due.astimezone(ZoneInfo("Europe/Berlin")).time() == time(7)
        assert timedelta(0) < due - timezone.now() <= timedelta(days=1, hours=1)

    @pytest.mark.parametrize(
        ("evening", "due"),
        [("2026-10-24T20:00Z", "2026-10-25T06:00+00:00"), ("2026-03-28T20:00Z", "2026-03-29T05:00+00:00")],
    )
    def test_also_on_the_morning_after_the_clock_was_changed(self, scoped: World, evening: str, due: str) -> None:
        with time_machine.travel(evening, tick=False):
            expect_digest(Membership.objects.select_related("organisation").get(pk=scoped.coach.membership.pk))
        assert Digest.objects.get().due_at.isoformat(timespec="minutes") == due

    def test_when_the_organisation_moves_to_another_time_zone(self, scoped: World) -> None:
        expect_digests()
        change_organisation(
            actor=scoped.owner.actor, name="Northside", time_zone="Pacific/Auckland", country="NZ", blur_faces=False
        )
        there = ZoneInfo("Pacific/Auckland")
        assert {one.due_at.astimezone(there).time() for one in Digest.objects.all()} == {time(7)}
        assert Digest.objects.count() == 3

    def test_not_when_only_its_name_changes(self, scoped: World) -> None:
        expect_digests()
        before = set(Digest.objects.values_list("pk", flat=True))
        change_organisation(
            actor=scoped.owner.actor, name="Southside", time_zone="Europe/Berlin", country="GB", blur_faces=False
        )
        assert set(Digest.objects.values_list("pk", flat=True)) == before

    def test_who_wants_none_has_none(self, scoped: World) -> None:
        set_preferences(actor=scoped.coach.actor, quiet_from=None, quiet_until=None, digest_at=None)
        expect_digests()
        expect_digest(scoped.coach.membership)
        assert not Digest.objects.filter(membership=scoped.coach.membership).exists()

    @pytest.mark.parametrize("state", ["waiting", "sending"])
    def test_one_that_is_under_way_is_left_alone_when_the_hour_changes(self, scoped: World, state: str) -> None:
        digest = due_now(scoped.coach)
        Digest.objects.filter(pk=digest.pk).update(state=state)
        expect_anew(scoped.coach.membership)
        assert Digest.objects.get(pk=digest.pk).state == state
