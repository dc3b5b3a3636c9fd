"""What the tests of the phone pages share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page

from tests.browser.conftest import PHONE, Watched, browser_type_launch_args
from tests.stack import eventually
from tests.web import Web, cookie_of
from tests.world import Person, World

__all__ = ["browser_type_launch_args"]


# Scripts get no answer while this is set; pages still load, as when the signal is lost and found between two of them.
CUT = """{
  const real = window.fetch;
  window.fetch = (...asked) => sessionStorage.cut ? Promise.reject(new TypeError("cut")) : real(...asked);
}"""


class Phone:
    """A phone's browser in which one athlete is signed in."""

    def __init__(self, browser: Browser, web: Web, person: Person) -> None:
        self._watched = Watched(browser, viewport=PHONE, has_touch=True)
        self.context = self._watched.context
        self.url = web.url
        self.sign_in(person)
        self.context.add_init_script(CUT)
        self.page: Page = self._watched.page(web.url)

    def sign_in(self, person: Person) -> None:
        """Who is signed in from now on, whatever pages are open."""
        self.context.add_cookies([{"name": "sessionid", "value": cookie_of(person), "url": self.url}])

    def open(self, path: str) -> Page:
        """Go to a page of the service."""
        self.page.goto(self.url + path)
        return self.page

    def cut(self) -> None:
        """The signal is lost, which the browser may say."""
        self._watched.may_say("ERR_INTERNET_DISCONNECTED")
        self.context.set_offline(True)

    def may_say(self, part: str) -> None:
        """Allow console messages that hold this: for tests that break something on purpose."""
        self._watched.may_say(part)

    def cut_scripts(self) -> None:
        """What scripts send is lost, over reloads too, until `mend`."""
        self.page.evaluate("sessionStorage.cut = 1")

    def mend(self) -> None:
        """The signal is back."""
        self.context.set_offline(False)
        self.page.evaluate("delete sessionStorage.cut; dispatchEvent(new Event('online'))")

    def kept(self) -> dict[str, Any]:
        """What the page keeps on the phone, by the part of the key after the athlete."""
        script = "() => Object.fromEntries(Object.entries(localStorage).map(([key, text]) => [key, JSON.parse(text)]))"
        found: dict[str, Any] = self.page.evaluate(script)
        return {key.split("/", 2)[2]: value for key, value in found.items() if key.startswith("coachhub/")}

    def waiting(self) -> list[str]:
        """What is not at the server yet and was not refused."""
        return [key for key, letter in self.kept().items() if key.startswith("outbox/") and "refused" not in letter]

    def _nothing_waits(self) -> bool:
        try:
            return not self.waiting()
        except Error:  # the page was just loading itself anew
            return False

    def close(self) -> None:
        """Let everything be sent, so that nothing arrives in the next test; fail if a page complained."""
        self.mend()
        self.page.evaluate("dispatchEvent(new Event('pagehide'))")
        eventually(self._nothing_waits, within_s=10)
        self._watched.check()
        self.context.close()


@pytest.fixture
def phone(browser: Browser, web: Web, shared: World) -> Iterator[Phone]:
    """Maya's phone."""
    one = Phone(browser, web, shared.maya)
    yield one
    one.close()


@pytest.fixture(scope="session")
def blank_page(browser: Browser, web: Web) -> Iterator[Page]:
    """A page of the service's own origin without any script of its own."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{web.url}/healthz")
    yield page
    context.close()


@pytest.fixture
def modules(blank_page: Page) -> Page:
    """That page with an empty storage, for trying the scripts' modules by themselves."""
    blank_page.evaluate("localStorage.clear()")
    return blank_page
