"""An athlete's videos as lists show them: what was filmed, and what was measured."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT

from athletes.models import Athlete
from coachhub.core import saying
from coachhub.core.pictures import Mark
from coachhub.dashboard.words import verdict_css, verdict_glyph, verdict_mark, verdict_word
from sessions.models import REPORTS, AnalysisState, KneeAnalysis, TrainingSet, Verdict, Video

PAGE = 12
REASON = KT("report__reason__message")  # the sentence for a video that was refused
TASKS = {
    "squat": "Squat",
    "split_squat": "Split squat",
    "lunge": "Lunge",
    "side_lunge": "Side lunge",
    "single_leg_squat": "Single-leg squat",
    "step_up": "Step-up",
    "landing": "Landing",
}


@dataclass(frozen=True, slots=True)
class VideoLine:
    """One video with its newest analysis. `dkasr` with its likely range is the change of the separation ratio."""

    id: UUID
    received_at: datetime
    title: str
    state: str
    stage: str
    percent: int
    verdict: str
    certain: bool | None
    dkasr: float | None
    low: float | None
    high: float | None
    reason: str

    @property
    def glyph(self) -> str:
        """The shape of the verdict; of a video that has none yet, that of cannot tell."""
        return verdict_glyph(self.verdict)

    @property
    def css(self) -> str:
        """The class of its colour."""
        return verdict_css(self.verdict, certain=self.certain)

    @property
    def mark(self) -> Mark:
        """The sign of it in a chart."""
        return verdict_mark(self.verdict, certain=self.certain)

    @property
    def word(self) -> str:
        """The verdict, or how far it is."""
        if self.state in (AnalysisState.DONE, AnalysisState.REJECTED):
            return verdict_word(self.verdict or Verdict.CANNOT_TELL, certain=self.certain)
        if self.state == AnalysisState.FAILED:
            return "Could not be measured"
        return f"Being measured, {self.percent} %" if self.state == AnalysisState.RUNNING else "Waiting to be measured"


@dataclass(frozen=True, slots=True)
class VideoPage:
    """Some videos, newest first, and the id to ask for earlier ones with; None: these were the first."""

    lines: tuple[VideoLine, ...]
    earlier: UUID | None


def videos_page(athlete: Athlete, *, unit: str, before: UUID | None = None) -> VideoPage:
    """Twelve videos, of those received earlier than the video `before` if it is given. At most three queries."""
    rows = Video.objects.filter(athlete=athlete).order_by("-received_at", "-id")
    if before:
        last = rows.filter(pk=before).values_list("received_at", "pk").first()
        if last is None:
            return VideoPage((), None)
        rows = rows.filter(Q(received_at__lt=last[0]) | Q(received_at=last[0], pk__lt=last[1]))
    page = list(with_newest(rows)[: PAGE + 1])
    analyses = newest_of(page)
    lines = tuple(video_line(video, analyses.get(video.pk), unit) for video in page[:PAGE])
    return VideoPage(lines, earlier=page[PAGE - 1].pk if len(page) > PAGE else None)


def with_newest(videos: QuerySet[Video]) -> QuerySet[Video]:
    """The videos with their set and exercise, and the id of each one's newest analysis."""
    newest = KneeAnalysis.objects.filter(video=OuterRef("pk")).order_by("-id")
    return videos.select_related("training_set__lift__exercise").annotate(newest=Subquery(newest.values("pk")[:1]))


def newest_of(videos: list[Video]) -> dict[UUID, KneeAnalysis]:
    """The newest analysis of each video of `with_newest`, by video; of the report only the reason. One query."""
    ids = [video.newest for video in videos]  # type: ignore[attr-defined]  # annotated in with_newest
    rows = KneeAnalysis.objects.filter(pk__in=ids).defer(*REPORTS).annotate(said=REASON)
    return {row.video_id: row for row in rows}


def video_line(video: Video, analysis: KneeAnalysis | None, unit: str) -> VideoLine:
    """One line of a list of videos."""
    return VideoLine(
        id=video.pk,
        received_at=video.received_at,
        title=video_title(video.training_set, analysis.task if analysis else "", unit),
        state=analysis.state if analysis else AnalysisState.QUEUED,
        stage=analysis.stage if analysis else "",
        percent=analysis.percent if analysis else 0,
        verdict=analysis.verdict if analysis else "",
        certain=analysis.certain if analysis else None,
        dkasr=analysis.worst_dkasr if analysis else None,
        low=analysis.worst_dkasr_low if analysis else None,
        high=analysis.worst_dkasr_high if analysis else None,
        reason=getattr(analysis, "said", None) or "",
    )


def video_title(training_set: TrainingSet | None, task: str, unit: str) -> str:
    """Back squat, 5 × 87.5 kg; of a video without a set what it was measured as."""
    if training_set is None:
        return TASKS.get(task, "Video")
    name = training_set.lift.exercise.name
    load = saying.say_load(training_set.load_kg, unit)
    return (
        f"{name}, {training_set.reps} × {load}" if training_set.load_kg else f"{name}, {training_set.reps} reps, {load}"
    )
