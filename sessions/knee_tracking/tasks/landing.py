"""Landing from a box or a jump: from touch-down to the bottom of the bend and up again.

The limits lie between jumps (0.59 to 0.65 leg lengths at 2.5 to 2.8 per second) and walking (up to 0.19
at 1.4), and were seen on one clip only.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.signal import find_peaks

from sessions.knee_tracking.grid import GRID_HZ, low_pass
from sessions.knee_tracking.joints import ANKLES
from sessions.knee_tracking.phases import Phases, find_phases
from sessions.knee_tracking.reps import CLASSIC, TIMES_HZ, Span
from sessions.knee_tracking.stance import Body
from sessions.knee_tracking.tasks.rules import Method, TaskRules, both_legs, frame_at
from sessions.knee_tracking.track import Floats

LEAST_FALL = 0.22  # standing heights that the lower ankle comes down
LEAST_SPEED = 1.5  # standing heights per second
TOUCH_SHARE = 0.15  # of the fall's top speed: slower, and the feet are down
FALL_S = 0.7  # a fall from a man's height lasts 0.6 s
NEAR_S = 2.5
AT_REST = 0.15  # standing heights per second that the hips move up or down: slower is standing
SAME_SPOT = 0.08  # standing heights: so near to where the feet landed it is the same spot
BEND_S = 1.5  # the deepest point of a landing comes within this time


def find(body: Body) -> list[Span]:
    """The landings of a body."""
    ankle = low_pass(body.motion.bridged[:, ANKLES, 1].max(axis=1), TIMES_HZ) / body.level_px
    speed = np.gradient(ankle) * GRID_HZ
    falls, _ = find_peaks(speed, height=LEAST_SPEED, distance=int(FALL_S * GRID_HZ))
    touches = [fall + int(np.argmax(speed[fall:] < TOUCH_SHARE * speed[fall])) for fall in falls]
    deep = [
        touch
        for fall, touch in zip(falls, touches, strict=True)
        if touch > fall and ankle[touch] - ankle[max(0, fall - int(FALL_S * GRID_HZ)) : fall].min() >= LEAST_FALL
    ]
    hips = low_pass(body.sink, TIMES_HZ)
    return [_span(body.times_s, hips, touch) for touch in deep]


def _span(times_s: Floats, hips: Floats, touch: int) -> Span:
    within = int(BEND_S * GRID_HZ)
    bottom = touch + int(np.argmax(hips[touch : touch + within]))
    after = hips[bottom : bottom + within]
    level = float(np.median(after))
    end = bottom + int(np.argmax(after <= level + CLASSIC.end * (hips[bottom] - level)))
    return Span(
        start_s=float(times_s[touch]),
        bottom_s=float(times_s[bottom]),
        end_s=float(times_s[end]),
        depth=float(hips[bottom]) - level,
    )


def phases(body: Body, spans: Sequence[Span]) -> Phases:
    """As in a squat, but `still` is standing upright and at rest on the spot of a landing, before or after it."""
    usual = find_phases(body, spans)
    at_rest = np.abs(np.gradient(low_pass(body.sink, TIMES_HZ))) * GRID_HZ < AT_REST
    still = np.zeros(len(body.times_s), bool)
    for span in spans:
        spot = body.points[frame_at(body, span.bottom_s), ANKLES]
        off = np.linalg.norm(body.points[:, ANKLES] - spot, axis=2).max(axis=1) / body.level_px
        before = (body.times_s >= span.start_s - NEAR_S) & (body.times_s <= span.start_s - FALL_S)
        after = (body.times_s > span.end_s) & (body.times_s <= span.end_s + NEAR_S)
        still |= (before | after) & (off < SAME_SPOT)
    return replace(usual, still=still & at_rest & (usual.rep < 0) & body.standing)


RULES = TaskRules(
    find=find,
    signal=None,
    working=both_legs,
    method=Method.LANDING,
    feet_forward=True,
    stands_between=False,
    phases=phases,
)
