"""The settings pages about channels and webhooks: what they say, what they do, and what they never show again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from alerts.models import Attempt, Delivery, Endpoint
from alerts.services import endpoints
from alerts.services.outcomes import mailbox_of
from alerts.tasks import deliver
from tests.alerts.acting import tick
from tests.alerts.conftest import mail_server, private_allowed, receiver
from tests.alerts.mail_server import MailServer
from tests.alerts.receiver import Receiver, Reply
from tests.dashboard.made import scope
from tests.phone.pages import BANNED, broken_by_our_policy, browser_of, get, html_of, post, text_of
from tests.world import Person, World

__all__ = ["mail_server", "private_allowed", "receiver"]
CHANNELS, WEBHOOKS = "/settings/channels/", "/settings/webhooks/"
A_HOOK: dict[str, Any] = {"label": "Club system", "url": "https://93.184.215.14/hook", "events": ["alert.opened"]}
KEYS = {"p256dh": "B" + "A" * 86, "auth": "a" * 22}


def only() -> Endpoint:
    return Endpoint.objects.get()


def page_of(endpoint: Endpoint) -> str:
    return reverse("settings_endpoint", args=[endpoint.pk])


def do(person: Person, endpoint: Endpoint, deed: str, **more: str) -> Any:
    """Press a button of an endpoint's page, and what the next page is."""
    return browser_of(person).post(page_of(endpoint), {"deed": deed} | more, follow=True)


class TestChannels:
    """Mails, devices, rooms: the reader's own."""

    def test_what_a_coach_sees(self, scoped: World) -> None:
        text = text_of(get(scoped.coach, CHANNELS))
        assert f"{scoped.coach.user.email}: every alert about athletes you look after." in text
        assert "None of your devices gets them yet." in text
        assert "Mails about red flags cannot be stopped here." in text
        assert "more than 20 mails" in text
        assert "whole staff" not in text
        assert "Alerts are sent to owners, coaches and assistants." not in text
        assert "Alerts are sent to owners, coaches and assistants." in text_of(get(scoped.clinician, CHANNELS))
        assert "whole staff" in text_of(get(scoped.owner, CHANNELS))

    def test_the_pages_keep_to_our_policy_and_our_words(self, scoped: World) -> None:
        made, _ = endpoints.create_webhook(actor=scoped.owner.actor, **A_HOOK)
        for path in (CHANNELS, WEBHOOKS, page_of(made)):
            html = html_of(get(scoped.owner, path))
            assert not broken_by_our_policy(html)
            assert not BANNED.search(text_of(get(scoped.owner, path)))

    def test_red_flags_only_and_back(self, scoped: World) -> None:
        browser = browser_of(scoped.coach)
        said = text_of(browser.post(reverse("settings_mails"), {"only_red_flags": "yes"}, follow=True))
        assert "You get mails about red flags only." in said
        assert f"{scoped.coach.user.email}: red flags only." in said
        assert only().only_red_flags
        browser.post(reverse("settings_mails"), {"only_red_flags": "no"})
        assert not only().only_red_flags

    def test_a_test_mail(self, scoped: World, mail_server: MailServer) -> None:
        answer = browser_of(scoped.coach).post(reverse("settings_mails"), follow=True)
        assert "E-mail" in text_of(answer)
        said = text_of(do(scoped.coach, only(), "test"))
        assert "The test was taken" in said
        assert mail_server.messages[0]["Subject"] == "A test from CoachHub"
        assert mail_server.recipients == [scoped.coach.user.email]

    def test_a_mail_that_is_refused_is_said_in_the_server_s_words(self, scoped: World, mail_server: MailServer) -> None:
        mail_server.on_recipient = "550 no such mailbox"
        said = text_of(do(scoped.coach, mailbox_of(scoped.coach.membership), "test"))
        assert "The test was refused" in said
        assert "550: no such mailbox" in said

    def test_adding_a_room(self, scoped: World) -> None:
        answer = browser_of(scoped.coach).post(
            CHANNELS, {"address": "ntfys://topic-of-the-squad", "label": "Squad"}, follow=True
        )
        assert "Send a test to see whether it arrives." in text_of(answer)
        assert (only().owner_id, only().address) == (scoped.coach.membership.pk, "ntfy")
        assert "topic-of-the-squad" not in html_of(get(scoped.coach, CHANNELS)) + html_of(answer)

    def test_a_room_that_cannot_be_says_why_at_its_field(self, scoped: World) -> None:
        html = html_of(post(scoped.coach, CHANNELS, {"address": "file:///etc/passwd"}))
        assert 'id="id_address_error"' in html
        assert not Endpoint.objects.exists()

    def test_a_coach_cannot_speak_for_all(self, scoped: World) -> None:
        post(scoped.coach, CHANNELS, {"address": "ntfys://topic-of-mine", "for_everybody": "on"})
        assert only().owner_id == scoped.coach.membership.pk

    def test_a_room_for_all(self, scoped: World) -> None:
        post(scoped.owner, CHANNELS, {"address": "ntfys://topic-of-all", "for_everybody": "on"})
        assert only().owner_id is None
        assert "For the whole staff" in text_of(get(scoped.owner, CHANNELS))
        assert "For the whole staff" not in text_of(get(scoped.coach, CHANNELS))


