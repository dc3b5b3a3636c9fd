"""The athlete's videos, and what was measured in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404

from athletes.access import Actor
from coachhub.core.saying import say_load
from coachhub.phone.result_words import VERDICT_WORDS, ResultWords, say_corrected, words_of
from sessions.knee_tracking.report import Report, Verdict, from_json
from sessions.models import AnalysisState, KneeAnalysis, Video
from sessions.side_words import SideWords, side_words

GLYPHS = {
    Verdict.IN_LINE: ("ok", "is-ok"),
    Verdict.SOME_DRIFT: ("drift", "is-look"),
    Verdict.CLEAR_DRIFT: ("drift", "is-look"),
    Verdict.CANNOT_TELL: ("cant", "is-cant"),
}
STAGE_WORDS = {
    "probe": "Opening the video",
    "decode": "Opening the video",
    "pose": "Finding hips, knees and ankles",
    "measure": "Measuring each rep",
    "web_copy": "Making a copy to play",
}
FINISHED = (AnalysisState.DONE, AnalysisState.REJECTED, AnalysisState.FAILED)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A verdict: its word, its glyph and the class that colours it."""

    word: str
    glyph: str
    css: str


@dataclass(frozen=True, slots=True)
class VideoRow:
    """One video as a list shows it."""

    video: Video
    analysis: KneeAnalysis
    name: str

    @property
    def finished(self) -> bool:
        """Whether there is an answer, or will be none."""
        return self.analysis.state in FINISHED

    @property
    def seen(self) -> bool:
        """Whether the athlete has had the answer on the screen."""
        return self.video.seen_at is not None

    @property
    def corrected(self) -> bool:
        """Whether a coach's correction changed an answer that the athlete had seen before."""
        return self.video.corrected_at is not None and self.finished and not self.seen

    @property
    def stage(self) -> str:
        """What is being done with it just now."""
        return STAGE_WORDS.get(self.analysis.stage, "Waiting for its turn")

    @property
    def spoken(self) -> Spoken:
        """The verdict; cannot tell where there is none."""
        return spoken(Verdict(self.analysis.verdict or Verdict.CANNOT_TELL))


@dataclass(frozen=True, slots=True)
class Result:
    """The result page; `report` and `words` only of a measured or refused video, `side` of one filmed from there.

    `corrected` says that a coach looked through it, and what the first reading was; empty where none did.
    """

    row: VideoRow
    report: Report | None
    words: ResultWords | None
    side: SideWords | None = None
    corrected: str = ""


def spoken(verdict: Verdict) -> Spoken:
    """How a verdict is said and drawn."""
    glyph, css = GLYPHS[verdict]
    return Spoken(VERDICT_WORDS[verdict], glyph, css)


def video_rows(actor: Actor, *, since: datetime | None = None) -> list[VideoRow]:
    """The athlete's own videos with their latest measurement, newest first (since: or corrected). Two queries."""
    mine = _mine(actor)
    lately = Q(received_at__gte=since) | Q(corrected_at__gte=since)
    return _rows(mine.filter(lately) if since else mine, actor.unit)


def result_of(actor: Actor, video_id: UUID) -> Result:
    """One of the athlete's own videos; 404 for others'."""
    rows = _rows(_mine(actor).filter(pk=video_id), actor.unit)
    if not rows:
        raise Http404
    analysis = rows[0].analysis
    counts = analysis.report_that_counts
    report = from_json(counts) if counts else None
    done = report is not None and analysis.state == AnalysisState.DONE
    if not report or not done:
        return Result(rows[0], report, None, side_words(report.side) if report and report.side else None)
    machine = from_json(analysis.report or {}) if analysis.corrected_report else None
    return Result(rows[0], report, words_of(report), corrected=say_corrected(machine) if machine else "")


def _mine(actor: Actor) -> QuerySet[Video]:
    return Video.objects.visible_to(actor).filter(athlete=actor.athlete_id)


def _rows(videos: QuerySet[Video], unit: str) -> list[VideoRow]:
    latest = Prefetch("analyses", KneeAnalysis.objects.order_by("-id"))
    rows = videos.select_related("training_set__lift__exercise").prefetch_related(latest).order_by("-id")
    measured = ((video, list(video.analyses.all())) for video in rows)
    return [VideoRow(video, analyses[0], name_of(video, unit)) for video, analyses in measured if analyses]


def name_of(video: Video, unit: str) -> str:
    """Back squat, 5 × 87.5 kg; without a set, what it was filmed as."""
    of_set = video.training_set
    if of_set is None:
        return "Video without a set"
    load = f" × {say_load(of_set.load_kg, unit)}" if of_set.load_kg else " reps"
    return f"{of_set.lift.exercise.name}, {of_set.reps}{load}"
