"""Accounts: signing up and in, confirming, resetting, protecting; every page in our look, none against our policy."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from athletes.models import User
from coachhub.phone.templatetags.phone import device
from tests.phone.pages import BANNED, broken_by_our_policy, browser_of, html_of, text_of
from tests.world import PASSWORD, World, make_user

NEW = {"name": "Ada Lovelace", "email": "ada@example.org", "password1": PASSWORD}

STRANGERS = ("account_login", "account_signup", "account_reset_password", "account_reset_password_done")
MEMBERS = (
    "account_email",
    "account_change_password",
    "account_logout",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
    "usersessions_list",
)


NOT_OURS = re.compile(
    r"\b[Ee]mail\b|Sign In|Log ?in|two-factor|authenticator code|[Rr]ecovery [Cc]odes?|primary", re.ASCII
)
"""How allauth says it."""


def ours(response: Any) -> bool:
    """The page is in our words; what stands in the address of a link is nobody's."""
    return not NOT_OURS.search(text_of(response))


@pytest.fixture(autouse=True)
def unlimited(db: None) -> None:
    """Rate limits begin anew."""
    cache.clear()


def fresh(person_or_user: Any) -> Client:
    """A browser that has just signed in and said its password once more, so that nothing asks for it again."""
    user = getattr(person_or_user, "user", person_or_user)
    browser = Client()
    browser.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return browser


def link_in(message: Any) -> str:
    """The path of the only link of a mail."""
    (address,) = re.findall(r"https?://[^/\s]+(/\S+)", message.body)
    return str(address)


def test_pages_for_strangers_keep_our_policy_and_our_words(db: None) -> None:
    for name in STRANGERS:
        response = Client().get(reverse(name))
        assert response.status_code == 200, name
        assert broken_by_our_policy(html_of(response)) == [], name
        assert not BANNED.search(text_of(response)), name
        assert ours(response), name
        assert html_of(response).count("<h1") == 1, name


def test_pages_for_members_keep_our_policy(world: World) -> None:
    for person in (world.maya, world.coach):
        browser = fresh(person)
        for name in MEMBERS:
            response = browser.get(reverse(name), follow=True)
            assert response.status_code == 200, name
            assert broken_by_our_policy(html_of(response)) == [], name
            assert ours(response), name
            assert html_of(response).count("<h1") == 1, name


@pytest.mark.parametrize("name", ["account_change_password", "account_set_password", "account_signup"])
def test_what_a_password_has_to_be_is_one_sentence(world: World, name: str) -> None:
    browser = Client() if name == "account_signup" else fresh(world.maya)
    if name == "account_set_password":
        world.maya.user.set_unusable_password()
        world.maya.user.save()
        browser.force_login(world.maya.user)
    page = browser.get(reverse(name))
    assert "At least eight characters; not one that many use, and not your name or address." in text_of(page)
    assert "Your password can’t be" not in text_of(page)


def test_one_confirmed_address_has_nothing_to_choose(world: World) -> None:
    browser = fresh(world.maya)
    text = text_of(browser.get(reverse("account_email")))
    assert "You sign in with it, and mails go there." in text
    assert not [deed for deed in ("Make it the first one", "Send the confirmation", "Remove it") if deed in text]
    EmailAddress.objects.create(user=world.maya.user, email="old@example.org", verified=False)
    text = text_of(browser.get(reverse("account_email")))
    assert all(deed in text for deed in ("Make it the first one", "Send the confirmation again", "Remove it"))


@pytest.mark.parametrize(
    ("deed", "says"),
    [
        ("action_primary", "Confirm this address before you make it the first."),
        ("action_send", "A mail to old@example.org is on its way: open the link in it."),
        ("action_remove", "old@example.org is removed."),
    ],
)
def test_what_was_done_to_an_address_is_said_in_our_words(world: World, deed: str, says: str) -> None:
    EmailAddress.objects.create(user=world.maya.user, email="old@example.org", verified=False)
    page = fresh(world.maya).post(reverse("account_email"), {"email": "old@example.org", deed: ""}, follow=True)
    assert says in text_of(page)
    assert ours(page)


