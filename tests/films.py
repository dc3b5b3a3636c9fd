"""Videos of a test, measured or not, without the minutes that measuring takes: their reports are of the real shape."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from coachhub.core.ids import new_id
from coachhub.core.scope import organisation_scope
from sessions.knee_tracking import ENGINE_NAME, ENGINE_VERSION, Code, Report, Status, Task, Verdict, to_json
from sessions.knee_tracking.report import (
    Balance,
    Engine,
    FootLine,
    Heels,
    Interval,
    Kasr,
    Legs,
    Phase,
    Rep,
    Side,
    SideRep,
    SideView,
    Summary,
    Timing,
    Video,
    View,
    ViewKind,
)
from sessions.knee_tracking.wording import reason
from sessions.models import AnalysisState, KneeAnalysis
from sessions.models import Video as VideoRow
from sessions.services.measure import columns_of
from sessions.services.refresh import refresh_athlete
from sessions.services.videos import add_video, file_name
from tests.world import Person

BYTES = bytes(range(256)) * 40
ENGINE = Engine(ENGINE_NAME, ENGINE_VERSION, "pose")


def a_report(*, dkasr: float = -0.15, verdict: Verdict = Verdict.SOME_DRIFT) -> dict[str, Any]:
    """Of a set of three squats, each tracking alike."""
    interval = Interval(dkasr, round(dkasr - 0.03, 3), round(dkasr + 0.03, 3))
    reps = tuple(
        Rep(
            index=number,
            start_s=3.0 * number,
            bottom_s=3.0 * number + 1.5,
            end_s=3.0 * number + 2.5,
            lowering_s=1.5,
            pause_s=None,
            rise_s=1.0,
            depth_pct=48.0,
            kasr=Kasr(standing=1.0, bottom=1.1),
            dkasr=interval,
            legs=Legs(),
            verdict=verdict,
        )
        for number in (1, 2, 3)
    )
    return to_json(
        Report(
            engine=ENGINE,
            task=Task.SQUAT,
            status=Status.DONE,
            reason=None,
            video=Video(fps=30.0, frames=360, duration_s=12.0, width=1080, height=1920, rotation_deg=0, codec="h264"),
            view=View(ViewKind.FRONT, 2.0),
            reps=reps,
            summary=Summary(verdict=verdict, certain=True, left=verdict, right=verdict, when=(Phase.BOTTOM,)),
            timing_s=Timing(total=20.0),
            line=a_line(interval),
        )
    )


def a_line(dkasr: Interval) -> FootLine:
    """A set's own line: straight along the foot line, as far as its nine depths go."""
    level = (0.0,) * 9
    return FootLine(level, level, spread_pct=0.2, toe_out_deg=(15.0, 15.0), depth_pct=48.0, yaw_deg=2.0, dkasr=dkasr)


TRACKS = Path(__file__).with_name("tracks")


def a_measured_report(track: str = "dev05_fatigue_8reps", task: Task = Task.SQUAT) -> dict[str, Any]:
    """What the engine really says about one of the kept tracks; its curve and skeleton are not made."""
    from sessions.knee_tracking.measure import measure
    from sessions.knee_tracking.track import PoseTrack

    seen = PoseTrack.load(TRACKS / f"{track}.npz")
    found = measure(seen, task)
    return to_json(
        Report(
            engine=Engine(ENGINE_NAME, ENGINE_VERSION, seen.model),
            task=task,
            status=Status.DONE,
            reason=None,
            video=Video(fps=30.0, duration_s=seen.duration_s, width=seen.width, height=seen.height),
            view=found.view,
            reps=found.reps,
            summary=found.summary,
            timing_s=Timing(total=20.0),
            line=found.line,
        )
    )


