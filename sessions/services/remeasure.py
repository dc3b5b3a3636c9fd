"""Measuring again from the pose tracks that were kept: what a newer engine says of old videos, and letting it count.

The earlier row stays as it was told. The new one stands beside it, by a newer id, and so counts everywhere; people are
not called for it (alerts/services/evaluation.py). Rows of one video share the files that do not depend on the numbers:
they are only ever erased together, with the video.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models.functions import Now

from athletes.models import Athlete
from athletes.services.locking import lock_athlete
from coachhub.core.erasure import erase_files
from coachhub.core.events import announce
from sessions.events import AnalysisFinished
from sessions.knee_tracking import ENGINE_VERSION, OwnSet, Task, from_json, to_json
from sessions.knee_tracking.again import Again, OtherFormatError, measure_again
from sessions.knee_tracking.report import Video as FileSeen
from sessions.models import KneeAnalysis, Video
from sessions.report_change import Change, Said, change, said
from sessions.selectors.baseline import own_sets
from sessions.selectors.videos import ANSWERED
from sessions.services.measure import answer_of, next_curve
from sessions.services.refresh import refresh_athlete
from sessions.services.videos import WAITING
from sessions.services.work import local_copy

log = structlog.get_logger(__name__)
SHARED = ("track", "overlay", "web")  # made of what was seen, whatever is read from it


class Hindrance(StrEnum):
    """Why nothing new is known of a video."""

    NO_TRACK = "the track is gone"
    OTHER_FORMAT = "the track is of another format"
    OTHER_REPORT = "the earlier report is of another shape"
    CORRECTED = "a coach has corrected it, so it stays as it is"
    BROKE = "the engine failed, see the log"
    OVERTAKEN = "measured, asked for again or erased meanwhile"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one analysis: what it said and what is said now, or what was in the way.

    `replaced_by` is the new row's id where the new answer was made to count.
    """

    athlete_id: UUID
    video_id: UUID
    analysis_id: UUID
    task: str
    version: str
    before: Said | None = None
    now: Said | None = None
    hindrance: Hindrance | None = None
    replaced_by: UUID | None = None

    @property
    def change(self) -> Change | None:
        """How much the new answer differs; None where there is none."""
        return change(self.before, self.now) if self.before and self.now and not self.hindrance else None


class _HinderedError(Exception):
    def __init__(self, hindrance: Hindrance) -> None:
        super().__init__(hindrance.value)
        self.hindrance = hindrance


class AlreadyMeasuringError(Exception):
    """Somebody else is replacing answers just now."""


