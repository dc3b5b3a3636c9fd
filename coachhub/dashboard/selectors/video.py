"""One video's page, in whatever state its measurement is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from athletes.access import Action, Actor
from athletes.models import Athlete
from coachhub.core import saying
from coachhub.dashboard.selectors.corrections import Corrections, corrections_for
from coachhub.dashboard.selectors.review import Refusal, Review, refusal, review, said_of
from coachhub.dashboard.selectors.videos import TASKS, video_title
from sessions.knee_tracking.report import from_json
from sessions.models import AnalysisState, KneeAnalysis, TrainingSet, Video
from sessions.selectors.baseline import GoodSet, good_set
from sessions.selectors.files import file_links
from sessions.selectors.videos import ANSWERED

STAGES = {
    "": "Waiting for a free worker",
    "probe": "Looking at the file",
    "pose": "Finding hips, knees and ankles",
    "measure": "Measuring the reps",
    "web_copy": "Making the copy to watch",
}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a measurement is."""

    state: str
    stage: str
    percent: int


@dataclass(frozen=True, slots=True)
class Provenance:
    """Which version of the engine measured; and which one before it said otherwise, and what, empty where none did."""

    version: str
    earlier_version: str = ""
    earlier: str = ""


@dataclass(frozen=True, slots=True)
class VideoPage:
    """Exactly one of `progress`, `failed`, `refusal` and `review` says how it stands."""

    video: Video
    athlete: Athlete
    title: str
    filmed: datetime
    of_sets: str
    links: Mapping[str, str]
    progress: Progress | None
    failed: bool
    refusal: Refusal | None
    review: Review | None
    corrections: Corrections | None
    good: GoodSet | None
    task: str
    tasks: tuple[tuple[str, str], ...]
    may_measure: bool
    is_landscape: bool
    provenance: Provenance | None

    @property
    def fps(self) -> float:
        """Pictures a second, for stepping; 30 where it is not known."""
        known = self.review or self.refusal
        return known.fps if known else 30.0

    @property
    def source(self) -> str:
        """What the player plays: the copy for browsers; empty while there is none."""
        return self.links.get("web", "")


def video_for(actor: Actor, video_id: UUID) -> Video | None:
    """The video; None when there is none that the reader may see."""
    related = Video.objects.visible_to(actor).select_related("athlete", "training_set__lift__exercise")
    return related.filter(pk=video_id).first()


def video_page(actor: Actor, video: Video) -> VideoPage:
    """The page with the newest measurement. Three queries, of a measured video five, of a confirmed one six."""
    analysis = KneeAnalysis.objects.filter(video=video).order_by("-id").first()
    if analysis is not None:
        analysis.video = video
    counts = analysis.report_that_counts if analysis else None
    report = from_json(counts) if counts else None
    done = analysis is not None and analysis.state == AnalysisState.DONE
    rejected = analysis is not None and analysis.state == AnalysisState.REJECTED
    task = report.task.value if report else analysis.task if analysis else "squat"
    return VideoPage(
        video=video,
        athlete=video.athlete,
        title=video_title(video.training_set, task, actor.unit),
        filmed=video.received_at,
        of_sets=_of_sets(video.training_set),
        links=file_links(analysis, actor) if analysis else {},
        progress=progress_of(analysis),
        failed=analysis is not None and analysis.state == AnalysisState.FAILED,
        refusal=refusal(report) if report and rejected else None,
        review=review(report) if report and done else None,
        corrections=corrections_for(actor, analysis) if analysis and done else None,
        good=good_set(actor, video, report) if report and done else None,
        task=task,
        tasks=tuple(TASKS.items()),
        may_measure=actor.may(Action.LOG),
        is_landscape=report is not None and (report.video.width or 0) > (report.video.height or 0),
        provenance=_provenance(analysis) if analysis and report else None,
    )


def _provenance(analysis: KneeAnalysis) -> Provenance:
    """Of an answer, with the last one that another version gave for the same task, if it reads otherwise. One query."""
    others = KneeAnalysis.objects.filter(video=analysis.video_id, task=analysis.task, state__in=ANSWERED)
    others = others.filter(pk__lt=analysis.pk).exclude(engine_version=analysis.engine_version)
    before = others.order_by("-id").first()
    if before is None or before.report is None or _reads(before) == _reads(analysis):
        return Provenance(analysis.engine_version)
    return Provenance(analysis.engine_version, before.engine_version, said_of(from_json(before.report)))


def _reads(analysis: KneeAnalysis) -> tuple[str, str, bool | None, str]:
    """What a reader is told: measured or not, the words, and the number as it is written."""
    value = analysis.worst_dkasr
    return analysis.state, analysis.verdict, analysis.certain, "" if value is None else saying.signed(value)


def progress_of(analysis: KneeAnalysis | None) -> Progress | None:
    """How far it is; None once it has ended."""
    if analysis is None:
        return Progress(AnalysisState.QUEUED.value, STAGES[""], 0)
    if analysis.state not in (AnalysisState.QUEUED, AnalysisState.RUNNING):
        return None
    return Progress(analysis.state, STAGES.get(analysis.stage, STAGES["measure"]), analysis.percent)


def _of_sets(training_set: TrainingSet | None) -> str:
    """set 3 of 4, counting work sets; empty for a video without a set."""
    if training_set is None or training_set.warm_up:
        return "warm-up set" if training_set else ""
    work = list(
        TrainingSet.objects.filter(lift=training_set.lift_id, warm_up=False)
        .order_by("position")
        .values_list("pk", flat=True)
    )
    return f"set {work.index(training_set.pk) + 1} of {len(work)}"
