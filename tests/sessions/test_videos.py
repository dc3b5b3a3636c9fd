"""Videos that are here: where their bytes lie, when they are measured again, and when their answer was seen."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from coachhub.core.ids import new_id
from coachhub.core.scope import organisation_scope
from sessions.models import AnalysisState, KneeAnalysis, Video
from sessions.selectors.videos import answered_analysis, latest_analysis, videos_of
from sessions.services.videos import (
    AlreadyWaitingError,
    delete_video,
    file_name,
    mark_seen,
    measure_again,
    store_file,
)
from tests.clock import put_back_an_hour
from tests.films import a_refusal, a_report, analysis_of, answer, film
from tests.world import World


def test_a_stored_file_lies_under_its_own_id_and_overwrites_itself_only(tmp_path: Path, scoped: World) -> None:
    source, video_id = tmp_path / "mine.MOV", new_id()
    for content in (b"first", b"second"):
        source.write_bytes(content)
        name = store_file(scoped.organisation.pk, video_id, source.name, source)
        assert name == file_name(scoped.organisation.pk, video_id, "mine.MOV")
        assert default_storage.open(name).read() == content
    assert source.exists()
    store_file(scoped.organisation.pk, video_id, source.name, source, move=True)
    assert not source.exists()
    assert default_storage.listdir(f"videos/{scoped.organisation.pk}")[1] == [f"{video_id}.mov"]


@pytest.mark.parametrize(
    ("filename", "ending"),
    [("a.mp4", ".mp4"), ("A.MP4", ".mp4"), ("a.webm", ".webm"), ("a.html", ".bin"), ("a", ".bin"), (".mp4", ".bin")],
)
def test_only_endings_of_videos_are_kept(filename: str, ending: str) -> None:
    """What a browser would run as a page must never be served with the type of one."""
    assert Path(file_name(new_id(), new_id(), filename)).suffix == ending


def test_a_video_is_kept_for_ninety_days(scoped: World) -> None:
    kept_until = film(scoped.maya).kept_until
    assert kept_until
    assert timedelta(days=89, hours=23) < kept_until - timezone.now() <= timedelta(days=90)


def test_measured_again_by_a_clock_that_was_put_back_it_is_the_newest(
    scoped: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    video = film(scoped.maya)
    answer(video, a_report())
    put_back_an_hour(monkeypatch)
    again = measure_again(actor=scoped.coach.actor, video=video)
    assert latest_analysis(video) == again


@pytest.mark.parametrize("state", [AnalysisState.DONE, AnalysisState.REJECTED, AnalysisState.FAILED])
def test_a_video_with_an_outcome_can_be_measured_again(scoped: World, state: AnalysisState) -> None:
    video = film(scoped.maya)
    if state == AnalysisState.FAILED:
        KneeAnalysis.objects.update(state=state)
    else:
        answer(video, a_report() if state == AnalysisState.DONE else a_refusal())
    again = measure_again(actor=scoped.coach.actor, video=video, task="lunge")
    assert (again.state, again.task, analysis_of(video)) == ("queued", "lunge", again)


@pytest.mark.parametrize("state", [AnalysisState.QUEUED, AnalysisState.RUNNING])
def test_a_video_that_waits_or_is_being_measured_is_not(scoped: World, state: AnalysisState) -> None:
    video = film(scoped.maya)
    if state == AnalysisState.RUNNING:
        KneeAnalysis.objects.update(state=state, lease=new_id(), lease_until=timezone.now())
    with pytest.raises(AlreadyWaitingError):
        measure_again(actor=scoped.maya.actor, video=video)


def test_asking_eight_times_at_once_is_asking_once(shared: World) -> None:
    video = film(shared.maya)
    answer(video)

    def ask(_: int) -> str:
        try:
            with organisation_scope(shared.organisation.pk):
                measure_again(actor=shared.maya.actor, video=video)
        except AlreadyWaitingError:
            return "waiting"
        finally:
            connection.close()
        return "asked"

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(ask, range(8))) == ["asked"] + ["waiting"] * 7


def test_an_unknown_task_is_refused_by_field(scoped: World) -> None:
    video = film(scoped.maya)
    answer(video)
    with pytest.raises(ValidationError) as refused:
        measure_again(actor=scoped.maya.actor, video=video, task="handstand")
    assert list(refused.value.message_dict) == ["task"]


@pytest.mark.parametrize("role", ["samira", "assistant", "clinician"])
def test_who_neither_measures_nor_deletes(scoped: World, role: str) -> None:
    video, actor = film(scoped.maya), scoped.everybody[role].actor
    answer(video)
    with pytest.raises(PermissionDenied):
        measure_again(actor=actor, video=video)
    with pytest.raises(PermissionDenied):
        delete_video(actor=actor, video=video)
    assert Video.objects.get() == video


def test_deleting_one_leaves_the_others(scoped: World) -> None:
    one, other = film(scoped.maya), film(scoped.maya)
    delete_video(actor=scoped.maya.actor, video=one)
    assert Video.objects.get() == other


def test_an_answer_is_seen_by_its_athlete_once_there_is_one(scoped: World) -> None:
    video = film(scoped.maya)

    def seen() -> object:
        return Video.objects.get().seen_at

    mark_seen(actor=scoped.maya.actor, video=video)
    assert seen() is None
    answer(video)
    mark_seen(actor=scoped.coach.actor, video=video)
    assert seen() is None
    mark_seen(actor=scoped.maya.actor, video=video)
    first = seen()
    mark_seen(actor=scoped.maya.actor, video=video)
    assert first == seen() is not None


# -- reading ------------------------------------------------------------------------------------------


def test_the_measurement_asked_for_last_counts_and_the_last_answer_stays(scoped: World) -> None:
    video = film(scoped.maya)
    first = answer(video)
    second = measure_again(actor=scoped.maya.actor, video=video)
    (shown,) = videos_of(scoped.coach.actor)
    assert latest_analysis(shown) == second
    assert answered_analysis(scoped.coach.actor, video) == first
    assert answered_analysis(scoped.samira.actor, video) is None


def test_the_reason_is_read_without_the_report(scoped: World) -> None:
    report = a_refusal()
    answer(film(scoped.maya), report)
    (shown,) = videos_of(scoped.maya.actor)
    analysis = latest_analysis(shown)
    assert analysis.get_deferred_fields() == {"report", "corrected_report"}
    assert analysis.reason == report["reason"]  # type: ignore[attr-defined]  # annotated
