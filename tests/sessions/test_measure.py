"""Measuring a video: one answer, whatever dies or breaks on the way, and everybody who waits for it is told.

The real engine measures the clips that are shipped; where the engine or the machine has to fail, a scripted one does.
"""

from __future__ import annotations

import json
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.conf import settings as django_settings
from django.core.files.storage import default_storage
from django.db.models.functions import Now
from django.utils import timezone
from pytest_django import Settings

from athletes.models import Athlete, Organisation
from coachhub.core import events
from coachhub.core.events import Event, subscribe
from coachhub.core.leases import claim
from coachhub.core.live import Message
from coachhub.core.scope import organisation_scope
from coachhub.core.tasks import hourly
from sessions import knee_tracking, sweeps
from sessions.events import AnalysisFinished
from sessions.knee_tracking import SCHEMA, EngineFailure, Filed, Measured, Moment, Progress, Stage, from_json
from sessions.models import AnalysisState, AthleteSnapshot, KneeAnalysis, Video
from sessions.services import measure
from sessions.services.measure import MOST_ATTEMPTS, measure_video
from sessions.services.work import local_copy, work_folder
from sessions.sweeps import waiting_analyses
from sessions.tasks import analyse_video
from tests.clips import three_reps
from tests.films import BYTES, a_refusal, a_report, analysis_of, film
from tests.world import World

Script = Callable[..., Iterator[Any]]


def work() -> list[Path]:
    """The folders that workers have left."""
    return list((Path(django_settings.CONFIG.data) / "work").glob("*"))


def film_of(world: World, clip: Path) -> Video:
    """This clip, sent by Maya."""
    video = film(world.maya, filename=clip.name)
    Path(default_storage.path(video.file)).write_bytes(clip.read_bytes())
    return video


def take(video: Video) -> KneeAnalysis:
    """The video's measurement, claimed."""
    claimed = claim(KneeAnalysis, analysis_of(video).pk, seconds=30)
    assert claimed is not None
    return claimed


