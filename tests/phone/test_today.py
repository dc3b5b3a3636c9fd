"""Today: what to do next, in the order of its urgency, asked at the right time and no longer than it makes sense."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from alerts.models import Alert
from alerts.services import transitions
from athletes.models import ConsentKind
from coachhub.core.scope import organisation_scope
from coachhub.phone.selectors.today import greeting, morning_question, today_of
from sessions.models import AnalysisState, Pause, TrainingSet
from sessions.services.check_ins import mark_checked
from sessions.services.entries import PainEntry
from sessions.services.log import answer_next_morning
from sessions.services.uploads import create_upload
from tests.phone.made import answer, film, refusal, report
from tests.phone.pages import browser_of, get, html_of, post, text_of
from tests.world import World, log, make_athlete, squats

BERLIN = ZoneInfo("Europe/Berlin")
MORNING = datetime(2025, 9, 18, 7, 12, tzinfo=BERLIN)
EVENING_BEFORE = datetime(2025, 9, 17, 18, 0, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        (3, "Hello"),
        (4, "Good morning"),
        (11, "Good morning"),
        (12, "Good afternoon"),
        (17, "Good afternoon"),
        (18, "Good evening"),
        (23, "Good evening"),
    ],
)
def test_it_greets_by_the_hour(hour: int, said: str) -> None:
    assert greeting(hour, "Samira") == f"{said}, Samira"


def test_times_are_the_athletes_own(world: World) -> None:
    shown = text_of(get(world.maya, reverse("me")))
    assert f"{timezone.now().astimezone(BERLIN):%A %-d %B, %H:}" in shown


class TestMorningAfter:
    """The question on the morning after a session."""

    def ask(self, world: World, now: datetime = MORNING) -> str | None:
        """What is said beside the question; None when it is not asked."""
        with timezone.override(BERLIN):
            found = morning_question(world.maya.actor, timezone.localtime(now))
        return found.said if found else None

    def test_it_is_asked_with_what_was_said_before(self, scoped: World) -> None:
        log(scoped.maya, squats(at=EVENING_BEFORE, before=2, pain=4))
        assert self.ask(scoped) == "Yesterday before squats it was 2."

    def test_without_an_answer_before_it_says_the_worst(self, scoped: World) -> None:
        log(scoped.maya, squats(at=EVENING_BEFORE, pain=4))
        assert self.ask(scoped) == "Yesterday’s worst during squats was 4."

    def test_without_any_pain_answer_it_says_what_was_trained(self, scoped: World) -> None:
        log(scoped.maya, squats(at=EVENING_BEFORE, exercise="leg_press"))
        assert self.ask(scoped) == "After yesterday’s leg press."

    def test_it_is_not_asked_in_the_night_of_the_session(self, scoped: World) -> None:
        log(scoped.maya, squats(at=EVENING_BEFORE))
        assert self.ask(scoped, MORNING.replace(hour=3)) is None
        assert self.ask(scoped, MORNING.replace(hour=4)) is not None

    def test_it_is_not_asked_twice(self, scoped: World) -> None:
        session = log(scoped.maya, squats(at=EVENING_BEFORE))
        answer_next_morning(actor=scoped.maya.actor, session=session, pain=PainEntry(3))
        assert self.ask(scoped) is None

    def test_two_days_later_it_is_no_morning_after(self, scoped: World) -> None:
        log(scoped.maya, squats(at=EVENING_BEFORE - timedelta(days=1)))
        assert self.ask(scoped) is None

    def test_it_is_still_asked_when_today_was_trained_already(self, scoped: World) -> None:
        log(scoped.maya, squats(at=EVENING_BEFORE, before=1))
        log(scoped.maya, squats(at=MORNING - timedelta(minutes=30)))
        assert self.ask(scoped) == "Yesterday before squats it was 1."

    def test_of_two_sessions_it_is_about_the_later_one(self, scoped: World) -> None:
        log(scoped.maya, squats(at=EVENING_BEFORE - timedelta(hours=8), before=1))
        log(scoped.maya, squats(at=EVENING_BEFORE, before=5))
        assert self.ask(scoped) == "Yesterday before squats it was 5."

    def test_yesterday_is_the_athletes_own_day(self, scoped: World) -> None:
        """23:30 in Berlin is 21:30 in UTC: the day before for both, but 00:30 in Berlin is not."""
        log(scoped.maya, squats(at=datetime(2025, 9, 17, 22, 30, tzinfo=UTC)))
        assert self.ask(scoped) is None

    def test_the_page_has_eleven_buttons(self, world: World) -> None:
        log(world.maya, squats(at=timezone.now() - timedelta(days=1)))
        page = html_of(get(world.maya, reverse("me")))
        if timezone.now().astimezone(BERLIN).hour >= 4:
            assert page.count('<button type="button" value="') == 11
            assert "0 no pain" in page


class TestRedFlag:
    """While a red flag is open, it stands above everything."""

    def test_it_says_what_to_do(self, world: World) -> None:
        answer(world.maya, "stuck", movement="squat")
        shown = text_of(get(world.maya, reverse("me")))
        assert "Stop squats" in shown
        assert "Have your knee looked at today or tomorrow." in shown
        assert "Squats are paused until you or your coach mark this as checked." in shown

    def test_none_of_these_is_no_red_flag(self, world: World) -> None:
        answer(world.maya)
        assert today_of_world(world).stop is None

    def test_the_most_urgent_of_several_ticks_leads(self, world: World) -> None:
        answer(world.maya, "swollen", "no_weight")
        shown = text_of(get(world.maya, reverse("me")))
        assert "Get emergency help now." in shown
        assert "You ticked “I cannot put weight on it or walk four steps”" in shown

    def test_it_stays_until_the_coach_has_closed_it(self, world: World) -> None:
        answer(world.maya, "stuck", movement="squat")
        with organisation_scope(world.organisation.pk):
            mark_checked(actor=world.maya.actor, pause=Pause.objects.get())
        stop = today_of_world(world).stop
        assert stop is not None
        assert stop.pauses == ()

    def test_it_ends_when_alert_and_pause_have_ended(self, world: World) -> None:
        answer(world.maya, "stuck", movement="squat")
        with organisation_scope(world.organisation.pk):
            mark_checked(actor=world.maya.actor, pause=Pause.objects.get())
            transitions.resolve(
                actor=world.coach.actor, alert=Alert.objects.get(rule="red_flag"), note="Seen by a physio."
            )
        assert today_of_world(world).stop is None

    def test_a_pause_alone_keeps_it_open(self, world: World) -> None:
        answer(world.maya, "stuck", movement="squat")
        with organisation_scope(world.organisation.pk):
            transitions.resolve(
                actor=world.coach.actor, alert=Alert.objects.get(rule="red_flag"), note="Seen by a physio."
            )
        assert today_of_world(world).stop is not None

    def test_it_shows_to_nobody_else(self, world: World) -> None:
        answer(world.maya, "stuck")
        assert "Stop leg training" not in text_of(get(world.samira, reverse("me")))

    def test_it_shows_also_when_no_coach_may_see_it(self, world: World) -> None:
        alone = make_athlete(world.organisation, "Noor Said", consents=[ConsentKind.LOG])
        answer(alone, "stuck")
        assert "Stop leg training" in text_of(get(alone, reverse("me")))


def today_of_world(world: World) -> Any:
    """What Maya's Today shows."""
    with organisation_scope(world.organisation.pk), timezone.override(world.maya.athlete.zone):
        return today_of(world.maya.actor)


