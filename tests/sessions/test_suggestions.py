"""Deciding about suggestions: what is offered, who may decide, what becomes of it, what a consent takes along."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from alerts.models import Alert
from alerts.services import transitions
from athletes.models import ConsentKind, User
from athletes.services.consents import set_consents
from sessions.models import CheckPoint, DayDone, Decision, Pause, Suggestion
from sessions.selectors.history import history_of
from sessions.selectors.suggestions import in_a_row, offers_of, red_flag_open, tasks_of
from sessions.services.check_ins import mark_checked
from sessions.services.suggestions import NotOfferedError, decide, end, mark_done, pick, take_back
from tests.alerts.acting import tick
from tests.films import a_refusal, a_report, a_side, answer, film
from tests.suggesting import BY_HAND, CUE, HURTS, MOBILITY, decided, due, hurt, offered, picked
from tests.world import World, log, squats

BERLIN = ZoneInfo("Europe/Berlin")
NOT_COACHING = ["clinician", "maya", "samira"]


class TestOffers:
    def test_what_was_logged_makes_an_offer(self, scoped: World) -> None:
        hurt(scoped.maya)
        assert HURTS in offered(scoped.maya)
        assert offered(scoped.samira) == {}

    def test_a_corrected_entry_takes_it_back(self, scoped: World) -> None:
        hurt(scoped.maya)
        log(scoped.maya, squats(pain=1))
        assert HURTS not in offered(scoped.maya)

    def test_none_while_a_red_flag_is_open_or_an_exercise_waits(self, scoped: World) -> None:
        hurt(scoped.maya)
        tick(scoped.maya)
        assert red_flag_open(scoped.maya.athlete)
        assert offered(scoped.maya) == {}
        transitions.resolve(actor=scoped.coach.actor, alert=Alert.objects.get(severity="stop"), note="Seen.")
        assert offered(scoped.maya) == {}
        mark_checked(actor=scoped.coach.actor, pause=Pause.objects.get())
        assert not red_flag_open(scoped.maya.athlete)
        assert HURTS in offered(scoped.maya)

    def test_a_pause_that_was_checked_leaves_the_alert(self, scoped: World) -> None:
        hurt(scoped.maya)
        tick(scoped.maya)
        mark_checked(actor=scoped.coach.actor, pause=Pause.objects.get())
        assert red_flag_open(scoped.maya.athlete)
        assert offered(scoped.maya) == {}

    def test_tempo_and_ankle_screen_are_read_from_the_reports(self, scoped: World) -> None:
        answer(film(scoped.maya), a_report(dkasr=0.0))
        answer(film(scoped.maya), a_refusal(side=a_side()))
        assert [one.lowering_s for one in history_of(scoped.maya.athlete).tracking] == [None, None]
        told, refused = history_of(scoped.maya.athlete, in_detail=True).tracking
        assert (told.lowering_s, told.heels_lift, told.fell_back) == (1.5, None, None)
        assert refused.heels_lift is not None
        assert refused.fell_back is not None

    def test_drift_on_a_video_makes_an_offer(self, scoped: World) -> None:
        answer(film(scoped.maya), a_report())
        assert CUE in offered(scoped.maya)


class TestDeciding:
    def test_accepting_makes_a_task_with_three_check_points(self, scoped: World) -> None:
        hurt(scoped.maya)
        row = decided(scoped.coach, scoped.maya)
        assert (row.sentence, row.by) == ("Worst pain was 4 of 10 in the last session.", scoped.coach.membership)
        assert row.readings[0] | {"at": ""} == {
            "label": "worst pain while training",
            "value": 4,
            "unit": "of 10",
            "at": "",
            "low": None,
            "high": None,
        }
        assert [one.week for one in row.check_points.all()] == [2, 4, 6]
        (task,) = tasks_of(scoped.maya.athlete, today=timezone.localdate())
        assert task.suggestion == row
        assert HURTS not in offered(scoped.maya)

    def test_check_points_are_due_at_the_beginning_of_the_athletes_own_days(self, scoped: World) -> None:
        with time_machine.travel(datetime(2026, 10, 20, 23, 30, tzinfo=BERLIN)):  # the clocks go back meanwhile
            row = pick(actor=scoped.coach.actor, athlete=scoped.maya.athlete, key=BY_HAND)
        assert due(row, 2).astimezone(BERLIN) == datetime(2026, 11, 3, tzinfo=BERLIN)
        assert due(row, 6).astimezone(BERLIN) == datetime(2026, 12, 1, tzinfo=BERLIN)

    def test_a_dismissed_one_is_not_offered_again_until_its_trigger_is_new(self, scoped: World) -> None:
        hurt(scoped.maya, days_ago=3)
        row = decided(scoped.coach, scoped.maya, decision=Decision.DISMISSED)
        assert not row.check_points.exists()
        log(scoped.maya, squats(days_ago=2, pain=5))
        assert HURTS not in offered(scoped.maya)
        log(scoped.maya, squats(days_ago=1, pain=0))
        log(scoped.maya, squats(pain=4))
        assert HURTS in offered(scoped.maya)

    def test_what_is_offered_no_more_cannot_be_accepted(self, scoped: World) -> None:
        hurt(scoped.maya)
        about = offered(scoped.maya)[HURTS]
        tick(scoped.maya)
        for key, name in ((HURTS, about), (HURTS, "something else"), ("suggest.hold", about)):
            with pytest.raises(NotOfferedError, match="no longer offered"):
                decide(
                    actor=scoped.coach.actor,
                    athlete=scoped.maya.athlete,
                    key=key,
                    about=name,
                    decision=Decision.ACCEPTED,
                )
        assert not Suggestion.objects.exists()

    def test_deciding_twice_is_deciding_once(self, scoped: World) -> None:
        hurt(scoped.maya)
        about = offered(scoped.maya)[HURTS]
        decided(scoped.coach, scoped.maya)
        with pytest.raises(NotOfferedError):
            decide(
                actor=scoped.assistant.actor,
                athlete=scoped.maya.athlete,
                key=HURTS,
                about=about,
                decision=Decision.DISMISSED,
            )
        assert Suggestion.objects.count() == 1

    @pytest.mark.parametrize("who", NOT_COACHING)
    def test_others_do_not_decide(self, scoped: World, who: str) -> None:
        hurt(scoped.maya)
        row = picked(scoped.coach, scoped.maya)
        actor, athlete = scoped.everybody[who].actor, scoped.maya.athlete
        for deed in (
            lambda: decide(actor=actor, athlete=athlete, key=HURTS, about="", decision=Decision.ACCEPTED),
            lambda: pick(actor=actor, athlete=athlete, key=MOBILITY),
            lambda: end(actor=actor, suggestion=row),
            lambda: take_back(actor=actor, suggestion=row),
        ):
            with pytest.raises(PermissionDenied):
                deed()


class TestByHand:
    def test_twice_gives_it_once_and_after_its_end_again(self, scoped: World) -> None:
        first = picked(scoped.coach, scoped.maya)
        assert (first.about, first.sentence) == ("", "")
        assert picked(scoped.assistant, scoped.maya) == first
        assert end(actor=scoped.coach.actor, suggestion=first)
        assert not end(actor=scoped.coach.actor, suggestion=first)
        assert picked(scoped.coach, scoped.maya) != first

    def test_not_beside_a_red_flag_and_nothing_else_than_the_library(self, scoped: World) -> None:
        with pytest.raises(NotOfferedError, match="not in the library"):
            picked(scoped.coach, scoped.maya, "suggest.rest")
        tick(scoped.maya)
        with pytest.raises(NotOfferedError, match="red flag"):
            picked(scoped.coach, scoped.maya)

    def test_one_that_runs_is_not_offered_whatever_the_log_says(self, scoped: World) -> None:
        hurt(scoped.maya)
        picked(scoped.coach, scoped.maya, HURTS)
        assert HURTS not in offered(scoped.maya)


class TestTakingBack:
    def test_a_moment_later_it_is_as_if_it_had_not_been_but_written_down(self, scoped: World) -> None:
        hurt(scoped.maya)
        row = decided(scoped.coach, scoped.maya)
        assert take_back(actor=scoped.coach.actor, suggestion=row)
        assert not CheckPoint.objects.exists()
        assert HURTS in offered(scoped.maya)
        event = Suggestion.pgh_event_model._base_manager.get()  # type: ignore[attr-defined]  # by tracked()
        assert (event.key, event.decision, event.by_id) == (HURTS, "accepted", scoped.coach.membership.pk)

    def test_not_somebody_elses_and_not_later(self, scoped: World) -> None:
        row = picked(scoped.coach, scoped.maya)
        assert not take_back(actor=scoped.assistant.actor, suggestion=row)
        Suggestion.objects.filter(pk=row.pk).update(at=timezone.now() - timedelta(seconds=61))
        assert not take_back(actor=scoped.coach.actor, suggestion=row)
        assert Suggestion.objects.exists()


class TestDone:
    def test_days_in_a_row_are_the_athletes_own(self, scoped: World) -> None:
        row = picked(scoped.coach, scoped.maya, MOBILITY, ago=timedelta(days=3))
        today = timezone.now().astimezone(BERLIN).date()
        for back in (2, 1, 0, 0):
            mark_done(actor=scoped.maya.actor, suggestion=row, day=today - timedelta(days=back), done=True)
        (task,) = tasks_of(scoped.maya.athlete, today=today)
        assert (task.done_today, task.days_in_a_row) == (True, 3)
        mark_done(actor=scoped.maya.actor, suggestion=row, day=today, done=False)
        (task,) = tasks_of(scoped.maya.athlete, today=today)
        assert (task.done_today, task.days_in_a_row) == (False, 2)

    @pytest.mark.parametrize(
        ("days_ago", "row"),
        [([], 0), ([0], 1), ([1], 1), ([2], 0), ([0, 1, 2], 3), ([1, 2], 2), ([0, 2, 3], 1), ([1, 3], 1)],
    )
    def test_a_row_stands_until_its_day_is_over(self, days_ago: list[int], row: int) -> None:
        today = date(2026, 3, 1)
        assert in_a_row({today - timedelta(days=one) for one in days_ago}, today) == row

    @pytest.mark.parametrize("days", [-3, 1])
    def test_a_day_to_come_or_long_ago_is_refused(self, scoped: World, days: int) -> None:
        row = picked(scoped.coach, scoped.maya)
        day = timezone.now().astimezone(BERLIN).date() + timedelta(days=days)
        with pytest.raises(NotOfferedError, match="Only today"):
            mark_done(actor=scoped.maya.actor, suggestion=row, day=day, done=True)

    def test_not_of_an_ended_task_nor_beside_a_red_flag(self, scoped: World) -> None:
        row = picked(scoped.coach, scoped.maya)
        today = timezone.now().astimezone(BERLIN).date()
        tick(scoped.maya)
        with pytest.raises(NotOfferedError, match="red flag"):
            mark_done(actor=scoped.maya.actor, suggestion=row, day=today, done=True)
        end(actor=scoped.coach.actor, suggestion=row)
        row.refresh_from_db()
        with pytest.raises(NotOfferedError, match="ended"):
            mark_done(actor=scoped.maya.actor, suggestion=row, day=today, done=True)
        assert not DayDone.objects.exists()

    @pytest.mark.parametrize("who", ["samira", "assistant", "clinician"])
    def test_others_do_not_say_so(self, scoped: World, who: str) -> None:
        row = picked(scoped.coach, scoped.maya)
        with pytest.raises(PermissionDenied):
            mark_done(actor=scoped.everybody[who].actor, suggestion=row, day=timezone.localdate(), done=True)


class TestErasing:
    def withdraw(self, world: World, *kept: ConsentKind) -> None:
        set_consents(actor=world.maya.actor, athlete=world.maya.athlete, given=set(kept))

    def everything(self, world: World) -> None:
        """A taken-back, a dismissed and two running ones, one of them from a video."""
        hurt(world.maya)
        answer(film(world.maya), a_report())
        take_back(actor=world.coach.actor, suggestion=decided(world.coach, world.maya))
        decided(world.coach, world.maya, decision=Decision.DISMISSED)
        decided(world.coach, world.maya, CUE)
        picked(world.coach, world.maya)
        picked(world.coach, world.samira)

    def history(self, model: type[Suggestion] | type[CheckPoint]) -> int:
        count: int = model.pgh_event_model._base_manager.count()  # type: ignore[union-attr]  # by tracked()
        return count

    def test_with_the_log_all_of_it_goes_and_its_history(self, scoped: World) -> None:
        self.everything(scoped)
        self.withdraw(scoped, ConsentKind.VIDEO, ConsentKind.SHARE_COACH)
        assert [row.athlete for row in Suggestion.objects.all()] == [scoped.samira.athlete]
        assert (self.history(Suggestion), self.history(CheckPoint)) == (0, 0)

    def test_with_the_videos_goes_what_rests_on_them(self, scoped: World) -> None:
        self.everything(scoped)
        self.withdraw(scoped, ConsentKind.LOG, ConsentKind.SHARE_COACH)
        mine = Suggestion.objects.filter(athlete=scoped.maya.athlete)
        assert {row.key for row in mine} == {HURTS, BY_HAND}
        assert not Suggestion.pgh_event_model._base_manager.filter(key=CUE).exists()  # type: ignore[attr-defined]

    def test_a_load_taken_off_for_what_a_video_showed_rests_on_it_too(self, scoped: World) -> None:
        row = picked(scoped.coach, scoped.maya, HURTS)
        Suggestion.objects.filter(pk=row.pk).update(readings=[{"label": "ratio", "value": -0.2, "unit": "ratio"}])
        self.withdraw(scoped, ConsentKind.LOG)
        assert not Suggestion.objects.exists()


class TestWhatTheDatabaseHolds:
    def refused(self, **values: object) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Suggestion.objects.update(**values)

    def test_a_dismissed_one_does_not_end_and_no_end_lies_before_the_beginning(self, scoped: World) -> None:
        hurt(scoped.maya)
        row = decided(scoped.coach, scoped.maya, decision=Decision.DISMISSED)
        self.refused(ended_at=timezone.now())
        self.refused(decision="perhaps")
        Suggestion.objects.update(decision=Decision.ACCEPTED)
        self.refused(ended_at=row.at - timedelta(seconds=1))

    def test_an_answer_says_why(self, scoped: World) -> None:
        point = picked(scoped.coach, scoped.maya).check_points.first()
        assert point is not None
        for values in ({"answer": "better"}, {"answer": "", "answered_at": timezone.now()}, {"week": 3}):
            with pytest.raises(IntegrityError), transaction.atomic():
                CheckPoint.objects.filter(pk=point.pk).update(**values)

    def test_it_belongs_to_its_athletes_organisation(self, scoped: World, outside: World) -> None:
        row = picked(scoped.coach, scoped.maya)
        for model, rows in ((CheckPoint, {"suggestion": row}), (Suggestion, {"pk": row.pk})):
            with pytest.raises(IntegrityError):
                self.moved(model._base_manager.filter(**rows), outside)

    def moved(self, rows: QuerySet[CheckPoint] | QuerySet[Suggestion], to: World) -> None:
        with transaction.atomic():
            rows.update(organisation=to.organisation)
            connection.check_constraints()


@pytest.mark.parametrize(
    ("who", "sees"),
    [("owner", 1), ("coach", 1), ("assistant", 1), ("clinician", 1), ("maya", 1), ("samira", 0)],
)
def test_who_sees_a_decision(scoped: World, who: str, sees: int) -> None:
    picked(scoped.coach, scoped.maya)
    assert Suggestion.objects.visible_to(scoped.everybody[who].actor).count() == sees


def test_offers_take_seven_queries_however_much_was_logged_and_decided(
    scoped: World, django_assert_num_queries: object
) -> None:
    athlete = scoped.maya.athlete
    for days_ago in (9, 6, 3, 0):
        log(scoped.maya, squats(days_ago=days_ago, pain=4))
        with django_assert_num_queries(7):  # type: ignore[operator]  # red flag 2 · decided · history 3 · rules
            offers_of(athlete)
        picked(scoped.coach, scoped.maya, ("suggest.ramp", BY_HAND, MOBILITY, CUE)[days_ago // 3])


def test_operators_read_decisions_and_change_nothing(scoped: World, client: Client) -> None:
    row = picked(scoped.coach, scoped.maya)
    client.force_login(User.objects.create_superuser("operator@example.org", name="Operator"))
    for address in ("/admin/training/suggestion/", f"/admin/training/suggestion/{row.pk}/change/"):
        page = client.get(address)
        assert page.status_code == 200, address
        assert row.key in page.content.decode()
    assert client.post(f"/admin/training/suggestion/{row.pk}/delete/", {"post": "yes"}).status_code == 403
