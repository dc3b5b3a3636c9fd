"""A good set on the coach's video page, and which sets are the baseline on the athlete's page."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from sessions.knee_tracking import Verdict
from sessions.models import ConfirmedSet, Video
from tests.dashboard.made import scope
from tests.filmed_sets import filmed_session
from tests.films import a_refusal, a_report, answer, film
from tests.phone.pages import BANNED, browser_of, get, html_of, text_of
from tests.world import Person, World

BUTTON = "This is a good set"
HINT = "Confirm one set that you and Maya are happy with: later sets are compared with it, not with the foot line."


def a_video(world: World, verdict: Verdict = Verdict.IN_LINE) -> Video:
    video = film(world.maya)
    answer(video, a_report(verdict=verdict))
    return video


def send(person: Person, video: Video, deed: str = "confirm") -> Any:
    return browser_of(person).post(reverse("good_set", args=[video.pk]), {"deed": deed})


def shown(person: Person, video: Video) -> str:
    return text_of(get(person, reverse("video", args=[video.pk])))


def test_the_first_one_is_asked_for_and_confirmed(world: World) -> None:
    video = a_video(world)
    said = shown(world.coach, video)
    assert HINT in said
    assert BUTTON in said
    got = send(world.coach, video)
    assert got.headers["Location"] == reverse("video", args=[video.pk]) + "#good-set"
    said = shown(world.coach, video)
    assert "A good set. Confirmed by Coach of Northside today" in said
    assert BUTTON not in said
    assert HINT not in said
    assert "Undo" in said


def test_confirming_it_ends_the_asking_on_every_page(world: World) -> None:
    send(world.coach, a_video(world))
    said = shown(world.coach, a_video(world))
    assert HINT not in said
    assert BUTTON in said


def test_it_is_taken_back(world: World) -> None:
    video = a_video(world)
    send(world.coach, video)
    send(world.coach, video, "take_back")
    assert BUTTON in shown(world.coach, video)
    with scope(world):
        assert ConfirmedSet.objects.get().withdrawn_by == world.coach.membership


@pytest.mark.parametrize("verdict", [Verdict.CLEAR_DRIFT, Verdict.CANNOT_TELL])
def test_what_is_no_good_set_is_not_asked_about(world: World, verdict: Verdict) -> None:
    said = shown(world.coach, a_video(world, verdict))
    assert BUTTON not in said
    assert HINT not in said


def test_a_form_left_open_is_refused_with_the_reason(world: World) -> None:
    got = send(world.coach, a_video(world, Verdict.CLEAR_DRIFT))
    (message,) = get_messages(got.wsgi_request)
    assert str(message) == "The knees clearly moved in here: choose a set that stayed nearer in line."


def test_a_refused_video_has_no_such_button(world: World) -> None:
    video = film(world.maya)
    answer(video, a_refusal())
    assert BUTTON not in shown(world.coach, video)


def test_who_may_not_say_so_sees_what_was_said(world: World) -> None:
    video = a_video(world)
    assert BUTTON not in shown(world.clinician, video)
    assert send(world.clinician, video).status_code == 403
    send(world.coach, video)
    page = html_of(get(world.clinician, reverse("video", args=[video.pk])))
    assert "A good set." in page
    assert reverse("good_set", args=[video.pk]) not in page


def test_no_word_that_never_appears(world: World) -> None:
    assert not BANNED.search(shown(world.coach, a_video(world)))


class TestAthletePage:
    """Tracking over time says which sets are the baseline."""

    def page(self, world: World) -> str:
        return text_of(get(world.coach, reverse("athlete", args=[world.maya.athlete.pk])))

    def test_without_one_it_says_what_for(self, world: World) -> None:
        filmed_session(world.maya, (80, -0.05), days_ago=3)
        assert "No set is confirmed as good yet." in self.page(world)

    def test_they_are_named_and_marked_and_compared_with(self, world: World) -> None:
        (video,) = filmed_session(world.maya, (80, -0.02), days_ago=3)
        send(world.coach, video)
        filmed_session(world.maya, (80, -0.18), (100, -0.02))
        said = self.page(world)
        assert "(80 kg)." in said.split("Confirmed as good: ")[1]
        assert "In line, a good set" in said
        assert "Against the confirmed good sets?" in said
