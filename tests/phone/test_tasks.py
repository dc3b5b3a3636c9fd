"""What a coach suggested to try, on the athlete's first page."""

from __future__ import annotations

import re
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from sessions.models import DayDone
from sessions.services.suggestions import end, mark_done
from tests.alerts.acting import tick
from tests.dashboard.made import scope
from tests.phone.pages import BANNED, broken_by_our_policy, browser_of, get, html_of, post, text_of
from tests.suggesting import MOBILITY, STEPS, pains, picked
from tests.world import Person, World


def shown(person: Person) -> str:
    return text_of(get(person, reverse("me")))


def done_path(row: object) -> str:
    return reverse("task_done", args=[row.pk])  # type: ignore[attr-defined]


def test_without_a_task_there_is_no_list(world: World) -> None:
    assert "To try" not in shown(world.maya)


def test_a_task_says_what_how_why_from_whom_and_when_it_is_looked_at(world: World) -> None:
    picked(world.coach, world.maya)
    text = shown(world.maya)
    assert "To try Goblet squat done today? How, and why Hold one weight in front of the chest" in text
    assert "From article “knee pain during squats”; numbers: our default." in text
    assert "Suggested by Coach of Northside. Next look at whether it helped:" in text
    assert "Education, not medical advice." in text
    assert "Goblet" not in shown(world.samira)


def test_what_was_opened_stays_open_when_the_list_refreshes_itself(world: World) -> None:
    row = picked(world.coach, world.maya)
    assert f'id="how-{row.pk}" hx-preserve' in html_of(get(world.maya, reverse("me")))


def test_done_today_and_not_after_all(world: World) -> None:
    row = picked(world.coach, world.maya)
    browser = browser_of(world.maya)
    assert browser.post(done_path(row))["Location"] == f"{reverse('me')}#tasks"
    page = html_of(browser.get(reverse("me")))
    assert re.search(r'aria-pressed="true" name="undo"', page)
    assert "done today" in page
    browser.post(done_path(row), {"undo": "1"})
    page = html_of(browser.get(reverse("me")))
    assert 'aria-pressed="false"' in page
    assert "done today?" in page


def test_mobility_counts_days_in_a_row(world: World) -> None:
    row = picked(world.coach, world.maya, MOBILITY)
    with scope(world):
        today = timezone.now().astimezone(world.maya.athlete.zone).date()
        for back in (2, 1):
            mark_done(actor=world.maya.actor, suggestion=row, day=today - timedelta(days=back), done=True)
    assert "2 days in a row" in shown(world.maya)
    assert html_of(get(world.maya, reverse("me"))).count("<i></i>") == 2
    post(world.maya, done_path(row))
    assert "3 days in a row" in shown(world.maya)
    assert "is-open" not in html_of(get(world.maya, reverse("me")))


def test_the_first_day_of_a_row(world: World) -> None:
    row = picked(world.coach, world.maya, MOBILITY)
    post(world.maya, done_path(row))
    assert "1 day " in shown(world.maya)


def test_what_is_no_daily_work_has_no_row(world: World) -> None:
    row = picked(world.coach, world.maya)
    post(world.maya, done_path(row))
    assert "in a row" not in shown(world.maya)
    assert "ch-streak" not in html_of(get(world.maya, reverse("me")))


def test_a_long_row_is_drawn_no_longer_than_two_weeks(world: World) -> None:
    row = picked(world.coach, world.maya, MOBILITY, ago=timedelta(days=20))
    today = timezone.now().astimezone(world.maya.athlete.zone).date()
    DayDone._base_manager.bulk_create(
        DayDone(organisation=world.organisation, suggestion=row, day=today - timedelta(days=back)) for back in range(20)
    )
    assert "20 days in a row" in shown(world.maya)
    assert html_of(get(world.maya, reverse("me"))).count("<i></i>") == 14


def test_the_newest_answer_stands_below_its_task(world: World) -> None:
    pains(world.maya, 4, 4, 5, days_ago=22)
    picked(world.coach, world.maya, ago=timedelta(days=14, hours=1))
    pains(world.maya, 2, 2, 1, days_ago=8)
    assert "After 2 weeks: better. Worst pain, median: 2 of 10 in 3 sessions, 4 in 3 before" in shown(world.maya)


def test_a_task_by_steps_follows_the_log(world: World) -> None:
    picked(world.coach, world.maya, STEPS, ago=timedelta(days=9))
    assert "Step 1 of 5: about half of the load from before." in shown(world.maya)
    pains(world.maya, 1, 2, days_ago=5)
    assert "Step 2 of 5: about two thirds of the load from before." in shown(world.maya)
    pains(world.maya, 4, days_ago=1)
    assert "Step 1 of 5" in shown(world.maya)


def test_beside_a_red_flag_tasks_wait(world: World) -> None:
    row = picked(world.coach, world.maya)
    tick(world.maya)
    assert "Goblet" not in shown(world.maya)
    said = browser_of(world.maya).post(done_path(row), follow=True)
    assert not DayDone._base_manager.exists()
    assert "Goblet" not in text_of(said)


def test_an_ended_task_is_gone(world: World) -> None:
    row = picked(world.coach, world.maya)
    with scope(world):
        end(actor=world.coach.actor, suggestion=row)
    assert "Goblet" not in shown(world.maya)
    post(world.maya, done_path(row))
    assert not DayDone._base_manager.exists()


def test_another_athletes_task_is_not_there(world: World) -> None:
    row = picked(world.coach, world.maya)
    assert post(world.samira, done_path(row)).status_code == 404
    assert get(world.maya, done_path(row)).status_code == 405


def test_words_and_policy(world: World) -> None:
    picked(world.coach, world.maya, MOBILITY)
    page = html_of(get(world.maya, reverse("me")))
    assert broken_by_our_policy(page) == []
    assert not BANNED.search(text_of(get(world.maya, reverse("me"))))