@pytest.mark.parametrize(
    ("user_agent", "said"),
    [
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML) Chrome/129.0 Mobile Safari/537.36",
            "Chrome on Android",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on an iPhone"),
        ("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) CriOS/129.0 Safari/604.1", "Chrome on an iPad"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:131.0) Gecko Firefox/131.0", "Firefox on a Mac"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/129.0 Safari/537.36 Edg/129.0", "Edge on Windows"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", ""),
    ],
)
def test_a_device_is_named_as_people_name_it(user_agent: str, said: str) -> None:
    assert device(user_agent) == said


def test_who_came_in_by_the_demo_s_button_is_here_too(world: World) -> None:
    assert "Where I am signed in Here Sign out" in text_of(browser_of(world.maya).get(reverse("usersessions_list")))


def test_the_way_back_leads_to_ones_own_pages(world: World) -> None:
    assert 'href="/me/mine/"' in html_of(fresh(world.maya).get(reverse("account_email")))
    assert 'href="/" aria-label="Back"' in html_of(fresh(world.coach).get(reverse("account_email")))


class TestSigningUp:
    """Name, address, password."""

    def test_an_account_is_made_and_signed_in(self) -> None:
        browser = Client()
        response = browser.post(reverse("account_signup"), NEW)
        assert response.headers["Location"] == "/"
        user = User.objects.get(email="ada@example.org")
        assert user.name == "Ada Lovelace"
        assert browser.session["_auth_user_id"] == str(user.pk)

    def test_a_mail_asks_to_confirm_the_address(self) -> None:
        browser = Client()
        browser.post(reverse("account_signup"), NEW)
        (message,) = mail.outbox
        assert message.subject == "Confirm your address"
        assert "Somebody gave this address on CoachHub." in message.body
        page = browser.get(link_in(message))
        assert "Is this your address?" in text_of(page)
        assert not EmailAddress.objects.get().verified  # opening the link alone, as mail scanners do, confirms nothing
        browser.post(link_in(message))
        assert EmailAddress.objects.get().verified

    def test_nobody_has_words_of_theirs_sent_to_an_address_that_is_not_known_to_be_theirs(self) -> None:
        Client().post(reverse("account_signup"), NEW | {"name": "Your account ends today!\nhttps://evil.example"})
        (message,) = mail.outbox
        assert "evil.example" not in message.body
        assert "ends today" not in message.body

    @pytest.mark.parametrize(
        ("field", "value", "says"),
        [
            ("name", "", "This field is required."),
            ("email", "ada", "This is no e-mail address"),
            ("password1", "12345", "This password is too short."),
            ("password1", "password", "This password is too common."),
        ],
    )
    def test_what_cannot_be_is_said_at_its_field(self, field: str, value: str, says: str) -> None:
        response = Client().post(reverse("account_signup"), NEW | {field: value})
        page = html_of(response)
        assert says in page
        assert f'aria-describedby="id_{field}_' in page or f'id="id_{field}_error"' in page
        assert "ph-error" in page
        if field != "name":
            assert 'value="Ada Lovelace"' in page
        assert not User.objects.exists()

    def test_an_address_in_use_is_said_so_and_the_sign_in_is_near(self) -> None:
        user = make_user("Ada Lovelace")
        response = Client().post(reverse("account_signup"), NEW | {"email": user.email.upper()})
        assert "There is an account with this address already." in text_of(response)
        assert reverse("account_login") in html_of(response)


