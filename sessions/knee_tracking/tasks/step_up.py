"""Step-up: onto a box and down again; the leg whose foot is on the box counts, and only while it is.

The working knee is most bent as the rise begins, so that is the rep's bottom, at its start. A rep has neither a
depth, which would be the box's height, nor a tempo: the lowering comes after the rise.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sessions.knee_tracking.grid import low_pass
from sessions.knee_tracking.joints import ANKLES
from sessions.knee_tracking.phases import Phases
from sessions.knee_tracking.reps import FIRST_MOVEMENT, LEAST_DIP, TIMES_HZ, Span, find_dips, find_spans
from sessions.knee_tracking.stance import Body
from sessions.knee_tracking.tasks.rules import LEFT, RIGHT, Method, TaskRules, frame_at

ON_BOX = 0.10  # standing heights between the ankles in the picture: a box of 9 cm
CREEP_S = 0.2  # the rise begins by so much before it is seen to
ON_TOP = 0.15  # share of the way down from the top


def find(body: Body) -> list[Span]:
    """Each time the hips rise in the picture and come down again."""
    climbs = find_spans(body.times_s, -body.sink, find_dips(-body.sink), FIRST_MOVEMENT)
    return [replace(climb, bottom_s=climb.start_s) for climb in climbs]


def higher_ankle(body: Body, span: Span) -> tuple[int, ...]:
    """The leg whose ankle is higher in the picture as the rise begins and as the way down ends: on the box."""
    frames = [frame_at(body, span.start_s), frame_at(body, span.end_s)]
    heights = body.points[frames][:, ANKLES, 1] / body.level_px[frames, None]
    left, right = heights.mean(axis=0)
    if np.isnan(left - right) or abs(left - right) < ON_BOX:
        return ()
    return (LEFT,) if left < right else (RIGHT,)


def phases(body: Body, spans: Sequence[Span]) -> Phases:
    """Deepest as the rise begins and as the way down ends; `still` is standing on top."""
    times, high = body.times_s, -low_pass(body.sink, TIMES_HZ)
    rep, share = np.full(len(times), -1), np.full(len(times), np.nan)
    lowering = np.zeros(len(times), bool)
    for number, span in enumerate(spans):
        inside = (times >= span.start_s - CREEP_S) & (times <= span.end_s + CREEP_S)
        rep[inside] = number
        top = int(np.flatnonzero(inside)[np.argmax(high[inside])])
        for half, low in ((inside & (times <= times[top]), span.start_s), (inside & (times > times[top]), span.end_s)):
            floor = high[frame_at(body, low)]
            share[half] = np.clip((high[top] - high[half]) / max(high[top] - floor, LEAST_DIP), 0, 1)
        lowering[inside] = times[inside] > times[top]
    return Phases(rep, share, lowering, (rep >= 0) & (share < ON_TOP) & body.standing)


RULES = TaskRules(
    find=find,
    signal=None,
    working=higher_ankle,
    method=Method.PLANTED,
    feet_forward=False,
    stands_between=True,
    phases=phases,
    sinks=False,
)
