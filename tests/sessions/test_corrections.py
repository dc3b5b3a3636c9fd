"""Correcting a measurement: it is measured again beside the machine's own, and undone the machine's counts again."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from pytest_django import DjangoCaptureOnCommitCallbacks

from alerts.models import Alert, AlertState, AlertTransition
from sessions.knee_tracking import Task
from sessions.models import AnalysisState, AthleteSnapshot, Correction, KneeAnalysis, Video
from sessions.selectors.corrections import corrections_of, revision
from sessions.selectors.history import history_of
from sessions.services.correction_entries import CorrectionEntry
from sessions.services.corrections import MeanwhileError, NotCorrectableError, correct, undo
from sessions.services.erase import erase_videos
from sessions.services.videos import measure_again
from tests.films import a_refusal, a_report, analysis_of, answer, film, measured
from tests.world import Person, World


def enter(person: Person, video: Video, kind: str, /, *, seen: int | None = None, **values: Any) -> Correction:
    if seen is None:
        seen = revision(corrections_of(analysis_of(video)))
    return correct(actor=person.actor, video=video, entry=CorrectionEntry(kind, **values), seen=seen)


def refused(person: Person, video: Video, kind: str, /, **values: Any) -> dict[str, list[str]]:
    """The refusal by field; nothing was written."""
    before = (analysis_of(video).corrected_report, Correction.objects.count())
    with pytest.raises(ValidationError) as caught:
        enter(person, video, kind, **values)
    assert (analysis_of(video).corrected_report, Correction.objects.count()) == before
    return dict(caught.value.message_dict)


def counted(video: Video) -> int:
    return len((analysis_of(video).report_that_counts or {})["reps"])


def test_the_machines_report_stays_and_the_corrected_one_counts(scoped: World) -> None:
    video = measured(scoped.maya)
    machine = analysis_of(video)
    made = enter(scoped.coach, video, "drop", rep=8)
    after = analysis_of(video)
    assert after.report == machine.report
    assert counted(video) == 7
    assert machine.worst_dkasr is not None
    assert after.worst_dkasr is not None
    assert after.worst_dkasr > machine.worst_dkasr
    assert (made.kind, made.by, made.undone_at) == ("drop", scoped.coach.membership, None)
    assert made.payload == {"rep": {"start_s": 20.7, "end_s": 22.45}}


def test_roster_and_history_follow(scoped: World) -> None:
    video = measured(scoped.maya)
    assert AthleteSnapshot.objects.get().tracking_verdict == "clear_drift"
    for rep in (8, 7, 6):
        enter(scoped.coach, video, "drop", rep=rep)
    assert AthleteSnapshot.objects.get().tracking_verdict == "in_line"
    (record,) = history_of(scoped.maya.athlete).tracking
    assert (record.verdict, record.dkasr) == ("in_line", analysis_of(video).worst_dkasr)


def test_undone_everything_is_as_the_machine_said(
    scoped: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    video = measured(scoped.maya, curve=b"{}")
    columns = ("verdict", "certain", "worst_dkasr", "worst_dkasr_low", "worst_dkasr_high", "corrected_report", "files")
    before = KneeAnalysis.objects.values(*columns).get()
    made = enter(scoped.coach, video, "drop", rep=8)
    curve = analysis_of(video).files["corrected_curve"]
    assert default_storage.exists(curve)
    with django_capture_on_commit_callbacks(execute=True):
        undo(actor=scoped.owner.actor, correction=made)
        undo(actor=scoped.coach.actor, correction=made)
    assert KneeAnalysis.objects.values(*columns).get() == before
    assert not default_storage.exists(curve)
    made.refresh_from_db()
    assert made.undone_by == scoped.owner.membership


def test_an_earlier_one_can_be_undone_while_a_later_one_stands(scoped: World) -> None:
    video = measured(scoped.maya)
    first = enter(scoped.coach, video, "drop", rep=2)
    enter(scoped.coach, video, "merge", rep=5, other=6)
    assert counted(video) == 6
    undo(actor=scoped.coach.actor, correction=first)
    assert counted(video) == 7


def test_what_another_one_rests_on_is_undone_after_it(scoped: World) -> None:
    video = measured(scoped.maya)
    merged = enter(scoped.coach, video, "merge", rep=2, other=3)
    enter(scoped.coach, video, "drop", rep=2)
    with pytest.raises(ValidationError, match="would not fit without it"):
        undo(actor=scoped.coach.actor, correction=merged)
    assert counted(video) == 6


def test_a_moved_joint_brings_a_skeleton_of_its_own(scoped: World) -> None:
    video = measured(scoped.maya, overlay=b"{}")
    enter(scoped.coach, video, "joint", at_s=8.9, joint="left_knee", x=0.5, y=0.7)
    files = analysis_of(video).files
    assert default_storage.exists(files["corrected_overlay"])
    assert default_storage.open(files["overlay"]).read() == b"{}"


def test_another_task_and_the_leg_that_worked(scoped: World) -> None:
    video = measured(scoped.maya, "dev11_split_squat_right", Task.SQUAT)
    enter(scoped.coach, video, "task", task="split_squat")
    report = analysis_of(video).report_that_counts or {}
    assert (report["task"], (analysis_of(video).report or {})["task"]) == ("split_squat", "squat")
    enter(scoped.coach, video, "leg", rep=1, leg="left")
    legs = (analysis_of(video).report_that_counts or {})["reps"][0]["legs"]
    assert legs["left"]["offset_pct"] is not None


@pytest.mark.parametrize(
    ("kind", "values", "field", "said"),
    [
        ("drop", {}, "rep", "Say which rep."),
        ("drop", {"rep": 9}, "rep", "There is no rep 9: 8 are counted."),
        ("merge", {"rep": 2, "other": 4}, "other", "Only neighbours"),
        ("merge", {"rep": 8, "other": 9}, "other", "There is no rep 9"),
        ("split", {"rep": 2}, "at_s", "Say at which moment."),
        ("split", {"rep": 2, "at_s": 1.0}, "at_s", "outside the rep"),
        ("task", {"task": "dance"}, "task", "Unknown task: dance."),
        ("task", {"task": "squat"}, "task", "already"),
        ("leg", {"rep": 1, "leg": "left"}, "leg", "not one leg"),
        ("leg", {"rep": 1, "leg": "middle"}, "leg", "Say left or right."),
        ("joint", {"at_s": 8.0, "x": 0.5, "y": 0.5}, "joint", "Say which joint."),
        ("joint", {"at_s": 8.0, "joint": "tail", "x": 0.5, "y": 0.5}, "joint", "no joint of this name"),
        ("joint", {"at_s": 8.0, "joint": "left_knee", "x": 1.5, "y": 0.5}, "x", "inside the picture"),
        ("joint", {"at_s": 80.0, "joint": "left_knee", "x": 0.5, "y": 0.5}, "at_s", "outside the video"),
        ("erase", {}, "kind", "Unknown kind"),
    ],
)
def test_wrong_input_is_refused_at_its_field(
    scoped: World, kind: str, values: dict[str, Any], field: str, said: str
) -> None:
    errors = refused(scoped.coach, measured(scoped.maya), kind, **values)
    assert set(errors) == {field}
    assert said in errors[field][0]


def test_two_at_once_the_second_is_told_by_whom(scoped: World) -> None:
    video = measured(scoped.maya)
    enter(scoped.owner, video, "drop", seen=0, rep=8)
    with pytest.raises(MeanwhileError, match=r"Owner of Northside corrected this in the meantime"):
        enter(scoped.coach, video, "drop", seen=0, rep=1)
    assert counted(video) == 7
    made = enter(scoped.coach, video, "drop", seen=1, rep=1)
    undo(actor=scoped.coach.actor, correction=made, seen=2)
    assert revision(corrections_of(analysis_of(video))) == 3


def test_neither_athletes_nor_clinicians_correct(scoped: World) -> None:
    video = measured(scoped.maya)
    made = enter(scoped.assistant, video, "drop", rep=8)
    for person in (scoped.maya, scoped.clinician):
        with pytest.raises(PermissionDenied):
            enter(person, video, "drop", rep=1)
        with pytest.raises(PermissionDenied):
            undo(actor=person.actor, correction=made)
    assert counted(video) == 7


def test_only_what_is_measured_with_its_track_is_corrected(scoped: World) -> None:
    refused_video, bare = film(scoped.maya), film(scoped.maya)
    answer(refused_video, a_refusal())
    answer(bare, a_report())
    for video in (film(scoped.maya), refused_video, bare):
        with pytest.raises(NotCorrectableError):
            enter(scoped.coach, video, "drop", rep=1)


def test_measured_anew_it_begins_without_corrections(scoped: World) -> None:
    video = measured(scoped.maya)
    made = enter(scoped.coach, video, "drop", rep=8)
    measure_again(actor=scoped.coach.actor, video=video)
    assert analysis_of(video).state == AnalysisState.QUEUED
    assert corrections_of(analysis_of(video)) == []
    with pytest.raises(NotCorrectableError):
        undo(actor=scoped.coach.actor, correction=made)


def test_an_alert_follows_with_a_step_for_each_change(scoped: World) -> None:
    """Two videos that surely drift are an alert; as another task the second cannot tell, and one drifts by itself."""
    answer(film(scoped.maya), a_report(dkasr=-0.3))
    video = measured(scoped.maya, "dev06_drift_bottom")
    alert = Alert.objects.get(rule="tracking.drift")

    def steps() -> list[tuple[str, str]]:
        return list(AlertTransition.objects.filter(alert=alert).values_list("kind", "state"))

    opened = ("opened", AlertState.OPEN)
    assert steps() == [opened]
    made = enter(scoped.coach, video, "task", task="split_squat")
    assert analysis_of(video).verdict == "cannot_tell"
    assert steps() == [opened, ("resolved", AlertState.RESOLVED)]
    assert AlertTransition.objects.get(alert=alert, kind="resolved").note.startswith("What it rested on was corrected")
    undo(actor=scoped.coach.actor, correction=made)
    assert steps()[2:] == [("reopened", AlertState.OPEN)]
    alert.refresh_from_db()
    assert alert.state == AlertState.OPEN


def test_erasing_the_video_erases_its_corrections_and_their_history(
    scoped: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    video = measured(scoped.maya)
    undo(actor=scoped.coach.actor, correction=enter(scoped.coach, video, "drop", rep=1))
    enter(scoped.coach, video, "drop", rep=8)
    curve = analysis_of(video).files["corrected_curve"]
    history = Correction.pgh_event_model._base_manager  # type: ignore[attr-defined]  # by tracked()
    assert history.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        erase_videos(Video.objects.filter(pk=video.pk))
    assert not Correction.objects.exists()
    assert history.count() == 0
    assert not default_storage.exists(curve)
