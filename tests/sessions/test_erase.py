"""Withdrawing a consent erases what rested on it: rows, history, files, and what was worked out from them."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from athletes.models import Athlete, ConsentKind
from athletes.services.consents import set_consents
from coachhub.core.ids import new_id
from coachhub.core.leases import claim, settle
from coachhub.core.scope import every_organisation, organisation_scope
from sessions.knee_tracking import Filed
from sessions.models import (
    AthleteSnapshot,
    CheckIn,
    CheckPoint,
    DayRollup,
    KneeAnalysis,
    Lift,
    PainReading,
    Pause,
    Suggestion,
    TrainingSession,
    TrainingSet,
    Video,
)
from sessions.services import erase, measure
from sessions.services.check_ins import submit_check_in
from sessions.services.entries import CheckInEntry, PainEntry
from sessions.services.erase import erase_videos
from sessions.services.log import delete_session, log_session
from sessions.services.videos import delete_video
from sessions.sweeps import old_videos
from tests.films import a_report, analysis_of, answer, film
from tests.threads import at_once
from tests.world import Person, World, log, squats

LOGGED = (TrainingSession, Lift, TrainingSet, PainReading, CheckIn, Pause, DayRollup, Suggestion, CheckPoint)


def tick(person: Person) -> None:
    entry = CheckInEntry(id=new_id(), answered_at=timezone.now(), ticked=("swollen",))
    submit_check_in(actor=person.actor, athlete=person.athlete, entry=entry)


def agree_only_to(person: Person, *kinds: ConsentKind) -> None:
    set_consents(actor=person.actor, athlete=person.athlete, given=kinds)


def kept_history() -> dict[str, int]:
    """How many old rows each of the training app's histories holds."""
    models = [model for model in apps.get_app_config("training").get_models() if hasattr(model, "pgh_tracked_model")]
    assert len(models) == 10
    return {model.__name__: model._base_manager.count() for model in models}


def busy_log(person: Person) -> None:
    """Sessions with pain, one corrected, one deleted, a task that was ended, and a ticked warning question."""
    log(person, squats(days_ago=3, pain=2))
    entry = squats(days_ago=1, pain=4, before=1)
    log(person, entry)
    lift = replace(entry.lifts[0], heel_raise=True, pain_worst=PainEntry(6))
    sets = tuple(replace(one, reps=9) for one in lift.sets)
    corrected = replace(entry, note="corrected", lifts=(replace(lift, sets=sets),))
    log_session(actor=person.actor, athlete=person.athlete, entry=corrected)
    delete_session(actor=person.actor, session=log(person, squats(pain=7)))
    tried(person)
    tick(person)


def tried(person: Person) -> None:
    whose = {"organisation": person.athlete.organisation, "athlete": person.athlete}
    row = Suggestion.objects.create(**whose, key="suggest.ramp", decision="accepted")
    row.check_points.create(organisation=row.organisation, week=2, due_at=timezone.now())
    CheckPoint.objects.filter(suggestion=row).update(due_at=timezone.now())
    Suggestion.objects.filter(pk=row.pk).update(ended_at=timezone.now())


def test_withdrawing_the_log_erases_the_log_and_its_history(scoped: World) -> None:
    busy_log(scoped.maya)
    assert all(model._base_manager.exists() for model in LOGGED)
    assert sum(kept_history().values()) > 10
    agree_only_to(scoped.maya, ConsentKind.VIDEO)
    assert not any(model._base_manager.exists() for model in LOGGED)
    assert set(kept_history().values()) == {0}
    snapshot = AthleteSnapshot.objects.get()
    assert (snapshot.pain_series, snapshot.last_session_at, snapshot.sessions_logged) == ([], None, 0)


