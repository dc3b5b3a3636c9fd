"""Passkeys in a real Chromium, which plays a device with a fingerprint reader: added, signed in with, not to be had."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE, Watched
from tests.web import Web, cookie_of
from tests.world import PASSWORD, Person, World

FINGERPRINT_READER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Device:
    """A phone that can keep passkeys, and the browser on it. Its pages may say nothing to the console."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.url = url
        self.watched = Watched(browser, viewport=PHONE)
        self.page: Page = self.watched.page(self.url)
        device = self.watched.context.new_cdp_session(self.page)
        device.send("WebAuthn.enable")
        device.send("WebAuthn.addVirtualAuthenticator", {"options": FINGERPRINT_READER})

    def is_signed_in_as(self, person: Person) -> None:
        """As after a password."""
        self.watched.context.add_cookies([{"name": "sessionid", "value": cookie_of(person), "url": self.url}])

    def open(self, name: str) -> Page:
        """Go to the page of this name."""
        self.page.goto(self.url + reverse(name))
        return self.page

    def go_to_add(self) -> Page:
        """From the account's page, as somebody who is asked for the password once more."""
        page = self.open("mfa_index")
        page.get_by_role("link", name="Passkeys").click()
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_role("heading", name="Add a passkey")).to_be_visible()
        return page

    def sign_out(self) -> None:
        """By the page that asks whether one is sure."""
        page = self.open("account_logout")
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()

    def close(self) -> None:
        """Fail if a page complained."""
        self.watched.check()
        self.watched.context.close()


@pytest.fixture(autouse=True)
def unlimited(shared: World) -> None:
    """Rate limits begin anew."""
    cache.clear()


@pytest.fixture
def device(browser: Browser, web: Web, shared: World) -> Iterator[Device]:
    one = Device(browser, web.url.replace("127.0.0.1", "localhost"))  # passkeys belong to names, not to numbers
    yield one
    one.close()


def test_a_passkey_is_added_and_signs_in_by_itself(device: Device, shared: World) -> None:
    device.is_signed_in_as(shared.maya)
    page = device.go_to_add()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("Passkey added.")).to_be_visible()
    assert Authenticator.objects.get(type="webauthn").user == shared.maya.user
    expect(device.open("mfa_list_webauthn").get_by_text("not used yet")).to_be_visible()

    device.sign_out()
    page = device.open("me")  # what one wanted to see is where one comes out
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name=", Maya")).to_be_visible()
    expect(device.open("mfa_list_webauthn").get_by_text("used today")).to_be_visible()


def test_where_one_wants_it_so_it_comes_on_top_of_the_password(device: Device, shared: World) -> None:
    device.is_signed_in_as(shared.coach)
    page = device.go_to_add()
    page.get_by_label("Sign me in with it alone").uncheck()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("Passkey added.")).to_be_visible()

    device.sign_out()
    page = device.open("today")
    page.get_by_label("E-mail address").fill(shared.coach.user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**" + reverse("mfa_authenticate"))
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**" + reverse("today"))


def test_a_device_without_one_says_so_and_lets_one_try_again(device: Device) -> None:
    page = device.open("account_login")
    for _ in range(2):
        page.get_by_role("button", name="Sign in with a passkey").click()
        expect(page.get_by_role("alert")).to_have_text("It was cancelled, or took too long. Try again.")
    assert page.url == device.url + reverse("account_login")


def test_at_an_address_that_is_a_number_it_says_what_is_needed(browser: Browser, web: Web, shared: World) -> None:
    device = Device(browser, web.url)
    device.is_signed_in_as(shared.maya)
    page = device.go_to_add()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("alert")).to_contain_text("localhost in the address instead of a number")
    assert not Authenticator.objects.exists()
    device.close()
