"""Whether reported pain has risen beyond an athlete's own noise, as far as was known on the evening of one day.

The last sessions are compared with those before them, for every place at which the rise may have begun. The noise is
the athlete's own: its spread and how much one session resembles the one before are learnt from the same nine weeks,
held near an ordinary reporter's until there are enough of them. All numbers are our defaults, chosen by simulation
(`bench/alert_accuracy.py`); they are no statement about the body.
"""

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from statistics import fmean, median

from sessions.progression.pain_days import PainDay

WINDOW_DAYS = 63
LEAST_BEFORE = 6
LEAST_SINCE = 4
MOST_SINCE = 16
RECENT = 4
LATEST = 3
DENSE_DAYS = 21
DAYS_FROM_FIRST = 10

LEAST_RISE = 1.5
LEAST_LEVEL = 2.0
LEAST_RATIO = 3.0
"""How many times its standard error the difference must be. Above 2, since the place of the change was searched for."""
ALONE_RISE = 0.5
ALONE_RATIO = 0.25
"""What one question alone must have on top of what all four together must have."""
LATEST_ABOVE = 1.0

USUAL_SD = 0.9
USUAL_SD_READINGS = 6
USUAL_LIKENESS = 0.25
USUAL_LIKENESS_READINGS = 15
MOST_LIKENESS = 0.9
LIKELY = 1.645
"""Standard errors to each side of a range that holds the truth nine times in ten."""


_day_of = attrgetter("day")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a rise must have: points above usual, worst pain at least (0 to 10), standard errors (see LEAST_RATIO)."""

    rise: float = LEAST_RISE
    level: float = LEAST_LEVEL
    ratio: float = LEAST_RATIO


@dataclass(frozen=True, slots=True)
class PainRise:
    """A rise of pain as it stood on the evening of `day`.

    rise, low, high: points above usual over the last four answers, with its likely range (9 in 10). sessions: in how
    many sessions, as far as can be told. usual, now: mean highest pain before it, and of the last three answers.
    usual_answers: the mean answer to each of the evening's questions before it; None where there was none.
    ratio: the difference in standard errors.
    """

    day: int
    rise: float
    low: float
    high: float
    sessions: int
    usual: float
    now: float
    usual_answers: tuple[float | None, ...]
    ratio: float


@dataclass(frozen=True, slots=True)
class _Split:
    """A series cut where its two parts differ most. rise and error in points; ratio in standard errors."""

    since: int
    rise: float
    error: float
    ratio: float


def rise_on(days: Sequence[PainDay], index: int, limits: Limits) -> PainRise | None:
    """The rise on the evening of `days[index]`, oldest first, from that day's answers and the nine weeks before."""
    today = days[index]
    latest = [peak for one in days[max(0, index - LATEST + 1) : index + 1] if (peak := one.peak) is not None]
    if today.peak is None or fmean(latest) < limits.level:
        return None
    first = bisect_left(days, today.day - WINDOW_DAYS, hi=index, key=_day_of)
    if index - first + 1 < LEAST_BEFORE + LEAST_SINCE:
        return None
    return _judge((*days[first:index], today.in_the_evening), limits)


# The same evening is asked about again on each of the following days, live as in a replay: remembered for that.
@lru_cache(maxsize=4096)
def _judge(window: tuple[PainDay, ...], limits: Limits) -> PainRise | None:
    if not _is_dense(window):
        return None
    with_peak = [one for one in window if one.peak is not None]
    peaks = [float(one.peak or 0) for one in with_peak]
    split, answered = _risen(_together(window), limits.rise, limits.ratio), list(window)
    if split is None:
        split, answered = _risen(peaks, limits.rise + ALONE_RISE, limits.ratio + ALONE_RATIO), with_peak
    if split is None:
        return None
    before = [one for one in window if one.day < answered[-split.since].day]
    usual = fmean([peak for one in before if (peak := one.peak) is not None] or [0])
    if median(peaks[-LATEST:]) < usual + LATEST_ABOVE:
        return None
    return PainRise(
        day=window[-1].day,
        rise=split.rise,
        low=max(0.0, split.rise - LIKELY * split.error),
        high=min(10.0, split.rise + LIKELY * split.error),
        sessions=split.since,
        usual=usual,
        now=fmean(peaks[-LATEST:]),
        usual_answers=tuple(_mean([one[q] for one in before]) for q in (1, 2, 3)),
        ratio=split.ratio,
    )


