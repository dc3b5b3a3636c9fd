"""The camera as far as the picture gives it away, and the athlete's size in it.

Lengths are in leg lengths (thigh + shank): a squat filmed from nearer or with another lens gives the same
numbers. The focal length is assumed; 20 % more or less moves an offset by under 0.05 % of leg length.
"""

from dataclasses import dataclass

import numpy as np

from sessions.knee_tracking.joints import ANKLES, HIPS, KNEES, SHOULDERS
from sessions.knee_tracking.track import Flags, Floats

FOCAL_PER_SIDE = 0.75  # of the picture's longest side: phones' main cameras
LEG_SHORT = 0.95  # hip to ankle points against hip to ankle joints: hips 2 % low, ankles 3 % high
TORSO_PER_LEG = 0.61  # where the leg is never straight: hips' to shoulders' middle, of leg length
LEAST_ROLL_DEG = 0.5  # standing roll is known to 0.2°, so less than this is left alone
FEWEST_FRAMES = 3


@dataclass(frozen=True, slots=True)
class Camera:
    """How px become directions, and how far the athlete stands.

    centre: (2,) px. leg_px: length of a leg at the athlete's distance. distance: to the ankles, leg lengths.
    """

    centre: Floats
    focal_px: float
    leg_px: float
    roll_deg: float

    @property
    def distance(self) -> float:
        """From the camera to the athlete's ankles, in leg lengths."""
        return self.focal_px / self.leg_px

    def rays(self, points: Floats) -> Floats:
        """Points (…, 2) px as directions: x and y at distance 1, upright, x right, y down."""
        off = (points - self.centre) / self.focal_px
        if abs(self.roll_deg) < LEAST_ROLL_DEG:
            return np.asarray(off)
        turn = np.radians(-self.roll_deg)
        matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        return np.asarray(off @ matrix.T)


def find_camera(points: Floats, still: Flags, size: tuple[int, int], *, straight_legs: bool) -> Camera | None:
    """The camera from points (n, 13, 2) px in the frames where the athlete stands still (n,).

    `straight_legs` says that the legs themselves can be measured then. None if the athlete is not seen standing.
    """
    standing = points[still]
    standing = standing[~np.isnan(standing[:, 0, 0])]
    if len(standing) < FEWEST_FRAMES:
        return None
    ankles, shoulders = standing[:, ANKLES].mean(axis=1), standing[:, SHOULDERS].mean(axis=1)
    lean = np.median(shoulders - ankles, axis=0)
    if straight_legs:
        leg = sum(segment_px(standing)) / LEG_SHORT
    else:
        torso = np.linalg.norm(shoulders - standing[:, HIPS].mean(axis=1), axis=1)
        leg = float(np.median(torso)) / TORSO_PER_LEG
    return Camera(
        centre=np.array(size) / 2,
        focal_px=FOCAL_PER_SIDE * max(size),
        leg_px=leg,
        roll_deg=float(np.degrees(np.arctan2(lean[0], -lean[1]))) if straight_legs else 0.0,
    )


def segment_px(standing: Floats) -> tuple[float, float]:
    """Thigh and shank in the picture, px, mean of both legs, from points (n, 13, 2) of standing frames."""
    thighs = np.linalg.norm(standing[:, HIPS] - standing[:, KNEES], axis=2)
    shanks = np.linalg.norm(standing[:, KNEES] - standing[:, ANKLES], axis=2)
    return float(np.nanmedian(thighs)), float(np.nanmedian(shanks))
