"""How the athlete stands and whether they stay there: stance, toe-out, side shift, feet that move.

Each has an interval that holds the true value in 90 % of cases, set on simulated bodies (bench.posture) whose
joints are misread as the pose model misreads rendered ones; docs/knee-tracking.md has the figures.
"""

import numpy as np

from sessions.knee_tracking.drift import DEEPEST, Z90
from sessions.knee_tracking.feet import OUTWARD, find_feet
from sessions.knee_tracking.frontal import ANKLE, HIP
from sessions.knee_tracking.offset import Tracking
from sessions.knee_tracking.phases import BESIDE_S, Phases, feet_level
from sessions.knee_tracking.report import Interval, PerSide, Stance
from sessions.knee_tracking.reps import Span
from sessions.knee_tracking.stance import Body
from sessions.knee_tracking.tasks.rules import LEFT, RIGHT
from sessions.knee_tracking.track import Floats

WIDTH_SD = 0.025  # of the stance's own width
HIPS_SD = 0.065  # of the hips' width, as the pose model has it
TOE_OUT_SD_DEG = 2.8
TOE_OUT_SD_TAN_DEG = 3.5  # times the tangent of the foot's angle: the foot's length is not known
MOST_TOE_OUT_DEG = 60.0  # default: no foot points so in a squat, so it is misread
SHIFT_SD_PCT = 0.7
SHIFT_YAW_SD_DEG = 2.0  # how well the yaw is known: it turns the hips' way back into a way aside
SHIFT_TRAVEL_SD = 0.05  # leg lengths: how well that way back is known
MOVED_SD_PCT = 0.3
STEPPED_PCT = 3.0  # an ankle point that goes further aside between standing and bottom belongs to a foot that steps
FEWEST_FRAMES = 3


def stance_of(places: Floats, phases: Phases, tracking: Tracking) -> Stance:
    """The stance of a set, from places (n, 3, 2, 2) of legs_in_front."""
    hips = places[phases.still, HIP, LEFT, 0] - places[phases.still, HIP, RIGHT, 0]
    hips_width = float(np.nanmedian(hips))
    width = tracking.separation
    left, right = (_toe_out(float(angle)) for angle in tracking.toe_out_deg)
    return Stance(
        width_leg_lengths=around(width, Z90 * WIDTH_SD * width, 3),
        width_hip_widths=around(width / hips_width, Z90 * np.hypot(WIDTH_SD, HIPS_SD) * width / hips_width, 2),
        toe_out_deg=PerSide(left, right),
    )


def _toe_out(angle_deg: float) -> Interval | None:
    if abs(angle_deg) > MOST_TOE_OUT_DEG:
        return None
    by_length = TOE_OUT_SD_TAN_DEG * np.tan(np.radians(angle_deg))
    return around(angle_deg, Z90 * float(np.hypot(TOE_OUT_SD_DEG, by_length)), 1)


def side_shift_pct(
    places: Floats, drop: Floats, body: Body, phases: Phases, rep: int, span: Span, tracking: Tracking
) -> Interval | None:
    """How far the hips' middle stands aside of the ankles' at the bottom, against standing beside this rep.

    % of leg length, + = towards the athlete's left. drop: (n,) leg lengths. None where either is not seen, or a foot
    stands elsewhere then.
    """
    ankles = places[:, ANKLE, :, 0]
    aside = places[:, HIP, :, 0].mean(axis=1) - ankles.mean(axis=1)
    seen = ~np.isnan(aside)
    near = (body.times_s >= span.start_s - BESIDE_S) & (body.times_s <= span.end_s + BESIDE_S)
    standing = seen & phases.still & near & feet_level(body)
    bottom = seen & phases.of(rep) & (phases.share > DEEPEST)
    if min(standing.sum(), bottom.sum()) < FEWEST_FRAMES:
        return None
    if 100 * np.abs(np.median(ankles[bottom], axis=0) - np.median(ankles[standing], axis=0)).max() > STEPPED_PCT:
        return None
    shift = 100 * float(np.median(aside[bottom]) - np.median(aside[standing]))
    return around(shift, shift_half_width_pct(float(np.median(drop[bottom])), tracking.yaw_deg), 2)


def shift_half_width_pct(deepest: float, yaw_deg: float) -> float:
    """Half the 90 % interval of a side shift at hips that have come down by `deepest` leg lengths."""
    turned = 100 * deepest / 2 * np.radians(SHIFT_YAW_SD_DEG)
    travelled = 100 * SHIFT_TRAVEL_SD * np.sin(np.radians(abs(yaw_deg)))
    return Z90 * float(np.sqrt(SHIFT_SD_PCT**2 + turned**2 + travelled**2))


def feet_moved_pct(body: Body, phases: Phases, tracking: Tracking, reps: int) -> list[tuple[Interval | None, ...]]:
    """Of each rep, how far the middle of the left and right foot stands further out than in the rep before.

    % of leg length, across the athlete; a step forward or back is hardly seen. None for the first rep and
    after one in which the feet were not seen.
    """
    camera = tracking.camera
    rays = camera.rays(body.points)
    known = ~np.isnan(rays[:, 0, 0])
    places = np.full((reps, 2), np.nan)
    for rep in range(reps):
        frames = phases.of(rep) & known
        if frames.sum() >= FEWEST_FRAMES:
            feet = find_feet(rays, frames, camera)
            middle = (feet.ankle[:, 0] + feet.toe[:, 0]) / 2 * camera.distance
            places[rep] = 100 * OUTWARD * middle / np.cos(np.radians(tracking.yaw_deg))
    moved = np.diff(places, axis=0, prepend=np.full((1, 2), np.nan))
    return [
        tuple(None if np.isnan(one) else around(float(one), Z90 * MOVED_SD_PCT, 2) for one in feet) for feet in moved
    ]


def around(value: float, half: float, digits: int) -> Interval:
    """A value with its interval, rounded."""
    return Interval(round(value, digits), round(value - half, digits), round(value + half, digits))
