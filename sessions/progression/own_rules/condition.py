"""When an own rule speaks: a reading over a window, compared with a baseline. And what of it cannot be."""

import math
from dataclasses import dataclass
from enum import StrEnum

from sessions.progression.own_rules.points import READS, Kind, Measured, Reads
from sessions.progression.wording import counted

HISTORY_DAYS = 112
"""A rule sees sixteen weeks."""
TOLD_DAYS = 28
"""Default: what holds for longer than this is no news any more."""
USUAL_DAYS = 28
MOST_SESSIONS, MOST_WEEKS = 20, 12
MOST_PERCENT = 500
DAYS_EACH = {Kind.SESSION: 1, Kind.WEEK: 7, Kind.VIDEO: 1}
"""Defaults: what is usual, and how far a coach may go."""


class Window(StrEnum):
    """Over which readings: the last one, the last so many, or those of so many days up to the last one."""

    LAST = "last"
    READINGS = "readings"
    DAYS = "days"


class Statistic(StrEnum):
    """What of a window's readings counts."""

    MEAN = "mean"
    HIGHEST = "highest"
    LOWEST = "lowest"
    SUM = "sum"


class Comparison(StrEnum):
    """How the window's value has to lie."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    RISES = "rises"
    FALLS = "falls"

    @property
    def is_change(self) -> bool:
        """Whether it is a change against something that was, rather than a level."""
        return self in (Comparison.RISES, Comparison.FALLS)


class Scale(StrEnum):
    """In what the amount is said: the reading's own unit, or percent of the baseline."""

    UNITS = "units"
    PERCENT = "percent"


class Baseline(StrEnum):
    """With what it is compared: a number, the athlete's own median of the 28 days before, or the window before."""

    NUMBER = "number"
    USUAL = "usual"
    BEFORE = "before"


@dataclass(frozen=True, slots=True)
class Condition:
    """`count` is how many readings or days the window has (the last reading: 1); `amount` what it is held against."""

    reading: Measured
    window: Window
    count: int
    statistic: Statistic
    comparison: Comparison
    amount: float
    scale: Scale
    baseline: Baseline

    @property
    def reads(self) -> Reads:
        """What is read, with unit and range."""
        return READS[self.reading]

    @property
    def range(self) -> tuple[float, float]:
        """The smallest and the largest amount that means something, both included."""
        reads = self.reads
        if self.scale is Scale.PERCENT:
            return 1, 100 if self.comparison is Comparison.FALLS else MOST_PERCENT
        many = self.count if self.statistic is Statistic.SUM else 1
        low, high, step = reads.minimum * many, reads.maximum * many, reads.step
        if self.comparison.is_change:
            return step, high - low
        # "at least 0 of 10" and "at most 10 of 10" hold always.
        return (low + step, high) if self.comparison is Comparison.AT_LEAST else (low, high - step)

    @property
    def unit(self) -> str:
        """Of the amount: a change of a score is said in points."""
        if self.scale is Scale.PERCENT:
            return "%"
        return "points" if self.comparison.is_change and self.reads.unit == "of 10" else self.reads.unit

    @property
    def step(self) -> float:
        """How finely the amount is said."""
        return 1 if self.scale is Scale.PERCENT else self.reads.step

    @property
    def is_stricter_upwards(self) -> bool:
        """Whether a larger amount is the one that speaks less often."""
        return self.comparison is not Comparison.AT_MOST

    @property
    def days(self) -> int:
        """How many days of history it needs at least, sessions and videos counted as one a day."""
        window = self.count * (1 if self.window is Window.DAYS else DAYS_EACH[self.reads.kind])
        before = {Baseline.NUMBER: 0, Baseline.USUAL: USUAL_DAYS, Baseline.BEFORE: window}[self.baseline]
        return window + before + (0 if self.window is Window.LAST else TOLD_DAYS)

    def problems(self) -> dict[str, str]:
        """What cannot be, by field, each a sentence; empty when all is well."""
        return self._window() | self._comparison() or self._amount()

    def _window(self) -> dict[str, str]:
        kind = self.reads.kind
        most = MOST_WEEKS if kind is Kind.WEEK else MOST_SESSIONS
        if self.window is Window.DAYS and kind is Kind.WEEK:
            return {"window": "Weeks are counted as weeks, not as days."}
        if self.window is Window.DAYS and not 2 <= self.count <= HISTORY_DAYS - TOLD_DAYS:
            return {"count": f"Between 2 and {HISTORY_DAYS - TOLD_DAYS} days."}
        if self.window is Window.READINGS and not 2 <= self.count <= most:
            return {"count": f"Between 2 and {counted(most, kind.value)}."}
        if self.window is Window.LAST and self.count != 1:
            return {"count": f"The last {kind.value} is one."}
        if self.days > HISTORY_DAYS:
            where = "count" if self.baseline is Baseline.NUMBER else "baseline"
            return {
                where: f"This needs {self.days} days of history. Rules see sixteen weeks, which are {HISTORY_DAYS}."
            }
        return {}

    def _comparison(self) -> dict[str, str]:
        found: dict[str, str] = {}
        if self.comparison.is_change and self.baseline is Baseline.NUMBER:
            found["baseline"] = "Say against what it rises or falls: the athlete’s usual, or the time before."
        if not self.comparison.is_change and self.baseline is not Baseline.NUMBER:
            found["baseline"] = "At least and at most take a number. Against the athlete’s own, say rises or falls."
        if self.statistic is Statistic.SUM and self.reading in (Measured.DRIFT, Measured.PAIN_MORNING):
            found["statistic"] = "A sum of this says nothing."
        if self.statistic is Statistic.SUM and self.baseline is Baseline.USUAL:
            found["statistic"] = "A sum is compared with a number, or with the time before."
        if self.scale is Scale.PERCENT and not self.comparison.is_change:
            found["scale"] = "Percent are of a baseline: for at least and at most give the number itself."
        elif self.scale is Scale.PERCENT and not self.reads.in_percent:
            found["scale"] = f"{self.reads.name.capitalize()} is compared in {self.reads.unit}, not in percent."
        return found

    def _amount(self) -> dict[str, str]:
        low, high = self.range
        if not math.isfinite(self.amount) or not low <= self.amount <= high:
            return {
                "amount": f"Between {low:g} and {high:,.10g} {self.unit}.".replace(",", "\N{NARROW NO-BREAK SPACE}")
            }
        return {}
