"""The camera's yaw as a measurement of two-legged squats needs it: a degree or two, not five.

Three independent readings, weighted by how well each does: the feet, the knees' way forward against the
hips' way back, and the pose model's guess in space at the bottom. + = towards the athlete's left.
"""

from collections.abc import Sequence

import numpy as np

from sessions.knee_tracking.camera import Camera
from sessions.knee_tracking.feet import Feet
from sessions.knee_tracking.joints import ANKLES, HIPS, KNEES, SHOULDERS
from sessions.knee_tracking.medians import known_median
from sessions.knee_tracking.phases import Phases
from sessions.knee_tracking.reps import Span
from sessions.knee_tracking.stance import Body
from sessions.knee_tracking.track import Flags, Floats
from sessions.knee_tracking.travel import hips_by_posture, travel_by_posture
from sessions.knee_tracking.view import azimuth_deg

WEIGHTS = (0.40, 0.25, 0.35)  # feet, travel, world
WORLD_GAIN = 1.2  # the model flattens angles at the bottom
WORLD_ALONE_DEG = 30.0
FEET_OFF_DEG = 20.0  # feet so far from the model's guess are turned unequally
BOTTOM_S = 0.15


def squat_yaw_deg(
    body: Body, rays: Floats, drop: Floats, phases: Phases, spans: Sequence[Span], feet: Feet, camera: Camera
) -> float | None:
    """The clip's yaw; `drop` (n,) in leg lengths. None if no bottom of a rep is seen."""
    bottom = np.zeros(len(drop), bool)
    for span in spans:
        bottom |= np.abs(body.times_s - span.bottom_s) <= BOTTOM_S
    bottom &= ~np.isnan(rays[:, 0, 0])
    if not bottom.any():
        return None
    readings = (
        float(feet.out_deg[1] - feet.out_deg[0]) / 2,
        _by_travel(rays, drop, phases.still, bottom, camera),
        -WORLD_GAIN * float(np.median(azimuth_deg(body.motion.world[bottom], (SHOULDERS, HIPS, ANKLES)))),
    )
    if abs(readings[2]) > WORLD_ALONE_DEG or abs(readings[2] - readings[0]) > FEET_OFF_DEG:
        return readings[2]
    return float(np.dot(WEIGHTS, readings))


def _by_travel(rays: Floats, drop: Floats, still: Flags, bottom: Flags, camera: Camera) -> float:
    """Sideways movement of the knees' middle against the hips', over their movement in depth."""
    knees, hips = travel_by_posture(drop), hips_by_posture(drop)
    across = rays[:, KNEES, 0].mean(axis=1) * (camera.distance - knees)
    across -= rays[:, HIPS, 0].mean(axis=1) * (camera.distance - hips)
    sideways = known_median(across[bottom]) - known_median(across[still])
    forward = known_median((knees - hips)[bottom]) - known_median((knees - hips)[still])
    return float(np.degrees(np.arctan2(-sideways, forward)))
