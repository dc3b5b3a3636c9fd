"""Is there a trend, and how steep? Mann-Kendall and Theil-Sen; both ask only for order, not for a shape."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from statistics import median

from sessions.progression.exact import known

MOST_EXACT = 8
"""Up to this many values p is also counted over all orderings; the normal approximation is off for ten and fewer."""


@dataclass(frozen=True, slots=True)
class MannKendall:
    """S = pairs that rise minus pairs that fall; its variance with ties; z with continuity correction.

    The p values are one-sided, for a rise; the exact one is None above eight values. `tau_a` = S / all pairs.
    """

    s: int
    var_s: float
    z: float
    p_one_sided_normal: float
    p_one_sided_exact: float | None
    tau_a: float


def mann_kendall(values: Sequence[float | None]) -> MannKendall | None:
    """Test a series, oldest first, for a rise. Unknown values are skipped; None with fewer than two known ones."""
    series = [number for value in values if (number := known(value)) is not None]
    n = len(series)
    if n < 2:
        return None
    pairs = list(combinations(series, 2))
    s = sum((later > earlier) - (later < earlier) for earlier, later in pairs)
    ties = Counter(series).values()
    var_s = (n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties)) / 18
    z = (s - math.copysign(1, s)) / math.sqrt(var_s) if s else 0.0
    exact = _share_of_orderings(series, s) if n <= MOST_EXACT else None
    return MannKendall(s, var_s, z, math.erfc(z / math.sqrt(2)) / 2, exact, s / len(pairs))


def theil_sen(times: Sequence[float], values: Sequence[float | None]) -> float | None:
    """Median of the slopes between all pairs, in value per time. Unknown values are skipped, their times kept.

    Pairs at the same moment have no slope; None when no pair is left. Raises ValueError when the lengths differ.
    """
    points = [(t, v) for t, value in zip(times, values, strict=True) if (v := known(value)) is not None]
    slopes = [(v2 - v1) / (t2 - t1) for (t1, v1), (t2, v2) in combinations(points, 2) if t1 != t2]
    return median(slopes) if slopes else None


def _share_of_orderings(series: Sequence[float], s: int) -> float:
    """The share of all orderings of these values, ties kept, whose S is at least `s`."""
    counts = Counter(series)
    ordered = tuple(counts[value] for value in sorted(counts))
    untied = sum(a * b for a, b in combinations(ordered, 2))
    orderings = _orderings_by_inversions(ordered)
    # Each inversion takes a pair from the rising to the falling ones: S = untied - 2 x inversions.
    reaching = sum(number for inversions, number in orderings.items() if untied - 2 * inversions >= s)
    return reaching / sum(orderings.values())


@cache
def _orderings_by_inversions(counts: tuple[int, ...]) -> Counter[int]:
    """How many orderings of a multiset have how many inversions; `counts` in ascending order of the values."""
    if not any(counts):
        return Counter({0: 1})
    found: Counter[int] = Counter()
    for i, count in enumerate(counts):
        if count:
            # Put one of value i first: every smaller value that is left then comes after a larger one.
            rest = (*counts[:i], count - 1, *counts[i + 1 :])
            for inversions, number in _orderings_by_inversions(rest).items():
                found[inversions + sum(counts[:i])] += number
    return found
