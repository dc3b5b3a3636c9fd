"""A good set on the athlete's result page; and that a coach's correction reaches the athlete, once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from coachhub.core.scope import organisation_scope
from coachhub.phone.result_words import say_corrected
from sessions.knee_tracking import Verdict, from_json
from sessions.models import ConfirmedSet, Correction, Video
from sessions.selectors.corrections import corrections_of, revision
from sessions.services.correction_entries import CorrectionEntry
from sessions.services.corrections import correct, undo
from tests.films import a_report, analysis_of, answer, film, measured
from tests.phone.pages import BANNED, browser_of, get, html_of, post, text_of
from tests.world import World

BUTTON = "This is a good set"
HINT = "Show us one set you and your coach are happy with: later sets are compared with it."
TOLD = "your coach looked through it: the reading is another one now"


def a_video(world: World, verdict: Verdict = Verdict.IN_LINE) -> Video:
    video = film(world.maya)
    answer(video, a_report(verdict=verdict))
    return video


def shown(world: World, video: Video) -> str:
    return text_of(get(world.maya, reverse("my_video", args=[video.pk])))


def send(world: World, video: Video, deed: str = "confirm") -> Any:
    return browser_of(world.maya).post(reverse("my_good_set", args=[video.pk]), {"deed": deed})


class TestGoodSet:
    """The athlete's own word on a set."""

    def test_the_first_one_is_asked_for_confirmed_and_taken_back(self, world: World) -> None:
        video = a_video(world)
        assert HINT in shown(world, video)
        got = send(world, video)
        assert got.headers["Location"] == reverse("my_video", args=[video.pk]) + "#good-set"
        said = shown(world, video)
        assert "A good set of yours. Confirmed by Maya Lindqvist today" in said
        assert BUTTON not in said
        send(world, video, "take_back")
        assert BUTTON in shown(world, video)

    def test_with_one_the_hint_is_gone_on_others(self, world: World) -> None:
        send(world, a_video(world))
        said = shown(world, a_video(world))
        assert BUTTON in said
        assert HINT not in said

    def test_what_is_no_good_set_is_not_asked_about(self, world: World) -> None:
        video = a_video(world, Verdict.CLEAR_DRIFT)
        assert BUTTON not in shown(world, video)
        (message,) = get_messages(send(world, video).wsgi_request)
        assert "choose a set that stayed nearer in line" in str(message)

    def test_others_videos_are_not_there(self, world: World) -> None:
        video = a_video(world)
        assert browser_of(world.samira).post(reverse("my_good_set", args=[video.pk])).status_code == 404
        with organisation_scope(world.organisation.pk):
            assert not ConfirmedSet.objects.exists()

    def test_no_word_that_never_appears(self, world: World) -> None:
        assert not BANNED.search(shown(world, a_video(world)))


def drop(world: World, video: Video, rep: int) -> Correction:
    with organisation_scope(world.organisation.pk):
        seen = revision(corrections_of(analysis_of(video)))
        return correct(actor=world.coach.actor, video=video, entry=CorrectionEntry("drop", rep=rep), seen=seen)


def look(world: World, video: Video) -> None:
    post(world.maya, reverse("video_seen", args=[video.pk]))


def today(world: World) -> str:
    return text_of(get(world.maya, reverse("me")))


@pytest.fixture
def seen_video(world: World) -> Video:
    """A measured video whose answer the athlete has seen."""
    video = measured(world.maya)
    look(world, video)
    return video


class TestCorrected:
    """A corrected answer is new to who had seen the first one."""

    def test_it_is_told_until_it_was_seen(self, world: World, seen_video: Video) -> None:
        assert reverse("my_video", args=[seen_video.pk]) not in html_of(get(world.maya, reverse("me")))
        drop(world, seen_video, 8)
        assert TOLD in today(world)
        look(world, seen_video)
        assert TOLD not in today(world)

    def test_each_other_answer_is_told_once(self, world: World, seen_video: Video) -> None:
        drop(world, seen_video, 8)
        drop(world, seen_video, 7)
        assert today(world).count(TOLD) == 1
        look(world, seen_video)
        drop(world, seen_video, 6)
        assert TOLD in today(world)

    def test_the_page_says_what_was_read_first(self, world: World, seen_video: Video) -> None:
        drop(world, seen_video, 8)
        said = shown(world, seen_video)
        first = "At first it was: clear drift, over 8 reps."
        assert f"Your coach looked through this set and made the reading more exact. {first}" in said
        assert not re.search(r"wrong|mistake|error|fault", said.lower())

    def test_what_is_still_new_is_not_told_twice(self, world: World) -> None:
        video = measured(world.maya)
        drop(world, video, 8)
        assert TOLD not in today(world)
        assert reverse("my_video", args=[video.pk]) in html_of(get(world.maya, reverse("me")))

    def test_taken_back_before_anybody_looked_nothing_is_new(self, world: World, seen_video: Video) -> None:
        row = drop(world, seen_video, 8)
        with organisation_scope(world.organisation.pk):
            undo(actor=world.coach.actor, correction=row)
        assert reverse("my_video", args=[seen_video.pk]) not in html_of(get(world.maya, reverse("me")))

    def test_taken_back_after_it_was_seen_is_another_answer_again(self, world: World, seen_video: Video) -> None:
        row = drop(world, seen_video, 8)
        look(world, seen_video)
        with organisation_scope(world.organisation.pk):
            undo(actor=world.coach.actor, correction=row)
        assert TOLD in today(world)
        assert "Your coach looked" not in shown(world, seen_video)

    def test_an_old_video_corrected_today_is_told(self, world: World, seen_video: Video) -> None:
        with organisation_scope(world.organisation.pk):
            Video.objects.update(received_at=timezone.now() - timedelta(days=60))
        drop(world, seen_video, 8)
        assert TOLD in today(world)

    def test_an_uncertain_first_reading_is_said_as_one(self) -> None:
        report = a_report(verdict=Verdict.IN_LINE)
        report["summary"]["certain"] = False
        assert say_corrected(from_json(report)).endswith("At first it was: in line, uncertain, over 3 reps.")
