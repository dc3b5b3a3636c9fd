"""From a pose track to numbers and words: the whole measurement, without a single picture."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from sessions.knee_tracking.against_own import against, foot_line
from sessions.knee_tracking.beside import Watched, complete
from sessions.knee_tracking.correcting import CorrectedRep, correct_reps, move_joints
from sessions.knee_tracking.corrections import Correction, said_task
from sessions.knee_tracking.drift import RepDrift, find_drift
from sessions.knee_tracking.gates import Seen, refusals
from sessions.knee_tracking.grid import evenly
from sessions.knee_tracking.offset import LEAST_BEND_PCT, ONE_LEG_SEPARATION, Tracking, track_both, track_working
from sessions.knee_tracking.own_sets import comparable
from sessions.knee_tracking.phases import Phases
from sessions.knee_tracking.planted import track_planted
from sessions.knee_tracking.report import (
    Code,
    FootLine,
    Note,
    NoteCode,
    OwnSet,
    Rep,
    SideView,
    Summary,
    Task,
    View,
    ViewKind,
)
from sessions.knee_tracking.reps import Span
from sessions.knee_tracking.side_view import read_side_view
from sessions.knee_tracking.stance import Body, find_body
from sessions.knee_tracking.summary import Reading, report_rep, second_worst, summarise
from sessions.knee_tracking.tasks import RULES
from sessions.knee_tracking.tasks.rules import Method, TaskRules
from sessions.knee_tracking.tempo import Tempo, tempo_of, velocity_loss
from sessions.knee_tracking.track import Flags, PoseTrack
from sessions.knee_tracking.verdict import REPEATED
from sessions.knee_tracking.view import LIMIT_DEG, RepView, clip_view, rep_views
from sessions.knee_tracking.wording import against_own_sets, note

MOST_TURN_DEG = 25.0  # from before a rep to after it: good reps turn up to 20°
OFF_VIEW_DEG = 8.0  # a rep seen so differently from the others is not measured with the clip's one yaw
SLOWED = 0.20  # velocity loss over the set that is worth a remark: default
FEWEST_RISES = 3


@dataclass(frozen=True, slots=True)
class Measurement:
    """What a track says.

    codes: reasons to refuse it, none if it was measured; then reps, spans and summary are empty.
    body, phases and tracking are what curves and stills are made from, None where they could not be had.
    side: what a video that is refused for being filmed from the side does show.
    line and own_sets are the report's.
    """

    codes: tuple[Code, ...]
    view: View
    spans: tuple[Span, ...]
    reps: tuple[Rep, ...]
    summary: Summary
    body: Body | None
    phases: Phases | None
    tracking: Tracking | None
    side: SideView | None = None
    line: FootLine | None = None
    own_sets: tuple[OwnSet, ...] = ()


def measure(
    track: PoseTrack, task: Task, corrections: Sequence[Correction] = (), own: Sequence[OwnSet] = ()
) -> Measurement:
    """Find the reps of a track, correct them, refuse or measure them, and sum up.

    Measured against those of the athlete's `own` confirmed sets that may be compared with it, else the foot line.
    Raises CorrectionError for a correction that does not fit what was found.
    """
    rules = RULES[said_task(task, corrections)]
    track = move_joints(track, corrections)
    body = find_body(evenly(track))
    corrected = _reps(track, rules, body, corrections) if body is not None else []
    spans = [rep.span for rep in corrected]
    phases = rules.phases(body, spans) if body is not None else None
    views = (
        rep_views(body, spans, feet_tell=rules.feet_forward, stands_between=rules.stands_between)
        if body is not None
        else []
    )
    seen = Seen(track, body, spans, views, phases, both_legs=rules.method.both_legs)
    codes = tuple(refusals(seen))
    view = clip_view(views)
    if codes or body is None or phases is None:
        side = None
        if codes[:1] == (Code.SIDE_VIEW,) and body is not None and phases is not None:
            side = read_side_view(track, body, phases, spans, feet_together=rules.method is Method.BOTH_LEGS)
        return Measurement(codes, view, (), (), Summary(), body, phases, None, side)
    working = [rules.working(body, rep.span) if rep.leg is None else (rep.leg,) for rep in corrected]
    tracking = _track(track, rules, body, phases, spans, working)
    usable = _usable(views)
    drifts = find_drift(tracking, phases, usable) if tracking is not None else []
    line = foot_line(tracking, phases, usable, second_worst(drifts)) if tracking is not None else None
    of_task = [one for one in own if one.task is said_task(task, corrections)]
    alike = comparable(of_task, line) if line is not None else ()
    if alike and tracking is not None:
        tracking = against(alike, tracking, phases, len(spans))
        drifts = find_drift(tracking, phases, usable)
    readings = _readings(rules, body, phases, spans, tracking, drifts)
    summary = summarise(readings, tracking.separation if tracking is not None else ONE_LEG_SEPARATION)
    notes = _notes(track, rules, view, readings, tracking, working, usable) + _reference_notes(readings, of_task, alike)
    reps, summary = complete(
        [report_rep(index, reading) for index, reading in enumerate(readings, start=1)],
        replace(summary, notes=notes),
        Watched(track, body, phases, spans, tracking, usable, rules.signal(body) if rules.signal else None),
    )
    return Measurement(
        codes=(),
        view=view,
        spans=tuple(spans),
        reps=reps,
        summary=summary,
        body=body,
        phases=phases,
        tracking=tracking,
        line=line,
        own_sets=alike,
    )


def _reps(track: PoseTrack, rules: TaskRules, body: Body, corrections: Sequence[Correction]) -> list[CorrectedRep]:
    return correct_reps(body, rules, _uncut(rules.find(body), track), track.scene.cuts_s, corrections)


def _uncut(spans: Sequence[Span], track: PoseTrack) -> list[Span]:
    """The reps that lie in one piece of the video."""
    cuts = track.scene.cuts_s
    return [span for span in spans if not ((cuts > span.start_s) & (cuts < span.end_s)).any()]


def _track(
    track: PoseTrack,
    rules: TaskRules,
    body: Body,
    phases: Phases,
    spans: Sequence[Span],
    working: Sequence[tuple[int, ...]],
) -> Tracking | None:
    size = (track.width, track.height)
    if rules.method.both_legs:
        return track_both(body, phases, spans, size, rules.method)
    if rules.method is Method.PLANTED:
        return track_planted(body, phases, size, working, rules)
    return track_working(body, phases, spans, size, working)


def _usable(views: Sequence[RepView]) -> list[bool]:
    """Which reps are seen from where the knees can be measured, and as the others are."""
    yaws = [view.yaw_deg for view in views if view.yaw_deg is not None]
    usual = float(np.median(yaws)) if yaws else 0.0
    return [
        view.yaw_deg is not None
        and abs(view.yaw_deg) <= LIMIT_DEG
        and abs(view.yaw_deg - usual) <= OFF_VIEW_DEG
        and (view.turn_deg is None or view.turn_deg <= MOST_TURN_DEG)
        for view in views
    ]


def _readings(
    rules: TaskRules,
    body: Body,
    phases: Phases,
    spans: Sequence[Span],
    tracking: Tracking | None,
    drifts: Sequence[RepDrift],
) -> list[Reading]:
    signal = rules.signal(body) if rules.signal is not None else None
    tempos = [None if signal is None else tempo_of(body.times_s, signal, span) for span in spans]
    depths = [None if tracking is None else _deepest(tracking, phases.of(rep)) for rep in range(len(spans))]
    known: Sequence[RepDrift | None] = drifts or [None] * len(spans)
    return [Reading(*parts) for parts in zip(spans, tempos, depths, known, strict=True)]


def _deepest(tracking: Tracking, inside: Flags) -> float | None:
    depths = tracking.depth_pct[inside]
    return None if np.isnan(depths).all() else float(np.nanmax(depths))


def _slowed(tempos: Sequence[Tempo | None], spans: Sequence[Span]) -> bool:
    known = [(span.depth, tempo.rise_s) for span, tempo in zip(spans, tempos, strict=True) if tempo]
    if len(known) < FEWEST_RISES:
        return False
    loss = velocity_loss(*zip(*known, strict=True))
    return loss is not None and loss > SLOWED


def _notes(
    track: PoseTrack,
    rules: TaskRules,
    view: View,
    readings: Sequence[Reading],
    tracking: Tracking | None,
    working: Sequence[tuple[int, ...]],
    usable: Sequence[bool],
) -> tuple[Note, ...]:
    measured, one_leg = _measured(readings), not rules.method.both_legs
    holds = {
        NoteCode.NOT_MEASURED: tracking is None,
        NoteCode.ONE_LEG: one_leg,
        NoteCode.LANDING: rules.method is Method.LANDING,
        NoteCode.HARDLY_BENT: rules.method is Method.LANDING
        and any(reading.depth_pct is not None and reading.depth_pct < LEAST_BEND_PCT for reading in readings),
        NoteCode.LEG_UNKNOWN: one_leg and not all(working),
        NoteCode.FEW_REPS: measured < REPEATED,
        NoteCode.REPS_LEFT_OUT: not all(usable),
        NoteCode.OBLIQUE: view.kind is ViewKind.SLIGHT_FRONT,
        NoteCode.FEET_MOVED: tracking is not None and tracking.feet_moved,
        NoteCode.RISE_SLOWED: _slowed([r.tempo for r in readings], [r.span for r in readings]),
        NoteCode.CUT_IN_VIDEO: len(track.scene.cuts_s) > 0,
    }
    return tuple(note(code) for code, so in holds.items() if so)


def _measured(readings: Sequence[Reading]) -> int:
    """How many reps have a measured leg."""
    return sum(any(leg.offset_pct is not None for leg in reading.drift.legs) for reading in readings if reading.drift)


def _reference_notes(readings: Sequence[Reading], own: Sequence[OwnSet], alike: Sequence[OwnSet]) -> tuple[Note, ...]:
    """What the knees' places are measured against."""
    if not _measured(readings):
        return ()
    if alike:
        return (against_own_sets([date.fromisoformat(one.day) for one in alike]),)
    return (note(NoteCode.UNLIKE_OWN_SETS if own else NoteCode.AGAINST_FOOT_LINE),)
