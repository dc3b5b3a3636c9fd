"""The skeleton for the browser to draw over the video."""

from typing import Any

import numpy as np

from sessions.knee_tracking.grid import GRID_HZ, Motion, low_pass
from sessions.knee_tracking.joints import Joint
from sessions.knee_tracking.stance import SMOOTH_HZ
from sessions.knee_tracking.track import PoseTrack

SCHEMA_ID = "coachhub.knee-tracking.overlay/1"
SEEN = 0.3  # the pose model's own visibility, of 1: less, and the joint is a guess behind something
DIGITS = 4


def overlay(motion: Motion, track: PoseTrack) -> dict[str, Any]:
    """The joints over time as JSON values; docs/knee-tracking.md has the shape.

    Frames lie 1 / hz apart from start_s on. A frame is null in gaps, else x and y of each joint, 0..1 of the
    upright picture, or null for a joint that is hidden or outside it.
    """
    places = low_pass(motion.points, SMOOTH_HZ) / (track.width, track.height)
    inside = ((places >= 0) & (places <= 1)).all(axis=2) & (motion.visibility >= SEEN)
    places = np.where(inside[..., None], np.round(places, DIGITS), np.nan)
    return {
        "schema": SCHEMA_ID,
        "joints": [joint.name.lower() for joint in Joint],
        "start_s": round(float(motion.times_s[0]), 4) if len(motion.times_s) else 0.0,
        "hz": GRID_HZ,
        "frames": [_frame(frame) for frame in places.tolist()],
    }


def _frame(joints: list[list[float]]) -> list[list[float] | None] | None:
    seen = [None if x != x else [x, y] for x, y in joints]  # NaN is not itself
    return seen if any(seen) else None