def test_another_athletes_log_and_history_stay(scoped: World) -> None:
    for person in (scoped.maya, scoped.samira):
        busy_log(person)
    before = kept_history()
    agree_only_to(scoped.maya)
    assert kept_history() == {name: count // 2 for name, count in before.items()}
    assert TrainingSession.objects.filter(athlete=scoped.samira.athlete).count() == 2
    assert Pause.objects.get().athlete == scoped.samira.athlete


def test_videos_are_a_consent_of_their_own(
    scoped: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    session = log(scoped.maya, squats())
    video = film(scoped.maya, set_id=session.lifts.get().sets.all()[0].pk)
    agree_only_to(scoped.maya, ConsentKind.VIDEO)
    assert Video.objects.get().training_set_id is None
    assert default_storage.exists(video.file)
    with django_capture_on_commit_callbacks(execute=True):
        agree_only_to(scoped.maya)
    assert not Video.objects.exists()
    assert not default_storage.exists(video.file)


def test_withdrawing_the_videos_erases_every_file_made_from_them(
    scoped: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    log(scoped.maya, squats())
    analyses = [answer(film(scoped.maya), a_report(), web=b"w", track=b"t", still_worst=b"s") for _ in range(2)]
    names = [name for one in analyses for name in [one.video.file, *one.files.values()]]
    assert len(names) == 8
    assert AthleteSnapshot.objects.get().tracking_verdict == "some_drift"
    with django_capture_on_commit_callbacks(execute=True):
        agree_only_to(scoped.maya, ConsentKind.LOG)
    assert not any(default_storage.exists(name) for name in names)
    assert not KneeAnalysis.objects.exists()
    assert AthleteSnapshot.objects.get().tracking_verdict == ""
    assert TrainingSession.objects.count() == 1


@pytest.mark.parametrize("kind", [ConsentKind.SHARE_COACH, ConsentKind.SHARE_CLINICIAN])
def test_ending_to_share_erases_nothing(scoped: World, kind: ConsentKind) -> None:
    log(scoped.maya, squats())
    film(scoped.maya)
    agree_only_to(scoped.maya, *(one for one in ConsentKind if one != kind))
    assert (TrainingSession.objects.count(), Video.objects.count()) == (1, 1)


def test_videos_go_when_their_time_is_over_unless_they_are_kept(
    scoped: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    over, running, kept = (film(scoped.maya) for _ in range(3))
    answer(over)
    Video.objects.filter(pk=over.pk).update(kept_until=timezone.now() - timedelta(seconds=1))
    Video.objects.filter(pk=kept.pk).update(kept_until=None)
    with django_capture_on_commit_callbacks(execute=True):
        old_videos()
    assert set(Video.objects.values_list("pk", flat=True)) == {running.pk, kept.pk}
    assert not default_storage.exists(over.file)
    assert AthleteSnapshot.objects.get().tracking_verdict == ""


def test_the_hourly_sweep_reaches_every_organisation(scoped: World, outside: World) -> None:
    for person in (scoped.maya, outside.maya):
        video = film(person)
        with every_organisation():
            Video.objects.filter(pk=video.pk).update(kept_until=timezone.now() - timedelta(seconds=1))
    old_videos()
    with every_organisation():
        assert not Video.objects.exists()


def test_a_file_that_a_killed_worker_kept_before_it_could_say_so_goes_too(
    scoped: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    video = film(scoped.maya)
    row = claim(KneeAnalysis, analysis_of(video).pk, seconds=30)
    assert row is not None
    left = default_storage.save(f"analyses/{row.organisation_id}/{row.pk}/web.mp4", ContentFile(b"w"))
    with django_capture_on_commit_callbacks(execute=True):
        erase_videos(Video.objects.all())
    assert not default_storage.exists(left)


def test_one_athletes_trouble_keeps_no_other_video_past_its_time(
    scoped: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stays, goes = film(scoped.maya), film(scoped.samira)
    Video.objects.update(kept_until=timezone.now() - timedelta(seconds=1))

    def trouble(athlete: Athlete, **_: Any) -> None:
        if athlete.pk == stays.athlete_id:
            raise ValueError("a reading that cannot be")

    monkeypatch.setattr(erase, "refresh_athlete", trouble)
    old_videos()
    assert list(Video.objects.all()) == [stays]
    assert not Video.objects.filter(pk=goes.pk).exists()
    assert "videos_not_erased" in caplog.text


@pytest.mark.parametrize("how", ["the consent", "the video"])
def test_erasing_while_a_worker_answers_does_not_wait_for_ever(
    shared: World, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """Whoever changes several rows of an athlete locks the athlete first."""
    organisation, maya = shared.organisation.pk, shared.maya
    with organisation_scope(organisation):
        video = film(maya)
        row = claim(KneeAnalysis, analysis_of(video).pk, seconds=60)
        assert row is not None
    answering = threading.Event()

    def settle_slowly(*args: Any, **values: Any) -> bool:
        won = settle(*args, **values)
        answering.set()
        time.sleep(0.5)
        return won

    def answers() -> None:
        with organisation_scope(organisation):
            measure._store(row, a_report(), {}, Filed())

    def erases() -> None:
        answering.wait(10)
        with organisation_scope(organisation):
            if how == "the consent":
                agree_only_to(maya, ConsentKind.LOG)
            else:
                delete_video(actor=maya.actor, video=video)

    monkeypatch.setattr(measure, "settle", settle_slowly)
    assert at_once(answers, erases) == [None, None]
    with organisation_scope(organisation):
        assert not Video.objects.exists()


def test_erasing_is_all_or_nothing(scoped: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError

    video = film(scoped.maya)
    monkeypatch.setattr(erase, "refresh_athlete", fail)
    with pytest.raises(RuntimeError):
        erase_videos(Video.objects.all())
    assert Video.objects.get() == video
    assert default_storage.exists(video.file)


def test_erasing_says_how_many(scoped: World) -> None:
    film(scoped.maya)
    film(scoped.samira)
    with organisation_scope(scoped.organisation.pk):
        assert erase_videos(Video.objects.all()) == 2
        assert erase_videos(Video.objects.all()) == 0