class TestSigningIn:
    """By password; the demo's people by one click; with a second step when there is one."""

    def test_password(self) -> None:
        user = make_user("Ada Lovelace")
        response = Client().post(reverse("account_login"), {"login": user.email.upper(), "password": PASSWORD})
        assert response.headers["Location"] == "/"

    def test_a_wrong_password_keeps_what_was_typed(self) -> None:
        user = make_user("Ada Lovelace")
        page = html_of(Client().post(reverse("account_login"), {"login": user.email, "password": "wrong-wrong"}))
        assert "Address and password do not go together." in page
        assert f'value="{user.email}"' in page
        assert "wrong-wrong" not in page

    def test_who_guesses_passwords_keeps_nobody_else_out(self, settings: Any) -> None:
        """Behind the proxy all calls come from its address; what a caller writes into the header comes before ours."""
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        user = make_user("Ada Lovelace")
        for number in range(11):
            guess = {"login": f"guess{number}@example.org", "password": "wrong-wrong"}
            Client().post(reverse("account_login"), guess, headers={"X-Forwarded-For": f"10.9.9.{number}, 203.0.113.9"})
        right = {"login": user.email, "password": PASSWORD}
        guesser, other = (
            Client().post(reverse("account_login"), right, headers={"X-Forwarded-For": address})
            for address in ("203.0.113.9", "203.0.113.10")
        )
        assert "Too many tries. Wait some minutes" in text_of(guesser)
        assert other.status_code == 302

    def test_it_stays_signed_in_when_the_browser_is_closed(self) -> None:
        user = make_user("Ada Lovelace")
        browser = Client()
        browser.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
        assert browser.session.get_expire_at_browser_close() is False

    def test_without_a_demo_there_is_no_one_click_sign_in(self) -> None:
        assert "Look around the demo" not in text_of(Client().get(reverse("account_login")))

    def test_the_demos_people_are_one_click_away(self, world: World) -> None:
        type(world.organisation).objects.filter(pk=world.organisation.pk).update(is_demo=True)
        User.objects.filter(pk=world.maya.user.pk).update(name="Maya Lindqvist")
        page = html_of(Client().get(reverse("account_login")))
        assert f'action="{reverse("demo_sign_in", args=[world.maya.membership.pk])}"' in page
        assert "Maya Lindqvist, athlete" in page

    def test_a_passkey_is_offered_and_its_errors_have_a_place(self) -> None:
        page = html_of(Client().get(reverse("account_login")))
        assert 'id="passkey_login"' in page
        assert 'form="mfa_login"' in page
        assert 'id="mfa_login" action="/accounts/2fa/webauthn/login/"' in page
        assert "data-passkey-error" in page

    def test_after_signing_in_one_is_where_one_wanted_to_be(self, world: World) -> None:
        browser = Client()
        page = browser.get(reverse("log"), follow=True)
        assert 'name="next" value="/me/log/"' in html_of(page)
        credentials = {"login": world.maya.user.email, "password": PASSWORD, "next": "/me/log/"}
        assert browser.post(reverse("account_login"), credentials).headers["Location"] == "/me/log/"


class TestForgottenPassword:
    """A link by mail."""

    def test_a_new_password_is_set_by_the_link(self) -> None:
        user = make_user("Ada Lovelace")
        browser = Client()
        sent = browser.post(reverse("account_reset_password"), {"email": user.email}, follow=True)
        assert "Look into your mail." in text_of(sent)
        (message,) = mail.outbox
        assert message.subject == "Set a new password"
        form = browser.get(link_in(message), follow=True)
        assert "Set a new password" in text_of(form)
        assert broken_by_our_policy(html_of(form)) == []
        address = form.redirect_chain[-1][0]
        new = "sixty-kilos-for-ten"
        browser.post(address, {"password1": new, "password2": new})
        assert User.objects.get().check_password(new)

    def test_a_name_that_is_not_ours_gets_no_mail_sent(self) -> None:
        user = make_user("Ada Lovelace")
        asked = Client().post(
            reverse("account_reset_password"), {"email": user.email}, headers={"Host": "evil.example"}
        )
        assert (asked.status_code, mail.outbox) == (400, [])

    def test_an_unknown_address_is_answered_the_same_and_gets_no_mail(self) -> None:
        response = Client().post(reverse("account_reset_password"), {"email": "nobody@example.org"}, follow=True)
        assert "If there is an account with that address" in text_of(response)
        assert mail.outbox == []

    def test_a_link_that_was_used_says_so(self) -> None:
        user = make_user("Ada Lovelace")
        browser = Client()
        browser.post(reverse("account_reset_password"), {"email": user.email})
        used = link_in(mail.outbox[0])
        form = browser.get(used, follow=True)
        browser.post(form.redirect_chain[-1][0], {"password1": "sixty-kilos", "password2": "sixty-kilos"})
        assert "This link does not work any more." in text_of(Client().get(used, follow=True))


class TestMailsThatStay:
    """Where mails are kept, the pages that sent one say where to read it."""

    def test_after_asking_for_a_new_password(self) -> None:
        assert reverse("mail") in html_of(Client().get(reverse("account_reset_password_done")))

    def test_while_the_address_is_not_confirmed(self) -> None:
        browser = Client()
        browser.post(reverse("account_signup"), NEW)
        assert reverse("mail") in html_of(browser.get(reverse("start")))

    def test_nowhere_where_mails_are_sent(self, settings: Any) -> None:
        from dataclasses import replace

        settings.CONFIG = replace(settings.CONFIG, email_url="smtp://mail.example.org")
        assert reverse("mail") not in html_of(Client().get(reverse("account_reset_password_done")))


