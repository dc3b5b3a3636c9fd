"""A suggestion's way in real browsers: from the coach's page to the athlete's phone, and back."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, expect

from sessions.services.suggestions import end
from tests.browser.conftest import PHONE
from tests.dashboard.laptop import Laptop
from tests.dashboard.made import scope
from tests.stack import eventually
from tests.suggesting import HURTS, MOBILITY, STEPS, decided, hurt, picked
from tests.web import Web
from tests.world import World

TITLE = "Take load off until it is clean"


def test_sent_by_the_coach_done_by_the_athlete_and_taken_back(
    laptop: Laptop, browser: Browser, web: Web, shared: World
) -> None:
    hurt(shared.maya)
    athlete = Laptop(browser, web, shared.maya, viewport=PHONE, has_touch=True)
    page = laptop.open(reverse("athlete", args=[shared.maya.athlete.pk]))
    page.locator(".ch-sug", has_text=TITLE).get_by_role("button", name="Send to Maya").click()
    expect(page.get_by_role("status").filter(has_text="now a task on Maya’s phone")).to_be_visible()
    task = athlete.open("/me/").get_by_role("button", name=TITLE)
    expect(task).to_have_attribute("aria-pressed", "false")
    task.click()
    expect(task).to_have_attribute("aria-pressed", "true")
    page.locator("#suggestions").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name=f"Running: {TITLE}")).to_have_count(0)
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    athlete.open("/me/")
    expect(athlete.page.get_by_text("To try")).to_have_count(0)
    athlete.close()


def test_a_task_comes_to_the_open_pages_of_athlete_and_coach_and_goes_from_them(
    laptop: Laptop, browser: Browser, web: Web, shared: World
) -> None:
    athlete = Laptop(browser, web, shared.maya, viewport=PHONE, has_touch=True)
    listening = athlete.open("/me/")
    laptop.page.add_init_script("addEventListener('live:hello', () => { window.hears = true; }, true)")
    page = laptop.open(reverse("athlete", args=[shared.maya.athlete.pk]))
    eventually(lambda: page.evaluate("window.hears"))
    task = picked(shared.coach, shared.maya)
    button = listening.get_by_role("button", name="Goblet squat")
    expect(button).to_be_visible()
    expect(page.get_by_role("heading", name="Running: Goblet squat")).to_be_visible()
    with scope(shared):
        end(actor=shared.coach.actor, suggestion=task)
    expect(button).to_have_count(0)
    expect(page.get_by_role("heading", name="Running: Goblet squat")).to_have_count(0)
    athlete.close()


@pytest.mark.parametrize(("size", "theme"), [("laptop", "light"), ("phone", "dark")])
def test_it_serves_assistive_technology_and_fits_its_window(
    browser: Browser, web: Web, shared: World, theme: str, size: str
) -> None:
    options = {"color_scheme": theme} | ({"viewport": PHONE, "has_touch": True} if size == "phone" else {})
    hurt(shared.maya)
    for key in (MOBILITY, STEPS):
        picked(shared.coach, shared.maya, key)
    decided(shared.coach, shared.maya, HURTS)
    for person, path in ((shared.coach, reverse("athlete", args=[shared.maya.athlete.pk])), (shared.maya, "/me/")):
        one = Laptop(browser, web, person, **options)
        page = one.open(path)
        for more in page.locator("#suggestions summary, #tasks summary").all():
            more.click()
        assert one.trouble_for_assistive_technology() == []
        assert one.wider_than_its_window() == 0
        one.close()
