"""Acute to chronic load ratio: recent against longer load, as a description. It forecasts nothing, so it has no limit.

Random chronic loads associate with injury as well as real ones (Impellizzeri 2021), and a trial of managing load by the
ratio changed nothing (Dalen-Lorentsen 2021).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from sessions.progression.exact import known_loads

ACUTE_DAYS = 7
CHRONIC_DAYS = 28


@dataclass(frozen=True, slots=True)
class EwmaRatio:
    """One value a day, first day first. `shown` is the last ratio, None before day 28 or without chronic load."""

    acute: tuple[float, ...]
    chronic: tuple[float, ...]
    ratio: tuple[float | None, ...]
    shown: float | None


@dataclass(frozen=True, slots=True)
class RollingRatio:
    """Mean daily loads and their ratios. Coupled: the 7 days are part of the 28; uncoupled: against the 21 before."""

    acute: float
    chronic_coupled: float
    chronic_uncoupled: float
    coupled: float | None
    uncoupled: float | None


def ewma_acwr(daily_load: Sequence[float | None]) -> EwmaRatio | None:
    """Exponentially weighted ratio (Williams 2017), seeded with the first day; 0 = rest. None if a day is unknown."""
    days = known_loads(daily_load)
    if not days:
        return None
    acute, chronic = _ewma(days, ACUTE_DAYS), _ewma(days, CHRONIC_DAYS)
    ratio = tuple(_share(a, c) for a, c in zip(acute, chronic, strict=True))
    return EwmaRatio(acute, chronic, ratio, ratio[-1] if len(days) >= CHRONIC_DAYS else None)


def rolling_acwr(daily_load: Sequence[float | None]) -> RollingRatio | None:
    """Ratio of rolling means over the last 28 days; 0 = rest. None with fewer days, or with one of them unknown."""
    days = known_loads(daily_load[-CHRONIC_DAYS:])
    if days is None or len(days) < CHRONIC_DAYS:
        return None
    acute, coupled, before = fmean(days[-ACUTE_DAYS:]), fmean(days), fmean(days[:-ACUTE_DAYS])
    return RollingRatio(acute, coupled, before, _share(acute, coupled), _share(acute, before))


def _ewma(days: Sequence[float], span: int) -> tuple[float, ...]:
    weight = 2 / (span + 1)
    smoothed = [days[0]]
    for load in days[1:]:
        smoothed.append(weight * load + (1 - weight) * smoothed[-1])
    return tuple(smoothed)


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None
