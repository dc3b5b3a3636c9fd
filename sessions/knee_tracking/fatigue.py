"""Does tracking get worse over the reps of a set?"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from sessions.knee_tracking.report import Interval, Trend

FEWEST_REPS = 5
FLAGGED_FALL = 0.10  # of the ratio, from the set's first third to its last: default
LEAST_SD = 0.015  # of one rep's ratio: the scatter of the measurement itself
SLOPE_ERROR = 0.10  # of the slope: readings shrink and stretch by so much from clip to clip
MEDIAN_COST = 1.25  # standard error of a median slope against that of least squares
Z90 = 1.645


@dataclass(frozen=True, slots=True)
class FatigueSlope:
    """Theil–Sen slope of a ratio per rep with its 90 % interval, and its fall from first to last third."""

    slope: Interval
    fall: float

    @property
    def fall_reaches_limit(self) -> bool:
        """Whether the ratio falls by FLAGGED_FALL or more."""
        return self.fall >= FLAGGED_FALL - 1e-9

    @property
    def trend(self) -> Trend:
        """Worse only if the slope's interval excludes 0 and the fall is large enough."""
        return Trend.WORSENS if self.slope.high < 0 and self.fall_reaches_limit else Trend.STEADY


def theil_sen(numbers: Sequence[float], values: Sequence[float]) -> float | None:
    """The median of all slopes between two points; None if no two points lie apart."""
    pairs = combinations(zip(numbers, values, strict=True), 2)
    slopes = [(y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in pairs if x2 != x1]
    return float(np.median(slopes)) if slopes else None


def fatigue_slope(ratios: Sequence[float | None]) -> FatigueSlope | None:
    """The slope of a ratio over rep numbers; a rep without a value keeps its number. None under FEWEST_REPS."""
    known = [(number, ratio) for number, ratio in enumerate(ratios, start=1) if ratio is not None]
    if len(known) < FEWEST_REPS:
        return None
    numbers, values = np.array(known).T
    slope = theil_sen(numbers.tolist(), values.tolist()) or 0.0
    rest = values - slope * numbers
    scatter = max(LEAST_SD, float(np.std(rest, ddof=2)))
    error = scatter / float(np.sqrt(((numbers - numbers.mean()) ** 2).sum()))
    half = Z90 * float(np.hypot(MEDIAN_COST * error, SLOPE_ERROR * slope))
    third = len(known) // 3
    fall = float(values[:third].mean() - values[-third:].mean())
    return FatigueSlope(Interval(slope, slope - half, slope + half), fall)
