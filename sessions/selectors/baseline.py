"""Sets confirmed as good, and what a set of the same athlete is measured against because of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Coalesce

from athletes.access import Action, Actor
from athletes.models import Athlete
from sessions.knee_tracking import OwnSet, Report, Task
from sessions.knee_tracking.own_sets import why_not_good
from sessions.knee_tracking.report import FootLine, build
from sessions.models import AnalysisState, ConfirmedSet, KneeAnalysis, Video
from sessions.selectors.videos import ANSWERED

MOST = 20  # confirmed sets that a measurement is offered, the newest; it takes five of those like it: default
SESSION_DAY = "video__training_set__lift__session__day"


@dataclass(frozen=True, slots=True)
class GoodSet:
    """How a measured set stands to the athlete's baseline.

    may: the reader may confirm it, or take that back. at None: not confirmed; then `by` is empty, `why_not` says what
    keeps it from being confirmed, and is_first that nothing of its task is confirmed yet.
    """

    may: bool
    by: str = ""
    at: datetime | None = None
    why_not: str = ""
    is_first: bool = False


def good_set(actor: Actor, video: Video, report: Report) -> GoodSet:
    """Of a video whose answer is this report. One query, of a confirmed one two."""
    may, confirmed = actor.may(Action.CONFIRM), _answers(video.athlete_id)
    is_one = any(row["video_id"] == video.pk for row in confirmed)
    found = confirmation_of(video) if is_one else None
    if found is not None:
        return GoodSet(may, by=found.by.user.name if found.by else "somebody", at=found.at)
    is_first = not any(row["said"] == report.task and row["line"] for row in confirmed)
    return GoodSet(may, why_not=why_not_good(report), is_first=is_first)


def confirmation_of(video: Video) -> ConfirmedSet | None:
    """The video's confirmation, unless it was taken back. One query."""
    return ConfirmedSet.objects.filter(video=video, withdrawn_at=None).select_related("by__user").first()


def is_confirmed(video: str) -> Exists:
    """For a query: whether the video that its rows have in this field is confirmed as good."""
    return Exists(ConfirmedSet.objects.filter(video=OuterRef(video), withdrawn_at=None))


@dataclass(frozen=True, slots=True)
class Baseline:
    """An athlete's confirmed sets, each as its video's newest answer has it, with a coach's corrections."""

    athlete: Athlete
    answers: tuple[dict[str, Any], ...]

    def of(self, task: Task, *, video_id: UUID) -> tuple[OwnSet, ...]:
        """What a measurement of this video may be compared with; a confirmed set itself with nothing."""
        if any(row["video_id"] == video_id for row in self.answers):
            return ()
        alike = [row for row in self.answers if row["said"] == task and row["line"]]
        return tuple(_own_set(row, self.athlete) for row in alike[:MOST])


def baseline_of(athlete: Athlete) -> Baseline:
    """The athlete's baseline in all tasks. One query."""
    return Baseline(athlete, tuple(_answers(athlete.pk)))


def _standing(athlete_id: UUID) -> QuerySet[ConfirmedSet]:
    return ConfirmedSet.objects.filter(athlete=athlete_id, withdrawn_at=None)


def _answers(athlete_id: UUID) -> list[dict[str, Any]]:
    """The newest answer of each confirmed video, newest first: `said` is its task, `line` None without one."""
    counts = Coalesce("corrected_report", "report")
    rows = KneeAnalysis.objects.filter(video__in=_standing(athlete_id).values("video"), state__in=ANSWERED)
    found = rows.order_by("-id").values(
        "id",
        "video_id",
        "state",
        "engine_version",
        "video__received_at",
        SESSION_DAY,
        said=KeyTransform("task", counts),
        line=KeyTransform("line", counts),
    )
    newest: dict[UUID, dict[str, Any]] = {}
    for row in found:
        newest.setdefault(row["video_id"], row)
    return [row for row in newest.values() if row["state"] == AnalysisState.DONE]


def _own_set(row: dict[str, Any], athlete: Athlete) -> OwnSet:
    day = row[SESSION_DAY] or row["video__received_at"].astimezone(athlete.zone).date()
    return OwnSet(
        id=str(row["id"]),
        day=day.isoformat(),
        engine_version=row["engine_version"],
        task=Task(row["said"]),
        line=build(FootLine, row["line"]),
    )
