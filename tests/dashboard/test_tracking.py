"""Tracking over time on the athlete's page."""

from __future__ import annotations

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from coachhub.dashboard.selectors.tracking import MOST_EXERCISES, MOST_ROWS, TrackingSection, tracking_section
from tests.dashboard.made import scope, unshared
from tests.filmed_sets import filmed_session, measured
from tests.films import a_refusal, answer, film
from tests.phone.pages import BANNED, broken_by_our_policy, get, html_of, text_of
from tests.world import Person, World


def page_of(person: Person) -> str:
    return reverse("athlete", args=[person.athlete.pk])


def shown(reader: Person, athlete: Person) -> str:
    text = text_of(get(reader, page_of(athlete)))
    return text.split("Tracking over time", 1)[1].split("Education, not medical advice", 1)[0]


def section(person: Person, unit: str = "kg") -> TrackingSection:
    with scope(person):
        return tracking_section(person.athlete, unit=unit)


def weeks_of_videos(person: Person) -> None:
    for days_ago, change in ((20, -0.02), (14, -0.03), (7, -0.04)):
        filmed_session(person, (60, -0.01), (75, change), days_ago=days_ago)
    filmed_session(person, (60, -0.01), (85, -0.25))


def test_the_answers_stand_on_the_page(world: World) -> None:
    weeks_of_videos(world.maya)
    text = shown(world.coach, world.maya)
    assert "Back squat" in text
    assert "Since the first videos? The knees stand further in. −0.22 (−0.32 to −0.12)" in text
    assert "Since last time? The knees stand further in." in text
    assert "In line up to 75 kg. First drift at 85 kg; between 75 kg and 85 kg it is unclear." in text
    assert "From set to set? Cannot tell." in text
    assert "Does tracking get worse with load?" in text
    assert "our default until 20 athletes here have two comparable videos" in text


def test_the_numbers_of_the_picture_stand_in_a_table(world: World) -> None:
    weeks_of_videos(world.maya)
    text = shown(world.coach, world.maya)
    assert "Day Load Verdict Change of the ratio (likely range) Drop Camera" in text
    assert "today 85 kg Clear drift −0.25 (−0.28 to −0.22) 48 % +2°" in text


def test_each_row_leads_to_its_video(world: World) -> None:
    (video,) = filmed_session(world.maya, (80, -0.05))
    assert f'href="{reverse("video", args=[video.pk])}"' in html_of(get(world.coach, page_of(world.maya)))


def test_sentences_come_before_the_picture(world: World) -> None:
    weeks_of_videos(world.maya)
    html = html_of(get(world.coach, page_of(world.maya))).split('id="over-time"')[1]
    assert html.index("Since the first videos?") < html.index('<svg class="ch-chart')


def test_no_video_says_what_to_do_and_what_it_will_look_like(world: World) -> None:
    text = shown(world.coach, world.maya)
    assert "As soon as a video of Maya is measured" in text
    assert "Film work sets and warm-up sets from the front" in text
    assert "no set with a load yet" in text


def test_a_refused_video_is_no_video(world: World) -> None:
    answer(film(world.maya), a_refusal())
    assert "As soon as a video of Maya is measured" in shown(world.coach, world.maya)


def test_a_video_without_a_set_is_named_by_its_task(world: World) -> None:
    answer(film(world.maya), measured(-0.05))
    text = shown(world.coach, world.maya)
    assert "Squat, without a logged set" in text
    assert "today load not said" in text


def test_the_reader_has_their_own_unit(world: World) -> None:
    weeks_of_videos(world.maya)
    (one,) = section(world.maya, "lb").exercises
    assert any("165.3 lb" in told.answer for told in one.told)
    assert {row.load for row in one.rows} == {"132.3 lb", "165.3 lb", "187.4 lb"}


def test_only_the_exercises_filmed_last_are_shown_the_others_are_named(world: World) -> None:
    exercises = ["box_squat", "front_squat", "goblet_squat", "back_squat"]
    for number, exercise in enumerate(exercises):
        filmed_session(world.maya, (80, -0.05), days_ago=10 - number, exercise=exercise)
    found = section(world.maya)
    assert [one.name for one in found.exercises] == ["Back squat", "Goblet squat", "Front squat"]
    assert len(found.exercises) == MOST_EXERCISES
    assert found.not_shown == ("Box squat",)
    assert "Also filmed, earlier: Box squat." in shown(world.coach, world.maya)


def test_a_long_table_says_how_much_is_missing(world: World) -> None:
    for day in range(4):
        filmed_session(world.maya, *((80, -0.05),) * 8, days_ago=day)
    (one,) = section(world.maya).exercises
    assert (len(one.rows), one.rows_left_out) == (MOST_ROWS, 2)
    assert one.rows[0].when == "today"
    assert "2 earlier sets not listed." in shown(world.coach, world.maya)


@pytest.mark.parametrize("who", ["assistant", "clinician", "owner"])
def test_the_others_who_may_read_see_it_as_well(world: World, who: str) -> None:
    filmed_session(world.maya, (80, -0.05))
    assert "Back squat" in shown(world.everybody[who], world.maya)


def test_outsiders_do_not(world: World, outside: World) -> None:
    filmed_session(world.maya, (80, -0.05))
    for reader in (outside.coach, outside.owner, world.samira):
        assert get(reader, page_of(world.maya)).status_code == 404


def test_who_does_not_share_has_no_such_section(world: World) -> None:
    quiet = unshared(world)
    filmed_session(quiet, (80, -0.25))
    assert "Tracking over time" not in text_of(get(world.coach, page_of(quiet)))


def test_the_words_and_the_policy(world: World) -> None:
    weeks_of_videos(world.maya)
    response = get(world.coach, page_of(world.maya))
    assert not BANNED.search(shown(world.coach, world.maya))
    assert not list(broken_by_our_policy(html_of(response)))


def test_two_queries_whatever_their_number(world: World, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    weeks_of_videos(world.maya)
    filmed_session(world.maya, (60, -0.01), exercise="front_squat")
    with scope(world.maya):
        athlete = world.maya.athlete
        with django_assert_num_queries(2):
            tracking_section(athlete, unit="kg")
