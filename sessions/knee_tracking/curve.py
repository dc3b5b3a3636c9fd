"""The measurement over the whole set, for a chart beside the video."""

from typing import Any

import numpy as np

from sessions.knee_tracking.drift import ratio_half_width, running_mean
from sessions.knee_tracking.grid import GRID_HZ
from sessions.knee_tracking.measure import Measurement
from sessions.knee_tracking.offset import Tracking
from sessions.knee_tracking.tasks.rules import LEFT, RIGHT
from sessions.knee_tracking.track import Floats
from sessions.knee_tracking.verdict import CLEAR, SOME

SCHEMA_ID = "coachhub.knee-tracking.curve/1"
CURVE_HZ = 15.0
EVERY = round(GRID_HZ / CURVE_HZ)


def curve(measurement: Measurement) -> dict[str, Any] | None:
    """The curves as JSON values, null outside reps and in gaps; None if no knee was measured.

    docs/knee-tracking.md has the shape. dkasr is of each moment, the report's the worst of a rep.
    """
    tracking, body = measurement.tracking, measurement.body
    if tracking is None or body is None or np.isnan(tracking.offset_pct).all():
        return None
    offset = running_mean(tracking.offset_pct)
    ratio, half = _ratio_change(offset, tracking), ratio_half_width(tracking)
    return {
        "schema": SCHEMA_ID,
        "hz": CURVE_HZ,
        "start_s": round(float(body.times_s[0]), 4),
        "limits": {"some": SOME, "clear": CLEAR},
        "dkasr": {
            "value": _values(ratio, 3),
            "low": _values(ratio - half, 3),
            "high": _values(ratio + half, 3),
        },
        "offset_pct": {"left": _values(offset[:, LEFT], 2), "right": _values(offset[:, RIGHT], 2)},
        "depth_pct": _values(tracking.depth_pct, 1),
    }


def _ratio_change(offset: Floats, tracking: Tracking) -> Floats:
    if not tracking.both_legs:
        return np.full(len(offset), np.nan)
    return np.asarray(-offset.sum(axis=1) / 100 / tracking.separation)


def _values(values: Floats, digits: int) -> list[float | None]:
    thinned = np.round(values[::EVERY], digits).tolist()
    return [None if value != value else value for value in thinned]  # NaN is not itself
