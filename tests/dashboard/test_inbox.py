"""The inbox: who has to be looked at, in tabs, with what was just done."""

from __future__ import annotations

import re

import pytest
from pytest_django import DjangoAssertNumQueries

from alerts.services import transitions
from coachhub.dashboard.selectors.inbox import PAGE
from sessions.progression.rules import load
from tests.alerts.acting import tick
from tests.dashboard.made import do, look, many, page_of, red_flag, scope
from tests.phone.pages import browser_of, get, html_of, text_of
from tests.world import World

QUERIES_OF_THE_INBOX = 9
INBOX = "/alerts/"


def test_open_ones_first_with_who_and_why(world: World) -> None:
    look(world.samira, sentence="Pain crept up.")
    red_flag(world.maya)
    text = text_of(get(world.coach, INBOX))
    assert "Two that nobody is on." in text
    assert text.index("Maya Lindqvist") < text.index("Samira Haddad")
    assert "nobody on it" in text


def test_each_tab_has_its_own(world: World) -> None:
    opened, held, settled = look(world.maya), look(world.samira), look(world.maya, load.WeekRise.key)
    do(world.coach, held, "acknowledge")
    do(world.coach, settled, "resolve")
    shown = {
        state: {
            alert.pk
            for alert in (opened, held, settled)
            if str(alert.pk) in html_of(get(world.coach, f"{INBOX}?state={state}"))
        }
        for state in ("open", "acknowledged", "resolved")
    }
    assert shown == {"open": {opened.pk}, "acknowledged": {held.pk}, "resolved": {settled.pk}}


def test_what_was_just_done_is_said_with_its_date_as_it_is_written(world: World) -> None:
    alert = look(world.maya)
    do(world.coach, alert, "acknowledge")
    do(world.coach, alert, "snooze", until="week")
    said = re.findall(r"Snoozed until ([^.]*?), just now", text_of(get(world.coach, page_of(alert))))
    assert re.fullmatch(r"\d+ [A-Z][a-z]{2} \d{4}, \d\d:\d\d", said[0])


def test_what_is_resolved_asks_for_nobody_s_eye(world: World) -> None:
    alert = look(world.maya)
    assert '<span class="ch-state is-look">' in html_of(get(world.coach, INBOX))
    do(world.coach, alert, "resolve")
    page = html_of(get(world.coach, f"{INBOX}?state=resolved"))
    assert "is-look" not in page
    assert '<span class="ch-state is-done">' in page
    assert "Look" in text_of(get(world.coach, f"{INBOX}?state=resolved"))


def test_only_one_athletes(world: World) -> None:
    look(world.maya)
    look(world.samira)
    text = text_of(get(world.coach, f"{INBOX}?athlete={world.maya.athlete.pk}"))
    assert "Only Maya Lindqvist: show everybody’s" in text
    assert "Samira Haddad" not in text
    assert "Open 1" in text


@pytest.mark.parametrize("query", ["state=explode", "athlete=abc", "before=abc", "athlete=%00"])
def test_what_cannot_be_read_in_an_address_is_left_out(world: World, query: str) -> None:
    look(world.maya)
    assert "Maya Lindqvist" in text_of(get(world.coach, f"{INBOX}?{query}"))


def test_an_athlete_whom_the_reader_does_not_see_is_no_filter(world: World) -> None:
    look(world.maya)
    text = text_of(get(world.assistant, f"{INBOX}?athlete={world.samira.athlete.pk}"))
    assert "Samira" not in text
    assert "Maya Lindqvist" in text


def test_happened_again_and_snoozed_are_said(world: World) -> None:
    alert = red_flag(world.maya)
    do(world.coach, alert, "acknowledge")
    tick(world.maya, "stuck")
    do(world.coach, alert, "snooze", until="4h")
    text = text_of(get(world.coach, f"{INBOX}?state=acknowledged"))
    assert "happened again once" in text
    assert "snoozed until" in text


def test_nothing_there_says_what_comes(world: World) -> None:
    text = text_of(get(world.coach, INBOX))
    assert "No alert is open. " in text
    assert "Nothing open." in text
    assert "Nothing that somebody is on." in text_of(get(world.coach, f"{INBOX}?state=acknowledged"))
    assert "Nothing resolved yet." in text_of(get(world.coach, f"{INBOX}?state=resolved"))


def test_resolved_ones_a_page_at_a_time(world: World) -> None:
    with scope(world):
        for person in many(world, PAGE + 2):
            transitions.resolve(actor=world.coach.actor, alert=look(person))
    first = html_of(get(world.coach, f"{INBOX}?state=resolved"))
    assert first.count("data-row") == PAGE
    (following,) = set(re.findall(r'hx-get="(/alerts/\?state=resolved&amp;before=[^"]+)"', first))
    second = html_of(browser_of(world.coach).get(following.replace("&amp;", "&"), headers={"HX-Request": "true"}))
    assert second.count("data-row") == 2
    assert "ch-tabs" not in second


def test_an_open_inbox_gets_the_list_alone(world: World) -> None:
    html = html_of(browser_of(world.coach).get(INBOX, headers={"HX-Request": "true"}))
    assert html.lstrip().startswith('<div id="inbox"')


def test_the_inbox_costs_the_same_whatever_its_length(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    look(world.maya)
    browser = browser_of(world.coach)
    browser.get(INBOX)
    for person in many(world, 6):
        look(person)
    with django_assert_max_num_queries(QUERIES_OF_THE_INBOX):
        browser.get(INBOX)
