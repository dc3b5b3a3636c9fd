"""Measuring kept tracks again survives kills and others at the same time: nothing is lost, doubled or left."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from pytest_django import DjangoCaptureOnCommitCallbacks

from coachhub.core.models import FileToErase
from coachhub.core.scope import organisation_scope
from sessions.knee_tracking import ENGINE_VERSION
from sessions.models import KneeAnalysis, Video
from sessions.report_change import Change
from sessions.services import remeasure as service
from sessions.services.erase import erase_videos
from sessions.services.remeasure import AlreadyMeasuringError, Hindrance, alone
from sessions.services.videos import measure_again
from tests.films import a_report, answer
from tests.kept import (
    DRIFTING,
    apply,
    bytes_of,
    counting,
    kept,
    new_of,
    read_as,
    remeasure_all,
    stored,
    today_says,
    track_of,
)
from tests.threads import at_once
from tests.world import World


class Killed(BaseException):
    """The process ends here: nothing catches this, and the transaction around it is rolled back."""


@pytest.mark.parametrize("where", ["lock_athlete", "_hindered", "named", "refresh_athlete", "announce"])
def test_killed_anywhere_it_is_done_by_running_it_again(
    scoped: World, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def dies(*_: Any, **__: Any) -> None:
        raise Killed

    kept(scoped.maya, report=read_as(DRIFTING, shift=0.2))
    with monkeypatch.context() as deadly:
        deadly.setattr(service, where, dies)
        with pytest.raises(Killed):
            remeasure_all()
    assert KneeAnalysis.objects.count() == 1
    outcomes = remeasure_all()
    assert [outcome.change for outcome in outcomes] == [Change.BEYOND]
    assert KneeAnalysis.objects.count() == 2
    assert json.loads(bytes_of(new_of(outcomes[0]).files["curve"])) == today_says(DRIFTING).curve
    assert counting(not_by=ENGINE_VERSION) == []


def test_a_curve_that_nothing_names_is_gone(scoped: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever was in the way of the row; a kill, after which nobody can tidy up, is tried in tests/faults."""
    analysis = kept(scoped.maya)
    before = stored()
    KneeAnalysis.objects.update(corrected_report=analysis.report)
    assert apply(analysis).hindrance is Hindrance.CORRECTED
    KneeAnalysis.objects.update(corrected_report=None)
    measure_again(actor=scoped.maya.actor, video=analysis.video)
    assert apply(analysis).hindrance is Hindrance.OVERTAKEN
    assert stored() == before
    assert not FileToErase.objects.exists()


def test_a_second_run_finds_nothing_to_do(scoped: World) -> None:
    for person in (scoped.maya, scoped.samira):
        kept(person)
    assert len(remeasure_all()) == 2
    assert remeasure_all() == []
    assert KneeAnalysis.objects.count() == 4


def test_of_two_that_hold_the_same_row_one_writes(scoped: World) -> None:
    analysis = kept(scoped.maya)
    assert apply(analysis).replaced_by
    second = apply(analysis)
    assert (second.hindrance, second.replaced_by, second.change) == (Hindrance.OVERTAKEN, None, None)
    assert KneeAnalysis.objects.count() == 2
    assert default_storage.exists(KneeAnalysis.objects.latest("id").files["curve"])


def test_two_processes_at_once_do_not_double(shared: World) -> None:
    with organisation_scope(shared.organisation.pk):
        for person in (shared.maya, shared.samira):
            kept(person)
    both = threading.Barrier(2)

    def runs() -> str:
        both.wait(10)
        try:
            with alone(), organisation_scope(shared.organisation.pk):
                remeasure_all()
        except AlreadyMeasuringError:
            return "turned away"
        return "done"

    assert "done" in at_once(runs, runs)
    with organisation_scope(shared.organisation.pk):
        assert KneeAnalysis.objects.count() == 4


def test_while_one_replaces_another_is_turned_away(shared: World) -> None:
    inside, leave = threading.Event(), threading.Event()

    def holds() -> None:
        with alone():
            inside.set()
            leave.wait(10)

    def comes() -> str:
        inside.wait(10)
        try:
            with pytest.raises(AlreadyMeasuringError), alone():
                pass
        finally:
            leave.set()
        return "turned away"

    assert at_once(holds, comes) == [None, "turned away"]
    with alone():
        pass


def test_a_measurement_that_was_asked_for_goes_first(scoped: World) -> None:
    analysis = kept(scoped.maya)
    measure_again(actor=scoped.maya.actor, video=analysis.video)
    assert apply(analysis).hindrance is Hindrance.OVERTAKEN
    answer(analysis.video, a_report(dkasr=-0.25))
    assert apply(analysis).hindrance is Hindrance.OVERTAKEN
    assert KneeAnalysis.objects.count() == 2


def test_a_video_that_is_erased_meanwhile_leaves_nothing(
    scoped: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    nothing = stored()
    analysis = kept(scoped.maya)
    track = analysis.files["track"]
    with django_capture_on_commit_callbacks(execute=True):
        erase_videos(Video.objects.all())
    Path(default_storage.path(track)).parent.mkdir(parents=True, exist_ok=True)
    Path(default_storage.path(track)).write_bytes(track_of(DRIFTING))  # as read just before
    with django_capture_on_commit_callbacks(execute=True):
        assert apply(analysis).hindrance is Hindrance.OVERTAKEN
    default_storage.delete(track)
    assert stored() == nothing
    assert not KneeAnalysis.objects.exists()
