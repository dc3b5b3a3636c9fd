"""Does tracking get worse over the reps of a set?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sessions.knee_tracking.report import Interval, Trend
from sessions.knee_tracking.theil_sen import FLAGGED_FALL, MEDIAN_COST, SLOPE_ERROR, Z90, theil_sen

FEWEST_REPS = 5
LEAST_SD = 0.015  # of one rep's ratio: the scatter of the measurement itself


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