def _is_dense(window: Sequence[PainDay]) -> bool:
    return window[-1].day - window[-3].day <= DENSE_DAYS and window[-1].day - window[0].day >= DAYS_FROM_FIRST


def _mean(answers: Sequence[int | None]) -> float | None:
    known = [answer for answer in answers if answer is not None]
    return fmean(known) if known else None


def _together(window: Sequence[PainDay]) -> list[float]:
    """One value a day, in points: the mean of its answers, each against the mean answer to the same question.

    So a day on which only the low question "before" was answered is not a calm day.
    """
    means = [_mean(column) for column in list(zip(*window, strict=True))[1:]]
    values = []
    for one in window:
        above = [a - mean for a, mean in zip(one[1:], means, strict=True) if a is not None and mean is not None]
        values.append(sum(above) / len(above))
    return values


def _risen(values: Sequence[float], least_rise: float, least_ratio: float) -> _Split | None:
    """The split of a series whose recent values lie above the earlier ones by both; None if there is none."""
    count, total = len(values), sum(values)
    best, since, before = 0.0, 0, 0.0
    after_sum = sum(values[count - LEAST_SINCE + 1 :])
    for k in range(LEAST_SINCE, min(MOST_SINCE, count - LEAST_BEFORE) + 1):
        after_sum += values[count - k]
        mean_before = (total - after_sum) / (count - k)
        step = after_sum / k - mean_before
        explained = step * step * k * (count - k)
        if step > 0 and explained > best:
            best, since, before = explained, k, mean_before
    rise = fmean(values[-RECENT:]) - before
    if not since or rise < least_rise:
        return None
    step = fmean(values[-since:]) - before
    sd, likeness = _noise([v - before for v in values[:-since]], _about_own_line(values[-since:]))
    tied = _TIED[round(likeness * 20)]
    ratio = step / (sd * math.sqrt(tied[since] + tied[count - since]))
    error = sd * math.sqrt(tied[RECENT] + tied[count - since])
    return _Split(since, rise, error, ratio) if ratio > least_ratio else None


def _about_own_line(values: Sequence[float]) -> list[float]:
    """The values about their own straight line: on a slow rise, what is left about their mean is not noise."""
    middle, mean = (len(values) - 1) / 2, fmean(values)
    slope = sum((i - middle) * v for i, v in enumerate(values)) / sum((i - middle) ** 2 for i in range(len(values)))
    slope = max(slope, 0.0)
    return [v - mean - slope * (i - middle) for i, v in enumerate(values)]


def _noise(before: Sequence[float], since: Sequence[float]) -> tuple[float, float]:
    """Spread (SD, points) and likeness (lag-1 autocorrelation) of both parts about their means, shrunk to the usual."""
    squares = sum(v * v for v in before) + sum(v * v for v in since)
    neighbours = sum(part[i] * part[i + 1] for part in (before, since) for i in range(len(part) - 1))
    count, usual_square = len(before) + len(since), USUAL_SD**2
    held = USUAL_LIKENESS_READINGS * usual_square
    likeness = (neighbours + USUAL_LIKENESS * held) / (squares + held)
    # An autocorrelation about an estimated mean comes out too low, by about (1 + 3 phi) / n (Kendall 1954).
    likeness += (1 + 3 * likeness) / (count + USUAL_LIKENESS_READINGS)
    variance = (USUAL_SD_READINGS * usual_square + squares) / (USUAL_SD_READINGS + count - 3)
    return math.sqrt(variance), min(max(likeness, 0.0), MOST_LIKENESS)


def _variance_of_mean(phi: float, count: int) -> float:
    """Of the mean of `count` values of variance 1 with autocorrelation phi ** lag."""
    return (1 + 2 * sum((1 - lag / count) * phi**lag for lag in range(1, count))) / count


_TIED = tuple(
    tuple(_variance_of_mean(step / 20, count) if count else 0.0 for count in range(WINDOW_DAYS + 2))
    for step in range(round(MOST_LIKENESS * 20) + 1)
)
"""By likeness (steps of 0.05) and count; worked out once."""
