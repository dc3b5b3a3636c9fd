"""Measuring a video: from a claimed row to an answer, once, whatever dies on the way."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.functions import Now

from athletes.services.locking import lock_athlete
from coachhub.core.erasure import erase_files
from coachhub.core.events import announce
from coachhub.core.leases import Held, kept, renew, settle
from coachhub.core.live import Message, tell
from sessions import knee_tracking
from sessions.events import AnalysisFinished
from sessions.knee_tracking import EngineFailure, Filed, Limits, Measured, Progress, Task, to_json
from sessions.knee_tracking.events import FILES
from sessions.models import AnalysisState, KneeAnalysis
from sessions.selectors.baseline import baseline_of
from sessions.services.refresh import refresh_athlete
from sessions.services.work import local_copy, work_folder

log = structlog.get_logger(__name__)
MOST_ATTEMPTS = 3  # default
RETRY_AFTER = timedelta(seconds=30)  # default; doubled with each attempt


def measure_video(*, analysis: KneeAnalysis) -> None:
    """Measure a claimed analysis and store the answer; a failure of ours is tried again, at most three times.

    Whatever goes wrong, the row says so. A video that killed its worker each time is given up as well.
    """
    if analysis.attempts > MOST_ATTEMPTS:
        _try_again(analysis, "The worker was killed each time.")
        return
    with kept(analysis, seconds=settings.CONFIG.lease_s) as held:
        try:
            with work_folder() as out:
                with local_copy(analysis.video.file) as source:
                    report, filed = _measure(analysis, source, out, held)
                if report is not None:
                    _store(analysis, report, _keep_files(analysis, out, filed), filed)
        except EngineFailure as error:
            _try_again(analysis, str(error))
        except Exception as error:  # a full disk, a storage that does not answer, a mistake of ours
            log.exception("analysis_broke", analysis=str(analysis.pk))
            _try_again(analysis, repr(error))


def _measure(analysis: KneeAnalysis, source: Path, out: Path, held: Held) -> tuple[dict[str, Any] | None, Filed]:
    """Run the engine; no report when the claim was lost to another worker on the way."""
    report: dict[str, Any] | None = None
    filed, shown = Filed(), None
    running = knee_tracking.run(
        source,
        task=Task(analysis.task),
        out=out,
        limits=_limits(),
        blur_faces=analysis.athlete.face_is_blurred,
        own=baseline_of(analysis.athlete).of(Task(analysis.task), video_id=analysis.video_id),
        pose_model=settings.POSE_MODEL,
    )
    with closing(running) as events:
        for event in events:
            if held.lost:
                log.warning("analysis_taken_over", analysis=str(analysis.pk))
                return None, filed
            if isinstance(event, Progress) and event != shown:
                shown = event
                _show_progress(analysis, stage=event.stage, percent=event.percent)
            elif isinstance(event, Measured):
                report = to_json(event.report)
            elif isinstance(event, Filed):
                filed = event
    return report, filed


def _show_progress(analysis: KneeAnalysis, *, stage: str, percent: int) -> None:
    if renew(analysis, seconds=settings.CONFIG.lease_s, stage=stage, percent=percent):
        _tell(analysis, state=AnalysisState.RUNNING, stage=stage, percent=percent)


def _store(analysis: KneeAnalysis, report: dict[str, Any], files: dict[str, str], filed: Filed) -> None:
    with transaction.atomic():
        lock_athlete(analysis.athlete)  # before the row, as everybody does who changes several of an athlete's
        won = settle(
            analysis,
            **answer_of(report),
            stage="",
            percent=100,
            folder=folder_of(analysis),
            files=files,
            stills=_stills(filed),
            error="",
            finished_at=Now(),
        )
        if not won:
            _drop_orphans(analysis, files)
            return
        answered = KneeAnalysis.objects.get(pk=analysis.pk)  # ours keeps its claim, should this be rolled back
        refresh_athlete(answered.athlete)
        announce(AnalysisFinished(analysis=answered))
        _tell(answered, state=answered.state, stage="", percent=100)


def _drop_orphans(analysis: KneeAnalysis, files: dict[str, str]) -> None:
    """Erase what was made of a video that was erased meanwhile; after a take-over the files are the other worker's."""
    if not KneeAnalysis.objects.filter(pk=analysis.pk).exists():
        erase_files(files.values())


