"""The part of the athlete's page that says what to try."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from sessions.models import Decision, Suggestion
from sessions.progression.suggestions import LIBRARY
from sessions.services.suggestions import mark_done
from tests.alerts.acting import tick
from tests.dashboard.made import scope, unshared
from tests.phone.pages import BANNED, broken_by_our_policy, browser_of, get, html_of, post, text_of
from tests.suggesting import BY_HAND, HURTS, MOBILITY, STEPS, decided, hurt, offered, pains, picked
from tests.world import Person, World

TITLE = "Take load off until it is clean"


def page_of(person: Person) -> str:
    return reverse("athlete", args=[person.athlete.pk])


def section(reader: Person, athlete: Person) -> str:
    """What the part says."""
    text = text_of(get(reader, page_of(athlete)))
    return text[text.index("What to try") : text.index("Tracking over time")]


def suggest(reader: Person, athlete: Person, **sent: str) -> Any:
    return post(reader, reverse("suggest", args=[athlete.athlete.pk]), sent)


def test_an_offer_says_what_was_seen_what_to_do_why_and_where_it_comes_from(world: World) -> None:
    hurt(world.maya)
    text = section(world.coach, world.maya)
    assert f"{TITLE} Worst pain was 4 of 10 in the last session." in text
    assert "Less load gives room to get the movement clean" in text
    assert "Articles “knee pain during squats” and “why knees cave in”; numbers: pain bands after Thomeé 1997" in text
    assert "Send to Maya" in text
    assert "At most two at a time. Education, not medical advice" in text


def test_no_more_than_two(world: World) -> None:
    pains(world.maya, 4, 4, 4, 4, days_ago=6)
    assert section(world.coach, world.maya).count("Not this") == 2


def test_nothing_to_suggest_is_said(world: World) -> None:
    assert "Nothing is suggested right now." in section(world.coach, world.maya)


def test_beside_a_red_flag_nothing_is_suggested_nor_picked(world: World) -> None:
    hurt(world.maya)
    tick(world.maya)
    text = section(world.coach, world.maya)
    assert "Nothing is suggested while a red flag is open" in text
    assert TITLE not in text
    assert "Pick something by hand" not in text
    assert "A red flag is open" in text_of(
        browser_of(world.coach).post(
            reverse("suggest", args=[world.maya.athlete.pk]), {"deed": "pick", "key": BY_HAND}, follow=True
        )
    )


def test_accepted_it_runs_with_its_check_points_and_can_be_undone_for_a_moment(world: World) -> None:
    hurt(world.maya)
    sent = {"deed": "accept", "key": HURTS, "about": offered(world.maya)[HURTS]}
    assert suggest(world.coach, world.maya, **sent).url == f"{page_of(world.maya)}#suggestions"
    text = section(world.coach, world.maya)
    assert f"{TITLE} : now a task on Maya’s phone. Undo" in text
    assert f"Running: {TITLE} Worst pain was 4 of 10 in the last session. Since" in text
    assert "by Coach of Northside" in text
    assert "2 weeks" in text
    assert "6 weeks" in text
    with scope(world):
        row = Suggestion.objects.get()
    post(world.coach, reverse("suggestion", args=[row.pk]), {"undo": "1"})
    assert "Running" not in section(world.coach, world.maya)
    assert f"{TITLE} Worst pain" in section(world.coach, world.maya)


def test_undo_is_offered_to_who_decided_and_not_for_long(world: World) -> None:
    picked(world.coach, world.maya)
    assert "Undo" in section(world.coach, world.maya)
    assert "Undo" not in section(world.assistant, world.maya)
    with time_machine.travel(timezone.now() + timedelta(seconds=11)):
        assert "Undo" not in section(world.coach, world.maya)


def test_undo_too_late_says_so(world: World) -> None:
    row = picked(world.coach, world.maya, ago=timedelta(minutes=2))
    browser = browser_of(world.coach)
    path = reverse("suggestion", args=[row.pk])
    assert "could not be taken back" in text_of(browser.post(path, {"undo": "1"}, follow=True))


def test_dismissed_it_is_gone_and_written_down(world: World) -> None:
    hurt(world.maya)
    suggest(world.coach, world.maya, deed="dismiss", key=HURTS, about=offered(world.maya)[HURTS])
    text = section(world.coach, world.maya)
    assert f"{TITLE} : dismissed. It comes back only with a new reason." in text
    assert f"{TITLE} Worst pain" not in text
    assert f"Decided before {TITLE} Dismissed" in text
    assert "by Coach of Northside" in text


def test_an_offer_that_is_gone_says_so(world: World) -> None:
    path = reverse("suggest", args=[world.maya.athlete.pk])
    sent = {"deed": "accept", "key": HURTS, "about": "gone"}
    assert "This is no longer offered" in text_of(browser_of(world.coach).post(path, sent, follow=True))
    assert suggest(world.coach, world.maya, deed="cheer").status_code == 404


def test_the_whole_library_can_be_picked_by_hand_but_for_what_runs(world: World) -> None:
    assert html_of(get(world.coach, page_of(world.maya))).count('value="pick"') == len(LIBRARY)
    suggest(world.coach, world.maya, deed="pick", key=BY_HAND)
    assert html_of(get(world.coach, page_of(world.maya))).count('value="pick"') == len(LIBRARY) - 1
    assert "Running: Goblet squat Picked by hand. Since" in section(world.coach, world.maya)


def test_check_points_say_what_came_of_it(world: World) -> None:
    pains(world.maya, 4, 4, 5, days_ago=22)
    picked(world.coach, world.maya, ago=timedelta(days=14, hours=1))
    pains(world.maya, 2, 2, 1, days_ago=8)
    text = section(world.coach, world.maya)
    assert "2 weeks better 4 weeks" in text
    assert "2 weeks: Worst pain, median: 2 of 10 in 3 sessions, 4 in 3 before" in text


def test_days_done_are_counted_for_the_coach(world: World) -> None:
    row = picked(world.coach, world.maya, MOBILITY)
    with scope(world):
        today = timezone.now().astimezone(world.maya.athlete.zone).date()
        mark_done(actor=world.maya.actor, suggestion=row, day=today, done=True)
    assert f"marked as done on 1 day, last on {today:%-d %B}" in section(world.coach, world.maya)


def test_a_task_by_steps_says_where_it_stands(world: World) -> None:
    picked(world.coach, world.maya, STEPS, ago=timedelta(days=9))
    pains(world.maya, 1, 2, days_ago=5)
    text = section(world.coach, world.maya)
    assert "Step 2 of 5: about two thirds of the load from before. Two good sessions: one step on." in text


def test_ending_a_task(world: World) -> None:
    row = picked(world.coach, world.maya)
    assert post(world.coach, reverse("suggestion", args=[row.pk])).status_code == 302
    text = section(world.coach, world.maya)
    assert "Running" not in text
    assert "Goblet squat Accepted" in text
    assert "ended" in text


def test_a_clinician_reads_and_decides_nothing(world: World) -> None:
    hurt(world.maya)
    row = decided(world.coach, world.maya, decision=Decision.ACCEPTED)
    text = section(world.clinician, world.maya)
    assert f"Running: {TITLE}" in text
    assert "Send to Maya" not in text
    assert "Pick something by hand" not in text
    assert "End this task" not in text
    assert post(world.clinician, reverse("suggestion", args=[row.pk])).status_code == 403


def test_of_who_does_not_share_nothing_is_suggested(world: World) -> None:
    quiet = unshared(world)
    hurt(quiet)
    assert "What to try" not in text_of(get(world.coach, page_of(quiet)))
    assert suggest(world.coach, quiet, deed="pick", key=BY_HAND).status_code == 404


def test_suggestions_are_no_notes(world: World) -> None:
    hurt(world.maya)
    assert "Worth knowing" not in text_of(get(world.coach, page_of(world.maya)))


@pytest.mark.parametrize("decide", [False, True])
def test_words_and_policy(world: World, decide: bool) -> None:
    hurt(world.maya)
    if decide:
        decided(world.coach, world.maya)
    html = html_of(get(world.coach, page_of(world.maya)))
    assert broken_by_our_policy(html) == []
    assert not BANNED.search(section(world.coach, world.maya))
