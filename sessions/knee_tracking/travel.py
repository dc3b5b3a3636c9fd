"""How far the knees travel towards the camera in a squat, which the picture itself does not show.

Two guesses, one from the picture and one from how people squat. The first reads low at middle depth, the
second takes everybody for a typical lifter; their mean is better than either.
"""

import numpy as np

from sessions.knee_tracking.track import Floats

SHANK = 0.515  # of thigh + shank, from the ankle point to the knee point
THIGH = 1 - SHANK
MOST_LEAN_DEG = 34.0  # of the shank in a deep squat
LEAN_PER_BEND_DEG = 45.0

_BEND_DEG = np.linspace(0, 150, 301)


def shank_lean_deg(bend_deg: Floats) -> Floats:
    """Forward lean of the shank at a knee bend, degrees: a typical lifter's."""
    return np.asarray(MOST_LEAN_DEG * (1 - np.exp(-bend_deg / LEAN_PER_BEND_DEG)))


def _height(bend_deg: Floats) -> Floats:
    lean = np.radians(shank_lean_deg(bend_deg))
    return np.asarray(SHANK * np.cos(lean) + THIGH * np.cos(np.radians(bend_deg) - lean))


def bend_at(drop: Floats) -> Floats:
    """Knee bend (n,) in degrees when the hips have come down by `drop` leg lengths."""
    height = np.clip(1 - drop, 0.2, 1.0)
    return np.asarray(np.interp(-height, -_height(_BEND_DEG), _BEND_DEG))


def travel_by_posture(drop: Floats) -> Floats:
    """How far (n,) the knee is in front of the ankle, in leg lengths, for hips down by `drop` leg lengths."""
    return np.asarray(SHANK * np.sin(np.radians(shank_lean_deg(bend_at(drop)))))


def hips_by_posture(drop: Floats) -> Floats:
    """How far (n,) the hips are in front of the ankle, in leg lengths; negative = behind it."""
    bend = bend_at(drop)
    lean = shank_lean_deg(bend)
    return np.asarray(SHANK * np.sin(np.radians(lean)) - THIGH * np.sin(np.radians(bend - lean)))


def travel_by_length(knee: Floats, ankle: Floats, distance: float, shank: float) -> Floats:
    """How much nearer (n,) the knee is than the ankle, from the shank's known length, all in leg lengths.

    knee (n, 2) and ankle (2,) are rays. Of the two points of the knee's ray at the shank's length from
    the ankle it is the nearer; where the ray passes by further off, the nearest point of it.
    """
    foot = distance * np.array([*ankle, 1.0])
    rays = np.column_stack([knee, np.ones(len(knee))])
    square, along = (rays**2).sum(axis=1), rays @ foot
    rest = np.clip(along**2 - square * (foot @ foot - shank**2), 0, None)
    return np.asarray(distance - (along - np.sqrt(rest)) / square)