def now_of(analysis: KneeAnalysis) -> KneeAnalysis:
    return KneeAnalysis.objects.get(pk=analysis.pk)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What open pages were told of measurements."""
    found: list[dict[str, Any]] = []

    def tell(message: Message) -> None:
        assert message.topic == "analysis"
        found.append(message.data)

    monkeypatch.setattr(measure, "tell", tell)
    return found


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Event]:
    """The measurements announced as finished."""
    found: list[Event] = []
    monkeypatch.setattr(events, "_subscribers", defaultdict(list))
    subscribe(AnalysisFinished)(found.append)
    return found


def scripted(monkeypatch: pytest.MonkeyPatch, script: Script) -> None:
    """Let the engine do this instead."""
    monkeypatch.setattr(knee_tracking, "run", script)


def measures(source: Path, *, out: Path, **_: Any) -> Iterator[Any]:
    """An engine that measures without looking."""
    assert source.read_bytes() == BYTES
    yield Progress(Stage.POSE, 40)
    yield Progress(Stage.POSE, 40)
    yield Progress(Stage.MEASURE, 95)
    yield Measured(from_json(a_report()))
    (out / "overlay.json").write_text("{}")
    (out / "still_worst.jpg").write_bytes(b"jpg")
    yield Filed(overlay="overlay.json", still_worst="still_worst.jpg", worst_moment=Moment(4.5, 2))


# -- the real engine ----------------------------------------------------------------------------------


def test_a_shipped_clip_is_measured_from_queue_to_answer(
    shared: World, heard: list[Event], told: list[dict[str, Any]], tmp_path: Path
) -> None:
    video = film_of(shared, three_reps(tmp_path))
    analyse_video(str(analysis_of(video).pk))

    done = analysis_of(video)
    assert (done.state, done.percent, done.stage, done.attempts, done.error) == ("done", 100, "", 1, "")
    assert done.lease is None
    assert done.finished_at
    assert done.report is not None
    jsonschema.validate(done.report, SCHEMA)
    assert (done.verdict, done.certain) == (done.report["summary"]["verdict"], done.report["summary"]["certain"])
    assert done.verdict == "in_line"  # the first reps of a clip that gets worse
    worst = sorted(rep["dkasr"]["value"] for rep in done.report["reps"] if rep["dkasr"])
    assert done.worst_dkasr == worst[1]
    assert done.worst_dkasr_low <= done.worst_dkasr <= done.worst_dkasr_high  # type: ignore[operator]  # all measured
    assert {"overlay", "curve", "track", "web", "still_good", "still_worst"} == set(done.files)
    for name in done.files.values():
        assert name.startswith(f"analyses/{shared.organisation.pk}/{done.pk}/")
        assert default_storage.size(name) > 0
    with default_storage.open(done.files["overlay"]) as overlay:
        assert "joints" in json.load(overlay)
    assert {moment["rep"] for moment in done.stills.values()} <= {rep["index"] for rep in done.report["reps"]}
    assert heard == [AnalysisFinished(done)]
    percents = [one["percent"] for one in told]
    assert percents == sorted(percents)
    assert len(percents) > 5
    assert told[-1] == {"video": str(video.pk), "state": "done", "stage": "", "percent": 100}
    with organisation_scope(shared.organisation.pk):
        assert AthleteSnapshot.objects.get().tracking_verdict == done.verdict
    assert work() == []


@pytest.mark.parametrize("content", [b"To do: squat.\n" * 100, b""], ids=["a text file", "nothing"])
def test_a_video_that_cannot_be_measured_is_an_answer_too(shared: World, heard: list[Event], content: bytes) -> None:
    video = film(shared.maya)
    Path(default_storage.path(video.file)).write_bytes(content)
    analyse_video(str(analysis_of(video).pk))
    answered = analysis_of(video)
    assert (answered.state, answered.verdict, answered.certain, answered.worst_dkasr) == (
        "rejected",
        "cannot_tell",
        None,
        None,
    )
    assert answered.report is not None
    assert answered.report["reason"]["code"] == "not_a_video"
    jsonschema.validate(answered.report, SCHEMA)
    assert heard == [AnalysisFinished(answered)]


def test_a_pose_model_that_is_gone_is_not_the_video_s_fault(scoped: World, settings: Settings, tmp_path: Path) -> None:
    settings.POSE_MODEL = tmp_path / "gone.task"
    video = film(scoped.maya)
    measure_video(analysis=take(video))
    waiting = analysis_of(video)
    assert (waiting.state, waiting.attempts) == ("queued", 1)
    assert waiting.error == "The pose model gone.task cannot be read: No such file or directory."


# -- faces --------------------------------------------------------------------------------------------


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether the engine was told to blur faces, run by run."""
    found: list[bool] = []

    def measures_and_notes(source: Path, *, blur_faces: bool, **options: Any) -> Iterator[Any]:
        found.append(blur_faces)
        yield from measures(source, **options)

    scripted(monkeypatch, measures_and_notes)
    return found


@pytest.mark.parametrize("organisation", [False, True])
@pytest.mark.parametrize("minor", [False, True])
def test_faces_are_blurred_if_the_organisation_wants_it_and_always_of_minors(
    scoped: World, asked: list[bool], organisation: bool, minor: bool
) -> None:
    Organisation.objects.filter(pk=scoped.organisation.pk).update(blur_faces=organisation)
    Athlete.objects.filter(pk=scoped.maya.athlete.pk).update(is_minor=minor)
    for person in (scoped.maya, scoped.samira):
        measure_video(analysis=take(film(person)))
    assert asked == [organisation or minor, organisation]


