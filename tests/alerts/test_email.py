"""The mail about an alert, handed to a server that speaks real SMTP."""

from __future__ import annotations

import re
import socket
from datetime import timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest
from allauth.account.models import EmailAddress
from django.conf import LazySettings
from django.core.cache import cache
from django.utils import timezone

from alerts.channels import CHANNELS
from alerts.channels.base import PassingError, PermanentError
from alerts.channels.email import server
from alerts.models import Alert, Channel, Delivery
from alerts.services import transitions
from alerts.services.reminders import remind_due
from alerts.tasks import deliver
from athletes.models import Athlete, Organisation
from tests.alerts.acting import answers, hurts, only_alert, tick
from tests.alerts.mail_server import MailServer
from tests.world import World


def mails_to(world: World, who: str = "coach") -> list[Delivery]:
    person = world.everybody[who]
    return list(Delivery.objects.filter(channel="email", recipient=person.membership).order_by("id"))


def send(delivery: Delivery) -> Delivery:
    """Send it, and how it stands then."""
    deliver(str(delivery.pk))
    return Delivery.objects.get(pk=delivery.pk)


def part(message: EmailMessage, kind: str) -> str:
    """The text or the HTML of a mail, as a reader sees it."""
    body = message.get_body(preferencelist=(kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


@pytest.fixture
def red_flag(scoped: World, mail_server: MailServer) -> EmailMessage:
    """The coach's mail about Maya's red flag."""
    tick(scoped.maya, entry=answers("stuck"))
    send(mails_to(scoped)[0])
    return mail_server.messages[0]


class TestWhatItSays:
    """Who, how urgent, what, by when, who is on it, and where to go."""

    def test_the_subject_says_who_and_how_urgent_but_not_what(self, red_flag: EmailMessage) -> None:
        assert red_flag["Subject"] == "Red flag: Maya Lindqvist"

    def test_it_goes_to_the_coach_from_the_service(self, scoped: World, red_flag: EmailMessage) -> None:
        assert red_flag["To"] == scoped.coach.user.email
        assert red_flag["From"] == "CoachHub <alerts@coachhub.example>"

    @pytest.mark.parametrize("kind", ["plain", "html"])
    def test_both_parts_say_the_same(self, scoped: World, red_flag: EmailMessage, kind: str) -> None:
        text = re.sub(r"\s+", " ", part(red_flag, kind))
        for said in (
            "Red flag",
            "Maya Lindqvist",
            "Ticked “my knee locked: it is stuck, I cannot fully straighten or bend it” in squats, right knee.",
            "To be looked at today or tomorrow by urgent care, a doctor or a physiotherapist.",
            "Nobody is on it yet.",
            "You are told again every 15 minutes until somebody acknowledges it.",
            f"/alerts/{only_alert().pk}/",
            "You look after Maya at Northside.",
            "CoachHub cannot tell what is causing it. Education, not medical advice.",
        ):
            assert said in text

    def test_it_ends_with_what_it_is(self, red_flag: EmailMessage) -> None:
        assert part(red_flag, "plain").rstrip().endswith("Education, not medical advice.")

    def test_the_link_is_whole_and_on_a_line_of_its_own(self, red_flag: EmailMessage, settings: LazySettings) -> None:
        link = f"{settings.CONFIG.url}/alerts/{only_alert().pk}/"
        assert f"Open it: {link}\n" in part(red_flag, "plain")
        assert f'href="{link}"' in part(red_flag, "html")

    def test_the_time_is_the_organisation_s(self, scoped: World, mail_server: MailServer) -> None:
        Organisation.objects.update(time_zone="Pacific/Auckland")
        tick(scoped.maya)
        send(mails_to(scoped)[0])
        local = only_alert().happened_at.astimezone(ZoneInfo("Pacific/Auckland"))
        assert f"Answered {local:%a %-d %b, %H:%M}" in part(mail_server.messages[0], "plain")

    def test_a_look_is_calmer(self, scoped: World, mail_server: MailServer) -> None:
        hurts(scoped.maya, 8)
        send(mails_to(scoped)[0])
        text = part(mail_server.messages[0], "plain")
        assert mail_server.messages[0]["Subject"] == "Look: Maya Lindqvist"
        assert "Pain reached 8 of 10 while training." in text
        assert "told again" not in text

    def test_it_says_how_things_stand_when_it_goes_out(self, scoped: World, mail_server: MailServer) -> None:
        tick(scoped.maya)
        transitions.acknowledge(actor=scoped.owner.actor, alert=only_alert())
        send(mails_to(scoped)[0])
        text = part(mail_server.messages[0], "plain")
        assert "Owner of Northside is on it." in text
        assert "told again" not in text

    def test_whoever_is_given_it_reads_so(self, scoped: World, mail_server: MailServer) -> None:
        tick(scoped.maya)
        transitions.assign(actor=scoped.owner.actor, alert=only_alert(), to=scoped.coach.membership)
        send(mails_to(scoped)[-1])
        assert "It was given to you." in part(mail_server.messages[0], "plain")

    def test_whoever_is_on_it_reads_so_when_it_happens_again(self, scoped: World, mail_server: MailServer) -> None:
        tick(scoped.maya, "swollen")
        send(mails_to(scoped)[0])
        transitions.acknowledge(actor=scoped.coach.actor, alert=only_alert())
        tick(scoped.maya, "swollen")
        send(mails_to(scoped)[-1])
        text = part(mail_server.messages[-1], "plain")
        assert "happened again once" in text
        assert "You are on it." in text

    def test_marks_in_a_name_are_only_marks(self, scoped: World, mail_server: MailServer) -> None:
        Athlete.objects.filter(pk=scoped.maya.athlete.pk).update(name="<b>Maya</b> & Co")
        tick(scoped.maya)
        send(mails_to(scoped)[0])
        message = mail_server.messages[0]
        assert "<b>Maya</b> & Co" in part(message, "plain")
        assert "<b>Maya" not in part(message, "html")
        assert "&lt;b&gt;Maya&lt;/b&gt; &amp; Co" in part(message, "html")

    def test_a_line_break_in_a_name_adds_no_header(self, scoped: World, mail_server: MailServer) -> None:
        Athlete.objects.filter(pk=scoped.maya.athlete.pk).update(name="Maya\r\nBcc: everybody@example.org")
        tick(scoped.maya)
        assert send(mails_to(scoped)[0]).state == "sent"
        assert mail_server.messages[0]["Bcc"] is None
        assert mail_server.recipients == [scoped.coach.user.email]
        assert mail_server.messages[0]["Subject"] == "Red flag: Maya Bcc: everybody@example.org"


class TestThreads:
    """All mails about one alert belong together; each can be told from a repeat."""

    def test_they_refer_to_one_id_and_have_one_each(self, scoped: World, mail_server: MailServer) -> None:
        tick(scoped.maya)
        send(mails_to(scoped)[0])
        Alert.objects.update(remind_at=timezone.now() - timedelta(seconds=1))
        remind_due()
        send(mails_to(scoped)[-1])
        first, second = mail_server.messages
        assert first["References"] == second["References"] == f"<alert.{only_alert().pk}@coachhub.example>"
        assert first["In-Reply-To"] == first["References"]
        assert first["Message-ID"] != second["Message-ID"]
        assert first["Subject"] == second["Subject"]

    def test_two_alerts_are_two_threads(self, scoped: World, mail_server: MailServer) -> None:
        tick(scoped.maya)
        tick(scoped.samira)
        for mail in mails_to(scoped):
            send(mail)
        assert len({message["References"] for message in mail_server.messages}) == 2

    def test_no_out_of_office_answers(self, red_flag: EmailMessage) -> None:
        assert red_flag["Auto-Submitted"] == "auto-generated"


class TestAddresses:
    """Health data goes to confirmed addresses only."""

    def test_the_primary_one_of_several(self, scoped: World, mail_server: MailServer) -> None:
        EmailAddress.objects.create(user=scoped.coach.user, email="older@example.org", verified=True, primary=False)
        EmailAddress.objects.create(user=scoped.coach.user, email="never.confirmed@example.org", verified=False)
        tick(scoped.maya)
        send(mails_to(scoped)[0])
        assert mail_server.recipients == [scoped.coach.user.email]

    def test_another_confirmed_one_when_the_primary_is_not(self, scoped: World, mail_server: MailServer) -> None:
        EmailAddress.objects.filter(user=scoped.coach.user).update(verified=False)
        EmailAddress.objects.create(user=scoped.coach.user, email="older@example.org", verified=True, primary=False)
        tick(scoped.maya)
        send(mails_to(scoped)[0])
        assert mail_server.recipients == ["older@example.org"]

    def test_one_that_was_taken_away_meanwhile(self, scoped: World, mail_server: MailServer) -> None:
        tick(scoped.maya)
        EmailAddress.objects.filter(user=scoped.coach.user).delete()
        row = send(mails_to(scoped)[0])
        assert (row.state, row.error) == ("dead", "There is no confirmed e-mail address any more.")


class TestServersThatRefuse:
    """What stays is given up with the server's words, what passes is tried again."""

    @pytest.mark.parametrize(
        ("answer", "state"),
        [
            ("550 no such mailbox", "dead"),
            ("552 mailbox full for ever", "dead"),
            ("451 try again later", "waiting"),
            ("452 mailbox full just now", "waiting"),
        ],
    )
    def test_the_recipient(self, scoped: World, mail_server: MailServer, answer: str, state: str) -> None:
        mail_server.on_recipient = answer
        tick(scoped.maya)
        row = send(mails_to(scoped)[0])
        assert row.state == state
        assert answer[4:] in row.error
        assert row.error.startswith(f"The mail server says {answer[:3]}:")

    @pytest.mark.parametrize(("answer", "state"), [("554 not like this", "dead"), ("451 greylisted", "waiting")])
    def test_the_message(self, scoped: World, mail_server: MailServer, answer: str, state: str) -> None:
        mail_server.on_message = answer
        tick(scoped.maya)
        assert send(mails_to(scoped)[0]).state == state

    @pytest.mark.usefixtures("flat_ladder")
    def test_one_refused_address_keeps_nobody_else_s_mail(self, scoped: World, mail_server: MailServer) -> None:
        tick(scoped.maya)
        mail_server.on_recipient = "550 no such mailbox"
        send(mails_to(scoped, "coach")[0])
        mail_server.on_recipient = "250 taken"
        assert send(mails_to(scoped, "owner")[0]).state == "sent"

    def test_greylisted_first_then_taken(self, scoped: World, mail_server: MailServer) -> None:
        mail_server.on_recipient = "451 greylisted"
        tick(scoped.maya)
        send(mails_to(scoped)[0])
        mail_server.on_recipient = "250 taken"
        Delivery.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        assert send(mails_to(scoped)[0]).state == "sent"
        assert len(mail_server.messages) == 1

    def test_not_there_at_all(self, scoped: World, mail_server: MailServer) -> None:
        mail_server.stop()
        tick(scoped.maya)
        row = send(mails_to(scoped)[0])
        assert row.state == "waiting"
        assert row.error.startswith("The mail server cannot be reached:")

    def test_one_that_never_answers(self, scoped: World, settings: LazySettings) -> None:
        """Taken by the machine but by no server: after EMAIL_TIMEOUT it is tried again later."""
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_TIMEOUT = 0.2
        with socket.create_server(("127.0.0.1", 0)) as silent:
            settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
            tick(scoped.maya)
            row = send(mails_to(scoped)[0])
        assert row.state == "waiting"
        assert "timed out" in row.error
        assert server.given_a_moment_until() is not None

    @pytest.mark.usefixtures("flat_ladder")
    def test_one_that_cannot_be_reached_is_given_a_moment(self, scoped: World, mail_server: MailServer) -> None:
        """By all mails: else each would hang on it for its whole time."""
        mail_server.stop()
        tick(scoped.maya)
        assert send(mails_to(scoped, "coach")[0]).attempts == 1
        other = send(mails_to(scoped, "owner")[0])
        assert (other.state, other.attempts) == ("waiting", 0)
        assert other.error == "This channel did not answer just now: it is given a moment."
        assert timedelta(seconds=50) < other.due_at - timezone.now() <= server.PAUSE
        cache.clear()  # the moment is over
        Delivery.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        assert send(mails_to(scoped, "owner")[0]).error.startswith("The mail server cannot be reached:")

    @pytest.mark.usefixtures("flat_ladder")
    def test_one_that_answers_is_not(self, scoped: World, mail_server: MailServer) -> None:
        mail_server.on_recipient = "451 greylisted"
        tick(scoped.maya)
        send(mails_to(scoped, "coach")[0])
        assert server.given_a_moment_until() is None
        mail_server.on_recipient = "250 taken"
        assert send(mails_to(scoped, "owner")[0]).state == "sent"

    def test_another_server_is_another_matter(
        self, scoped: World, mail_server: MailServer, settings: LazySettings
    ) -> None:
        server.note(ConnectionRefusedError())
        assert server.given_a_moment_until() is not None
        settings.EMAIL_HOST = "localhost"
        assert server.given_a_moment_until() is None

    def test_a_wrong_password_is_the_operator_s_to_mend(
        self, scoped: World, mail_server: MailServer, settings: LazySettings
    ) -> None:
        """The server does not even offer signing in: nobody's mail is given up for that."""
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "coachhub", "wrong"
        tick(scoped.maya)
        assert send(mails_to(scoped)[0]).state == "waiting"


def test_kept_in_a_folder_when_no_server_is_set(scoped: World, settings: LazySettings, tmp_path: object) -> None:
    """A local set-up without mail server: the mail can be read there."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    tick(scoped.maya)
    assert send(mails_to(scoped)[0]).state == "sent"
    (kept,) = tmp_path.iterdir()  # type: ignore[attr-defined]  # pytest's tmp_path is a Path
    assert "Red flag: Maya Lindqvist" in kept.read_text()


def test_the_two_kinds_of_error_are_not_one_another() -> None:
    assert not issubclass(PassingError, PermanentError)
    assert not issubclass(PermanentError, PassingError)
    assert not CHANNELS[Channel.EMAIL].instant
