"""The athlete's stance: when they stand, how high the hips are then, and how far these have come down since."""

from dataclasses import dataclass

import numpy as np

from sessions.knee_tracking.grid import Motion, low_pass
from sessions.knee_tracking.joints import ANKLES, HIPS, KNEES, SHOULDERS
from sessions.knee_tracking.track import Flags, Floats

SMOOTH_HZ = 6.0
UPRIGHT_TORSO = 0.3  # of the hips' height: shoulders at least so far above the hips
UPRIGHT_LEG = 0.2  # of the hips' height: hips above knee, and knee above ankle, at least so far
STRAIGHT = 0.85  # hips' height of a straight leg, as a share of thigh + shank in the picture
LEVEL_S = 7.0  # to either side; 3 to 15 s count alike
LEVEL_PERCENTILE = 90.0
LEVEL_HZ = 0.3
LEVEL_EVERY = 10  # frames of the grid: it changes slowly


@dataclass(frozen=True, slots=True)
class Body:
    """The athlete over time, on the grid.

    points: (n, 13, 2) px, low-passed, NaN in gaps. standing: (n,).
    level_px: (n,) the hips' height over the lower ankle when standing, around that time.
    drop: (n,) how far the hips have come down towards the lower ankle, in standing heights; gaps bridged.
    sink: (n,) how far they have come down in the picture, in standing heights; gaps bridged.
    """

    motion: Motion
    points: Floats
    standing: Flags
    level_px: Floats
    drop: Floats
    sink: Floats

    @property
    def times_s(self) -> Floats:
        """(n,) s."""
        return self.motion.times_s


def find_body(motion: Motion) -> Body | None:
    """The body of a motion; None if the athlete never stands, as in push-ups."""
    if len(motion.times_s) == 0:
        return None
    bridged = low_pass(motion.bridged, SMOOTH_HZ)
    height = hips_over_lower_ankle(bridged)
    standing = stands(bridged)
    if not standing.any():
        return None
    level = _level(motion.times_s, height, standing)
    hips_y = motion.bridged[:, HIPS, 1].mean(axis=1)
    return Body(
        motion=motion,
        points=low_pass(motion.points, SMOOTH_HZ),
        standing=standing,
        level_px=level,
        drop=1 - hips_over_lower_ankle(motion.bridged) / level,
        sink=(hips_y - np.median(hips_y[standing])) / level,
    )


def hips_over_lower_ankle(points: Floats) -> Floats:
    """Height (n,) px of the hips' middle over the ankle that is lower in the picture: the foot stood on.

    The mean of both ankles would count every knee lift as a rep.
    """
    return np.asarray(points[:, ANKLES, 1].max(axis=1) - points[:, HIPS, 1].mean(axis=1))


def stands(points: Floats) -> Flags:
    """Whether (n,) the athlete stands upright on a nearly straight leg."""
    height = hips_over_lower_ankle(points)
    leg = points[:, ANKLES, 1].argmax(axis=1)
    frames = np.arange(len(points))
    hip, knee, ankle = (points[frames, np.array(joints)[leg]] for joints in (HIPS, KNEES, ANKLES))
    thigh, shank = np.linalg.norm(hip - knee, axis=1), np.linalg.norm(knee - ankle, axis=1)
    torso = points[:, HIPS, 1].mean(axis=1) - points[:, SHOULDERS, 1].mean(axis=1)
    upright = (
        (torso >= UPRIGHT_TORSO * height)
        & (knee[:, 1] - hip[:, 1] >= UPRIGHT_LEG * height)
        & (ankle[:, 1] - knee[:, 1] >= UPRIGHT_LEG * height)
    )
    return np.asarray(upright & (height > 0) & (height >= STRAIGHT * (thigh + shank)))


def _level(times_s: Floats, height: Floats, standing: Flags) -> Floats:
    """Standing height (n,) px around each time; where nobody stands near, in a line between the nearest."""
    when, high = times_s[standing], height[standing]
    asked = times_s[::LEVEL_EVERY]
    first = np.searchsorted(when, asked - LEVEL_S)
    last = np.searchsorted(when, asked + LEVEL_S)
    known = np.flatnonzero(last > first)
    levels = [np.percentile(high[first[k] : last[k]], LEVEL_PERCENTILE) for k in known]
    return low_pass(np.interp(times_s, asked[known], levels), LEVEL_HZ)