class TestDevices:
    """What the page's script sends."""

    def test_kept(self, scoped: World) -> None:
        body = {"endpoint": "https://93.184.215.14/push/x", "label": "Firefox on Android", **KEYS}
        answer = post(scoped.coach, reverse("settings_device"), body)
        assert answer.status_code == 201
        assert (only().label, only().address) == ("Firefox on Android", "93.184.215.14")
        assert "Firefox on Android" in text_of(get(scoped.coach, CHANNELS))
        assert "Firefox on Android" not in text_of(get(scoped.owner, CHANNELS))

    @pytest.mark.parametrize(
        "wrong",
        [{"endpoint": ""}, {"p256dh": "<x>"}, {"auth": "short"}, {"endpoint": "https://10.0.0.1/"}, {"label": ""}],
    )
    def test_refused_with_a_sentence(self, scoped: World, wrong: dict[str, str]) -> None:
        body = {"endpoint": "https://93.184.215.14/push/x", "label": "Firefox", **KEYS} | wrong
        answer = post(scoped.coach, reverse("settings_device"), body)
        assert answer.status_code == 400
        assert answer.json()["message"].startswith("The push service of this browser cannot be used")
        assert not Endpoint.objects.exists()


class TestWebhooks:
    """For owners."""

    def test_its_secret_is_shown_once(self, scoped: World) -> None:
        html = html_of(post(scoped.owner, WEBHOOKS, A_HOOK))
        (secret,) = re.findall(r'value="(whsec_[^"]+)"', html)
        for path in (WEBHOOKS, page_of(only())):
            assert secret not in html_of(get(scoped.owner, path))
        rotated = html_of(do(scoped.owner, only(), "rotate"))
        (new,) = re.findall(r'value="(whsec_[^"]+)"', rotated)
        assert new != secret
        assert "For 24 hours the old one signs along" in rotated

    def test_what_is_wrong_is_said_at_its_field(self, scoped: World) -> None:
        html = html_of(post(scoped.owner, WEBHOOKS, A_HOOK | {"url": "http://192.168.0.10/hook"}))
        assert 'id="id_url_error"' in html
        assert "private or local address" in html
        assert 'value="http://192.168.0.10/hook"' in html
        assert not Endpoint.objects.exists()

    def test_changing(self, scoped: World) -> None:
        post(scoped.owner, WEBHOOKS, A_HOOK)
        answer = browser_of(scoped.owner).post(
            page_of(only()), A_HOOK | {"label": "Club 2", "events": ["alert.resolved"]}, follow=True
        )
        assert "Saved." in text_of(answer)
        assert (only().label, only().event_types) == ("Club 2", ["alert.resolved"])
        html = html_of(post(scoped.owner, page_of(only()), A_HOOK | {"url": "http://127.0.0.1/"}))
        assert 'id="id_url_error"' in html
        assert only().address == A_HOOK["url"]

    def test_history_and_sending_again(self, scoped: World, receiver: Receiver, private_allowed: None) -> None:
        made, _ = endpoints.create_webhook(
            actor=scoped.owner.actor, label="Club", url=receiver.url, events=["alert.opened"]
        )
        receiver.reply = Reply(500, b"<b>busy</b>")
        tick(scoped.maya)
        call = Delivery.objects.get(channel="webhook")
        deliver(str(call.pk))
        html = html_of(get(scoped.owner, page_of(made)))
        assert "Alert opened" in html
        assert "answer 500" in html
        assert "<b>busy" not in html
        assert "Send again" not in html  # it is tried again anyway
        receiver.reply = Reply(204, b"")
        Endpoint.objects.update(retry_at=None)
        Delivery.objects.filter(pk=call.pk).update(due_at=timezone.now())
        deliver(str(call.pk))
        assert "Send again" in html_of(get(scoped.owner, page_of(made)))
        said = text_of(do(scoped.owner, made, "replay", delivery=str(call.pk)))
        assert "It is sent again, with the same id." in said
        deliver(str(call.pk))
        assert len({one.headers["webhook-id"] for one in receiver.calls}) == 1
        assert len(receiver.calls) == 3

    def test_a_message_of_another_webhook_is_not_sent_again_here(self, scoped: World) -> None:
        made, _ = endpoints.create_webhook(actor=scoped.owner.actor, **A_HOOK)
        other, _ = endpoints.create_webhook(actor=scoped.owner.actor, **A_HOOK)
        tick(scoped.maya)
        call = Delivery.objects.get(endpoint=other)
        assert do(scoped.owner, made, "replay", delivery=str(call.pk)).status_code == 404
        assert do(scoped.owner, made, "replay", delivery="x").status_code == 404

    def test_off_on_and_gone(self, scoped: World) -> None:
        post(scoped.owner, WEBHOOKS, A_HOOK)
        assert "Switched off by Owner of Northside." in text_of(do(scoped.owner, only(), "off"))
        said = text_of(do(scoped.owner, only(), "on"))
        assert "On, nothing sent yet" in said
        assert "“Club system” is gone." in text_of(do(scoped.owner, only(), "remove"))
        assert "Club system" not in text_of(get(scoped.owner, WEBHOOKS))
        assert get(scoped.owner, page_of(only())).status_code == 404

    def test_a_long_history_is_cut_and_costs_no_more(self, scoped: World) -> None:
        made, _ = endpoints.create_webhook(actor=scoped.owner.actor, **A_HOOK)
        browser = browser_of(scoped.owner)
        browser.get(page_of(made))
        with CaptureQueriesContext(connection) as short:
            browser.get(page_of(made))
        Attempt.objects.bulk_create(
            Attempt(organisation=scoped.organisation, endpoint=made, event="test", outcome="sent", took_ms=1500)
            for _ in range(60)
        )
        with CaptureQueriesContext(connection) as long:
            text = text_of(browser.get(page_of(made)))
        assert len(long) == len(short)
        assert "The last 50." in text
        assert "1.5 s" in text

    def test_others_pages_are_not_there(self, scoped: World, outside: World) -> None:
        made, _ = endpoints.create_webhook(actor=scoped.owner.actor, **A_HOOK)
        for person in (scoped.coach, outside.owner):
            assert get(person, page_of(made)).status_code == 404
        with scope(outside):
            assert not Endpoint.objects.exists()
