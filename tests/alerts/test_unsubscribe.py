"""Fewer mails in one click (RFC 8058): all but those about red flags. And addresses that are none."""

from __future__ import annotations

import re
from email.message import EmailMessage

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from alerts.channels.email.unsubscribe import unsubscribe_path
from alerts.models import Delivery, Endpoint
from alerts.services import endpoints
from alerts.tasks import deliver
from athletes.services.members import end_membership
from coachhub.core.scope import organisation_scope
from tests.alerts.acting import hurts, only_alert, tick, told
from tests.alerts.mail_server import MailServer
from tests.phone.pages import browser_of, html_of, text_of
from tests.world import World


def send_all() -> None:
    for one in Delivery.objects.filter(channel="email", state__in=["queued", "waiting"]).order_by("id"):
        deliver(str(one.pk))


def mail_of(world: World, server: MailServer) -> EmailMessage:
    """The coach's mail about a red flag."""
    tick(world.maya)
    send_all()
    return next(one for one in server.messages if one["To"] == world.coach.user.email)


class TestTheHeaders:
    """What mail programs look for."""

    def test_they_are_there_and_whole(self, scoped: World, mail_server: MailServer) -> None:
        mail = mail_of(scoped, mail_server)
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert re.fullmatch(r"<http\S+/mails/\S+/>", mail["List-Unsubscribe"].strip())
        body = mail.get_body(preferencelist=("plain",))
        assert body is not None
        assert mail["List-Unsubscribe"].strip(" <>") in body.get_content()

    def test_a_mail_program_posts_to_it_without_a_page_or_a_sign_in(
        self, scoped: World, mail_server: MailServer
    ) -> None:
        mail = mail_of(scoped, mail_server)
        path = "/mails/" + mail["List-Unsubscribe"].strip("<>").split("/mails/")[1]
        client = Client(enforce_csrf_checks=True)
        answer = client.post(path, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200  # no redirect: RFC 8058
        assert Endpoint.objects.get(owner=scoped.coach.membership).only_red_flags


class TestThePage:
    """Looking changes nothing, a press does, and it can be taken back."""

    def test_looking(self, world: World) -> None:
        page = Client().get(unsubscribe_path(world.coach.membership))
        assert "Those still come: somebody may need you at once." in text_of(page)
        with organisation_scope(world.organisation.pk):
            assert not Endpoint.objects.exists()

    def test_pressing_and_taking_back(self, world: World) -> None:
        client, path = Client(), unsubscribe_path(world.coach.membership)
        assert "You get mails about red flags only." in text_of(client.post(path))
        assert "Fewer mails?" in text_of(client.post(path, {"undo": "1"}))
        with organisation_scope(world.organisation.pk):
            assert not Endpoint.objects.get().only_red_flags

    @pytest.mark.parametrize("token", ["x", "eyJhIjoxfQ:1abcde:sig"])
    def test_a_link_that_is_none(self, db: None, token: str) -> None:
        page = Client().post(reverse("unsubscribe", args=[token]))
        assert page.status_code == 404
        assert "This link does not work." in text_of(page)

    def test_of_somebody_who_left(self, world: World) -> None:
        path = unsubscribe_path(world.coach.membership)
        with organisation_scope(world.organisation.pk):
            end_membership(actor=world.owner.actor, membership=world.coach.membership)
        assert Client().get(path).status_code == 404


class TestWhatStillComes:
    """Red flags, whatever was chosen."""

    def choose(self, world: World) -> None:
        endpoints.choose_mails(person=world.coach.membership, only_red_flags=True)

    def test_a_look_does_not(self, scoped: World) -> None:
        self.choose(scoped)
        hurts(scoped.maya, 8)
        assert told(only_alert()) == []
        assert scoped.coach.user.name in told(only_alert(), "app")

    def test_a_red_flag_does(self, scoped: World, mail_server: MailServer) -> None:
        self.choose(scoped)
        assert mail_of(scoped, mail_server)["Subject"] == "Red flag: Maya Lindqvist"

    def test_one_that_waited_when_it_was_chosen(self, scoped: World, mail_server: MailServer) -> None:
        hurts(scoped.maya, 8)
        self.choose(scoped)
        send_all()
        row = Delivery.objects.get(channel="email", recipient=scoped.coach.membership)
        assert row.error == "Not sent: this person wants mails about red flags only."


class TestAddressesThatAreNone:
    """A line break in an address never becomes a header."""

    def test_refused_where_it_is_typed(self, world: World) -> None:
        answer = browser_of(world.coach).post(
            reverse("account_email"), {"action_add": "", "email": "me@example.org\r\nBcc: all@example.org"}
        )
        assert "This is no e-mail address" in html_of(answer)
        assert EmailAddress.objects.filter(user=world.coach.user).count() == 1

    def test_refused_when_it_got_in_another_way(self, scoped: World, mail_server: MailServer) -> None:
        EmailAddress.objects.filter(user=scoped.coach.user).update(email="me@example.org\nBcc: all@example.org")
        tick(scoped.maya)
        send_all()
        row = Delivery.objects.get(channel="email", recipient=scoped.coach.membership)
        assert (row.state, row.error[:32]) == ("dead", "The e-mail address has a line br")
        assert not [one for one in mail_server.recipients if "all@" in one or "me@" in one]
