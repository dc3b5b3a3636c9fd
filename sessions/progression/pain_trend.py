"""A slow rise of pain, found by an exponentially weighted mean against the athlete's own first readings.

The simple rule: what the one that alerts (`pain_rise.py`, `pain_watch.py`) is measured against, and the worked
examples' `pain_trend`.
The limits come from simulation: they keep false alerts rare, and are defaults, not a statement about the body.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median, stdev

from sessions.progression.exact import more_than
from sessions.progression.pain import known_pain

BASELINE_READINGS = 6
WEIGHT = 0.3
LIMIT_SDS = 2.7
LEAST_RISE = 1.5
LEAST_LEVEL = 2.5
LEAST_SD = 1.0
DAYS_FROM_FIRST = 10
RECENT_DAYS = 14
RECENT_READINGS = 3
SILENT_DAYS = 14
CALM_ABOVE_BASELINE = 1
CALM_READINGS = 3


@dataclass(frozen=True, slots=True)
class TrendAlert:
    """The day on which the rule spoke, and the smoothed pain of that day, 0 to 10."""

    day: int
    smoothed: float


@dataclass(frozen=True, slots=True)
class PainTrend:
    """What the series shows.

    baseline, sd: median and spread of the first six readings, in points; None until there is one reading more.
    alerts: oldest first. is_open: the last alert has not been followed by three calm readings in a row.
    """

    baseline: float | None
    sd: float | None
    alerts: tuple[TrendAlert, ...]
    is_open: bool


def pain_trend(
    readings: Iterable[tuple[int, int | None]],
    *,
    least_rise: float = LEAST_RISE,
    least_level: float = LEAST_LEVEL,
    limit_sds: float = LIMIT_SDS,
) -> PainTrend:
    """Watch one question's readings, (day, score) in any order, for a rise beyond the athlete's own noise.

    Days are counted from any one date. Of two readings on one day the higher counts; unknown and impossible ones are
    skipped. From the seventh reading on it speaks when the smoothed pain is above the baseline by more than chance
    allows and by `least_rise` points, and is at `least_level` or more; not before day 10, nor with fewer than three
    readings in 14 days. Then it is silent for 14 days, and until three readings in a row are at most a point above
    the baseline.
    """
    series = _one_a_day(readings)
    if len(series) <= BASELINE_READINGS:
        return PainTrend(None, None, (), is_open=False)
    first_six = [score for _, score in series[:BASELINE_READINGS]]
    baseline, sd = median(first_six), max(LEAST_SD, stdev(first_six))
    smoothed, calm, is_open = baseline, 0, False
    alerts: list[TrendAlert] = []
    for i, (day, score) in enumerate(series[BASELINE_READINGS:], start=1):
        smoothed = WEIGHT * score + (1 - WEIGHT) * smoothed
        calm = calm + 1 if score <= baseline + CALM_ABOVE_BASELINE else 0
        is_open = is_open and calm < CALM_READINGS
        rise = smoothed - baseline
        enough = not more_than(least_rise, rise) and not more_than(least_level, smoothed)
        stands_out = enough and more_than(rise, limit_sds * _chance(sd, i))
        rested = not alerts or day - alerts[-1].day >= SILENT_DAYS
        if stands_out and rested and not is_open and _is_dense(series[: BASELINE_READINGS + i]):
            alerts.append(TrendAlert(day, smoothed))
            is_open, calm = True, 0
    return PainTrend(baseline, sd, tuple(alerts), is_open)


def _one_a_day(readings: Iterable[tuple[int, int | None]]) -> list[tuple[int, int]]:
    by_day: dict[int, int] = {}
    for day, value in readings:
        score = known_pain(value)
        if score is not None:
            by_day[day] = max(score, by_day.get(day, 0))
    return sorted(by_day.items())


def _chance(sd: float, readings: int) -> float:
    """How far the smoothed value strays by chance after so many readings: one SD, in points."""
    return sd * math.sqrt(WEIGHT / (2 - WEIGHT) * (1 - (1 - WEIGHT) ** (2 * readings)))


def _is_dense(series: Sequence[tuple[int, int]]) -> bool:
    today = series[-1][0]
    recent = [day for day, _ in series[-RECENT_READINGS:] if today - day <= RECENT_DAYS]
    return today - series[0][0] >= DAYS_FROM_FIRST and len(recent) >= RECENT_READINGS
