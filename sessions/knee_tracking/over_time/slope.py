"""A robust slope with its 90 % interval, and what it says: worsens, steady, cannot tell.

As `sessions/knee_tracking/fatigue.py` does over the reps of a set, without the video libraries.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import hypot, sqrt
from statistics import fmean

from sessions.knee_tracking.report import Interval, Trend
from sessions.knee_tracking.theil_sen import FLAGGED_FALL, MEDIAN_COST, SLOPE_ERROR, Z90, theil_sen


class Why(StrEnum):
    """Why nothing can be told."""

    FEW_SETS = "few_sets"
    FEW_LOADS = "few_loads"
    LOADS_TOO_CLOSE = "loads_too_close"
    NOT_MEASURED = "not_measured"
    TOO_UNCERTAIN = "too_uncertain"
    OVERLAP = "overlap"


@dataclass(frozen=True, slots=True)
class Slope:
    """The change of the ratio per step of x, and over the span of x that was seen; no unit, negative = inward."""

    per_step: Interval
    span: float

    @property
    def trend(self) -> Trend:
        """Worsens: certainly downwards, and by FLAGGED_FALL over the span. Steady: certainly less than that."""
        if self.per_step.high < 0 and self.per_step.value * self.span <= -FLAGGED_FALL + 1e-9:
            return Trend.WORSENS
        return Trend.STEADY if self.per_step.low * self.span > -FLAGGED_FALL else Trend.CANNOT_TELL


def slope_of(xs: Sequence[float], ys: Sequence[float], *, least_sd: float) -> Slope | None:
    """Theil–Sen slope of at least four points; None for fewer, or if all x are the same.

    least_sd: scatter of one y that the measurement has by itself, however well these points happen to agree.
    """
    steepness = theil_sen(xs, ys)
    if steepness is None or len(xs) < 4:
        return None
    rest = [y - steepness * x for x, y in zip(xs, ys, strict=True)]
    middle, freedom = fmean(rest), len(xs) - 2
    scatter = sqrt(sum((one - middle) ** 2 for one in rest) / freedom)
    spread = max(Z90 * least_sd, t90(freedom) * scatter)
    mean_x = fmean(xs)
    error = spread / sqrt(sum((x - mean_x) ** 2 for x in xs))
    half = hypot(MEDIAN_COST * error, Z90 * SLOPE_ERROR * steepness)
    return Slope(Interval(steepness, steepness - half, steepness + half), max(xs) - min(xs))


def t90(freedom: int) -> float:
    """The 95 % quantile of Student's t for two degrees of freedom and more, to 2 % (Cornish–Fisher expansion)."""
    z = Z90
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / freedom + second / freedom**2 + third / freedom**3
