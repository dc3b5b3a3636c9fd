"""Each frame's place in the set: which rep, how deep, on the way down or up, or standing still beside one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sessions.knee_tracking.grid import low_pass
from sessions.knee_tracking.joints import ANKLES
from sessions.knee_tracking.reps import TIMES_HZ, Span
from sessions.knee_tracking.stance import Body
from sessions.knee_tracking.track import Flags, Floats

BESIDE_S = 0.8
STILL_DROP = 0.06  # standing heights: lower is no longer standing
LEVEL_FEET = 0.10  # standing heights between the ankles in the picture: more, and one foot is lifted or in front


@dataclass(frozen=True, slots=True)
class Phases:
    """Every frame (n,) of a body.

    rep: number of the rep, −1 outside. share: depth as a share of the rep's deepest point, NaN outside.
    lowering: before the bottom of its rep. still: standing, outside the reps and near one.
    """

    rep: NDArray[np.int64]
    share: Floats
    lowering: Flags
    still: Flags

    def of(self, rep: int) -> Flags:
        """The frames (n,) of one rep."""
        return np.asarray(self.rep == rep)


def find_phases(body: Body, spans: Sequence[Span]) -> Phases:
    """The phases of a body's frames, given its reps in order."""
    times, drop = body.times_s, low_pass(body.drop, TIMES_HZ)
    rep = np.full(len(times), -1)
    share = np.full(len(times), np.nan)
    lowering, near = np.zeros(len(times), bool), np.zeros(len(times), bool)
    for number, span in enumerate(spans):
        inside = (times >= span.start_s) & (times <= span.end_s)
        rep[inside] = number
        share[inside] = np.clip(drop[inside] / drop[inside].max(), 0, 1)
        lowering |= inside & (times < span.bottom_s)
        near |= (times >= span.start_s - BESIDE_S) & (times <= span.end_s + BESIDE_S)
    still = near & (rep < 0) & body.standing & (drop < STILL_DROP)
    return Phases(rep, share, lowering, still)


def feet_level(body: Body) -> Flags:
    """Whether (n,) both ankles are equally high in the picture, as with both feet side by side on the floor."""
    left, right = body.points[:, ANKLES, 1].T
    return np.asarray(np.abs(left - right) < LEVEL_FEET * body.level_px)
