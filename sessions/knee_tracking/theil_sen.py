"""The slope that one odd value does not bend, over the reps of a set as over the sets of weeks. Pure, without numpy."""

from collections.abc import Sequence
from itertools import combinations
from statistics import median

FLAGGED_FALL = 0.10  # of the ratio, from first to last: default
SLOPE_ERROR = 0.10  # of the slope: readings shrink and stretch by so much from clip to clip
MEDIAN_COST = 1.25  # standard error of a median slope against that of least squares
Z90 = 1.645


def theil_sen(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """The median of all slopes between two points; None if no two points lie apart."""
    pairs = combinations(zip(xs, ys, strict=True), 2)
    slopes = [(y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in pairs if x2 != x1]
    return median(slopes) if slopes else None