def _try_again(analysis: KneeAnalysis, error: str) -> None:
    """Back into the queue, for the sweep to find when it is due; or given up."""
    last = analysis.attempts >= MOST_ATTEMPTS
    error = error.replace("\0", "")  # of a child's last words; the database takes none
    wait = RETRY_AFTER * 2 ** (analysis.attempts - 1)
    log.error("analysis_failed", analysis=str(analysis.pk), attempt=analysis.attempts, error=error)
    with transaction.atomic():
        if last:
            held = settle(analysis, state=AnalysisState.FAILED, error=error, stage="", percent=0, finished_at=Now())
        else:
            held = settle(analysis, state=AnalysisState.QUEUED, error=error, stage="", percent=0, due_at=Now() + wait)
        if held:
            _tell(analysis, state=AnalysisState.FAILED if last else AnalysisState.QUEUED, stage="", percent=0)


def answer_of(report: dict[str, Any]) -> dict[str, Any]:
    """The columns of an analysis that say its answer."""
    return {
        "state": AnalysisState.DONE if report["status"] == "done" else AnalysisState.REJECTED,
        "report": report,
        "engine_version": report["engine"]["version"],
        **columns_of(report),
    }


def columns_of(report: dict[str, Any]) -> dict[str, Any]:
    """What a report says in the analysis's own columns."""
    done, worst = report["status"] == "done", _worst_rep(report)
    return {
        "verdict": report["summary"]["verdict"] if done else "cannot_tell",
        "certain": report["summary"]["certain"] if done else None,
        "worst_dkasr": worst.get("value"),
        "worst_dkasr_low": worst.get("low"),
        "worst_dkasr_high": worst.get("high"),
    }


def _worst_rep(report: dict[str, Any]) -> dict[str, Any]:
    """The second-worst rep's change of the knee–ankle separation ratio: what a verdict rests on (two reps at least)."""
    values = sorted(
        (rep["dkasr"] for rep in report["reps"] if rep["dkasr"] and rep["dkasr"]["value"] is not None),
        key=lambda one: one["value"],
    )
    worst: dict[str, Any] = (values[1:2] or values[:1] or [{}])[0]
    return worst


def _keep_files(analysis: KneeAnalysis, out: Path, filed: Filed) -> dict[str, str]:
    """Copy what was made into the storage; a repeat after a kill overwrites its own names."""
    kept_names: dict[str, str] = {}
    for kind in FILES:
        made: str | None = getattr(filed, kind)
        if made is not None:
            name = f"{folder_of(analysis)}/{made}"
            if default_storage.exists(name):
                default_storage.delete(name)
            with (out / made).open("rb") as handle:
                default_storage.save(name, File(handle))
            kept_names[kind] = name
    return kept_names


def _stills(filed: Filed) -> dict[str, Any]:
    """The moments that the two still pictures show."""
    moments = {"good": filed.good_moment, "worst": filed.worst_moment}
    return {name: asdict(moment) for name, moment in moments.items() if moment}


def folder_of(analysis: KneeAnalysis) -> str:
    """Where in the storage the files of a measurement lie, whichever worker made them."""
    return f"analyses/{analysis.organisation_id}/{analysis.pk}"


def _limits() -> Limits:
    one = settings.CONFIG
    return Limits(max_duration_s=one.video_max_s, max_bytes=one.video_max_mb * 2**20, max_memory_mb=one.video_memory_mb)


def _tell(analysis: KneeAnalysis, *, state: str, stage: str, percent: int) -> None:
    data = {"video": str(analysis.video_id), "state": str(state), "stage": stage, "percent": percent}
    tell(Message(str(analysis.organisation_id), "analysis", str(analysis.athlete_id), data))