class TestProtecting:
    """A second step, passkeys, and where one is signed in."""

    def test_the_code_of_an_app_is_switched_on_by_scanning(self, world: World) -> None:
        browser = fresh(world.coach)
        page = html_of(browser.get(reverse("mfa_activate_totp")))
        assert '<svg viewBox="0 0' in page  # the QR code is drawn into the page: a data: image would be blocked
        assert "data:image" not in page
        secret = re.findall(r'id="secret" type="text" value="(\w+)"', page)[0]
        code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
        browser.post(reverse("mfa_activate_totp"), {"code": code})
        assert Authenticator.objects.filter(user=world.coach.user, type="totp").exists()
        assert "on: asked for at each sign-in" in text_of(browser.get(reverse("mfa_index")))

    def test_then_the_password_alone_does_not_sign_in(self, world: World) -> None:
        self.test_the_code_of_an_app_is_switched_on_by_scanning(world)
        browser = Client()
        credentials = {"login": world.coach.user.email, "password": PASSWORD}
        response = browser.post(reverse("account_login"), credentials, follow=True)
        assert response.redirect_chain[-1][0] == reverse("mfa_authenticate")
        assert "And the second step" in text_of(response)
        assert ours(response)
        assert "_auth_user_id" not in browser.session
        assert broken_by_our_policy(html_of(response)) == []

    def test_codes_for_when_the_phone_is_lost_come_along(self, world: World) -> None:
        self.test_the_code_of_an_app_is_switched_on_by_scanning(world)
        browser = fresh_with_code(world)
        response = browser.get(reverse("mfa_view_recovery_codes"))
        assert response.status_code == 200
        assert broken_by_our_policy(html_of(response)) == []
        codes = re.findall(r"readonly>(.*?)</textarea>", html_of(response), re.DOTALL)[0].split("&#10;")
        assert len(codes) == len(set(codes)) == 9  # the tenth was the way in
        assert "9 of 10 are left" in text_of(response)
        assert ours(response)
        again = browser.get(reverse("mfa_generate_recovery_codes"))
        assert "Those you have now open nothing any more." in text_of(again)
        assert ours(again)
        done = browser.post(reverse("mfa_generate_recovery_codes"), follow=True)
        assert ours(done)
        assert codes[0] not in html_of(done)

    def test_it_can_be_switched_off(self, world: World) -> None:
        self.test_the_code_of_an_app_is_switched_on_by_scanning(world)
        browser = fresh_with_code(world)
        assert "Sign in without the code?" in text_of(browser.get(reverse("mfa_deactivate_totp")))
        browser.post(reverse("mfa_deactivate_totp"))
        assert not Authenticator.objects.filter(user=world.coach.user, type="totp").exists()

    def test_signing_out_everywhere_else(self, world: World) -> None:
        here, there = fresh(world.maya), fresh(world.maya)
        there.get(reverse("me"))
        assert "Sign out everywhere else" in text_of(here.get(reverse("usersessions_list")))
        here.post(reverse("usersessions_list"))
        assert there.get(reverse("me")).status_code == 302
        assert here.get(reverse("me")).status_code == 200

    def test_an_address_is_removed_without_a_dialog(self, world: World) -> None:
        EmailAddress.objects.create(user=world.maya.user, email="old@example.org", verified=True)
        browser = fresh(world.maya)
        page = html_of(browser.get(reverse("account_email")))
        assert "old@example.org" in page
        assert "account/js/account.js" not in page  # which would ask by window.confirm
        browser.post(reverse("account_email"), {"email": "old@example.org", "action_remove": ""})
        assert not EmailAddress.objects.filter(email="old@example.org").exists()

    def test_an_important_change_asks_who_is_there(self, world: World) -> None:
        browser = browser_of(world.coach)
        response = browser.get(reverse("mfa_activate_totp"), follow=True)
        assert "Is it you?" in text_of(response)


def fresh_with_code(world: World) -> Client:
    """The coach signed in with password and code."""
    browser = Client()
    browser.post(reverse("account_login"), {"login": world.coach.user.email, "password": PASSWORD})
    authenticator = Authenticator.objects.get(user=world.coach.user, type="recovery_codes").wrap()
    browser.post(reverse("mfa_authenticate"), {"code": authenticator.get_unused_codes()[0]})
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return browser
