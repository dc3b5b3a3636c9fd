"""What the tests of the coach's pages share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import browser_type_launch_args
from tests.dashboard.laptop import Laptop
from tests.web import Web
from tests.world import World

__all__ = ["browser_type_launch_args"]


@pytest.fixture
def laptop(browser: Browser, web: Web, shared: World) -> Iterator[Laptop]:
    """The coach's laptop."""
    one = Laptop(browser, web, shared.coach)
    yield one
    one.close()
