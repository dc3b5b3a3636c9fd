"""A newer engine reads old videos otherwise: alerts may end by it, and nobody is called for it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from alerts.models import Alert, AlertState, Delivery
from alerts.services import transitions
from alerts.services.evaluation import CORRECTED
from coachhub.core.leases import claim
from sessions.knee_tracking import Filed, Verdict, to_json
from sessions.models import AthleteSnapshot, KneeAnalysis, Video
from sessions.services import measure
from sessions.services.videos import measure_again
from tests import kept as kept_tracks
from tests.alerts.acting import a_morning, only_alert, story, told
from tests.films import a_report, analysis_of, film
from tests.kept import DRIFTING, NO_REP, kept, read_as
from tests.sessions.knee_tracking.skeleton import Set
from tests.world import Person, World, log, squats

IN_LINE = read_as(DRIFTING, shift=0.35, verdict=Verdict.IN_LINE)


def a_set(person: Person, *, days_ago: float) -> UUID:
    """A set of back squats in the log."""
    found: UUID = log(person, squats(days_ago=days_ago)).lifts.get().sets.all()[0].pk
    return found


def measured(person: Person, report: object = None, *, of: Set = DRIFTING, days_ago: float = 0) -> KneeAnalysis:
    """A video of those days, as the earlier version read it; this one reads clear drift in every DRIFTING one."""
    analysis = kept(person, of, report, set_id=a_set(person, days_ago=days_ago))  # type: ignore[arg-type]  # a Report
    when = timezone.now() - timedelta(days=days_ago)
    Video.objects.filter(pk=analysis.video_id).update(received_at=when)
    KneeAnalysis.objects.filter(pk=analysis.pk).update(finished_at=when)
    return analysis


def newly_measured(person: Person, *, drifts: bool = True) -> KneeAnalysis:
    """A video that comes in now, and is measured by this version the ordinary way."""
    says = a_report(dkasr=-0.3, verdict=Verdict.CLEAR_DRIFT) if drifts else a_report(dkasr=0, verdict=Verdict.IN_LINE)
    video = film(person, set_id=a_set(person, days_ago=0))
    row = claim(KneeAnalysis, analysis_of(video).pk, seconds=60)
    assert row is not None
    measure._store(row, says, {}, Filed())
    return analysis_of(video)


def remeasure_all() -> None:
    outcomes = kept_tracks.remeasure_all()
    assert outcomes
    assert all(one.replaced_by for one in outcomes)


def everybody_told() -> int:
    return Delivery.objects.count()


@pytest.fixture
def quiet(scoped: World) -> World:
    """Maya's two videos were in line, said the earlier version; this one reads clear drift in both."""
    for days_ago in (5, 2):
        measured(scoped.maya, IN_LINE, days_ago=days_ago)
    a_morning(scoped.maya)
    assert not Alert.objects.exists()
    return scoped


@pytest.fixture
def warned(scoped: World) -> World:
    """Maya's two videos drifted, and her coaches were told."""
    for days_ago in (5, 2):
        measured(scoped.maya, days_ago=days_ago)
    a_morning(scoped.maya)
    assert story(only_alert()) == ["opened"]
    assert told(only_alert())
    return scoped


