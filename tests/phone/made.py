"""Rows that tests of the phone pages need."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from coachhub.core.ids import new_id
from coachhub.core.scope import organisation_scope
from sessions.knee_tracking.report import (
    Code,
    Engine,
    Fatigue,
    Interval,
    Kasr,
    Leg,
    Legs,
    Note,
    NoteCode,
    Phase,
    Reason,
    Rep,
    Report,
    Status,
    Summary,
    Task,
    Timing,
    Trend,
    Verdict,
    View,
    to_json,
)
from sessions.knee_tracking.report import Video as VideoFacts
from sessions.models import AnalysisState, CheckIn, KneeAnalysis, Video
from sessions.services.check_ins import submit_check_in
from sessions.services.entries import CheckInEntry
from sessions.services.videos import add_video
from tests.world import Person

DRIFTS = {"-": Verdict.IN_LINE, "s": Verdict.SOME_DRIFT, "c": Verdict.CLEAR_DRIFT, "?": Verdict.CANNOT_TELL}


def answer(person: Person, *ticked: str, at: datetime | None = None, **values: Any) -> CheckIn:
    """The warning questions, answered as the athlete; nothing ticked is "none of these".

    One that is told to be long ago was answered then, as if it had come at once.
    """
    entry = CheckInEntry(
        id=new_id(), answered_at=at or timezone.now(), ticked=ticked, none_of_these=not ticked, **values
    )
    with organisation_scope(person.membership.organisation_id):
        made = submit_check_in(actor=person.actor, athlete=person.athlete, entry=entry)[0]
        if made.answered_at != entry.answered_at:
            CheckIn.objects.filter(pk=made.pk).update(answered_at=entry.answered_at)
            made.refresh_from_db()
        return made


def film(
    person: Person,
    report: Report | None = None,
    *,
    state: AnalysisState | None = None,
    set_id: UUID | None = None,
    files: dict[str, str] | None = None,
    **values: Any,
) -> Video:
    """A video of the athlete's. With a report it was measured (or refused), else it waits."""
    with organisation_scope(person.membership.organisation_id):
        video = add_video(
            video_id=new_id(),
            athlete=person.athlete,
            set_id=set_id,
            file=store("set.mp4", b"not really a film"),
            filename="set.mp4",
            size_bytes=1000,
            task="squat",
        )
        facts: dict[str, Any] = {"files": files or {}, **values}
        if report:
            done = report.status == Status.DONE
            facts |= {"report": to_json(report), "verdict": report.summary.verdict, "finished_at": timezone.now()}
            facts |= {"state": AnalysisState.DONE if done else AnalysisState.REJECTED, "percent": 100}
        if state:
            facts["state"] = state
        KneeAnalysis.objects.filter(video=video).update(**facts)
    return video


def store(kind: str, content: bytes) -> str:
    """A file in the storage; its name there."""
    return default_storage.save(f"analyses/{new_id()}/{Path(kind).name}", ContentFile(content))


def rep(index: int, verdict: Verdict = Verdict.IN_LINE, **values: Any) -> Rep:
    """One rep of a made report; seconds follow its number."""
    begin = index * 4.0
    known: dict[str, Any] = {
        "index": index,
        "start_s": begin,
        "bottom_s": begin + 1.5,
        "end_s": begin + 3.0,
        "lowering_s": 1.4,
        "pause_s": 0.1,
        "rise_s": 1.2,
        "depth_pct": 55.0,
        "kasr": Kasr(),
        "dkasr": Interval(-0.02, -0.07, 0.03),
        "legs": Legs(),
        "verdict": verdict,
    }
    return Rep(**known | values)


def report(
    reps: str = "-----",
    verdict: Verdict = Verdict.IN_LINE,
    *,
    certain: bool = True,
    left: Verdict = Verdict.IN_LINE,
    right: Verdict = Verdict.IN_LINE,
    when: tuple[Phase, ...] = (),
    trend: Trend = Trend.STEADY,
    notes: tuple[str, ...] = (),
    made: tuple[Rep, ...] = (),
) -> Report:
    """A measured set; `reps` has a letter a rep: - in line, s some drift, c clear drift, ? cannot tell."""
    return Report(
        engine=Engine("coachhub-knee-tracking", "0", "pose"),
        task=Task.SQUAT,
        status=Status.DONE,
        reason=None,
        video=VideoFacts(fps=30, frames=600, duration_s=20, width=1280, height=720),
        view=View(),
        reps=made or tuple(rep(number, DRIFTS[letter]) for number, letter in enumerate(reps, start=1)),
        summary=Summary(
            verdict=verdict,
            certain=certain,
            left=left,
            right=right,
            when=when,
            fatigue=Fatigue(verdict=trend),
            notes=tuple(Note(NoteCode.OBLIQUE, note) for note in notes),
        ),
        timing_s=Timing(),
    )


def refusal(code: Code = Code.SIDE_VIEW) -> Report:
    """A video that was refused."""
    return Report(
        engine=Engine("coachhub-knee-tracking", "0", None),
        task=Task.SQUAT,
        status=Status.REJECTED,
        reason=Reason(code, "This was filmed from the side.", "Put the phone in front of you."),
        video=VideoFacts(width=1280, height=720),
        view=View(),
        reps=(),
        summary=Summary(),
        timing_s=Timing(),
    )


def leg(verdict: Verdict, value: float = 3.0) -> Leg:
    """One leg of a rep."""
    return Leg(Interval(value, value - 1, value + 1), value, Phase.RISE, verdict)
