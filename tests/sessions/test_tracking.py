"""An athlete's filmed sets as knee tracking over time reads them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from athletes.models import Consent
from coachhub.core.scope import organisation_scope
from sessions.knee_tracking import ENGINE_VERSION, Task, Verdict
from sessions.knee_tracking.over_time import Against, FilmedSet, Precision, Reach
from sessions.knee_tracking.over_time.comparable import Difference, why_not_comparable
from sessions.knee_tracking.report import Interval
from sessions.models import AnalysisState, KneeAnalysis, TrainingSet, Video
from sessions.selectors.tracking import filmed_sets, organisation_precision, tracking_over_time
from sessions.services.videos import measure_again
from tests.filmed_sets import filmed_session, measured
from tests.films import ENGINE, a_refusal, answer, film
from tests.world import Person, World, make_athlete


def read(person: Person) -> list[FilmedSet]:
    with organisation_scope(person.membership.organisation_id):
        return filmed_sets(person.athlete)


def precision(world: World) -> Precision:
    with organisation_scope(world.organisation.pk):
        return organisation_precision(world.organisation.pk)


def again(person: Person, number: int = 0) -> None:
    """Have a video measured again; the answer is still to come."""
    with organisation_scope(person.membership.organisation_id), transaction.atomic():
        video = KneeAnalysis.objects.filter(athlete=person.athlete).order_by("id")[number].video
        measure_again(actor=person.actor, video=video)


def test_a_set_with_all_that_is_compared(world: World) -> None:
    (video,) = filmed_session(world.maya, (82.5, -0.15), days_ago=3, depth_pct=47.0, yaw_deg=-4.5)
    (one,) = read(world.maya)
    assert (one.video_id, one.athlete_id) == (str(video.pk), str(world.maya.athlete.pk))
    assert (one.exercise, one.exercise_name, one.task) == ("back_squat", "Back squat", Task.SQUAT)
    assert (one.load_kg, one.set_number, one.warm_up) == (82.5, 1, False)
    assert (one.verdict, one.certain) == (Verdict.SOME_DRIFT, True)
    assert one.change == Interval(-0.15, -0.18, -0.12)
    assert (one.depth_pct, one.yaw_deg, one.engine) == (47.0, -4.5, f"{ENGINE_VERSION} {ENGINE.pose_model}")
    assert one.lift_id


def test_only_those_of_some_days(scoped: World) -> None:
    """From the first moment on, up to the last, which is not among them."""
    now = timezone.now()
    for days_ago in (3, 2, 1):
        (video,) = filmed_session(scoped.maya, (80, -0.1), days_ago=days_ago)
        Video.objects.filter(pk=video.pk).update(received_at=now - timedelta(days=days_ago))
    found = filmed_sets(scoped.maya.athlete, since=now - timedelta(days=3), until=now - timedelta(days=1))
    assert sorted(now - one.filmed_at for one in found) == [timedelta(days=2), timedelta(days=3)]
    assert len(filmed_sets(scoped.maya.athlete, since=now - timedelta(days=2))) == 2


def test_another_pose_model_is_another_engine(world: World) -> None:
    """Its errors are others, so that its numbers are not compared with the first one's."""
    (video,) = filmed_session(world.maya, (80, -0.15), days_ago=3)
    report = measured(-0.05)
    report["engine"]["pose_model"] = "heavy.task sha256:123456789abc"
    again(world.maya)
    answer(video, report)
    filmed_session(world.maya, (80, -0.05), days_ago=1)
    own, other = sorted(read(world.maya), key=lambda one: len(one.engine))
    assert other.engine == f"{ENGINE_VERSION} heavy.task sha256:123456789abc"
    assert why_not_comparable(own, other) is Difference.ENGINE


def test_the_day_is_the_sessions_not_the_uploads(world: World) -> None:
    filmed_session(world.maya, (80, -0.05), days_ago=3)
    (one,) = read(world.maya)
    zone = world.maya.athlete.zone
    assert one.day == (timezone.now() - timedelta(days=3)).astimezone(zone).date()
    assert one.filmed_at.date() >= one.day + timedelta(days=2)


def test_a_video_without_a_set_has_its_day_and_no_more(world: World) -> None:
    answer(film(world.maya), measured(-0.05))
    (one,) = read(world.maya)
    assert one.day == timezone.now().astimezone(world.maya.athlete.zone).date()
    assert (one.exercise, one.lift_id, one.set_number, one.load_kg) == ("", "", None, None)
    assert one.change is not None


def test_a_load_that_was_not_said_is_not_zero(world: World) -> None:
    filmed_session(world.maya, (80, -0.05))
    with organisation_scope(world.organisation.pk):
        TrainingSet.objects.update(load=None)
    assert read(world.maya)[0].load_kg is None


