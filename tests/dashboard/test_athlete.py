"""One athlete's page: how it stands in one sentence, the timeline, what was done, what was agreed to."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from athletes.models import Organisation, User
from coachhub.dashboard.selectors.athlete import athlete_page, notes_of
from coachhub.dashboard.selectors.sessions import sessions_page
from coachhub.dashboard.selectors.videos import PAGE as VIDEO_PAGE
from coachhub.dashboard.selectors.videos import videos_page
from sessions.models import AnalysisState, Decision, KneeAnalysis, Pause
from sessions.progression.findings import REGISTRY
from sessions.selectors.history import history_of
from tests.alerts.acting import tick
from tests.dashboard.made import look, scope, unshared, with_phone
from tests.films import a_refusal, a_report, answer, film
from tests.phone.pages import BANNED, broken_by_our_policy, browser_of, get, html_of, post, text_of
from tests.suggesting import decided, hurt, pains, picked
from tests.world import Person, World, log, squats

QUERIES_OF_A_PAGE = 29


def page_of(person: Person) -> str:
    return reverse("athlete", args=[person.athlete.pk])


def shown(reader: Person, athlete: Person, query: str = "") -> str:
    return text_of(get(reader, page_of(athlete) + query))


def jump_of_a_lift(person: Person) -> None:
    """A top set far above the best of the four weeks before: a note, no alert."""
    for days_ago in (21, 14, 7):
        log(person, squats(days_ago=days_ago, load=80, pain=1))
    log(person, squats(days_ago=1, load=95, sets=1, pain=1))


# The head


def test_a_calm_athlete(world: World) -> None:
    log(world.maya, squats(pain=1))
    text = shown(world.coach, world.maya)
    assert "Roster , Powerlifting, with you since" in text
    assert "In line Nothing here needs you right now." in text


def test_the_status_is_the_most_urgent_alerts_sentence_and_leads_to_it(world: World) -> None:
    alert = look(world.maya, sentence="Pain crept from 1 to 4.")
    html = html_of(get(world.coach, page_of(world.maya)))
    assert "Pain crept from 1 to 4." in html
    assert reverse("alert", args=[alert.pk]) in html


def test_further_alerts_stand_below(world: World) -> None:
    tick(world.maya)
    other = look(world.maya, sentence="Pain crept from 1 to 4.")
    html = html_of(get(world.coach, page_of(world.maya)))
    assert f'<a href="{reverse("alert", args=[other.pk])}">Pain crept from 1 to 4.</a>' in html


def test_who_has_logged_nothing_is_not_called_in_line(world: World) -> None:
    text = shown(world.coach, world.maya)
    assert "Nothing logged yet" in text
    assert "As soon as Maya logs a session or sends a video, it is here." in text
    assert "Nothing was logged or filmed in these weeks." in text


def test_a_call_only_with_a_number(world: World) -> None:
    assert "tel:" not in html_of(get(world.coach, page_of(world.maya)))
    with_phone(world.maya)
    assert 'href="tel:+447700900123"' in html_of(get(world.coach, page_of(world.maya)))


def test_who_does_not_share_is_a_name_and_a_list_of_consents(world: World) -> None:
    quiet = unshared(world)
    log(quiet, squats(pain=9))
    text = shown(world.coach, quiet)
    assert "has not agreed to show the log to coaches" in text
    assert "Keep my training log and my pain answers agreed" in text
    assert "Show them to my coaches not agreed" in text
    assert "Back squat" not in shown(world.coach, quiet, "?tab=sessions")


@pytest.mark.parametrize("kind", ["sessions", "videos"])
def test_the_lists_of_who_does_not_share_are_not_there(world: World, kind: str) -> None:
    quiet = unshared(world)
    session = log(quiet, squats())
    path = reverse("athlete_earlier", args=[quiet.athlete.pk, kind, session.pk])
    assert get(world.coach, path).status_code == 404


# The timeline


def test_the_answer_and_the_same_as_a_table(world: World) -> None:
    for days_ago, pain in ((20, 1), (13, 1), (6, 2), (1, 4)):
        log(world.maya, squats(days_ago=days_ago, pain=pain))
    answer(film(world.maya), a_report())
    text = shown(world.coach, world.maya)
    assert "Pain 4 in the last session, usually 1." in text
    assert "−0.15 (−0.18 to −0.12): some drift" in text
    assert "Week of Sessions Pain, worst Leg load Tracking (likely range)" in text


def test_what_is_tried_and_whether_it_helped_stand_in_the_timeline(world: World) -> None:
    pains(world.maya, 4, 4, 5, days_ago=22)
    picked(world.coach, world.maya, ago=timedelta(days=14, hours=1))
    pains(world.maya, 2, 2, 1, days_ago=8)
    html = html_of(get(world.coach, reverse("athlete", args=[world.maya.athlete.pk])))
    assert html.count('class="c-task"') == html.count('class="c-check"') == 2  # the wide picture and the narrow one
    assert "To try: Goblet squat" in html
    assert "Goblet squat, 2 weeks: better" in html


def test_what_was_dismissed_does_not(world: World) -> None:
    hurt(world.maya)
    decided(world.coach, world.maya, decision=Decision.DISMISSED)
    html = html_of(get(world.coach, reverse("athlete", args=[world.maya.athlete.pk])))
    assert 'class="c-task"' not in html


def test_a_red_flag_stands_in_the_timeline(world: World) -> None:
    log(world.maya, squats(pain=1))
    tick(world.maya, "stuck", "swollen")
    assert "Red flag B" in html_of(get(world.coach, page_of(world.maya)))


def test_there_is_a_wide_picture_and_a_narrow_one_of_six_weeks(world: World) -> None:
    log(world.maya, squats(days_ago=60, pain=1))
    log(world.maya, squats(days_ago=1, pain=1))
    with scope(world):
        page = athlete_page(world.coach.actor, world.maya.athlete)
    assert page.wide.count("data-title") == 2
    assert page.narrow.count("data-title") == 1


def test_loads_in_the_unit_of_whoever_reads(world: World) -> None:
    log(world.maya, squats(load=100))
    User.objects.filter(pk=world.coach.user.pk).update(unit="lb")
    assert "4 × 5 at 220.5 lb" in shown(world.coach, world.maya)
    assert "4 × 5 at 100 kg" in shown(world.owner, world.maya)


# Beside it


def test_notes_are_worth_knowing(world: World) -> None:
    jump_of_a_lift(world.maya)
    text = shown(world.coach, world.maya)
    assert "Worth knowing" in text
    assert "Back squat: top set 19 % above the best of the four weeks before." in text
    assert "ACSM progression of 2 to 10 %; the limit is our default." in text


def test_no_note_beside_an_open_red_flag(world: World) -> None:
    jump_of_a_lift(world.maya)
    tick(world.maya)
    with scope(world):
        assert notes_of(history_of(world.maya.athlete), REGISTRY)
    assert "Worth knowing" not in shown(world.coach, world.maya)


def test_what_is_an_alert_is_no_note(world: World) -> None:
    log(world.maya, squats(pain=8))
    with scope(world):
        assert notes_of(history_of(world.maya.athlete), REGISTRY) == ()


def test_strength_with_its_range(world: World) -> None:
    log(world.maya, squats(load=100, reps=5, rpe=8))
    text = shown(world.coach, world.maya)
    assert re.search(r"Back squat 123.3 kg best set on \d+ \w+ likely 117 to 130", text)


# Paused exercises


def test_a_paused_exercise_says_why_and_can_be_marked_as_checked(world: World) -> None:
    tick(world.maya, "stuck")
    text = shown(world.coach, world.maya)
    assert "Squats paused since" in text
    assert "“My knee locked: it is stuck, I cannot fully straighten or bend it”" in text
    with scope(world):
        pause = Pause.objects.get()
    response = post(world.coach, reverse("check_pause", args=[pause.pk]))
    assert response.url == page_of(world.maya)
    assert "Squats marked as checked." in shown(world.coach, world.maya)
    assert "Squats marked as checked." not in shown(world.owner, world.maya)


def test_marking_as_checked_can_be_taken_back(world: World) -> None:
    tick(world.maya)
    with scope(world):
        pause = Pause.objects.get()
    post(world.coach, reverse("check_pause", args=[pause.pk]))
    post(world.coach, reverse("check_pause", args=[pause.pk]), {"undo": "1"})
    with scope(world):
        pause.refresh_from_db()
    assert (pause.checked_at, pause.checked_by) == (None, None)


def test_what_another_checked_is_not_taken_back(world: World) -> None:
    tick(world.maya)
    with scope(world):
        pause = Pause.objects.get()
    post(world.owner, reverse("check_pause", args=[pause.pk]))
    browser = browser_of(world.coach)
    response = browser.post(reverse("check_pause", args=[pause.pk]), {"undo": "1"}, follow=True)
    assert "This could not be taken back any more." in text_of(response)
    with scope(world):
        pause.refresh_from_db()
    assert pause.checked_at is not None


def test_a_newer_pause_stands_in_the_way_of_taking_back(world: World) -> None:
    tick(world.maya)
    with scope(world):
        first = Pause.objects.get()
    post(world.coach, reverse("check_pause", args=[first.pk]))
    tick(world.maya)
    post(world.coach, reverse("check_pause", args=[first.pk]), {"undo": "1"})
    with scope(world):
        first.refresh_from_db()
        assert first.checked_at is not None
        assert Pause.objects.filter(checked_at=None).count() == 1


def test_clinicians_do_not_mark_as_checked(world: World) -> None:
    tick(world.maya)
    with scope(world):
        pause = Pause.objects.get()
    assert "Mark as checked" not in shown(world.clinician, world.maya)
    assert post(world.clinician, reverse("check_pause", args=[pause.pk])).status_code == 403


def test_nobody_marks_the_pause_of_an_athlete_they_do_not_see(world: World, outside: World) -> None:
    tick(world.samira)
    with scope(world):
        pause = Pause.objects.get()
    for person in (world.assistant, outside.owner):
        assert post(person, reverse("check_pause", args=[pause.pk])).status_code == 404


# Videos, consent


def test_videos_with_what_was_measured_and_how_far_it_is(world: World) -> None:
    answer(film(world.maya), a_report())
    answer(film(world.maya), a_refusal())
    running = film(world.maya)
    with scope(world):
        KneeAnalysis.objects.filter(video=running).update(state=AnalysisState.FAILED)
    film(world.maya)
    text = shown(world.coach, world.maya, "?tab=videos")
    assert "Some drift −0.15 (−0.18 to −0.12)" in text
    assert "This was filmed too far from the side to see how the knees track. Cannot tell" in text
    assert "Could not be measured" in text
    assert "Waiting to be measured" in text


def test_earlier_videos_a_page_at_a_time(world: World) -> None:
    for _ in range(VIDEO_PAGE + 2):
        film(world.maya)
    with scope(world):
        first = videos_page(world.maya.athlete, unit="kg")
        second = videos_page(world.maya.athlete, unit="kg", before=first.earlier)
    assert (len(first.lines), len(second.lines), second.earlier) == (VIDEO_PAGE, 2, None)
    assert {line.id for line in first.lines}.isdisjoint(line.id for line in second.lines)


def test_the_newest_measurement_counts(world: World) -> None:
    video = film(world.maya)
    answer(video, a_refusal())
    with scope(world):
        KneeAnalysis.objects.create(
            organisation=world.organisation, athlete=world.maya.athlete, video=video, task="lunge"
        )
        (line,) = videos_page(world.maya.athlete, unit="kg").lines
    assert (line.word, line.title, line.reason) == ("Waiting to be measured", "Lunge", "")


def test_what_was_agreed_to(world: World) -> None:
    text = shown(world.coach, world.maya, "?tab=consent")
    assert text.count("agreed today") == 4
    assert "Only the athlete decides this" in text


def minor_path(person: Person) -> str:
    return reverse("athlete_minor", args=[person.athlete.pk])


def test_a_coach_says_that_an_athlete_is_under_18_and_takes_it_back(world: World) -> None:
    browser = browser_of(world.coach)
    assert "Not marked as under 18." in text_of(browser.get(page_of(world.maya) + "?tab=consent"))
    said = text_of(browser.post(minor_path(world.maya), {"is_minor": "on"}, follow=True))
    assert "Saved. The face is blurred in videos measured from now on." in said
    assert "Under 18: the face is blurred in videos. In those measured since this was said." in said
    assert world.maya.athlete.is_minor
    assert not world.samira.athlete.is_minor
    assert "The face is not blurred in videos" in text_of(browser.post(minor_path(world.maya), follow=True))
    assert not world.maya.athlete.is_minor


def test_what_the_organisation_wants_stays_when_an_athlete_comes_of_age(world: World) -> None:
    Organisation.objects.filter(pk=world.organisation.pk).update(blur_faces=True)
    assert "The face is blurred" in text_of(browser_of(world.coach).post(minor_path(world.maya), follow=True))


def test_of_who_does_not_share_it_can_be_said_too(world: World) -> None:
    quiet = unshared(world)
    assert "Mark as under 18" in shown(world.coach, quiet)
    browser_of(world.coach).post(minor_path(quiet), {"is_minor": "on"})
    assert quiet.athlete.is_minor


@pytest.mark.parametrize("role", ["assistant", "clinician"])
def test_others_read_it_and_do_not_change_it(world: World, role: str) -> None:
    text = shown(world.everybody[role], world.maya, "?tab=consent")
    assert "Not marked as under 18." in text
    assert "Mark as under 18" not in text
    assert browser_of(world.everybody[role]).post(minor_path(world.maya), {"is_minor": "on"}).status_code == 403
    assert not world.maya.athlete.is_minor


def test_an_open_page_gets_the_list_alone(world: World) -> None:
    headers = {"HX-Request": "true", "HX-Target": "lists"}
    html = html_of(browser_of(world.coach).get(page_of(world.maya) + "?tab=videos", headers=headers))
    assert html.lstrip().startswith('<section id="lists"')
    assert "No video yet." in html


def test_a_tab_that_there_is_not_is_the_first_one(world: World) -> None:
    assert "No session logged yet." in shown(world.coach, world.maya, "?tab=secrets")


# Costs and manners


def cost(world: World, django_assert_max_num_queries: Any) -> int:
    browser = browser_of(world.coach)
    browser.get(page_of(world.maya))
    with django_assert_max_num_queries(QUERIES_OF_A_PAGE) as queries:
        browser.get(page_of(world.maya))
    return len(queries)


def test_the_page_costs_the_same_whatever_the_history(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    session = log(world.maya, squats(pain=1))
    with scope(world):
        set_id = session.lifts.get().sets.all()[0].pk
    answer(film(world.maya, set_id=set_id))
    tick(world.maya)
    few = cost(world, django_assert_max_num_queries)
    for days_ago in range(2, 40, 2):
        log(world.maya, squats(days_ago=days_ago, pain=2))
        answer(film(world.maya))
    look(world.maya)
    assert cost(world, django_assert_max_num_queries) == few


def test_a_long_look_back_and_no_further(world: World) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=400)):
        log(world.maya, squats(pain=3))
    with scope(world):
        page = athlete_page(world.coach.actor, world.maya.athlete)
        assert page.timeline.is_empty
        assert len(sessions_page(world.maya.athlete, unit="kg").lines) == 1


def test_nothing_that_our_policy_would_block_and_no_word_that_must_not_be_said(world: World) -> None:
    jump_of_a_lift(world.maya)
    answer(film(world.maya), a_report())
    pages = [page_of(world.maya) + query for query in ("", "?tab=videos", "?tab=consent")]
    tick(world.samira)
    pages += [page_of(world.samira), page_of(unshared(world))]
    for path in pages:
        html = html_of(get(world.coach, path))
        assert broken_by_our_policy(html) == []
        assert BANNED.findall(html) == []
