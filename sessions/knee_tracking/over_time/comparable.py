"""May two sets be compared, and if not, why?"""

from enum import StrEnum

from sessions.knee_tracking.over_time.record import FilmedSet, is_same_load

DEPTH_BAND_PCT = 8.0  # % of leg length between the depths: default; drift grows with depth
YAW_BAND_DEG = 10.0  # between the camera's directions: default, from how yaw moves readings of one leg
LOAD_BAND = 0.20  # of the heavier load: default; tracking may get worse with load


class Difference(StrEnum):
    """What keeps two sets from being compared; the first that holds is told."""

    NOT_MEASURED = "not_measured"
    EXERCISE = "exercise"
    ENGINE = "engine"
    LOAD_NOT_SAID = "load_not_said"
    LOAD = "load"
    DEPTH = "depth"
    VIEW = "view"


def why_not_comparable(one: FilmedSet, other: FilmedSet) -> Difference | None:
    """What is too different between two sets; None if they may be compared. The order does not matter."""
    if one.change is None or other.change is None:
        return Difference.NOT_MEASURED
    if one.kind != other.kind:
        return Difference.EXERCISE
    if one.engine != other.engine:
        return Difference.ENGINE
    if one.load_kg is None or other.load_kg is None:
        return Difference.LOAD_NOT_SAID
    if not is_same_load(one, other, LOAD_BAND):
        return Difference.LOAD
    if _apart(one.depth_pct, other.depth_pct, DEPTH_BAND_PCT):
        return Difference.DEPTH
    return Difference.VIEW if _apart(one.yaw_deg, other.yaw_deg, YAW_BAND_DEG) else None


def _apart(one: float | None, other: float | None, band: float) -> bool:
    """Whether two values are further apart than the band, or cannot be told not to be."""
    return one is None or other is None or abs(one - other) > band + 1e-9