def test_pounds_are_read_as_kilograms(world: World) -> None:
    filmed_session(world.maya, (100, -0.05))
    with organisation_scope(world.organisation.pk):
        TrainingSet.objects.update(unit="lb")
    assert read(world.maya)[0].load_kg == pytest.approx(45.359237)


def test_the_newest_answer_of_each_video_counts(world: World) -> None:
    (video,) = filmed_session(world.maya, (80, -0.05))
    again(world.maya)
    assert [one.change and one.change.value for one in read(world.maya)] == [-0.05]
    answer(video, measured(-0.25))
    assert [one.change and one.change.value for one in read(world.maya)] == [-0.25]


def test_a_refused_video_cannot_tell(world: World) -> None:
    filmed_session(world.maya, (80, -0.05))
    again(world.maya)
    with organisation_scope(world.organisation.pk):
        video = KneeAnalysis.objects.latest("id").video
    answer(video, a_refusal())
    (one,) = read(world.maya)
    assert (one.verdict, one.change, one.depth_pct) == (Verdict.CANNOT_TELL, None, None)


@pytest.mark.parametrize("state", [AnalysisState.QUEUED, AnalysisState.FAILED])
def test_a_video_without_an_answer_is_not_there(world: World, state: AnalysisState) -> None:
    film(world.maya)
    with organisation_scope(world.organisation.pk):
        KneeAnalysis.objects.update(state=state)
    assert read(world.maya) == []


def test_reps_that_were_not_measured_leave_the_depth_to_the_others(world: World) -> None:
    report = measured(-0.05)
    for rep, depth in zip(report["reps"], (40.0, None, 50.0), strict=True):
        rep["depth_pct"] = depth
    answer(film(world.maya), report)
    assert read(world.maya)[0].depth_pct == 45.0


def test_only_the_athletes_own(world: World, outside: World) -> None:
    filmed_session(world.samira, (80, -0.05))
    filmed_session(outside.maya, (80, -0.05))
    assert read(world.maya) == []


def test_all_of_it_together(world: World) -> None:
    for days_ago, change in ((20, -0.02), (14, -0.03), (7, -0.04)):
        filmed_session(world.maya, (60, -0.01), (75, change), days_ago=days_ago)
    filmed_session(world.maya, (60, -0.01), (85, -0.25))
    with organisation_scope(world.organisation.pk):
        (found,), judged = tracking_over_time(world.maya.athlete)
    assert judged.is_default
    assert found.newest.load_kg == 85
    assert found.baseline is not None
    assert (found.baseline.state, len(found.baseline.before)) == (Against.MORE_INWARD, 3)
    assert found.last_time is not None
    assert found.last_time.reference == -0.04
    assert (found.load.ceiling.reach, found.load.ceiling.value_kg, found.load.ceiling.high_kg) == (Reach.FOUND, 75, 85)
    assert found.set_to_set is not None


def test_two_queries_whatever_their_number(world: World, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with organisation_scope(world.organisation.pk):
        athlete = world.maya.athlete
        with django_assert_num_queries(2):
            assert tracking_over_time(athlete)[0] == ()
    for days_ago in range(5):
        filmed_session(world.maya, (60, -0.01), (80, -0.1), days_ago=days_ago)
    filmed_session(world.maya, (60, -0.01), exercise="front_squat")
    with organisation_scope(world.organisation.pk), django_assert_num_queries(2):
        assert sum(len(one.sets) for one in tracking_over_time(athlete)[0]) == 11


# Test-retest


def pairs(world: World, count: int) -> list[Person]:
    """So many athletes with two videos of one day at one load, 0.04 apart."""
    people = [make_athlete(world.organisation, f"Athlete {n}", squad=world.football) for n in range(count)]
    for one in people:
        filmed_session(one, (80, -0.03), (80, -0.07))
    return people


def test_twenty_athletes_replace_the_default(world: World) -> None:
    pairs(world, 19)
    found = precision(world)
    assert (found.is_default, found.athletes, found.sem) == (True, 19, 0.045)
    pairs(world, 1)
    found = precision(world)
    assert (found.is_default, found.athletes) == (False, 20)
    assert found.sem == pytest.approx(0.04 / 2**0.5)


def test_who_does_not_share_is_not_among_them(world: World) -> None:
    one, _ = pairs(world, 2)
    assert precision(world).athletes == 2
    with organisation_scope(world.organisation.pk):
        Consent.objects.filter(athlete=one.athlete, kind="share_coach").update(withdrawn_at=timezone.now())
    assert precision(world).athletes == 1


def test_another_organisations_pairs_do_not_count(world: World, outside: World) -> None:
    pairs(outside, 2)
    assert precision(world).athletes == 0
