"""The readings of a window, what lies before them, and what counts of them. Pure, no judging."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from math import fsum
from statistics import fmean, median

from sessions.progression.own_rules.condition import USUAL_DAYS, Baseline, Condition, Statistic, Window
from sessions.progression.own_rules.points import Kind, Point

LEAST_IN_DAYS = 2
LEAST_USUAL = {Kind.SESSION: 4, Kind.WEEK: 3, Kind.VIDEO: 2}
"""Defaults: fewer readings are no window of days, and no usual level."""


def split(points: Sequence[Point], of: Condition) -> tuple[Sequence[Point], Sequence[Point]]:
    """The window at the end, and what lies before it. A window of readings passes over those that are not known,
    but for a sum, which has to know each.
    """
    if not points:
        return (), ()
    if of.window is Window.DAYS:
        first = points[-1].day - timedelta(days=of.count - 1)
        begins = next(i for i, one in enumerate(points) if one.day >= first)
        return points[begins:], points[:begins]
    wanted = 0
    for i in reversed(range(len(points))):
        wanted += points[i].value is not None or of.statistic is Statistic.SUM
        if wanted == of.count:
            return points[i:], points[:i]
    return (), ()


def rests_within(points: Sequence[Point], of: Condition) -> bool:
    """Whether all days on which a judgement of the window at the end rests are among those of these readings."""
    window, earlier = split(points, of)
    before = USUAL_DAYS if of.baseline is Baseline.USUAL else 0
    if of.window is Window.DAYS:
        before = of.count if of.baseline is Baseline.BEFORE else before
        return points[0].day <= points[-1].day - timedelta(days=of.count - 1 + before)
    if of.baseline is Baseline.BEFORE:
        window = split(earlier, of)[0]
    return bool(window) and points[0].day <= window[0].day - timedelta(days=before)


def goes_on_before(in_sight: date, points: Sequence[Point]) -> bool:
    """Whether there were probably readings before those in sight: the first day in sight is no farther from the first
    of them than they are from one another.
    """
    apart = max((later.day - one.day for one, later in pairwise(points)), default=timedelta())
    return points[0].day - in_sight <= apart


def begins_within(points: Sequence[Point], of: Condition) -> bool:
    """Whether the log begins within the days that are summed: their sum is not known."""
    first = points[-1].day - timedelta(days=of.count - 1)
    return of.window is Window.DAYS and of.statistic is Statistic.SUM and points[0].day > first


def days_before(points: Sequence[Point], of: Condition) -> Sequence[Point]:
    """Those of as many days before a window of days; none where the log begins within them."""
    first = points[-1].day - timedelta(days=2 * of.count - 1)
    last = points[-1].day - timedelta(days=of.count)
    if points[0].day > first:
        return ()
    return [one for one in points if first <= one.day <= last]


def value_of(window: Sequence[Point], of: Condition) -> float | None:
    """What counts of a window; None when too little of it is known."""
    known = [one.value for one in window if one.value is not None]
    least = {Window.LAST: 1, Window.READINGS: of.count, Window.DAYS: LEAST_IN_DAYS}[of.window]
    if len(known) < least:
        return None
    if of.statistic is Statistic.SUM:
        return fsum(known) if len(known) == len(window) else None
    counts: Mapping[Statistic, Callable[[Sequence[float]], float]] = {
        Statistic.MEAN: fmean,
        Statistic.HIGHEST: max,
        Statistic.LOWEST: min,
    }
    return counts[of.statistic](known)


def usual_of(window: Sequence[Point], earlier: Sequence[Point], of: Condition) -> float | None:
    """The median of the 28 days before the window."""
    first = window[0].day
    if of.window is Window.DAYS:
        first = window[-1].day - timedelta(days=of.count - 1)
    since = first - timedelta(days=USUAL_DAYS)
    known = [one.value for one in earlier if one.value is not None and one.day >= since]
    return median(known) if len(known) >= LEAST_USUAL[of.reads.kind] else None
