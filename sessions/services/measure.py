"""Measuring a video: from a claimed row to an answer, once, whatever dies on the way."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import transaction
from django.db.models.functions import Now

from coachhub.core.events import announce
from coachhub.core.leases import kept, renew, settle
from coachhub.core.live import Message, tell
from coachhub.core.nudge import nudge
from sessions import knee_tracking
from sessions.events import AnalysisFinished
from sessions.knee_tracking import EngineFailure, Filed, Limits, Measured, Progress, Task, to_json
from sessions.models import AnalysisState, KneeAnalysis
from sessions.services.refresh import refresh_athlete

log = structlog.get_logger(__name__)
MOST_ATTEMPTS = 3  # default
RETRY_AFTER = timedelta(seconds=30)  # default; doubled with each attempt


def measure_video(*, analysis: KneeAnalysis) -> None:
    """Measure a claimed analysis and store the answer; a failure of ours is tried again, at most three times."""
    with kept(analysis, seconds=settings.CONFIG.lease_s) as held, _work_folder() as out:
        try:
            with _local(analysis.video.file) as source:
                report, files = _measure(analysis, source, out, held)
        except EngineFailure as error:
            _try_again(analysis, str(error))
            return
        if report is not None:
            _store(analysis, report, _keep_files(analysis, out, files))


def _measure(
    analysis: KneeAnalysis, source: Path, out: Path, held: Any
) -> tuple[dict[str, Any] | None, dict[str, Path]]:
    """Run the engine; no report when the claim was lost to another worker on the way."""
    report: dict[str, Any] | None = None
    files: dict[str, Path] = {}
    shown = ("", -1)
    for event in knee_tracking.run(source, task=Task(analysis.task), out=out, limits=_limits()):
        if held.lost:
            log.warning("analysis_taken_over", analysis=str(analysis.pk))
            return None, {}
        if isinstance(event, Progress) and (event.stage, event.percent) != shown:
            shown = (event.stage, event.percent)
            _show_progress(analysis, stage=event.stage, percent=event.percent)
        elif isinstance(event, Measured):
            report = to_json(event.report)
        elif isinstance(event, Filed):
            files = event.paths
    return report, files


def _show_progress(analysis: KneeAnalysis, *, stage: str, percent: int) -> None:
    if renew(analysis, seconds=settings.CONFIG.lease_s, stage=stage, percent=percent):
        _tell(analysis, state=AnalysisState.RUNNING, stage=stage, percent=percent)


def _store(analysis: KneeAnalysis, report: dict[str, Any], files: dict[str, str]) -> None:
    done = report["status"] == "done"
    worst = _worst_rep(report)
    with transaction.atomic():
        won = settle(
            analysis,
            state=AnalysisState.DONE if done else AnalysisState.REJECTED,
            stage="",
            percent=100,
            report=report,
            verdict=report["summary"]["verdict"] if done else "cannot_tell",
            certain=report["summary"]["certain"] if done else None,
            worst_dkasr=worst.get("value"),
            worst_dkasr_low=worst.get("low"),
            worst_dkasr_high=worst.get("high"),
            engine_version=report["engine"]["version"],
            folder=_folder(analysis),
            files=files,
            error="",
            finished_at=Now(),
        )
        if not won:
            return
        analysis.refresh_from_db()
        refresh_athlete(analysis.athlete)
        announce(AnalysisFinished(analysis=analysis))
        _tell(analysis, state=analysis.state, stage="", percent=100)


def _try_again(analysis: KneeAnalysis, error: str) -> None:
    from sessions.tasks import analyse_video

    last = analysis.attempts >= MOST_ATTEMPTS
    wait = RETRY_AFTER * 2 ** (analysis.attempts - 1)
    log.error("analysis_failed", analysis=str(analysis.pk), attempt=analysis.attempts, error=error)
    with transaction.atomic():
        if last:
            settle(analysis, state=AnalysisState.FAILED, error=error, stage="", finished_at=Now())
        else:
            settle(analysis, state=AnalysisState.QUEUED, error=error, stage="", percent=0, due_at=Now() + wait)
            nudge(analyse_video, str(analysis.pk))
        _tell(analysis, state=AnalysisState.FAILED if last else AnalysisState.QUEUED, stage="", percent=0)


def _worst_rep(report: dict[str, Any]) -> dict[str, Any]:
    """The second-worst rep's change of the knee–ankle separation ratio: what a verdict rests on (two reps at least)."""
    values = sorted(
        (rep["dkasr"] for rep in report["reps"] if rep["dkasr"] and rep["dkasr"]["value"] is not None),
        key=lambda one: one["value"],
    )
    return (values[1:2] or values[:1] or [{}])[0]


def _keep_files(analysis: KneeAnalysis, out: Path, files: dict[str, Path]) -> dict[str, str]:
    """Copy what was made into the storage; a repeat after a kill overwrites its own names."""
    kept_names = {}
    for kind, path in files.items():
        name = f"{_folder(analysis)}/{path.name}"
        if default_storage.exists(name):
            default_storage.delete(name)
        with path.open("rb") as handle:
            default_storage.save(name, File(handle))
        kept_names[kind] = name
    return kept_names


def _folder(analysis: KneeAnalysis) -> str:
    return f"analyses/{analysis.organisation_id}/{analysis.pk}"


def _limits() -> Limits:
    one = settings.CONFIG
    return Limits(max_duration_s=one.video_max_s, max_bytes=one.video_max_mb * 2**20, max_memory_mb=one.video_memory_mb)


def _tell(analysis: KneeAnalysis, *, state: str, stage: str, percent: int) -> None:
    data = {"video": str(analysis.video_id), "state": str(state), "stage": stage, "percent": percent}
    tell(Message(str(analysis.organisation_id), "analysis", str(analysis.athlete_id), data))


@contextmanager
def _work_folder() -> Iterator[Path]:
    """A folder of our own that is gone afterwards; those of killed workers go with the next start (clear_work)."""
    base = Path(settings.CONFIG.data) / "work"
    base.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=base) as folder:
        yield Path(folder)


@contextmanager
def _local(name: str) -> Iterator[Path]:
    """The stored file as a path: itself in a local folder, a copy from object storage."""
    if isinstance(default_storage._wrapped, FileSystemStorage):  # type: ignore[attr-defined]  # lazy object
        yield Path(default_storage.path(name))
        return
    with tempfile.NamedTemporaryFile(suffix=Path(name).suffix) as copy, default_storage.open(name) as stored:
        shutil.copyfileobj(stored, copy)
        copy.flush()
        yield Path(copy.name)
