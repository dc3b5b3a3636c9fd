"""The warning questions, the stop page of an answer, who was told, and the sheet to take along."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from alerts.models import Delivery
from athletes.models import ConsentKind, Organisation
from coachhub.core.scope import organisation_scope
from sessions.models import Pause
from sessions.progression.warning_questions import ADVICE, QUESTIONS, Tier
from sessions.services.entries import PainEntry
from sessions.services.log import answer_next_morning
from tests.phone.made import answer
from tests.phone.pages import get, html_of, post, text_of
from tests.world import World, log, make_athlete, squats


class TestQuestions:
    """One screen, each a large row, "none of these" at the end."""

    def test_every_question_is_a_row_with_its_urgency(self, world: World) -> None:
        page = html_of(get(world.maya, reverse("questions")))
        for question in QUESTIONS:
            assert f'value="{question.key}" data-tier="{question.tier}"' in page
            assert question.text in page
        assert page.count('role="checkbox"') == len(QUESTIONS)

    def test_nothing_is_ticked_before(self, world: World) -> None:
        assert 'aria-checked="true"' not in html_of(get(world.maya, reverse("questions")))

    def test_none_of_these_is_an_answer_of_its_own(self, world: World) -> None:
        assert "None of these" in text_of(get(world.maya, reverse("questions")))

    def test_what_to_do_is_in_the_page_for_every_urgency(self, world: World) -> None:
        page = html_of(get(world.maya, reverse("questions")))
        for advice in ADVICE.values():
            assert advice.title in page
            assert advice.who in page
        assert "This app cannot tell what is causing it." in page

    @pytest.mark.parametrize(
        ("country", "emergency", "urgent"),
        [("GB", "999", 'href="tel:111"'), ("DE", "112", 'href="tel:116117"'), ("PT", "112", 'href="tel:808242424"')],
    )
    def test_the_numbers_are_those_of_the_country(
        self, world: World, country: str, emergency: str, urgent: str
    ) -> None:
        Organisation.objects.filter(pk=world.organisation.pk).update(country=country)
        page = html_of(get(world.maya, reverse("questions")))
        assert f'href="tel:{emergency}"' in page
        assert urgent in page
        assert f"Call {emergency} at once" in page

    def test_where_there_is_no_number_for_urgent_care_there_is_no_button(self, world: World) -> None:
        Organisation.objects.filter(pk=world.organisation.pk).update(country="CH")
        assert html_of(get(world.maya, reverse("questions"))).count('href="tel:') == 1


class TestStopPage:
    """The page of an answer that was sent, to read again."""

    def test_it_says_what_to_do_by_when_and_whom_to_call(self, world: World) -> None:
        check_in = answer(world.maya, "stuck", movement="squat", side="right")
        shown = text_of(get(world.maya, reverse("stop", args=[check_in.pk])))
        assert "Stop squats" in shown
        assert ADVICE[Tier.B].title in shown
        assert "Call urgent care, 111" in shown
        assert "You ticked: “My knee locked: it is stuck, I cannot fully straighten or bend it.”" in shown
        assert "Right knee." in shown
        assert "Squats are paused until you or your coach mark this as checked" in shown

    def test_every_tick_is_there_the_most_urgent_first(self, world: World) -> None:
        check_in = answer(world.maya, "swollen", "numb_cold", "stuck")
        shown = text_of(get(world.maya, reverse("stop", args=[check_in.pk])))
        assert ADVICE[Tier.A].title in shown
        assert shown.index("numb, cold") < shown.index("My knee locked") < shown.index("It has swollen")

    def test_of_none_of_these_there_is_no_stop_page(self, world: World) -> None:
        assert get(world.maya, reverse("stop", args=[answer(world.maya).pk])).status_code == 404

    def test_when_somebody_has_looked_the_pause_can_be_ended(self, world: World) -> None:
        check_in = answer(world.maya, "stuck", movement="squat")
        page = reverse("stop", args=[check_in.pk])
        with organisation_scope(world.organisation.pk):
            pause = Pause.objects.get()
        assert "Mark as checked" in text_of(get(world.maya, page))
        response = post(world.maya, reverse("checked", args=[pause.pk]))
        assert (response.status_code, response.url) == (302, reverse("me"))
        with organisation_scope(world.organisation.pk):
            assert Pause.objects.get().checked_by_id == world.maya.user.pk
        shown = text_of(get(world.maya, page))
        assert "Mark as checked" not in shown
        assert "No longer paused" in shown

    def test_marking_it_twice_changes_nothing(self, world: World) -> None:
        answer(world.maya, "stuck", movement="squat")
        with organisation_scope(world.organisation.pk):
            pause = Pause.objects.get()
        post(world.maya, reverse("checked", args=[pause.pk]))
        with organisation_scope(world.organisation.pk):
            first = Pause.objects.get().checked_at
        assert post(world.maya, reverse("checked", args=[pause.pk])).status_code == 302
        with organisation_scope(world.organisation.pk):
            assert Pause.objects.get().checked_at == first


class TestTold:
    """Whether a coach was told: never said before it happened."""

    def told(self, world: World, check_in_id: object) -> tuple[str, str]:
        response = get(world.maya, reverse("stop_told", args=[check_in_id]))
        return text_of(response), html_of(response)

    def test_before_anybody_was_reached_it_says_so_and_asks_again(self, world: World) -> None:
        shown, html = self.told(world, answer(world.maya, "stuck").pk)
        assert "CoachHub has your answer" in shown
        assert "was told" not in shown
        assert "every 3s" in html

    def test_it_says_who_was_told_and_when_in_the_athletes_own_time(self, world: World) -> None:
        check_in = answer(world.maya, "stuck")
        seen_at = timezone.now()
        with organisation_scope(world.organisation.pk):
            Delivery.objects.filter(channel="app", recipient=world.coach.membership).update(seen_at=seen_at)
        shown, html = self.told(world, check_in.pk)
        assert f"Your coach was told at {seen_at.astimezone(world.maya.athlete.zone):%H:%M}." in shown
        assert world.coach.user.name in shown
        assert "every 3s" not in html
        assert "live:alerts from:body" in html

    def test_when_nobody_can_be_told_it_says_what_to_do(self, world: World) -> None:
        alone = make_athlete(world.organisation, "Noor Said", consents=[ConsentKind.LOG])
        check_in = answer(alone, "stuck")
        shown = text_of(get(alone, reverse("stop_told", args=[check_in.pk])))
        assert "Nobody could be told." in shown
        assert "Tell somebody yourself" in shown
        assert "Let my coaches see it" in shown


class TestSheet:
    """What to take along: facts as reported, nothing added."""

    def sheet(self, world: World) -> str:
        check_in = answer(world.maya, "stuck", movement="squat", side="right")
        return text_of(get(world.maya, reverse("sheet", args=[check_in.pk])))

    def test_it_says_what_was_ticked(self, world: World) -> None:
        shown = self.sheet(world)
        assert "“My knee locked: it is stuck, I cannot fully straighten or bend it”" in shown
        assert "right knee, in squats" in shown

    def test_it_has_the_last_four_weeks_and_no_more(self, world: World) -> None:
        log(world.maya, squats(days_ago=27, load=81))
        log(world.maya, squats(days_ago=29, load=83))
        shown = self.sheet(world)
        assert "4 × 5 at 81 kg" in shown
        assert "83 kg" not in shown

    def test_pain_is_as_reported_and_what_was_not_said_is_a_dash(self, world: World) -> None:
        session = log(world.maya, squats(days_ago=3, before=1, pain=4))
        with organisation_scope(world.organisation.pk):
            answer_next_morning(actor=world.maya.actor, session=session, pain=PainEntry(0))
        shown = self.sheet(world)
        assert "before worst after next morning" in shown
        assert "4 × 5 at 80 kg 1 4 – 0" in shown
        assert "0 to 10 as reported, 0 = none" in shown

    def test_it_brings_questions_to_ask(self, world: World) -> None:
        shown = self.sheet(world)
        assert "What would you look at first, and why?" in shown
        assert shown.count("?") >= 6

    def test_without_sessions_it_says_so(self, world: World) -> None:
        assert "Nothing was logged in these weeks." in self.sheet(world)

    def test_an_old_answers_sheet_is_about_the_weeks_before_it(self, world: World) -> None:
        check_in = answer(world.maya, "stuck", at=timezone.now() - timedelta(days=40))
        log(world.maya, squats(days_ago=50, load=81))
        assert "81 kg" in text_of(get(world.maya, reverse("sheet", args=[check_in.pk])))
