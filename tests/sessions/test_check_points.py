"""Check points are answered when they are due, follow the log, and end their task."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.utils import timezone

from coachhub.core.scope import every_organisation, organisation_scope
from sessions.knee_tracking.over_time import Precision
from sessions.knee_tracking.report import Heels
from sessions.models import CheckPoint, Suggestion, TrainingSession, Video
from sessions.selectors.suggestions import compared_sets
from sessions.services import check_points
from sessions.services.check_points import answer_due
from sessions.services.log import delete_session
from sessions.services.refresh import look_again, refresh_athlete
from sessions.services.suggestions import end
from tests.films import a_refusal, a_report, a_side, answer, film
from tests.suggesting import BY_HAND, CUE, MOBILITY, pains, picked
from tests.world import Person, World, log, squats

TWO_WEEKS_AGO = timedelta(days=14, hours=1)


def sweep() -> None:
    with every_organisation():
        answer_due()


def answers(row: Suggestion) -> list[str]:
    return [one.answer for one in row.check_points.all()]


def test_nothing_is_answered_before_it_is_due(scoped: World) -> None:
    row = picked(scoped.coach, scoped.maya, ago=timedelta(days=13))
    sweep()
    assert answers(row) == ["", "", ""]


def test_a_due_one_is_answered_from_the_log_with_its_numbers(scoped: World) -> None:
    pains(scoped.maya, 4, 4, 5, days_ago=22)
    row = picked(scoped.coach, scoped.maya, ago=TWO_WEEKS_AGO)
    pains(scoped.maya, 2, 2, 1, days_ago=8)
    sweep()
    assert answers(row) == ["better", "", ""]
    point = row.check_points.get(week=2)
    assert point.sentence.startswith("Worst pain, median: 2 of 10 in 3 sessions, 4 in 3 before")
    assert [one["value"] for one in point.readings] == [4, 4, 5, 2, 2, 1]
    assert point.answered_at is not None


def test_without_enough_in_the_log_it_cannot_tell(scoped: World) -> None:
    row = picked(scoped.coach, scoped.maya, ago=TWO_WEEKS_AGO)
    sweep()
    assert answers(row) == ["cannot_tell", "", ""]


def test_a_late_a_corrected_and_a_deleted_entry_change_what_it_says(scoped: World) -> None:
    pains(scoped.maya, 4, 4, 4, days_ago=22)
    row = picked(scoped.coach, scoped.maya, ago=TWO_WEEKS_AGO)
    pains(scoped.maya, 2, 2, days_ago=8)
    sweep()
    assert answers(row)[0] == "cannot_tell"
    late = log(scoped.maya, squats(days_ago=2, pain=2))
    assert answers(row)[0] == "better"
    delete_session(actor=scoped.maya.actor, session=TrainingSession.objects.get(pk=late.pk))
    assert answers(row)[0] == "cannot_tell"


def test_answering_twice_changes_nothing(scoped: World) -> None:
    row = picked(scoped.coach, scoped.maya, ago=TWO_WEEKS_AGO)
    sweep()
    first = row.check_points.get(week=2).answered_at
    sweep()
    look_again([scoped.maya.athlete])
    assert row.check_points.get(week=2).answered_at == first


def test_after_four_weeks_an_answer_stands(scoped: World) -> None:
    row = picked(scoped.coach, scoped.maya, ago=timedelta(days=14 + 29))
    sweep()
    CheckPoint.objects.filter(suggestion=row, week=2).update(answer="same", sentence="It was so then.")
    refresh_athlete(scoped.maya.athlete)
    assert answers(row) == ["same", "cannot_tell", "cannot_tell"]


def test_with_its_last_answer_the_task_ends(scoped: World) -> None:
    row = picked(scoped.coach, scoped.maya, ago=timedelta(days=43))
    sweep()
    row.refresh_from_db()
    assert "" not in answers(row)
    assert row.ended_at is not None
    assert row.ended_by is None


def test_a_task_that_was_ended_is_not_asked_any_more(scoped: World) -> None:
    row = picked(scoped.coach, scoped.maya, ago=TWO_WEEKS_AGO)
    end(actor=scoped.coach.actor, suggestion=row)
    sweep()
    assert answers(row) == ["", "", ""]


def test_a_tracking_task_is_answered_by_videos_that_compare(scoped: World) -> None:
    row = picked(scoped.coach, scoped.maya, CUE, ago=TWO_WEEKS_AGO)
    filmed(scoped.maya, (20, -0.30), (17, -0.30), (5, -0.05))
    refresh_athlete(scoped.maya.athlete)
    point = row.check_points.get(week=2)
    assert (point.answer, point.sentence[:35]) == ("better", "Tracking, less inward: +0.25 (+0.15")
    sets = compared_sets(scoped.maya.athlete, since=row.at, due=point.due_at)
    assert sets is not None
    assert sets.difference == pytest.approx(0.25)
    assert len(sets.before) == 2
    assert compared_sets(scoped.maya.athlete, since=row.at, due=row.at + timedelta(days=1)) is None


def filmed(person: Person, *readings: tuple[float, float]) -> None:
    """Sets filmed so many days ago, with this change."""
    for days_ago, dkasr in readings:
        session = log(person, squats(days_ago=days_ago, pain=1))
        video = film(person, set_id=session.lifts.get().sets.all()[0].pk)
        answer(video, a_report(dkasr=dkasr))
        Video.objects.filter(pk=video.pk).update(received_at=timezone.now() - timedelta(days=days_ago))


class TestCost:
    """Answers follow every entry, with the athlete locked: what they read has bounds."""

    @pytest.fixture
    def asked(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """What was read of the costly things."""
        found: list[str] = []
        for name in ("organisation_precision", "compared_sets", "history_of"):
            real = getattr(check_points, name)

            def noted(*args: Any, name: str = name, real: Any = real, **kwargs: Any) -> Any:
                found.append(name)
                return real(*args, **kwargs)

            monkeypatch.setattr(check_points, name, noted)
        return found

    def test_two_points_need_the_precision_once(self, scoped: World, asked: list[str]) -> None:
        row = picked(scoped.coach, scoped.maya, CUE, ago=timedelta(days=29))
        filmed(scoped.maya, (40, -0.3), (35, -0.3), (20, -0.05))
        asked.clear()
        refresh_athlete(scoped.maya.athlete)
        assert asked == ["compared_sets", "organisation_precision", "compared_sets"]
        assert answers(row) == ["better", "better", ""]

    def test_without_two_sets_to_compare_it_is_not_read(self, scoped: World, asked: list[str]) -> None:
        picked(scoped.coach, scoped.maya, CUE, ago=TWO_WEEKS_AGO)
        filmed(scoped.maya, (5, -0.05))
        asked.clear()
        refresh_athlete(scoped.maya.athlete)
        assert asked == ["compared_sets"]

    def test_an_answer_from_the_same_sets_stands_without_it(self, scoped: World, asked: list[str]) -> None:
        """Every entry of four weeks looks at it again; only what is filmed, corrected or deleted can change it."""
        row = picked(scoped.coach, scoped.maya, CUE, ago=TWO_WEEKS_AGO)
        filmed(scoped.maya, (20, -0.3), (5, -0.05))
        refresh_athlete(scoped.maya.athlete)
        point = row.check_points.get(week=2)
        asked.clear()
        precise = Precision(0.2, 0.1, 0.3, athletes=20, enough=20)
        with patch.object(check_points, "organisation_precision", lambda _: precise):
            log(scoped.maya, squats(pain=1))
            assert (asked, row.check_points.get(week=2).answered_at) == (["compared_sets"], point.answered_at)
            filmed(scoped.maya, (2, -0.04))
            refresh_athlete(scoped.maya.athlete)
        assert row.check_points.get(week=2).sentence.endswith("a change counts from 0.55.")

    def test_a_video_that_is_taken_away_takes_its_answer_with_it(self, scoped: World, asked: list[str]) -> None:
        row = picked(scoped.coach, scoped.maya, CUE, ago=TWO_WEEKS_AGO)
        filmed(scoped.maya, (20, -0.3), (5, -0.05))
        refresh_athlete(scoped.maya.athlete)
        assert answers(row)[0] == "better"
        Video.objects.latest("received_at").delete()
        refresh_athlete(scoped.maya.athlete)
        assert answers(row)[0] == "cannot_tell"

    def test_two_points_need_the_reports_once(self, scoped: World, asked: list[str]) -> None:
        picked(scoped.coach, scoped.maya, MOBILITY, ago=timedelta(days=29))
        refresh_athlete(scoped.maya.athlete)
        assert asked == ["history_of"]

    def test_that_a_day_has_passed_changes_no_answer(self, scoped: World, asked: list[str]) -> None:
        row = picked(scoped.coach, scoped.maya, CUE, ago=TWO_WEEKS_AGO)
        look_again([scoped.maya.athlete])
        assert answers(row)[0] == "cannot_tell"
        asked.clear()
        look_again([scoped.maya.athlete])
        assert asked == []


@pytest.mark.parametrize("key", [CUE, MOBILITY])
def test_without_videos_it_cannot_tell(scoped: World, key: str) -> None:
    row = picked(scoped.coach, scoped.maya, key, ago=TWO_WEEKS_AGO)
    sweep()
    assert answers(row)[0] == "cannot_tell"


def test_mobility_is_answered_by_the_ankle_screen_and_without_one_by_pain(scoped: World) -> None:
    row = picked(scoped.coach, scoped.maya, MOBILITY, ago=TWO_WEEKS_AGO)
    pains(scoped.maya, 4, 4, 4, days_ago=22)
    pains(scoped.maya, 2, 2, 2, days_ago=8)
    assert answers(row)[0] == "better"
    for days_ago in (20, 5):
        video = film(scoped.maya)
        answer(video, a_refusal(side=a_side(heels=Heels.LIFT)))
        Video.objects.filter(pk=video.pk).update(received_at=timezone.now() - timedelta(days=days_ago))
    refresh_athlete(scoped.maya.athlete)
    point = row.check_points.get(week=2)
    assert (point.answer, point.sentence[:14]) == ("same", "The heels lift")


def test_one_that_fails_again_and_again_lets_the_other_s_turn_come(scoped: World) -> None:
    """One athlete a sweep: in whichever fixed order, one of these two would wait for ever."""
    for failing, other in ((scoped.maya, scoped.samira), (scoped.samira, scoped.maya)):
        row = picked(scoped.coach, other, BY_HAND, ago=TWO_WEEKS_AGO)
        picked(scoped.coach, failing, BY_HAND, ago=TWO_WEEKS_AGO)
        follow = check_points.follow_check_points

        def fails(histories: Any, failing: Any = failing.athlete, follow: Any = follow) -> None:
            if failing in histories:
                raise RuntimeError
            follow(histories)

        with patch.object(check_points, "follow_check_points", fails), patch.object(check_points, "AT_ONCE", 1):
            for _ in range(60):
                if answers(row)[0] == "":
                    sweep()
        assert answers(row)[0] == "cannot_tell"
        Suggestion.objects.all().delete()


def test_the_sweep_serves_every_organisation_and_goes_on_after_a_trouble(world: World, outside: World) -> None:
    rows = [picked(one.coach, one.maya, ago=TWO_WEEKS_AGO) for one in (world, outside)]
    rows.append(picked(world.coach, world.samira, BY_HAND, ago=TWO_WEEKS_AGO))
    follow = check_points.follow_check_points

    def fails_for_maya(histories: Any) -> None:
        if world.maya.athlete in histories:
            raise RuntimeError
        follow(histories)

    with patch.object(check_points, "follow_check_points", fails_for_maya):
        sweep()
    found = []
    for row in rows:
        with organisation_scope(row.organisation_id):
            found.append(answers(row)[0])
    assert found == ["", "cannot_tell", "cannot_tell"]
    sweep()
    with organisation_scope(world.organisation.pk):
        assert answers(rows[0])[0] == "cannot_tell"
