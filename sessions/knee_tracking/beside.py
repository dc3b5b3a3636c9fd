"""What a report says beside how the knees track: posture, shallow angle, smoothness, depth and sides."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sessions.knee_tracking.fppa import fppa_of_rep
from sessions.knee_tracking.frontal import hips_drop, legs_in_front
from sessions.knee_tracking.grid import GRID_HZ
from sessions.knee_tracking.offset import Tracking
from sessions.knee_tracking.phases import Phases
from sessions.knee_tracking.posture import around, feet_moved_pct, side_shift_pct, stance_of
from sessions.knee_tracking.report import Interval, Legs, Rep, Summary
from sessions.knee_tracking.reps import Span
from sessions.knee_tracking.sides import difference_of
from sessions.knee_tracking.smoothness import smoothness_of
from sessions.knee_tracking.stance import Body
from sessions.knee_tracking.tasks.rules import Method
from sessions.knee_tracking.track import Floats, PoseTrack

DEPTH_SHARE_HALF_PCT = 2.0  # of the deepest rep; what is wrong with all depths of a clip alike cancels


@dataclass(frozen=True, slots=True)
class Watched:
    """A set. usable: reps whose knees are measured. drop: (n,) the signal of tempo, None if it has none."""

    track: PoseTrack
    body: Body
    phases: Phases
    spans: Sequence[Span]
    tracking: Tracking | None
    usable: Sequence[bool]
    drop: Floats | None


def complete(reps: Sequence[Rep], summary: Summary, seen: Watched) -> tuple[tuple[Rep, ...], Summary]:
    """The reps and the summary with what is measured beside the knees; null stays where it cannot be.

    Only two-legged squats have been proved, so in other tasks only depth and tempo's resolution are said.
    """
    reps = with_depth_share(reps)
    if any(rep.lowering_s is not None for rep in reps):
        summary = replace(summary, tempo_resolution_s=tempo_resolution_s(seen.track))
    tracking = seen.tracking
    if tracking is None or tracking.method is not Method.BOTH_LEGS:
        return tuple(reps), summary
    places = legs_in_front(seen.body, tracking)
    summary = replace(
        summary, stance=stance_of(places, seen.phases, tracking), difference=difference_of(reps, tracking)
    )
    moved = feet_moved_pct(seen.body, seen.phases, tracking, len(reps))
    return tuple(
        _of_rep(rep, number, places, moved[number], seen, tracking) if seen.usable[number] else rep
        for number, rep in enumerate(reps)
    ), summary


def _of_rep(
    rep: Rep, number: int, places: Floats, moved: tuple[Interval | None, ...], seen: Watched, tracking: Tracking
) -> Rep:
    drop, span = hips_drop(seen.body, tracking), seen.spans[number]
    angles = fppa_of_rep(places, tracking.depth_pct, seen.phases, number, tracking.yaw_deg)
    left, right = (
        replace(leg, fppa_deg=angle, foot_moved_pct=foot)
        for leg, angle, foot in zip((rep.legs.left, rep.legs.right), angles, moved, strict=True)
    )
    lowering, rise = (None, None) if seen.drop is None else smoothness_of(seen.body.times_s, seen.drop, span)
    return replace(
        rep,
        legs=Legs(left, right),
        side_shift_pct=side_shift_pct(places, drop, seen.body, seen.phases, number, span, tracking),
        lowering_smoothness=lowering,
        rise_smoothness=rise,
    )


def with_depth_share(reps: Sequence[Rep]) -> list[Rep]:
    """The reps with their depth as a share of the set's deepest one."""
    deepest = max((rep.depth_pct for rep in reps if rep.depth_pct), default=0.0)
    return [
        replace(rep, depth_share_pct=_share(rep.depth_pct, deepest)) if rep.depth_pct and deepest > 0 else rep
        for rep in reps
    ]


def _share(depth: float, deepest: float) -> Interval:
    share = around(100 * depth / deepest, DEPTH_SHARE_HALF_PCT, 1)
    return replace(share, high=min(share.high, 100.0))


def tempo_resolution_s(track: PoseTrack) -> float:
    """The time between two pictures that were looked at, or a step of the grid where that is longer."""
    found = track.times_s[~np.isnan(track.points[:, 0, 0])]
    return round(max(float(np.median(np.diff(found))), 1 / GRID_HZ), 3)
