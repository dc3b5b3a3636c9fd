"""A real Chromium against the real service, watched: a page may say nothing to its console and ask no other machine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

SYSTEM_BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1440, "height": 900}


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The machine's own Chromium if it has one, else Playwright's. No sandbox, since tests may run as root."""
    found = next(filter(None, map(shutil.which, SYSTEM_BROWSERS)), None)
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    return {"args": quiet} | ({"executable_path": found} if found else {})


class Watched:
    """A browser of one person, and everything that its pages should not have said or asked for."""

    def __init__(self, browser: Browser, **options: Any) -> None:
        self.context: BrowserContext = browser.new_context(timezone_id="Europe/London", locale="en-GB", **options)
        self.complaints: list[str] = []
        self.allowed = ["willReadFrequently"]  # said about tests that look at what is drawn
        self.context.on("console", self._on_console)
        self.context.on("weberror", lambda error: self.complaints.append(f"error: {error.error}"))
        self.context.on("request", self._on_request)
        self._hosts: set[str] = set()

    def page(self, base: str) -> Page:
        """A new page of this person, for the service at `base`."""
        self._hosts.add(base)
        page = self.context.new_page()
        page.set_default_timeout(15_000)
        return page

    def may_say(self, part: str) -> None:
        """Allow console messages that hold this: for tests that break something on purpose."""
        self.allowed.append(part)

    def check(self) -> None:
        """Fail if any page complained or asked another machine for something."""
        left = [one for one in self.complaints if not any(part in one for part in self.allowed)]
        assert left == []

    def _on_console(self, message: ConsoleMessage) -> None:
        where = message.location.get("url", "")
        self.complaints.append(f"{message.type}: {message.text} ({where})")

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((*self._hosts, "data:", "blob:")):
            self.complaints.append(f"asked another machine: {request.url}")


@pytest.fixture
def people(browser: Browser) -> Iterator[dict[str, Watched]]:
    """The coach on a laptop and the athlete on a phone; at the end neither's browser may have complained."""
    both = {
        "coach": Watched(browser, viewport=LAPTOP),
        "athlete": Watched(browser, viewport=PHONE, has_touch=True, is_mobile=True),
    }
    yield both
    for one in both.values():
        one.check()
        one.context.close()
