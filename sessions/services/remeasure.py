"""Measuring again from the pose tracks that were kept: what a newer engine says of old videos, and letting it count.

Several videos of one athlete are answered in one transaction, since what is kept ready of them is worked out once.

The earlier row stays as it was told. The new one stands beside it, by a newer id, and so counts everywhere; people are
not called for it (alerts/services/evaluation.py). Rows of one video share the files that do not depend on the numbers:
they are only ever erased together, with the video.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from athletes.models import Athlete
from athletes.services.locking import lock_athlete
from coachhub.core.alone import alone as one_at_a_time
from coachhub.core.erasure import files_to_be_named, named
from coachhub.core.events import announce
from coachhub.core.ids import new_id
from sessions.events import AnalysisFinished
from sessions.knee_tracking import Task, from_json, to_json
from sessions.knee_tracking.again import Again, OtherFormatError, measure_again
from sessions.models import KneeAnalysis, Video
from sessions.report_change import Change, Said, change, said
from sessions.selectors.videos import ANSWERED
from sessions.services.baseline_now import BaselineNow
from sessions.services.measure import answer_of, folder_of
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


@dataclass(frozen=True, slots=True)
class _Measured:
    """An analysis, and what this engine says of its track."""

    analysis: KneeAnalysis
    again: Again


class _HinderedError(Exception):
    def __init__(self, hindrance: Hindrance) -> None:
        super().__init__(hindrance.value)
        self.hindrance = hindrance


class AlreadyMeasuringError(Exception):
    """Somebody else is replacing answers just now."""


@contextmanager
def alone() -> Iterator[None]:
    """One process at a time replaces answers. Raises AlreadyMeasuringError while another one does."""
    with one_at_a_time("remeasure") as is_mine:
        if not is_mine:
            raise AlreadyMeasuringError
        yield


def remeasure(*, analyses: Sequence[KneeAnalysis], apply: bool) -> list[Outcome]:
    """Measure the kept tracks of analyses that count, all of one athlete; with `apply` let the new answers count.

    In the athlete's scope. Whatever is wrong with one track is said of it and stops no other. Run again after a kill
    it does what is not done yet; `apply` within alone().
    """
    outcomes = {analysis.pk: _outcome(analysis) for analysis in analyses}
    measured: list[_Measured] = []
    baseline = BaselineNow()
    for analysis in analyses:
        try:
            before, again = _measure(analysis, baseline)
        except _HinderedError as error:
            outcomes[analysis.pk] = replace(outcomes[analysis.pk], hindrance=error.hindrance)
        except Exception:  # a storage that does not answer, a mistake of ours
            log.exception("not_measured_again", analysis=str(analysis.pk))
            outcomes[analysis.pk] = replace(outcomes[analysis.pk], hindrance=Hindrance.BROKE)
        else:
            outcomes[analysis.pk] = replace(outcomes[analysis.pk], before=before, now=said(again.report))
            measured.append(_Measured(analysis, again))
    for one, became in _apply(measured) if apply else ():
        outcome = outcomes[one.analysis.pk]
        outcomes[one.analysis.pk] = (
            replace(outcome, hindrance=became)
            if isinstance(became, Hindrance)
            else replace(outcome, replaced_by=became)
        )
    return list(outcomes.values())


def _outcome(analysis: KneeAnalysis) -> Outcome:
    return Outcome(
        athlete_id=analysis.athlete_id,
        video_id=analysis.video_id,
        analysis_id=analysis.pk,
        task=analysis.task,
        version=analysis.engine_version,
    )


def _measure(analysis: KneeAnalysis, baseline: BaselineNow) -> tuple[Said, Again]:
    """What was said, and what this engine says."""
    if analysis.corrected_report is not None:
        raise _HinderedError(Hindrance.CORRECTED)
    try:
        earlier = from_json(analysis.report or {})
    except (KeyError, TypeError, ValueError) as error:
        raise _HinderedError(Hindrance.OTHER_REPORT) from error
    try:
        own = baseline.of(analysis)
        with local_copy(_track(analysis)) as path:
            return said(earlier), measure_again(path, Task(analysis.task), earlier.video, own)
    except FileNotFoundError as error:
        raise _HinderedError(Hindrance.NO_TRACK) from error
    except OtherFormatError as error:
        raise _HinderedError(Hindrance.OTHER_FORMAT) from error


def _track(analysis: KneeAnalysis) -> str:
    name: str = analysis.files.get("track", "")
    if not name:
        raise _HinderedError(Hindrance.NO_TRACK)
    return name


def _apply(measured: Sequence[_Measured]) -> Iterator[tuple[_Measured, UUID | Hindrance]]:
    """Let the new answers count, all at once or, if one of them breaks that, one by one: what became of each."""
    if not measured:
        return
    try:
        became = _let_them_count(measured)
    except Exception:  # a storage that does not answer, a mistake of ours
        log.exception("not_measured_again", analyses=[str(one.analysis.pk) for one in measured])
        if len(measured) > 1:
            for one in measured:
                yield from _apply([one])
        else:
            yield measured[0], Hindrance.BROKE
        return
    yield from zip(measured, became, strict=True)


def _let_them_count(measured: Sequence[_Measured]) -> list[UUID | Hindrance]:
    """Write the new rows, with all that follows from an answer; their ids, or what was in the way."""
    athlete = measured[0].analysis.athlete
    names = [f"{folder_of(one.analysis)}/{new_id()}.curve.json" if one.again.curve else "" for one in measured]
    with files_to_be_named(filter(None, names)):
        for one, name in zip(measured, names, strict=True):
            if name:
                text = json.dumps(one.again.curve, allow_nan=False, separators=(",", ":"))
                default_storage.save(name, ContentFile(text.encode()))
        try:
            with transaction.atomic():
                lock_athlete(athlete)  # before the rows, as everybody does who changes several of an athlete's
                hindered = _hindered([one.analysis for one in measured])
                rows = {
                    one.analysis.pk: KneeAnalysis(**_row(one, name), finished_at=Now())
                    for one, name in zip(measured, names, strict=True)
                    if one.analysis.pk not in hindered
                }
                _write(athlete, list(rows.values()))
        except Athlete.DoesNotExist:
            return [Hindrance.OVERTAKEN] * len(measured)
    became = {pk: row.pk for pk, row in rows.items()} | hindered
    return [became[one.analysis.pk] for one in measured]


def _write(athlete: Athlete, rows: list[KneeAnalysis]) -> None:
    if not rows:
        return
    KneeAnalysis.objects.bulk_create(rows)
    named(row.files["curve"] for row in rows if "curve" in row.files)
    refresh_athlete(athlete)
    for answered in KneeAnalysis.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk"):
        announce(AnalysisFinished(analysis=answered))


def _hindered(analyses: Sequence[KneeAnalysis]) -> dict[UUID, Hindrance]:
    """Those that do not count any more, were corrected or erased. Nobody asks for a measurement of a locked video."""
    ids = [one.video_id for one in analyses]
    list(Video.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))
    rows = KneeAnalysis.objects.filter(video__in=ids).annotate(corrected=Q(corrected_report__isnull=False))
    facts = list(rows.order_by("pk").values_list("pk", "video_id", "state", "corrected"))
    newest = {video: (pk, corrected) for pk, video, state, corrected in facts if state in ANSWERED}
    waiting = {video for _, video, state, _ in facts if state in WAITING}
    found = {}
    for one in analyses:
        pk, corrected = newest.get(one.video_id, (None, False))
        if pk != one.pk or one.video_id in waiting:
            found[one.pk] = Hindrance.OVERTAKEN
        elif corrected:
            found[one.pk] = Hindrance.CORRECTED
    return found


def _row(one: _Measured, curve: str) -> dict[str, Any]:
    """The new row's columns. Pictures stay with it where they show the very moments that are now the good and worst."""
    analysis, again = one.analysis, one.again
    first = analysis.track_of or analysis
    good, worst = again.moments or (None, None)
    moments = {name: asdict(moment) for name, moment in (("good", good), ("worst", worst)) if moment}
    stills = {name: moment for name, moment in moments.items() if first.stills.get(name) == moment}
    kinds = (*SHARED, *(f"still_{name}" for name in stills))
    return {
        "id": new_id(after=analysis.pk),
        "organisation_id": analysis.organisation_id,
        "video_id": analysis.video_id,
        "athlete_id": analysis.athlete_id,
        "task": analysis.task,
        "track_of": first,
        "percent": 100,
        **answer_of(to_json(again.report)),
        "folder": first.folder,
        "files": {kind: first.files[kind] for kind in kinds if kind in first.files}
        | ({"curve": curve} if curve else {}),
        "stills": stills,
    }