@contextmanager
def alone() -> Iterator[None]:
    """One process at a time replaces answers; the lock ends with the block, or with the process that held it.

    Raises AlreadyMeasuringError while another one does.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('coachhub remeasure'))")
        taken = cursor.fetchone()
    if taken != (True,):
        raise AlreadyMeasuringError
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('coachhub remeasure'))")


def remeasure(*, analysis: KneeAnalysis, apply: bool) -> Outcome:
    """Measure the kept track of the analysis that counts; with `apply` let the new answer count. In its scope.

    Whatever is wrong with one track is said of it and stops nothing. Run again after a kill it does what is not done
    yet; `apply` within alone().
    """
    outcome = Outcome(
        athlete_id=analysis.athlete_id,
        video_id=analysis.video_id,
        analysis_id=analysis.pk,
        task=analysis.task,
        version=analysis.engine_version,
    )
    try:
        before, again = _measure(analysis)
        outcome = replace(outcome, before=before, now=said(again.report))
        return replace(outcome, replaced_by=_let_it_count(analysis, again)) if apply else outcome
    except _HinderedError as error:
        return replace(outcome, hindrance=error.hindrance)
    except Exception:  # a storage that does not answer, a mistake of ours
        log.exception("not_measured_again", analysis=str(analysis.pk))
        return replace(outcome, hindrance=Hindrance.BROKE)


def _measure(analysis: KneeAnalysis) -> tuple[Said, Again]:
    """What was said, and what this engine says."""
    if analysis.corrected_report is not None:
        raise _HinderedError(Hindrance.CORRECTED)
    try:
        earlier = from_json(analysis.report or {})
    except (KeyError, TypeError, ValueError) as error:
        raise _HinderedError(Hindrance.OTHER_REPORT) from error
    try:
        own = _own_sets(analysis)
        with local_copy(_track(analysis)) as path:
            return said(earlier), measure_again(path, Task(analysis.task), earlier.video, own)
    except FileNotFoundError as error:
        raise _HinderedError(Hindrance.NO_TRACK) from error
    except OtherFormatError as error:
        raise _HinderedError(Hindrance.OTHER_FORMAT) from error


def _own_sets(analysis: KneeAnalysis) -> tuple[OwnSet, ...]:
    """The athlete's confirmed sets, each as this engine measures it: an earlier one's lines are not its own."""
    found = own_sets(analysis.athlete, Task(analysis.task), video_id=analysis.video_id)
    return tuple(one if one.engine_version == ENGINE_VERSION else _as_measured_now(one) for one in found)


def _as_measured_now(one: OwnSet) -> OwnSet:
    """A confirmed set of another version, from its track; as it is, and so not compared with, where that fails."""
    analysis = KneeAnalysis.objects.get(pk=one.id)
    if analysis.corrected_report is not None or "track" not in analysis.files:
        return one
    try:
        with local_copy(analysis.files["track"]) as path:
            now = measure_again(path, one.task, FileSeen()).report
    except (FileNotFoundError, OtherFormatError):
        return one
    return replace(one, engine_version=ENGINE_VERSION, line=now.line) if now.line else one


def _track(analysis: KneeAnalysis) -> str:
    name: str = analysis.files.get("track", "")
    if not name:
        raise _HinderedError(Hindrance.NO_TRACK)
    return name


def _let_it_count(analysis: KneeAnalysis, again: Again) -> UUID:
    """Write the new row, with all that follows from an answer; returns its id."""
    curve = _keep_curve(analysis, again)
    try:
        with transaction.atomic():
            lock_athlete(analysis.athlete)  # before the rows, as everybody does who changes several of an athlete's
            _must_still_count(analysis)
            written = KneeAnalysis.objects.create(**_row(analysis, again, curve), finished_at=Now())
            answered = KneeAnalysis.objects.get(pk=written.pk)
            refresh_athlete(answered.athlete)
            announce(AnalysisFinished(analysis=answered))
    except (Athlete.DoesNotExist, Video.DoesNotExist) as error:
        with transaction.atomic():
            erase_files(curve.values())
        raise _HinderedError(Hindrance.OVERTAKEN) from error
    return written.pk


def _must_still_count(analysis: KneeAnalysis) -> None:
    """Nobody asks for a measurement of a locked video. Raises Video.DoesNotExist when it was erased."""
    Video.objects.select_for_update(no_key=True).get(pk=analysis.video_id)
    rows = KneeAnalysis.objects.filter(video=analysis.video_id)
    newest = rows.filter(state__in=ANSWERED).order_by("-id").values_list("pk", flat=True).first()
    if newest != analysis.pk or rows.filter(state__in=WAITING).exists():
        raise _HinderedError(Hindrance.OVERTAKEN)
    if rows.filter(pk=analysis.pk, corrected_report__isnull=False).exists():
        raise _HinderedError(Hindrance.CORRECTED)


def _row(analysis: KneeAnalysis, again: Again, curve: dict[str, str]) -> dict[str, Any]:
    """The new row's columns. Pictures stay with it where they show the very moments that are now the good and worst."""
    first = analysis.track_of or analysis
    good, worst = again.moments or (None, None)
    moments = {name: asdict(one) for name, one in (("good", good), ("worst", worst)) if one}
    stills = {name: one for name, one in moments.items() if first.stills.get(name) == one}
    kinds = (*SHARED, *(f"still_{name}" for name in stills))
    return {
        "organisation_id": analysis.organisation_id,
        "video_id": analysis.video_id,
        "athlete_id": analysis.athlete_id,
        "task": analysis.task,
        "track_of": first,
        "percent": 100,
        **answer_of(to_json(again.report)),
        "folder": first.folder,
        "files": {kind: first.files[kind] for kind in kinds if kind in first.files} | curve,
        "stills": stills,
    }


def _keep_curve(analysis: KneeAnalysis, again: Again) -> dict[str, str]:
    """Keep the curve in the storage, if there is one; a repeat after a kill overwrites its own."""
    if again.curve is None:
        return {}
    name = next_curve(analysis)
    if default_storage.exists(name):
        default_storage.delete(name)
    text = json.dumps(again.curve, allow_nan=False, separators=(",", ":"))
    default_storage.save(name, ContentFile(text.encode()))
    return {"curve": name}