class TestWarningQuestions:
    """Asked after a session, and open at any time."""

    def test_after_todays_session_they_are_asked(self, world: World) -> None:
        session = log(world.maya, squats())
        page = get(world.maya, reverse("me"))
        assert "After today’s session: any warning signs?" in text_of(page)
        assert f"{reverse('questions')}?session={session.pk}" in html_of(page)

    def test_answered_they_are_only_offered(self, world: World) -> None:
        log(world.maya, squats(days_ago=0.01))
        answer(world.maya)
        shown = text_of(get(world.maya, reverse("me")))
        assert "After today’s session" not in shown
        assert "Something wrong with a knee?" in shown

    def test_an_answer_from_before_the_session_does_not_count(self, world: World) -> None:
        log(world.maya, squats())
        answer(world.maya, at=timezone.now() - timedelta(hours=30))
        assert today_of_world(world).unasked is not None

    def test_without_a_session_they_can_be_opened_all_the_same(self, world: World) -> None:
        assert reverse("questions") in html_of(get(world.maya, reverse("me")))


class TestVideos:
    """Videos on their way, and results that were not seen."""

    def test_an_unfinished_upload_says_how_far_it_is(self, world: World) -> None:
        session = log(world.maya, squats())
        with organisation_scope(world.organisation.pk):
            set_id = TrainingSet.objects.filter(lift__session=session).values_list("pk", flat=True)[0]
            upload = create_upload(
                actor=world.maya.actor, athlete=world.maya.athlete, length=200, task="squat", set_id=set_id
            )
            type(upload).objects.filter(pk=upload.pk).update(offset=124)
        page = get(world.maya, reverse("me"))
        assert "Back squat, 62 % sent" in text_of(page)
        assert f"{reverse('film')}?set={set_id}" in html_of(page)

    def test_a_measurement_says_stage_and_percent(self, world: World) -> None:
        film(world.maya, stage="pose", percent=40)
        shown = text_of(get(world.maya, reverse("me")))
        assert "Finding hips, knees and ankles, 40 %" in shown

    def test_while_something_is_measured_the_part_asks_again_by_itself(self, world: World) -> None:
        assert "every 15s" not in html_of(get(world.maya, reverse("me")))
        film(world.maya)
        page = html_of(get(world.maya, reverse("me")))
        assert "live:analysis from:body" in page
        assert "every 15s" in page

    def test_a_result_is_offered_until_it_was_seen(self, world: World) -> None:
        video = film(world.maya, report("---ss"))
        assert "In line" in text_of(get(world.maya, reverse("me")))
        post(world.maya, reverse("video_seen", args=[video.pk]))
        assert "In line" not in text_of(get(world.maya, reverse("me")))

    def test_a_refusal_and_a_failure_are_results_too(self, world: World) -> None:
        film(world.maya, refusal())
        film(world.maya, state=AnalysisState.FAILED)
        assert text_of(get(world.maya, reverse("me"))).count("Cannot tell") == 2

    def test_results_of_others_are_not_mine(self, world: World) -> None:
        film(world.samira, report())
        assert today_of_world(world).results == ()


class TestConsent:
    """Without the consent to keep a log there is nothing to log."""

    def test_the_first_thing_to_do_is_to_decide(self, world: World) -> None:
        nobody = make_athlete(world.organisation, "Noor Said", consents=())
        page = get(nobody, reverse("me"))
        assert "Before you can log" in text_of(page)
        assert reverse("consents") in html_of(page)

    def test_who_agreed_is_not_asked(self, world: World) -> None:
        assert "Before you can log" not in text_of(get(world.maya, reverse("me")))


def test_the_bottom_bar_leads_only_to_pages_that_exist(world: World) -> None:
    browser = browser_of(world.maya)
    page = html_of(browser.get(reverse("me")))
    links = re.findall(r'<a href="([^"]+)"', page.split('aria-label="Main"')[1])
    assert links == ["/me/", "/me/log/", "/me/film/", "/me/mine/"]
    assert [browser.get(link).status_code for link in links] == [200, 200, 200, 200]