def test_what_was_said_while_a_video_waited_counts(scoped: World, asked: list[bool]) -> None:
    video = film(scoped.maya)
    Organisation.objects.filter(pk=scoped.organisation.pk).update(blur_faces=True)
    measure_video(analysis=take(video))
    assert asked == [True]
    assert Path(default_storage.path(video.file)).read_bytes() == BYTES  # the original stays as it was filmed


# -- how an answer is kept ----------------------------------------------------------------------------


def test_stage_and_per_cent_are_shown_once_each(
    scoped: World, monkeypatch: pytest.MonkeyPatch, told: list[dict[str, Any]]
) -> None:
    scripted(monkeypatch, measures)
    measure_video(analysis=take(film(scoped.maya)))
    assert [(one["state"], one["stage"], one["percent"]) for one in told] == [
        ("running", "pose", 40),
        ("running", "measure", 95),
        ("done", "", 100),
    ]


def test_files_and_the_moments_of_the_stills_are_kept(scoped: World, monkeypatch: pytest.MonkeyPatch) -> None:
    scripted(monkeypatch, measures)
    video = film(scoped.maya)
    measure_video(analysis=take(video))
    done = analysis_of(video)
    assert set(done.files) == {"overlay", "still_worst"}
    assert done.stills == {"worst": {"time_s": 4.5, "rep": 2}}
    assert default_storage.open(done.files["still_worst"]).read() == b"jpg"


@pytest.mark.parametrize(
    ("values", "counts"),
    [([-0.3, -0.1, -0.2], -0.2), ([-0.3], -0.3), ([None, -0.1, None, -0.2], -0.1), ([], None), ([None], None)],
)
def test_one_bad_rep_alone_does_not_make_the_number(values: list[float | None], counts: float | None) -> None:
    reps = [{"dkasr": None if one is None else {"value": one, "low": one, "high": one}} for one in values]
    assert measure._worst_rep({"reps": reps}).get("value") == counts