class TestNobodyIsCalled:
    """What an engine reads in old videos is on their pages; it is no event."""

    def test_when_old_videos_are_read_as_drifting(self, quiet: World) -> None:
        remeasure_all()
        assert not Alert.objects.exists()
        assert everybody_told() == 0
        assert AthleteSnapshot.objects.get(athlete=quiet.maya.athlete).tracking_verdict == "clear_drift"

    def test_nor_the_next_morning_nor_with_the_next_entry(self, quiet: World) -> None:
        remeasure_all()
        a_morning(quiet.maya, timezone.now() + timedelta(days=1))
        log(quiet.maya, squats())
        assert not Alert.objects.exists()

    def test_nor_by_the_version_after_that(self, quiet: World) -> None:
        remeasure_all()
        KneeAnalysis.objects.exclude(track_of=None).update(engine_version="0.0.10")
        remeasure_all()
        a_morning(quiet.maya)
        assert KneeAnalysis.objects.count() == 6
        assert not Alert.objects.exists()

    def test_nor_when_only_an_older_video_is_read_otherwise(self, scoped: World) -> None:
        """The newest one drifts by itself, which says nothing yet; the one before it now does as well."""
        measured(scoped.maya, IN_LINE, days_ago=5)
        newly_measured(scoped.maya)
        assert not Alert.objects.exists()
        remeasure_all()
        a_morning(scoped.maya)
        assert AthleteSnapshot.objects.get(athlete=scoped.maya.athlete).tracking_verdict == "clear_drift"
        assert not Alert.objects.exists()

    def test_when_the_drift_that_was_told_is_read_again(self, warned: World) -> None:
        before = everybody_told()
        remeasure_all()
        a_morning(warned.maya)
        assert story(only_alert()) == ["opened"]
        assert (only_alert().repeats, everybody_told()) == (0, before)

    def test_when_it_was_told_and_somebody_has_resolved_it(self, warned: World) -> None:
        transitions.resolve(actor=warned.coach.actor, alert=only_alert(), note="Feet wider.")
        before = everybody_told()
        remeasure_all()
        a_morning(warned.maya)
        assert story(only_alert()) == ["opened", "resolved"]
        assert everybody_told() == before

    def test_when_one_version_takes_it_back_and_the_next_one_returns_to_it(self, scoped: World) -> None:
        for days_ago in (5, 2):
            measured(scoped.maya, of=NO_REP, report=read_as(DRIFTING), days_ago=days_ago)
        a_morning(scoped.maya)
        remeasure_all()
        assert story(only_alert()) == ["opened", "resolved"]
        before = everybody_told()
        again = to_json(read_as(DRIFTING))
        for one in KneeAnalysis.objects.exclude(track_of=None):
            KneeAnalysis.objects.filter(pk=one.pk).update(**measure.answer_of(again), finished_at=timezone.now())
        a_morning(scoped.maya)
        assert story(only_alert()) == ["opened", "resolved"]
        assert everybody_told() == before


class TestAlertsFollow:
    """An alert whose ground is gone is over, whoever took it away."""

    def test_what_it_rested_on_is_read_otherwise(self, scoped: World) -> None:
        for days_ago in (5, 2):
            measured(scoped.maya, of=NO_REP, report=read_as(DRIFTING), days_ago=days_ago)
        a_morning(scoped.maya)
        assert only_alert().state == AlertState.OPEN
        before = everybody_told()
        remeasure_all()
        closing = only_alert().transitions.last()
        assert closing is not None
        assert (closing.kind, closing.by, closing.note) == ("resolved", None, CORRECTED)
        assert everybody_told() == before
        assert AthleteSnapshot.objects.get(athlete=scoped.maya.athlete).attention == "cannot_tell"

    def test_what_was_told_and_is_read_alike_was_still_so_when_later_videos_are_in_line(self, warned: World) -> None:
        remeasure_all()
        newly_measured(warned.maya, drifts=False)
        assert story(only_alert()) == ["opened"]
        assert only_alert().state == AlertState.OPEN

    def test_other_athletes_alerts_stay(self, warned: World) -> None:
        for days_ago in (5, 2):
            measured(warned.samira, of=NO_REP, report=read_as(DRIFTING), days_ago=days_ago)
        a_morning(warned.samira)
        assert Alert.objects.count() == 2
        remeasure_all()
        states = {alert.athlete_id: alert.state for alert in Alert.objects.all()}
        assert states == {warned.maya.athlete.pk: AlertState.OPEN, warned.samira.athlete.pk: AlertState.RESOLVED}


class TestNewVideosAreNews:
    """A set that is measured after that is told, also where the row of drifting videos began before."""

    def test_a_new_video_after_old_ones_that_nobody_was_called_for(self, quiet: World) -> None:
        remeasure_all()
        new = newly_measured(quiet.maya)
        assert only_alert().evidence["about"] == str(new.pk)
        assert only_alert().sentence == "Knees drifted clearly in on three videos in a row."
        assert told(only_alert())

    def test_a_new_video_after_those_that_were_told(self, warned: World) -> None:
        remeasure_all()
        newly_measured(warned.maya)
        assert story(only_alert()) == ["opened", "repeated"]

    def test_a_video_that_somebody_asks_to_be_measured_again(self, quiet: World) -> None:
        """That is a deed of a person, and its answer is told as any other."""
        remeasure_all()
        last = KneeAnalysis.objects.latest("video__received_at")
        measure_again(actor=quiet.maya.actor, video=last.video)
        row = claim(KneeAnalysis, analysis_of(last.video).pk, seconds=60)
        assert row is not None
        measure._store(row, a_report(dkasr=-0.3, verdict=Verdict.CLEAR_DRIFT), {}, Filed())
        assert story(only_alert()) == ["opened"]

    def test_another_athlete_s_videos_are_not_held_back(self, quiet: World) -> None:
        remeasure_all()
        for _ in range(2):
            newly_measured(quiet.samira)
        assert only_alert().athlete == quiet.samira.athlete
