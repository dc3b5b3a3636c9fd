"""A laptop's browser in which one member of staff is signed in."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.conftest import LAPTOP, Watched
from tests.web import Web, cookie_of
from tests.world import Person


class Laptop:
    """Its pages may say nothing to the console and ask no other machine."""

    def __init__(self, browser: Browser, web: Web, person: Person, **options: Any) -> None:
        settings = {"viewport": LAPTOP, "reduced_motion": "reduce"} | options
        self.watched = Watched(browser, **settings)
        self.watched.context.add_cookies([{"name": "sessionid", "value": cookie_of(person), "url": web.url}])
        self.url = web.url
        self.page: Page = self.watched.page(web.url)

    def open(self, path: str) -> Page:
        """Go to a page of the service."""
        self.page.goto(self.url + path)
        return self.page

    def press(self, *keys: str) -> None:
        """Keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def row(self) -> str:
        """The name in the row that has the focus; empty for none."""
        script = "() => document.activeElement.closest('[data-row]')?.querySelector('.ch-name')?.textContent ?? ''"
        return str(self.page.evaluate(script))

    def title(self) -> str:
        """The page's own title."""
        return self.page.locator("h1").inner_text()

    def trouble_for_assistive_technology(self) -> list[str]:
        """What axe finds wrong with the page as it is now."""
        found = Axe().run(self.page).response["violations"]
        return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found]

    def wider_than_its_window(self) -> int:
        """By how many px the page can be pushed sideways."""
        script = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(self.page.evaluate(script))

    def close(self) -> None:
        """Fail if a page complained."""
        self.watched.check()
        self.watched.context.close()
