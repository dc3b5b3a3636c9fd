"""The left knee's inward offset against the right one's, and when that must not be compared.

A camera that stands to one side turns the two legs against each other. The engine takes that back by the yaw that it
reads; a difference no larger than what that yaw makes, with what it may be misread by, may be the camera's alone.
"""

from collections.abc import Sequence

import numpy as np

from sessions.knee_tracking.drift import difference_half_width
from sessions.knee_tracking.offset import Tracking
from sessions.knee_tracking.posture import around
from sessions.knee_tracking.report import Difference, FurtherIn, Rep

YAW_MISREAD_DEG = 4.0  # 95 in 100 simulated bodies are nearer
YAW_PCT_PER_DEG = 0.16  # of leg length: what a degree of misread yaw makes of the difference, on simulated bodies


def difference_of(reps: Sequence[Rep], tracking: Tracking) -> Difference:
    """The difference over a set: median over the reps in which both legs were measured."""
    pairs = [(rep.legs.left.offset_pct, rep.legs.right.offset_pct) for rep in reps]
    known = [left.value - right.value for left, right in pairs if left and right]
    if not known:
        return Difference()
    offset = around(float(np.median(known)), difference_half_width(tracking), 2)
    if offset.low <= 0 <= offset.high:
        return Difference(offset, FurtherIn.NEITHER)
    if abs(offset.value) <= explained_by_yaw_pct(tracking.yaw_deg):
        return Difference(None, FurtherIn.NOT_COMPARED)
    return Difference(offset, FurtherIn.LEFT if offset.value > 0 else FurtherIn.RIGHT)


def explained_by_yaw_pct(yaw_deg: float) -> float:
    """How large a difference, % of leg length, the camera alone may make."""
    return YAW_PCT_PER_DEG * (abs(yaw_deg) + YAW_MISREAD_DEG)
