"""The field's plain formulas on points of the image.

Points are arrays (…, 2), x and y in any one unit, y up or down; results are arrays (…) and NaN where a
point is missing or the formula has no meaning. `lateral_x` is +1 or −1: the sign of x that points away
from the midline for that leg. Definitions and sources: docs/knee-tracking.md, "Formulas".
"""

import numpy as np
from numpy.typing import ArrayLike

from sessions.knee_tracking.track import Floats

NO_LENGTH = 1e-9


def _ratio(top: ArrayLike, bottom: ArrayLike) -> Floats:
    top, bottom = np.asarray(top, float), np.asarray(bottom, float)
    some = np.abs(bottom) > NO_LENGTH
    return np.where(some, top / np.where(some, bottom, 1.0), np.nan)


def fppa_deg(hip: ArrayLike, knee: ArrayLike, ankle: ArrayLike, lateral_x: ArrayLike) -> Floats:
    """Frontal plane projection angle: 180° − angle hip–knee–ankle, + = knee on the midline side.

    It has a meaning only while the knee is nearly straight and the camera square: a good deep squat reads −110°.
    """
    hip, knee, ankle = (np.asarray(point, float) for point in (hip, knee, ankle))
    thigh, shank = knee - hip, ankle - knee
    cross = thigh[..., 0] * shank[..., 1] - thigh[..., 1] * shank[..., 0]
    along = (thigh * shank).sum(axis=-1)
    lengths = np.linalg.norm(thigh, axis=-1) * np.linalg.norm(shank, axis=-1)
    size = np.degrees(np.abs(np.arctan2(cross, along)))
    inward = -np.sign(off_line(hip, knee, ankle)) * np.asarray(lateral_x, float)
    return np.where(lengths > NO_LENGTH, size * inward, np.nan)


def off_line(hip: ArrayLike, knee: ArrayLike, ankle: ArrayLike) -> Floats:
    """How far, in x, the knee lies from the line hip–ankle at the knee's own height."""
    hip, knee, ankle = (np.asarray(point, float) for point in (hip, knee, ankle))
    share = _ratio(knee[..., 1] - ankle[..., 1], hip[..., 1] - ankle[..., 1])
    return np.asarray(knee[..., 0] - (ankle[..., 0] + share * (hip[..., 0] - ankle[..., 0])))


def medial_offset_pct(
    hip: ArrayLike, knee: ArrayLike, ankle: ArrayLike, lateral_x: ArrayLike, leg_length: ArrayLike
) -> Floats:
    """How far the knee lies inside the line hip–ankle in the picture, % of leg length (in the points' unit).

    Depth, camera yaw and stance move it, so only its change at equal depth and view says something.
    """
    return -100 * np.asarray(lateral_x, float) * _ratio(off_line(hip, knee, ankle), leg_length)


def kasr(left_knee: ArrayLike, right_knee: ArrayLike, left_ankle: ArrayLike, right_ankle: ArrayLike) -> Floats:
    """Knee–ankle separation ratio: the knees' distance in x over the ankles'; 1 = knees as wide as ankles."""
    return np.abs(_ratio(_apart(left_knee, right_knee), _apart(left_ankle, right_ankle)))


def knee_to_hip(left_knee: ArrayLike, right_knee: ArrayLike, left_hip: ArrayLike, right_hip: ArrayLike) -> Floats:
    """The knees' distance in x over the hips'."""
    return np.abs(_ratio(_apart(left_knee, right_knee), _apart(left_hip, right_hip)))


def knee_toe_offset(
    knee: ArrayLike, toe: ArrayLike, left_hip: ArrayLike, right_hip: ArrayLike, lateral_x: ArrayLike
) -> Floats:
    """How far, in x, the knee lies inside the toe, in hip widths; + = inside."""
    inside = -np.asarray(lateral_x, float) * _apart(knee, toe)
    return _ratio(inside, np.abs(_apart(left_hip, right_hip)))


def _apart(one: ArrayLike, other: ArrayLike) -> Floats:
    return np.asarray(np.asarray(one, float)[..., 0] - np.asarray(other, float)[..., 0])
