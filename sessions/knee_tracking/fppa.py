"""The frontal plane projection angle, only where it means something: shallow, and seen nearly square.

Deeper it breaks (a good deep squat reads −110°), and with yaw it turns the two legs against each other. So it is
read where the hips have come down by 15 % of leg length, at 55 to 60° of knee bend, on the way down; or at the
bottom of a rep that does not come so far.
"""

import numpy as np

from sessions.knee_tracking.drift import DEEPEST
from sessions.knee_tracking.feet import OUTWARD
from sessions.knee_tracking.frontal import ANKLE, HIP, KNEE
from sessions.knee_tracking.geometry import fppa_deg
from sessions.knee_tracking.phases import Phases
from sessions.knee_tracking.posture import around
from sessions.knee_tracking.report import Interval
from sessions.knee_tracking.tasks.rules import LEFT, RIGHT
from sessions.knee_tracking.track import Floats

AT_DEPTH_PCT = 15.0
NEAR_PCT = 5.0  # to either side: a straight line through these frames gives the angle there
MOST_YAW_DEG = 10.0
FEWEST_FRAMES = 3
HALF_WIDTH_DEG = 6.0  # of the 90 % interval


def fppa_of_rep(
    places: Floats, depth_pct: Floats, phases: Phases, rep: int, yaw_deg: float
) -> tuple[Interval | None, Interval | None]:
    """The angle of the left and the right leg in one rep, in degrees, + = knee on the midline side.

    places: (n, 3, 2, 2) of legs_in_front. depth_pct: (n,) the hips' way down, % of leg length. None where the angle
    is not valid or not seen.
    """
    own = phases.of(rep) & ~np.isnan(places[:, HIP, LEFT, 0]) & ~np.isnan(depth_pct)
    if abs(yaw_deg) > MOST_YAW_DEG or not own.any():
        return None, None
    frames = own & phases.lowering & (np.abs(depth_pct - AT_DEPTH_PCT) <= NEAR_PCT)
    at = AT_DEPTH_PCT
    if depth_pct[own].max() < AT_DEPTH_PCT:
        frames = own & (phases.share > DEEPEST)
        at = float(np.median(depth_pct[frames]))
    if frames.sum() < FEWEST_FRAMES:
        return None, None
    left, right = (_at(depth_pct[frames] - at, places[frames, :, leg], OUTWARD[leg]) for leg in (LEFT, RIGHT))
    return around(left, HALF_WIDTH_DEG, 1), around(right, HALF_WIDTH_DEG, 1)


def _at(beyond: Floats, leg: Floats, lateral_x: float) -> float:
    """The angle of a leg (n, 3, 2) where the depth is beyond (n,) the wanted one by 0, by a straight line."""
    angles = fppa_deg(leg[:, HIP], leg[:, KNEE], leg[:, ANKLE], lateral_x)
    return float(np.polyval(np.polyfit(beyond, angles, 1), 0.0))
