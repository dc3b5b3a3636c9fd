"""What is said when something cannot be shown: calm, in the look of the house, and the way on."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.http import HttpRequest
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views.defaults import server_error

from coachhub.core.ids import new_id
from tests.phone.pages import BANNED, broken_by_our_policy, browser_of, get, html_of, text_of
from tests.world import World

TEMPLATES = Path("coachhub/dashboard/templates")
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))


@pytest.mark.parametrize("name", NAMES)
def test_every_template_can_be_read(name: str) -> None:
    get_template(name)


def test_not_here(world: World) -> None:
    response = get(world.coach, reverse("athlete", args=[new_id()]))
    assert response.status_code == 404
    assert "There is nothing here." in text_of(response)


def test_a_stranger_lost_on_the_way(db: None) -> None:
    response = browser_of(None).get("/nowhere/at/all/")
    assert (response.status_code, "There is nothing here." in text_of(response)) == (404, True)


def test_not_for_you(world: World) -> None:
    response = get(world.maya, reverse("today"))
    assert response.status_code == 403
    assert "This is not open to you." in text_of(response)
    assert 'href="/"' in html_of(response)


def test_a_page_that_was_open_for_too_long(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.coach.user)
    response = client.post(reverse("today"), {"deed": "acknowledge"})
    assert response.status_code == 403
    assert "This page was open for too long." in text_of(response)


def test_something_went_wrong_needs_neither_database_nor_session() -> None:
    response = server_error(RequestFactory().get("/today/"))
    assert response.status_code == 500
    assert "Something went wrong on our side." in text_of(response)


def test_none_of_it_breaks_our_policy_or_says_what_must_not_be_said() -> None:
    request = HttpRequest()
    for name in ("404.html", "403.html", "403_csrf.html", "500.html"):
        html = get_template(name).render({}, request)
        assert broken_by_our_policy(html) == []
        assert BANNED.findall(html) == []
