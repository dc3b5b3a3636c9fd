"""From a pose track to numbers and words: the whole measurement, without a single picture."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sessions.knee_tracking.correcting import CorrectedRep, correct_reps, move_joints
from sessions.knee_tracking.corrections import Correction, said_task
from sessions.knee_tracking.drift import RepDrift, find_drift
from sessions.knee_tracking.following import follow
from sessions.knee_tracking.gates import Seen, feet_move, refusals
from sessions.knee_tracking.grid import evenly
from sessions.knee_tracking.offset import ONE_LEG_SEPARATION, Tracking, track_both, track_working
from sessions.knee_tracking.phases import Phases, find_phases
from sessions.knee_tracking.report import Code, Note, NoteCode, Rep, Summary, Task, View, ViewKind
from sessions.knee_tracking.reps import Span
from sessions.knee_tracking.stance import Body, find_body
from sessions.knee_tracking.steady import steadied, with_hidden_cuts
from sessions.knee_tracking.summary import Reading, report_rep, summarise
from sessions.knee_tracking.tasks import RULES
from sessions.knee_tracking.tasks.rules import Method, TaskRules
from sessions.knee_tracking.tempo import Tempo, tempo_of, velocity_loss
from sessions.knee_tracking.track import Flags, Floats, PoseTrack
from sessions.knee_tracking.verdict import REPEATED
from sessions.knee_tracking.view import LIMIT_DEG, RepView, clip_view, rep_views
from sessions.knee_tracking.wording import note

MOST_TURN_DEG = 25.0  # from before a rep to after it: good reps turn up to 20°
OFF_VIEW_DEG = 8.0  # a rep seen so differently from the others is not measured with the clip's one yaw
SLOWED = 0.20  # velocity loss over the set that is worth a remark: default
FEWEST_RISES = 3


@dataclass(frozen=True, slots=True)
class Measurement:
    """What a track says.

    codes: reasons to refuse it, none if it was measured; then reps, spans and summary are empty.
    body, phases and tracking are what curves and stills are made from, None where they could not be had.
    athlete: (n,) the track's pictures that show the athlete, not somebody else.
    """

    codes: tuple[Code, ...]
    view: View
    spans: tuple[Span, ...]
    reps: tuple[Rep, ...]
    summary: Summary
    body: Body | None
    phases: Phases | None
    tracking: Tracking | None
    athlete: Flags


def measure(track: PoseTrack, task: Task, corrections: Sequence[Correction] = ()) -> Measurement:
    """Find the reps of a track, correct them, refuse or measure them, and sum up.

    Raises CorrectionError for a correction that does not fit what was found.
    """
    rules = RULES[said_task(task, corrections)]
    track = with_hidden_cuts(move_joints(track, corrections))
    followed = follow(steadied(track), lambda one: _count(one, rules))
    body = find_body(evenly(followed.track))
    seams_s = np.union1d(track.scene.cuts_s, followed.seams_s)
    corrected = _reps(seams_s, rules, body, corrections) if body is not None else []
    spans = [rep.span for rep in corrected]
    phases = find_phases(body, spans) if body is not None else None
    views = (
        rep_views(body, spans, feet_tell=rules.feet_forward, stands_between=rules.stands_between)
        if body is not None
        else []
    )
    seen = Seen(track, followed, body, spans, views, both_legs=rules.method is Method.BOTH_LEGS)
    codes = tuple(refusals(seen))
    view = clip_view(views)
    if codes or body is None or phases is None:
        return Measurement(codes, view, (), (), Summary(), body, phases, None, followed.pictures)
    working = [rules.working(body, rep.span) if rep.leg is None else (rep.leg,) for rep in corrected]
    tracking = _track(track, rules, body, phases, spans, working)
    usable = _usable(views)
    if rules.method is Method.BOTH_LEGS:
        usable = [seen_well and not feet_move(body, span) for seen_well, span in zip(usable, spans, strict=True)]
    drifts = find_drift(tracking, phases, usable) if tracking is not None else []
    readings = _readings(rules, body, phases, spans, tracking, drifts)
    summary = summarise(readings, tracking.separation if tracking is not None else ONE_LEG_SEPARATION)
    whole = all(usable) and len(followed.seams_s) == 0
    notes = _notes(track, rules, view, readings, tracking, working, whole=whole)
    return Measurement(
        codes=(),
        view=view,
        spans=tuple(spans),
        reps=tuple(report_rep(index, reading) for index, reading in enumerate(readings, start=1)),
        summary=replace(summary, notes=notes),
        body=body,
        phases=phases,
        tracking=tracking,
        athlete=followed.pictures,
    )


def _count(track: PoseTrack, rules: TaskRules) -> int:
    """How many reps somebody does."""
    body = find_body(evenly(track))
    return 0 if body is None else len(rules.find(body))


def _reps(seams_s: Floats, rules: TaskRules, body: Body, corrections: Sequence[Correction]) -> list[CorrectedRep]:
    return correct_reps(body, rules, _whole(rules.find(body), seams_s), seams_s, corrections)


def _whole(spans: Sequence[Span], seams_s: Floats) -> list[Span]:
    """The reps that lie in one piece of what was seen."""
    return [span for span in spans if not ((seams_s > span.start_s) & (seams_s < span.end_s)).any()]


def _track(
    track: PoseTrack,
    rules: TaskRules,
    body: Body,
    phases: Phases,
    spans: Sequence[Span],
    working: Sequence[tuple[int, ...]],
) -> Tracking | None:
    size = (track.width, track.height)
    if rules.method is Method.BOTH_LEGS:
        return track_both(body, phases, spans, size)
    if rules.method is Method.WORKING_LEG:
        return track_working(body, phases, spans, size, working)
    return None


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
    *,
    whole: bool,
) -> tuple[Note, ...]:
    measured = sum(
        any(leg.offset_pct is not None for leg in reading.drift.legs) for reading in readings if reading.drift
    )
    one_leg = rules.method is Method.WORKING_LEG
    holds = {
        NoteCode.NOT_MEASURED: rules.method is Method.NOT_YET,
        NoteCode.ONE_LEG: one_leg,
        NoteCode.LEG_UNKNOWN: one_leg and not all(working),
        NoteCode.FEW_REPS: rules.method is not Method.NOT_YET and measured < REPEATED,
        NoteCode.REPS_LEFT_OUT: rules.method is not Method.NOT_YET and not whole,
        NoteCode.OBLIQUE: view.kind is ViewKind.SLIGHT_FRONT,
        NoteCode.FEET_MOVED: tracking is not None and tracking.feet_moved,
        NoteCode.RISE_SLOWED: _slowed([r.tempo for r in readings], [r.span for r in readings]),
        NoteCode.CUT_IN_VIDEO: len(track.scene.cuts_s) > 0,
        NoteCode.AGAINST_FOOT_LINE: measured > 0,
    }
    return tuple(note(code) for code, so in holds.items() if so)
