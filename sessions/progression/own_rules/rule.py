"""An own rule as a rule like the others: a history in, a finding or None out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Self

from sessions.progression.exact import more_than
from sessions.progression.findings import Finding, Reading, Rule, Severity, Threshold
from sessions.progression.history import AthleteHistory
from sessions.progression.own_rules.condition import (
    HISTORY_DAYS,
    TOLD_DAYS,
    Baseline,
    Comparison,
    Condition,
    Scale,
    Statistic,
    Window,
)
from sessions.progression.own_rules.points import Kind, Measured, Point, measured
from sessions.progression.own_rules.windows import (
    begins_within,
    days_before,
    goes_on_before,
    rests_within,
    split,
    usual_of,
    value_of,
)
from sessions.progression.own_rules.words import finding_sentence
from sessions.progression.rules.tracking import RECENT_VIDEO_DAYS

PREFIX = "own."
RECENT_DAYS = {Kind.SESSION: 14, Kind.WEEK: 14, Kind.VIDEO: RECENT_VIDEO_DAYS}
"""Defaults: a newest reading that is older says nothing about now."""


@dataclass(frozen=True, slots=True)
class _Measured:
    """The window's readings, the value that comes of them, and what it is compared with (None: a number)."""

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

    @cached_property
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
        is told for four weeks. Where it held as far back as can be judged, its beginning is out of sight: it may be
        no news, and as the sixteen weeks move on it would be another event with each session. So it is not told.
        """
        of = self.condition
        points = measured(of.reading, history, HISTORY_DAYS)
        ends = [i for i, one in enumerate(points) if one.value is not None or of.statistic is Statistic.SUM]
        newest = points[ends[-1]] if ends else None
        if newest is None or (history.today - _ended(newest, of)).days >= RECENT_DAYS[of.reads.kind]:
            return None
        now = self._measured(points[: ends[-1] + 1])
        if now is None or not _holds(of, now):
            return None
        first = newest
        in_sight = history.today - timedelta(days=HISTORY_DAYS - 1)
        for i in reversed(ends[:-1] if of.window is not Window.LAST else []):
            then, is_old = self._measured(points[: i + 1]), (newest.day - points[i].day).days > TOLD_DAYS
            is_sure = (then is not None and is_old) or rests_within(points[: i + 1], of)
            if not is_sure and goes_on_before(in_sight, points):
                return None
            if then is None or not _holds(of, then):
                break
            if is_old:
                return None
            first = points[i]
        return self._finding(now, first)

    def _measured(self, points: Sequence[Point]) -> _Measured | None:
        """What counts of these readings, the last being where the window ends; None when they are too few."""
        of = self.condition
        window, earlier = split(points, of)
        value = value_of(window, of)
        if value is None or begins_within(points, of):
            return None
        if of.baseline is Baseline.NUMBER:
            base = None
        elif of.baseline is Baseline.BEFORE:
            before = days_before(points, of) if of.window is Window.DAYS else split(earlier, of)[0]
            base = value_of(before, of)
        else:
            base = usual_of(window, earlier, of)
        if of.baseline is not Baseline.NUMBER and base is None:
            return None
        return _Measured(window, value, base)

    def _finding(self, now: _Measured, first: Point) -> Finding:
        reads = self.condition.reads
        return self.finding(
            about=first.about,
            sentence=finding_sentence(self.condition, now.value, now.base),
            readings=(
                *(Reading(reads.name, one.value, reads.unit, one.at, one.low, one.high) for one in now.window),
                *self._compared(now),
            ),
        )

    def _compared(self, now: _Measured) -> tuple[Reading, ...]:
        if now.base is None:
            return ()
        label = "usual" if self.condition.baseline is Baseline.USUAL else "the time before"
        reads, at = self.condition.reads, now.window[0].day
        return (Reading(f"{reads.name}, {label}", round(now.base, 2), reads.unit, at),)

    def _moved(self, values: Mapping[str, Any]) -> Self:
        return replace(self, condition=replace(self.condition, amount=values["amount"]))


def _ended(point: Point, of: Condition) -> date:
    return point.day + timedelta(days=6) if of.reads.kind is Kind.WEEK else point.day


def _holds(of: Condition, now: _Measured) -> bool:
    value, base = now.value, now.base
    if of.comparison is Comparison.AT_LEAST:
        return not more_than(of.amount, value)
    if of.comparison is Comparison.AT_MOST:
        return not more_than(value, of.amount)
    if base is None or (of.scale is Scale.PERCENT and base <= 0):
        return False
    by = base * of.amount / 100 if of.scale is Scale.PERCENT else of.amount
    rises = of.comparison is Comparison.RISES
    return not (more_than(base + by, value) if rises else more_than(value, base - by))
