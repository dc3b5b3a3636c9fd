"""The sentence about lighter weeks on an athlete's page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from coachhub.dashboard.selectors.lighter_weeks import lighter_weeks
from tests.phone.pages import get, text_of
from tests.sessions.progression.building import MONDAY, day, history, weekly
from tests.world import World, log, squats

BEFORE = MONDAY - timedelta(days=7)


def said(*loads: float | None) -> str:
    """Weeks of so much leg load, the last of them finished."""
    return lighter_weeks(history(day(0), weekly(*loads, until=BEFORE)))


def test_it_says_when_the_last_one_was_and_how_long_ago() -> None:
    assert said(1000, 1000, 1000, 1000, 600, 1000, 1000) == "Last lighter week: that of 24 Aug, 2 loaded weeks since."


def test_right_after_it_there_is_no_loaded_week_yet() -> None:
    assert said(1000, 1000, 1000, 1000, 600) == "Last lighter week: that of 7 Sep, with no loaded week since."


def test_just_above_the_share_is_no_lighter_week() -> None:
    assert said(1000, 1000, 1000, 1000, 610) == "No week in the last 5 is known to be a lighter one; 5 loaded weeks."


def test_before_four_weeks_it_cannot_tell() -> None:
    assert said(1000, 1000, 200) == "Lighter weeks: cannot tell before four weeks of known leg load."


@pytest.mark.parametrize("unknown", range(4))
def test_an_unknown_week_is_never_taken_for_a_light_one(unknown: int) -> None:
    loads: list[float | None] = [1000, 1000, 1000, 1000, 600]
    loads[unknown] = None
    assert said(*loads).startswith("Lighter weeks: cannot tell")


def test_the_running_week_is_not_judged() -> None:
    assert lighter_weeks(history(day(1), weekly(1000, 1000, 1000, 1000, 100))).startswith("Lighter weeks: cannot tell")
    assert lighter_weeks(history(day(1), weekly(1000))) == ""


def test_nothing_logged_says_nothing() -> None:
    assert lighter_weeks(history(day(0))) == ""


def test_it_stands_on_the_athletes_page(world: World) -> None:
    for days_ago in (21, 14, 7):
        log(world.maya, squats(days_ago=days_ago, pain=1))
    shown = text_of(get(world.coach, reverse("athlete", args=[world.maya.athlete.pk])))
    assert "Lighter weeks: cannot tell before four weeks of known leg load. Lighter: at most 60 %" in shown
