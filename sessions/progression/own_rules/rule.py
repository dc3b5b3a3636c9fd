"""An own rule as a rule like the others: a history in, a finding or None out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import fsum
from statistics import fmean, median
from typing import Any, Self

from sessions.progression.exact import more_than
from sessions.progression.findings import Finding, Reading, Rule, Severity, Threshold
from sessions.progression.history import AthleteHistory
from sessions.progression.own_rules.condition import (
    HISTORY_DAYS,
    TOLD_DAYS,
    USUAL_DAYS,
    Baseline,
    Comparison,
    Condition,
    Scale,
    Statistic,
    Window,
)
from sessions.progression.own_rules.points import Kind, Measured, Point, measured
from sessions.progression.own_rules.words import finding_sentence

PREFIX = "own."
RECENT_DAYS = {Kind.SESSION: 14, Kind.WEEK: 14, Kind.VIDEO: 28}
"""Defaults: a newest reading that is older says nothing about now."""
LEAST_IN_DAYS = 2
LEAST_USUAL = {Kind.SESSION: 4, Kind.WEEK: 3, Kind.VIDEO: 2}
"""Defaults: fewer readings are no usual level."""


@dataclass(frozen=True, slots=True)
class _Held:
    """The window's readings, the value that came of them, and what it was compared with (None: a number)."""

    window: Sequence[Point]
    value: float
    base: float | None


@dataclass(frozen=True)
class OwnRule(Rule):
    """A rule that a coach composed. The `key` is its own for good, `version` counts the changes of its condition."""

    key: str
    name: str
    severity: Severity
    version: int
    condition: Condition
    source: str = "a rule of your own"

    @property
    def thresholds(self) -> tuple[Threshold, ...]:
        """The amount is the one number to move."""
        of = self.condition
        low, high = of.range
        return (Threshold("amount", of.amount, of.unit, of.amount, low, high, None),)

    @property
    def silent_days(self) -> int | None:
        """A week ends although nothing is logged."""
        return 0 if self.condition.reads.kind is Kind.WEEK else None

    @property
    def on_entry(self) -> bool:
        """What is logged is always a reason to look."""
        return True

    def frozen(self) -> dict[str, Any]:
        """What `from_frozen` makes the same rule of, as JSON."""
        of = self.condition
        return {
            "name": self.name,
            "severity": self.severity.value,
            "version": self.version,
            "reading": of.reading.value,
            "window": of.window.value,
            "count": of.count,
            "statistic": of.statistic.value,
            "comparison": of.comparison.value,
            "amount": of.amount,
            "scale": of.scale.value,
            "baseline": of.baseline.value,
        }

    @classmethod
    def from_frozen(cls, key: str, said: Mapping[str, Any]) -> Self:
        """The rule that was frozen. Raises ValueError or KeyError for what no rule can be."""
        condition = Condition(
            reading=Measured(said["reading"]),
            window=Window(said["window"]),
            count=int(said["count"]),
            statistic=Statistic(said["statistic"]),
            comparison=Comparison(said["comparison"]),
            amount=float(said["amount"]),
            scale=Scale(said["scale"]),
            baseline=Baseline(said["baseline"]),
        )
        return cls(key, said["name"], Severity(said["severity"]), int(said["version"]), condition)

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """Judge the newest readings. What is not known counts as nothing, and too few readings say nothing.

        The last reading is an event of its own; a window is one with the windows before it for which it held too, and
        is told for four weeks.
        """
        of = self.condition
        points = measured(of.reading, history, HISTORY_DAYS)
        ends = [i for i, one in enumerate(points) if one.value is not None or of.statistic is Statistic.SUM]
        newest = points[ends[-1]] if ends else None
        if newest is None or (history.today - _ended(newest, of)).days >= RECENT_DAYS[of.reads.kind]:
            return None
        held = self._judge(points[: ends[-1] + 1])
        if held is None:
            return None
        first = newest
        for i in reversed(ends[:-1] if of.window is not Window.LAST else []):
            if self._judge(points[: i + 1]) is None:
                break
            if (newest.day - points[i].day).days > TOLD_DAYS:
                return None
            first = points[i]
        return self._finding(held, first)

    def _judge(self, points: Sequence[Point]) -> _Held | None:
        """Whether it holds of these readings, the last being where the window ends."""
        of = self.condition
        window, earlier = _split(points, of)
        value = _value(window, of)
        if value is None or _begins_within(points, of):
            return None
        if of.baseline is Baseline.NUMBER:
            base = None
        elif of.baseline is Baseline.BEFORE:
            before = _days_before(points, of) if of.window is Window.DAYS else _split(earlier, of)[0]
            base = _value(before, of)
        else:
            base = _usual(window, earlier, of)
        if of.baseline is not Baseline.NUMBER and base is None:
            return None
        return _Held(window, value, base) if _holds(of, value, base) else None

    def _finding(self, held: _Held, first: Point) -> Finding:
        reads = self.condition.reads
        return self.finding(
            about=first.about,
            sentence=finding_sentence(self.condition, held.value, held.base),
            readings=(
                *(Reading(reads.name, one.value, reads.unit, one.at, one.low, one.high) for one in held.window),
                *self._compared(held),
            ),
        )

    def _compared(self, held: _Held) -> tuple[Reading, ...]:
        if held.base is None:
            return ()
        label = "usual" if self.condition.baseline is Baseline.USUAL else "the time before"
        reads, at = self.condition.reads, held.window[0].day
        return (Reading(f"{reads.name}, {label}", round(held.base, 2), reads.unit, at),)

    def _moved(self, values: Mapping[str, Any]) -> Self:
        return replace(self, condition=replace(self.condition, amount=values["amount"]))


def _ended(point: Point, of: Condition) -> date:
    return point.day + timedelta(days=6) if of.reads.kind is Kind.WEEK else point.day


def _split(points: Sequence[Point], of: Condition) -> tuple[Sequence[Point], Sequence[Point]]:
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


def _begins_within(points: Sequence[Point], of: Condition) -> bool:
    """Whether the log begins within the days that are summed: their sum is not known."""
    first = points[-1].day - timedelta(days=of.count - 1)
    return of.window is Window.DAYS and of.statistic is Statistic.SUM and points[0].day > first


def _days_before(points: Sequence[Point], of: Condition) -> Sequence[Point]:
    first = points[-1].day - timedelta(days=2 * of.count - 1)
    last = points[-1].day - timedelta(days=of.count)
    if points[0].day > first:
        return ()  # the log begins within it
    return [one for one in points if first <= one.day <= last]


def _value(window: Sequence[Point], of: Condition) -> float | None:
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


def _usual(window: Sequence[Point], earlier: Sequence[Point], of: Condition) -> float | None:
    """The median of the 28 days before the window."""
    first = window[0].day
    if of.window is Window.DAYS:
        first = window[-1].day - timedelta(days=of.count - 1)
    since = first - timedelta(days=USUAL_DAYS)
    known = [one.value for one in earlier if one.value is not None and one.day >= since]
    return median(known) if len(known) >= LEAST_USUAL[of.reads.kind] else None


def _holds(of: Condition, value: float, base: float | None) -> bool:
    if of.comparison is Comparison.AT_LEAST:
        return not more_than(of.amount, value)
    if of.comparison is Comparison.AT_MOST:
        return not more_than(value, of.amount)
    if base is None or (of.scale is Scale.PERCENT and base <= 0):
        return False
    by = base * of.amount / 100 if of.scale is Scale.PERCENT else of.amount
    rises = of.comparison is Comparison.RISES
    return not (more_than(base + by, value) if rises else more_than(value, base - by))
