"""The ankle screen: in a deep squat without load, do the heels lift, or does the athlete fall back?

Heels: the heel point's height over the toe point, against standing beside the rep. Balance: whether the near foot
stands where it stood, and whether the body's centre of mass is over it. The hips alone do not tell: at the bottom of
every good squat they are behind the heels.
"""

from dataclasses import dataclass

import numpy as np

from sessions.knee_tracking.drift import Z90
from sessions.knee_tracking.report import Balance, Heels, Interval
from sessions.knee_tracking.side_view.sight import Sight
from sessions.knee_tracking.track import Flags, Floats

LIFTED_PCT = 10.0  # of the foot's length, about 2.5 cm: default
# Heels lifted by 0, 10, 20, 35 % of the foot in the pictures of one clip were read as 0, 8, 16, 25 %.
READ_SHARE = 0.75
RISE_SD_PCT = 4.0  # a constant of the clip: default, the readings of heels that stayed lay between −2 and +4
RISE_SHARE_SD = 0.15  # of the rise itself: a foot of another shape is read differently
STEADY_SD_PCT = 8.0  # the foot while standing: 2 to 4 seen, 16 where the athlete jumps between reps
DOWN_PCT = -12.0  # a heel that much lower than when standing was not down when standing
LEAST_FOOT = 0.13  # leg lengths from heel to toe: 0.22 to 0.30 seen; a shorter one is misread
DEEP_SHARE = 0.8  # of the rep's depth: the heel is read from there down and up again

STEP_BACK_PCT = -30.0  # of the foot's length, from before the rep to after it: default
CENTRE_SD_PCT = 20.0  # of the foot's length: arms and a bar move it, and the points of one clip were 20 % off
# Share of the body's mass, and where on the segment it is, from the first point: Winter 2009, table 4.1.
TRUNK, THIGHS, SHANKS, FEET = (0.678, 0.626), (0.2, 0.433), (0.093, 0.433), (0.029, 0.5)


@dataclass(frozen=True, slots=True)
class Foot:
    """The near foot while the athlete stands beside a rep.

    length: from heel to toe, over_toe: of the heel over the toe, both leg lengths. sd_pct: of that height, % of the
    length. moved_pct: from before to after, % of the length, + = forward; None where one of both is not seen.
    """

    length: float
    over_toe: float
    sd_pct: float
    moved_pct: float | None


def find_foot(sight: Sight, before: Flags, after: Flags, camera_px: float | None) -> Foot | None:
    """The foot from the frames (n,) beside a rep; None if it is not seen there, or does not stand still.

    camera_px: how far the background moved to the right in the picture meanwhile, None if unknown.
    """
    beside = before | after
    if not beside.any():
        return None
    length = float(np.median(np.linalg.norm(sight.heel[beside] - sight.toe[beside], axis=1)))
    if not length > LEAST_FOOT:
        return None
    over = (sight.heel - sight.toe)[beside, 1]
    sd = 100 * float(over.std()) / length / READ_SHARE
    if sd > STEADY_SD_PCT:
        return None
    moved = None
    if before.any() and after.any() and camera_px is not None:
        way = np.median(sight.heel[after, 0]) - np.median(sight.heel[before, 0]) - camera_px * sight.forward_px
        moved = 100 * float(way) / length
    return Foot(length, float(np.median(over)), sd, moved)


def heel_rise_pct(sight: Sight, foot: Foot, deep: Flags) -> float | None:
    """How far the heel is off the floor in the deep frames (n,) of a rep, % of the foot's length."""
    over = np.median((sight.heel - sight.toe)[deep, 1])
    rise = 100 * float(over - foot.over_toe) / foot.length / READ_SHARE
    return rise if rise > DOWN_PCT else None


def rise_sd_pct(rise: float) -> float:
    """What a heel's rise is uncertain by in all reps of a clip alike."""
    return float(np.hypot(RISE_SD_PCT, RISE_SHARE_SD * rise))


def heels_of(rise: Interval | None) -> Heels:
    """Whether the heel lifts, where the interval says so."""
    if rise is None or rise.low <= LIFTED_PCT <= rise.high:
        return Heels.CANNOT_TELL
    return Heels.LIFT if rise.low > LIFTED_PCT else Heels.STAY


def balance_of(sight: Sight, foot: Foot, deep: Flags) -> Balance:
    """Whether the athlete falls back in a rep, from its deep frames (n,)."""
    centre = float(np.median(100 * (centre_of_mass(sight)[deep] - sight.heel[deep, 0]) / foot.length))
    stepped = foot.moved_pct is not None and foot.moved_pct < STEP_BACK_PCT
    if stepped or centre < -Z90 * CENTRE_SD_PCT:
        return Balance.FELL_BACK
    stayed = foot.moved_pct is not None and foot.moved_pct < -STEP_BACK_PCT
    return Balance.KEPT if stayed and centre >= 0 else Balance.CANNOT_TELL


def centre_of_mass(sight: Sight) -> Floats:
    """How far forward (n,) the body's centre of mass is, in leg lengths."""
    parts = (
        (TRUNK, sight.hip, sight.shoulder),
        (THIGHS, sight.hip, sight.knee),
        (SHANKS, sight.knee, sight.ankle),
        (FEET, sight.heel, sight.toe),
    )
    return np.asarray(sum(mass * ((1 - at) * one[:, 0] + at * other[:, 0]) for (mass, at), one, other in parts))