def a_refusal(code: Code = Code.SIDE_VIEW, side: SideView | None = None) -> dict[str, Any]:
    """Of a video that cannot be measured, or only as far as it shows from the side."""
    return to_json(
        Report(
            engine=ENGINE,
            task=Task.SQUAT,
            status=Status.REJECTED,
            reason=reason([code], read_from_side=side is not None),
            video=Video(),
            view=View(ViewKind.SIDE, 88.0),
            reps=(),
            summary=Summary(),
            timing_s=Timing(),
            side=side,
        )
    )


def a_side_rep(index: int = 1, **values: Any) -> SideRep:
    """One rep seen from the side, with heels that stay down."""
    known: dict[str, Any] = {
        "index": index,
        "start_s": index * 4.0,
        "bottom_s": index * 4.0 + 1.5,
        "end_s": index * 4.0 + 3.0,
        "torso_lean_deg": Interval(29.6, 23.9, 35.4),
        "shank_lean_deg": Interval(27.4, 20.8, 34.0),
        "hips_over_knees_pct": Interval(-0.5, -13.8, 12.7),
        "heel_rise_pct": Interval(1.4, -6.5, 9.3),
        "heels": Heels.STAY,
        "balance": Balance.KEPT,
    }
    return SideRep(**known | values)


def a_side(**values: Any) -> SideView:
    """Two deep squats seen from the side."""
    one = a_side_rep()
    known: dict[str, Any] = {
        "near_leg": Side.LEFT,
        "torso_lean_deg": one.torso_lean_deg,
        "shank_lean_deg": one.shank_lean_deg,
        "hips_over_knees_pct": one.hips_over_knees_pct,
        "deep": True,
        "heel_rise_pct": one.heel_rise_pct,
        "heels": one.heels,
        "balance": one.balance,
        "reps": (one, a_side_rep(2)),
    }
    return SideView(**known | values)


def film(person: Person, *, set_id: UUID | None = None, filename: str = "squat.mp4") -> VideoRow:
    """A video that has just arrived; its bytes are in the storage and its measurement waits."""
    video_id = new_id()
    with organisation_scope(person.membership.organisation_id), transaction.atomic():
        athlete = person.athlete
        name = file_name(athlete.organisation_id, video_id, filename)
        default_storage.save(name, ContentFile(BYTES))
        return add_video(
            video_id=video_id,
            athlete=athlete,
            set_id=set_id,
            file=name,
            filename=filename,
            size_bytes=len(BYTES),
            task=Task.SQUAT,
        )


def measured(
    person: Person, track: str = "dev05_fatigue_8reps", task: Task = Task.SQUAT, /, **files: bytes
) -> VideoRow:
    """A video of one of the kept tracks, measured from it, with that track and these files."""
    video = film(person)
    with organisation_scope(video.organisation_id):
        KneeAnalysis.objects.filter(video=video).update(task=task)
    answer(video, a_measured_report(track, task), track=(TRACKS / f"{track}.npz").read_bytes(), **files)
    return video


def analysis_of(video: VideoRow) -> KneeAnalysis:
    """The measurement asked for last."""
    with organisation_scope(video.organisation_id):
        return KneeAnalysis.objects.filter(video=video).latest("id")


def answer(video: VideoRow, report: dict[str, Any] | None = None, /, **files: bytes) -> KneeAnalysis:
    """Let the waiting measurement of the video have this report and these files, by kind."""
    report = report or a_report()
    done = report["status"] == Status.DONE
    with organisation_scope(video.organisation_id), transaction.atomic():
        analysis = analysis_of(video)
        names = {kind: f"analyses/{video.organisation_id}/{analysis.pk}/{kind}.bin" for kind in files}
        for kind, content in files.items():
            default_storage.save(names[kind], ContentFile(content))
        KneeAnalysis.objects.filter(pk=analysis.pk).update(
            state=AnalysisState.DONE if done else AnalysisState.REJECTED,
            percent=100,
            report=report,
            **columns_of(report),
            engine_version=ENGINE_VERSION,
            files=names,
            finished_at=timezone.now(),
        )
        analysis.refresh_from_db()
        refresh_athlete(video.athlete)
        return analysis
