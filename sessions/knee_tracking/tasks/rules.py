"""What every task has to say, and the finders that several tasks share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from sessions.knee_tracking.grid import GRID_HZ
from sessions.knee_tracking.joints import ANKLES
from sessions.knee_tracking.phases import Phases, find_phases
from sessions.knee_tracking.reps import FIRST_MOVEMENT, Dip, Span, find_dips, find_spans
from sessions.knee_tracking.stance import Body
from sessions.knee_tracking.track import Floats

LEFT, RIGHT = 0, 1
SINK_SHARE = 0.4  # of the dip: the hips sink at least so far in the picture, or a foot came up instead
BESIDE_S = 0.8  # the athlete stands within this time before the start or after the end
FRONT_FOOT = 0.10  # standing heights between the ankles in the picture, to tell the front or only foot


class Method(StrEnum):
    """How the knees are measured."""

    BOTH_LEGS = "both_legs"
    WORKING_LEG = "working_leg"
    PLANTED = "planted"  # the working leg, over a foot that is set anew, while the hips travel
    LANDING = "landing"  # both legs, without a lowering from standing

    @property
    def both_legs(self) -> bool:
        """Whether both legs are measured, not only the one that works."""
        return self in (Method.BOTH_LEGS, Method.LANDING)


@dataclass(frozen=True, slots=True)
class TaskRules:
    """One task.

    find: the reps of a body, in order. signal: the drop (n,) that tempo is read from, None if it cannot be.
    working: the legs (LEFT, RIGHT) that count in a rep, none if they cannot be told. method: how the knees are
    measured. feet_forward: both feet stand side by side and point forward, which tells the view.
    stands_between: the athlete stands still between reps. phases: each frame's place in the set. deep: share of the
    depth from which the knee says something. sinks: a rep has a depth, the hips' way down.
    """

    find: Callable[[Body], list[Span]]
    signal: Callable[[Body], Floats] | None
    working: Callable[[Body, Span], tuple[int, ...]]
    method: Method
    feet_forward: bool
    stands_between: bool
    phases: Callable[[Body, Sequence[Span]], Phases] = find_phases
    deep: float = 0.0
    sinks: bool = True


def drop(body: Body) -> Floats:
    """Tempo from the hips' drop towards the lower ankle."""
    return body.drop


def sink(body: Body) -> Floats:
    """Tempo from the hips' sinking in the picture."""
    return body.sink


def both_legs(_body: Body, _span: Span) -> tuple[int, ...]:
    """Both legs work."""
    return (LEFT, RIGHT)


def lower_ankle(body: Body, span: Span) -> tuple[int, ...]:
    """The leg whose ankle is lower in the picture at the bottom: the front foot, or the only one on the floor."""
    frame = frame_at(body, span.bottom_s)
    left, right = body.points[frame, ANKLES, 1] / body.level_px[frame]
    if np.isnan(left - right) or abs(left - right) < FRONT_FOOT:
        return ()
    return (LEFT,) if left > right else (RIGHT,)


def find_squats(body: Body) -> list[Span]:
    """Dips of the hips towards the lower ankle, with standing beside them, in which the hips truly sink."""
    return find_reps(body, body.drop)


def find_reps(body: Body, timed_by: Floats) -> list[Span]:
    """As find_squats, with start, bottom and end read from another drop signal (n,) of the body."""
    dips = [dip for dip in find_dips(body.drop) if _sinks(body, dip)]
    spans = find_spans(body.times_s, timed_by, dips, FIRST_MOVEMENT)
    return [span for span in spans if _stands_beside(body, span)]


def _sinks(body: Body, dip: Dip) -> bool:
    top = min(body.drop[dip.left], body.drop[dip.right])
    sunk = body.sink[dip.bottom] - min(body.sink[dip.left], body.sink[dip.right])
    return bool(sunk >= SINK_SHARE * (body.drop[dip.bottom] - top))


def _stands_beside(body: Body, span: Span) -> bool:
    before = (body.times_s >= span.start_s - BESIDE_S) & (body.times_s <= span.start_s)
    after = (body.times_s >= span.end_s) & (body.times_s <= span.end_s + BESIDE_S)
    return bool(body.standing[before | after].any())


def frame_at(body: Body, time_s: float) -> int:
    """The grid's frame nearest to a time."""
    return int(np.clip(round((time_s - body.times_s[0]) * GRID_HZ), 0, len(body.times_s) - 1))
