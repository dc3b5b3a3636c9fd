"""From rows to an AthleteHistory: everything as it was said, nothing invented, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from coachhub.core.ids import new_id
from sessions.models import Exercise, Video
from sessions.progression.history import TrackingVerdict
from sessions.selectors.exercises import catalogue, exercises_by_key
from sessions.selectors.history import history_of
from sessions.services.entries import PainEntry, SetEntry
from sessions.services.log import answer_next_morning
from sessions.services.videos import measure_again
from tests.films import a_refusal, a_report, answer, film
from tests.world import World, log, squats


def test_a_session_becomes_a_record_of_what_was_said(scoped: World) -> None:
    entry = squats(days_ago=1, load=80, sets=2, rpe=7.5, pain=3, before=1)
    warm_up = SetEntry(id=new_id(), reps=10, load=Decimal(20), warm_up=True)
    lift = replace(entry.lifts[0], sets=(warm_up, *entry.lifts[0].sets))
    session = log(
        scoped.maya,
        replace(entry, lifts=(lift,), pain_after=PainEntry(2), session_rpe=8, minutes=55),
    )
    answer_next_morning(actor=scoped.maya.actor, session=session, pain=PainEntry(4))
    (record,) = history_of(scoped.maya.athlete).sessions
    assert (record.id, record.day, record.started_at) == (str(session.pk), session.day, entry.started_at)
    assert (record.pain_before, record.pain_after, record.pain_next_morning, record.worst_pain) == (1, 2, 4, 3)
    assert (record.session_rpe, record.minutes) == (8, 55)
    (lifted,) = record.lifts
    assert (lifted.exercise, lifted.name, lifted.movement, lifted.is_leg, lifted.pain_worst) == (
        "back_squat",
        "Back squat",
        "squat",
        True,
        3,
    )
    assert [(one.reps, one.load_kg, one.rpe, one.warm_up) for one in lifted.sets] == [
        (10, 20.0, None, True),
        (5, 80.0, 7.5, False),
        (5, 80.0, 7.5, False),
    ]


def test_what_was_not_said_is_none(scoped: World) -> None:
    log(scoped.maya, squats(rpe=None))
    (record,) = history_of(scoped.maya.athlete).sessions
    assert (record.pain_before, record.worst_pain, record.session_rpe, record.minutes) == (None, None, None, None)
    assert record.lifts[0].pain_worst is None
    assert record.lifts[0].sets[0].rpe is None


def test_sessions_come_oldest_first_and_none_beyond_sixteen_weeks(scoped: World) -> None:
    zone = scoped.maya.athlete.zone
    today = timezone.localdate(timezone=zone)
    for days in (3, 100, 1, 113, 50):  # at noon, so that no change of the clocks in between makes it another day
        log(scoped.maya, squats(at=datetime.combine(today - timedelta(days=days), time(12), tzinfo=zone)))
    ages = [(today - record.day).days for record in history_of(scoped.maya.athlete).sessions]
    assert ages == [100, 50, 3, 1]


def test_a_history_of_an_earlier_moment_knows_nothing_later(scoped: World) -> None:
    for days in (10, 5, 1):
        log(scoped.maya, squats(days_ago=days))
    then = history_of(scoped.maya.athlete, at=timezone.now() - timedelta(days=4))
    assert len(then.sessions) == 2


def test_a_session_from_a_phone_that_is_ahead_counts_at_once(scoped: World) -> None:
    log(scoped.maya, squats(at=timezone.now() + timedelta(minutes=40)))
    assert len(history_of(scoped.maya.athlete).sessions) == 1


def test_nobody_elses_sessions_are_in_it(scoped: World) -> None:
    log(scoped.samira, squats())
    assert history_of(scoped.maya.athlete).sessions == ()


def test_a_measured_video_is_a_reading(scoped: World) -> None:
    session = log(scoped.maya, squats(load=82.5))
    video = film(scoped.maya, set_id=session.lifts.get().sets.all()[0].pk)
    analysis = answer(video, a_report(dkasr=-0.15))
    (reading,) = history_of(scoped.maya.athlete).tracking
    assert (reading.analysis_id, reading.filmed_at) == (str(analysis.pk), video.received_at)
    assert (reading.exercise, reading.load_kg, reading.verdict, reading.certain) == (
        "back_squat",
        82.5,
        TrackingVerdict.SOME_DRIFT,
        True,
    )
    assert (reading.dkasr, reading.low, reading.high) == (-0.15, -0.18, -0.12)


def test_a_video_is_of_the_athlete_s_own_day(scoped: World) -> None:
    """As a session is: filmed shortly after midnight in Berlin, when by universal time it is still the day before."""
    yesterday = timezone.now().date() - timedelta(days=1)
    video = film(scoped.maya)
    answer(video, a_report())
    Video.objects.filter(pk=video.pk).update(received_at=datetime.combine(yesterday, time(23, 30), tzinfo=UTC))
    (reading,) = history_of(scoped.maya.athlete, at=timezone.now() + timedelta(days=1)).tracking
    assert reading.day == yesterday + timedelta(days=1)


def test_a_refused_video_says_that_it_cannot_tell_and_a_waiting_one_says_nothing(scoped: World) -> None:
    film(scoped.maya)
    answer(film(scoped.maya), a_refusal())
    (reading,) = history_of(scoped.maya.athlete).tracking
    assert (reading.verdict, reading.certain, reading.dkasr, reading.exercise) == ("cannot_tell", False, None, "")


def test_a_video_measured_again_counts_once_by_its_newest_answer(scoped: World) -> None:
    video = film(scoped.maya)
    answer(video, a_report(dkasr=-0.15))
    measure_again(actor=scoped.maya.actor, video=video)
    assert [one.dkasr for one in history_of(scoped.maya.athlete).tracking] == [-0.15]
    answer(video, a_report(dkasr=-0.25))
    assert [one.dkasr for one in history_of(scoped.maya.athlete).tracking] == [-0.25]


@pytest.mark.parametrize("length", [1, 25])
def test_it_takes_three_queries_however_long_it_is(
    scoped: World, length: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for day in range(length):
        log(scoped.maya, squats(days_ago=day, pain=2))
        answer(film(scoped.maya))
    athlete = scoped.maya.athlete
    with django_assert_num_queries(3):
        history_of(athlete)


# -- the catalogue ------------------------------------------------------------------------------------


def test_an_organisations_own_exercise_counts_before_everybodys(scoped: World, outside: World) -> None:
    own = Exercise.objects.create(
        organisation=scoped.organisation, key="back_squat", name="Squat, our way", movement="squat"
    )
    assert exercises_by_key(scoped.organisation.pk, ["back_squat"]) == {"back_squat": own}
    assert exercises_by_key(outside.organisation.pk, ["back_squat"])["back_squat"].organisation is None
    assert own in catalogue(scoped.organisation.pk)
    assert own not in catalogue(outside.organisation.pk)