def test_the_answer_and_what_follows_from_it_are_one(scoped: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A floor above that fails takes the answer with it; it is tried again."""

    def fail(event: AnalysisFinished) -> None:
        raise RuntimeError("the floor above")

    monkeypatch.setattr(events, "_subscribers", defaultdict(list, {AnalysisFinished: [fail]}))
    scripted(monkeypatch, measures)
    video = film(scoped.maya)
    measure_video(analysis=take(video))
    waiting = analysis_of(video)
    assert (waiting.state, waiting.report, waiting.lease) == ("queued", None, None)
    assert "the floor above" in waiting.error


# -- failures of ours ---------------------------------------------------------------------------------


def fails(error: Exception) -> Script:
    def script(*_: Any, **__: Any) -> Iterator[Any]:
        yield Progress(Stage.PROBE, 1)
        raise error

    return script


@pytest.mark.parametrize(
    ("error", "said"),
    [(EngineFailure("died\0 of memory"), "died of memory"), (OSError("disk full"), "OSError('disk full')")],
)
def test_a_failure_is_tried_again_later_and_given_up_after_three_times(
    scoped: World, monkeypatch: pytest.MonkeyPatch, told: list[dict[str, Any]], error: Exception, said: str
) -> None:
    scripted(monkeypatch, fails(error))
    video = film(scoped.maya)
    for attempt, wait_s in ((1, 30), (2, 60)):
        analyse_video(str(analysis_of(video).pk))
        waiting = analysis_of(video)
        assert (waiting.state, waiting.attempts, waiting.error, waiting.percent) == ("queued", attempt, said, 0)
        assert abs((waiting.due_at - timezone.now()).total_seconds() - wait_s) < 5
        analyse_video(str(waiting.pk))  # too soon: nothing happens
        assert analysis_of(video).attempts == attempt
        KneeAnalysis.objects.update(due_at=Now())
    analyse_video(str(analysis_of(video).pk))
    given_up = analysis_of(video)
    assert (given_up.state, given_up.attempts, given_up.error) == ("failed", MOST_ATTEMPTS, said)
    assert told[-1]["state"] == "failed"
    assert work() == []


def test_without_room_for_its_work_it_is_tried_again_too(
    scoped: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Settings
) -> None:
    """Not left claimed, to be taken for killed."""
    (tmp_path / "work").write_text("in the way")
    settings.CONFIG = replace(settings.CONFIG, data=tmp_path)
    video = film(scoped.maya)
    measure_video(analysis=take(video))
    waiting = analysis_of(video)
    assert (waiting.state, waiting.lease) == ("queued", None)
    assert "FileExistsError" in waiting.error


def test_after_a_failure_the_answer_clears_the_error(scoped: World, monkeypatch: pytest.MonkeyPatch) -> None:
    video = film(scoped.maya)
    with monkeypatch.context() as broken:
        scripted(broken, fails(EngineFailure("once")))
        analyse_video(str(analysis_of(video).pk))
    scripted(monkeypatch, measures)
    KneeAnalysis.objects.update(due_at=Now())
    analyse_video(str(analysis_of(video).pk))
    assert (analysis_of(video).state, analysis_of(video).error, analysis_of(video).attempts) == ("done", "", 2)


def test_a_video_that_kills_its_worker_each_time_is_given_up(scoped: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without this a single video would kill workers for ever: nobody is left to count."""
    scripted(monkeypatch, fails(AssertionError("must not be measured a fourth time")))
    video = film(scoped.maya)
    for _ in range(MOST_ATTEMPTS):
        take(video)
        KneeAnalysis.objects.update(lease_until=Now() - timedelta(seconds=1))
    analyse_video(str(analysis_of(video).pk))
    assert (analysis_of(video).state, analysis_of(video).error) == ("failed", "The worker was killed each time.")


# -- once, not twice ----------------------------------------------------------------------------------


def test_a_finished_measurement_is_left_alone(scoped: World, monkeypatch: pytest.MonkeyPatch) -> None:
    scripted(monkeypatch, measures)
    video = film(scoped.maya)
    analyse_video(str(analysis_of(video).pk))
    first = analysis_of(video)
    scripted(monkeypatch, fails(AssertionError("measured twice")))
    analyse_video(str(first.pk))
    assert now_of(first).finished_at == first.finished_at


def test_a_worker_that_lost_its_claim_leaves_the_answer_to_the_other(
    scoped: World, monkeypatch: pytest.MonkeyPatch, heard: list[Event]
) -> None:
    """It slept too long; the other one has answered in the meantime."""
    video = film(scoped.maya)
    sleeper = take(video)

    def overtaken(source: Path, *, out: Path, **_: Any) -> Iterator[Any]:
        KneeAnalysis.objects.update(lease_until=Now() - timedelta(seconds=1))
        scripted(monkeypatch, measures)
        analyse_video(str(sleeper.pk))
        (out / "overlay.json").write_text("the sleeper's")
        yield Measured(from_json(a_refusal()))
        yield Filed(overlay="overlay.json")

    scripted(monkeypatch, overtaken)
    measure_video(analysis=sleeper)
    assert (analysis_of(video).state, len(heard)) == ("done", 1)


def test_a_worker_stops_measuring_when_it_hears_that_it_lost(scoped: World, monkeypatch: pytest.MonkeyPatch) -> None:
    went_on = []

    def long(*_: Any, **__: Any) -> Iterator[Any]:
        try:
            yield Progress(Stage.POSE, 1)
            yield Progress(Stage.POSE, 2)
            went_on.append("went on")
        finally:
            went_on.append("ended")

    class Lost:
        lost = True

    @contextmanager
    def lost(*_: Any, **__: Any) -> Iterator[Lost]:
        yield Lost()

    scripted(monkeypatch, long)
    monkeypatch.setattr(measure, "kept", lost)
    video = film(scoped.maya)
    measure_video(analysis=take(video))
    assert went_on == ["ended"]
    assert analysis_of(video).state == AnalysisState.RUNNING


def test_a_video_erased_while_it_was_measured_leaves_no_file(
    scoped: World, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    video = film(scoped.maya)
    analysis = take(video)

    def erased(source: Path, **named: Any) -> Iterator[Any]:
        yield from measures(source, **named)
        Video.objects.all().delete()

    scripted(monkeypatch, erased)
    with django_capture_on_commit_callbacks(execute=True):
        measure_video(analysis=analysis)
    folder = f"analyses/{scoped.organisation.pk}/{analysis.pk}"
    assert default_storage.listdir(folder) == ([], [])


# -- work that nobody was told of ---------------------------------------------------------------------


def test_the_sweep_nudges_for_what_waits_and_what_was_abandoned(scoped: World, monkeypatch: pytest.MonkeyPatch) -> None:
    nudged: list[str] = []
    monkeypatch.setattr(sweeps, "nudge_again", lambda task, keys: nudged.extend(keys))
    waiting, later, running, abandoned = (film(scoped.maya) for _ in range(4))
    KneeAnalysis.objects.filter(video=later).update(due_at=Now() + timedelta(minutes=5))
    take(running)
    take(abandoned)
    KneeAnalysis.objects.filter(video=abandoned).update(lease_until=Now() - timedelta(seconds=1))
    waiting_analyses()
    assert nudged == [str(analysis_of(waiting).pk), str(analysis_of(abandoned).pk)]


# -- folders and limits -------------------------------------------------------------------------------


def test_the_folder_of_a_killed_worker_goes_after_a_while(db: None) -> None:
    base = Path(django_settings.CONFIG.data) / "work"
    for name, age_s in (("old", 3 * 3600), ("fresh", 60)):
        (base / name / "inner").mkdir(parents=True)
        os.utime(base / name, (time.time() - age_s, time.time() - age_s))
    hourly()
    assert [path.name for path in work()] == ["fresh"]
    (base / "fresh" / "inner").rmdir()
    (base / "fresh").rmdir()


def test_a_folder_is_gone_after_the_work_also_when_it_fails() -> None:
    folders = []

    def work_that_fails() -> None:
        with work_folder() as folder:
            (folder / "part").write_bytes(b"x")
            folders.append(folder)
            raise ValueError("broke")

    with pytest.raises(ValueError, match="broke"):
        work_that_fails()
    assert not folders[0].exists()


def test_the_engine_is_held_to_what_was_set(scoped: World, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    settings.CONFIG = replace(settings.CONFIG, video_max_s=7, video_max_mb=3, video_memory_mb=900)
    settings.POSE_MODEL = Path("/models/heavy.task")
    seen = []

    def look(
        source: Path, *, task: Any, limits: Any, out: Path, blur_faces: bool, own: Any, pose_model: Path | None
    ) -> Iterator[Any]:
        assert (blur_faces, own, pose_model) == (False, (), Path("/models/heavy.task"))
        seen.append((task, limits.max_duration_s, limits.max_bytes, limits.max_memory_mb))
        yield Measured(from_json(a_refusal()))
        yield Filed()

    scripted(monkeypatch, look)
    measure_video(analysis=take(film(scoped.maya)))
    assert seen == [("squat", 7, 3 * 2**20, 900)]


@pytest.mark.usefixtures("object_storage")
def test_a_video_in_object_storage_is_measured_from_a_copy(scoped: World, monkeypatch: pytest.MonkeyPatch) -> None:
    scripted(monkeypatch, measures)
    video = film(scoped.maya)
    measure_video(analysis=take(video))
    done = analysis_of(video)
    assert done.state == "done"
    assert default_storage.open(done.files["overlay"]).read() == b"{}"
    with local_copy(video.file) as copy:
        assert (copy.read_bytes(), copy.suffix) == (BYTES, ".mp4")
    assert not copy.exists()
