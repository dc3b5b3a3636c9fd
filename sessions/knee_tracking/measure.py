"""From a pose track to numbers and words: the whole measurement, without a single picture."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sessions.knee_tracking.against_own import against, foot_line
from sessions.knee_tracking.beside import Watched, complete
from sessions.knee_tracking.corrections import Correction, said_task
from sessions.knee_tracking.drift import RepDrift, find_drift
from sessions.knee_tracking.finding import Found, find
from sessions.knee_tracking.gates import feet_move, refusals
from sessions.knee_tracking.notes import notes_on, notes_on_reference
from sessions.knee_tracking.offset import ONE_LEG_SEPARATION, Tracking, track_both, track_working
from sessions.knee_tracking.own_sets import comparable
from sessions.knee_tracking.phases import Phases
from sessions.knee_tracking.planted import track_planted
from sessions.knee_tracking.report import Code, FootLine, OwnSet, Rep, SideView, Summary, Task, View
from sessions.knee_tracking.reps import Span
from sessions.knee_tracking.side_view import read_side_view
from sessions.knee_tracking.stance import Body
from sessions.knee_tracking.summary import Reading, report_rep, second_worst, summarise
from sessions.knee_tracking.tasks import RULES
from sessions.knee_tracking.tasks.rules import Method, TaskRules
from sessions.knee_tracking.tempo import tempo_of
from sessions.knee_tracking.track import Flags, Floats, PoseTrack
from sessions.knee_tracking.view import LIMIT_DEG, RepView, clip_view

MOST_TURN_DEG = 25.0  # from before a rep to after it: good reps turn up to 20°
OFF_VIEW_DEG = 8.0  # a rep seen so differently from the others is not measured with the clip's one yaw


@dataclass(frozen=True, slots=True)
class Measurement:
    """What a track says.

    codes: reasons to refuse it, none if it was measured; then reps, spans and summary are empty.
    body, phases and tracking are what curves and stills are made from, None where they could not be had.
    side: what a video that is refused for being filmed from the side does show.
    line and own_sets are the report's.
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
    task = said_task(task, corrections)
    found = find(track, RULES[task], corrections)
    codes = tuple(refusals(found))
    if codes or found.body is None or found.phases is None:
        return _refused(found, codes)
    return _measured(found, found.body, found.phases, [one for one in own if one.task is task])


def _refused(found: Found, codes: tuple[Code, ...]) -> Measurement:
    side = None
    if codes[:1] == (Code.SIDE_VIEW,) and found.body is not None and found.phases is not None:
        together = found.rules.method is Method.BOTH_LEGS
        side = read_side_view(found.followed.track, found.body, found.phases, found.spans, feet_together=together)
    return Measurement(
        codes, clip_view(found.views), (), (), Summary(), found.body, found.phases, None, found.followed.pictures, side
    )


def _measured(found: Found, body: Body, phases: Phases, own: Sequence[OwnSet]) -> Measurement:
    rules, spans = found.rules, found.spans
    working = [rules.working(body, rep.span) if rep.leg is None else (rep.leg,) for rep in found.reps]
    usable = _usable(found, body)
    tracking = _track(found, body, phases, working)
    alike: Sequence[OwnSet] = ()
    drifts: Sequence[RepDrift] = ()
    line = None
    if tracking is not None:
        drifts = find_drift(tracking, phases, usable)
        line = foot_line(tracking, phases, usable, second_worst(drifts))
        alike = comparable(own, line) if line is not None else ()
        if alike:
            tracking = against(alike, tracking, phases, len(spans))
            drifts = find_drift(tracking, phases, usable)
    readings = _readings(rules, body, phases, spans, tracking, drifts)
    summary = summarise(readings, tracking.separation if tracking is not None else ONE_LEG_SEPARATION)
    notes = (
        *notes_on(found, readings, tracking, working, whole=all(usable) and len(found.followed.seams_s) == 0),
        *notes_on_reference(readings, own, alike),
    )
    reps, summary = complete(
        [report_rep(index, reading) for index, reading in enumerate(readings, start=1)],
        replace(summary, notes=notes),
        Watched(found.followed.track, body, phases, spans, tracking, usable, _signal(rules, body)),
    )
    return Measurement(
        codes=(),
        view=clip_view(found.views),
        spans=spans,
        reps=reps,
        summary=summary,
        body=body,
        phases=phases,
        tracking=tracking,
        line=line,
        own_sets=tuple(alike),
        athlete=found.followed.pictures,
    )


def _track(found: Found, body: Body, phases: Phases, working: Sequence[tuple[int, ...]]) -> Tracking | None:
    size = (found.track.width, found.track.height)
    if found.rules.method.both_legs:
        return track_both(body, phases, found.spans, size, found.rules.method)
    if found.rules.method is Method.PLANTED:
        return track_planted(body, phases, size, working, found.rules)
    return track_working(body, phases, found.spans, size, working)


def _usable(found: Found, body: Body) -> list[bool]:
    """Which reps are seen from where the knees can be measured, as the others are, and with feet that stay."""
    stays = [found.rules.method is not Method.BOTH_LEGS or not feet_move(body, span) for span in found.spans]
    return [well and still for well, still in zip(_seen_well(found.views), stays, strict=True)]


def _seen_well(views: Sequence[RepView]) -> list[bool]:
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
    signal = _signal(rules, body)
    tempos = [None if signal is None else tempo_of(body.times_s, signal, span) for span in spans]
    depths = [None if tracking is None else _deepest(tracking, phases.of(rep)) for rep in range(len(spans))]
    known: Sequence[RepDrift | None] = drifts or [None] * len(spans)
    return [Reading(*parts) for parts in zip(spans, tempos, depths, known, strict=True)]


def _deepest(tracking: Tracking, inside: Flags) -> float | None:
    depths = tracking.depth_pct[inside]
    return None if np.isnan(depths).all() else float(np.nanmax(depths))


def _signal(rules: TaskRules, body: Body) -> Floats | None:
    return None if rules.signal is None else rules.signal(body)
