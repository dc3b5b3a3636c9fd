"""What a coach can compose a rule from, and whether it fits together: reading, window, comparison, baseline."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean
from types import MappingProxyType

from sessions.progression.history import SessionRecord

MOST_SESSIONS, MOST_DAYS = 12, 42


class Reading(StrEnum):
    """What of a session is looked at."""

    WORST_PAIN = "worst_pain"
    PAIN_BEFORE = "pain_before"
    PAIN_AFTER = "pain_after"
    MORNING_RISE = "morning_rise"
    SESSION_RPE = "session_rpe"
    MINUTES = "minutes"
    LEG_LOAD = "leg_load"


class Summary(StrEnum):
    """How the readings of a window become one number."""

    MEAN = "mean"
    HIGHEST = "highest"
    LOWEST = "lowest"
    SUM = "sum"


class Over(StrEnum):
    """What a window counts."""

    SESSIONS = "sessions"
    DAYS = "days"


class Comparison(StrEnum):
    """When the rule speaks up."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOVE = "above"
    BELOW = "below"
    PERCENT_ABOVE = "percent_above"
    PERCENT_BELOW = "percent_below"

    @property
    def is_relative(self) -> bool:
        """Whether it needs a baseline."""
        return self not in (Comparison.AT_LEAST, Comparison.AT_MOST)

    @property
    def is_share(self) -> bool:
        """Whether its amount is a share of the baseline, in percent."""
        return self in (Comparison.PERCENT_ABOVE, Comparison.PERCENT_BELOW)


class Baseline(StrEnum):
    """What a relative comparison is held against; FIXED: nothing but the amount."""

    FIXED = "fixed"
    USUAL = "usual"
    WINDOW_BEFORE = "window_before"


@dataclass(frozen=True, slots=True)
class Kind:
    """A reading's name in a sentence, its unit, its range, and whether its values may be added up."""

    label: str
    unit: str
    minimum: float
    maximum: float
    adds_up: bool
    value: Callable[[SessionRecord], float | None]


def _morning_rise(session: SessionRecord) -> float | None:
    if session.pain_before is None or session.pain_next_morning is None:
        return None
    return session.pain_next_morning - session.pain_before


KINDS: Mapping[Reading, Kind] = MappingProxyType(
    {
        Reading.WORST_PAIN: Kind(
            "worst pain while training", "of 10", 0, 10, adds_up=False, value=lambda s: s.worst_pain
        ),
        Reading.PAIN_BEFORE: Kind("pain before training", "of 10", 0, 10, adds_up=False, value=lambda s: s.pain_before),
        Reading.PAIN_AFTER: Kind("pain after training", "of 10", 0, 10, adds_up=False, value=lambda s: s.pain_after),
        Reading.MORNING_RISE: Kind(
            "rise of pain by the next morning", "points", -10, 10, adds_up=False, value=_morning_rise
        ),
        Reading.SESSION_RPE: Kind("session RPE", "of 10", 0, 10, adds_up=False, value=lambda s: s.session_rpe),
        Reading.MINUTES: Kind("minutes of training", "min", 0, 3000, adds_up=True, value=lambda s: s.minutes),
        Reading.LEG_LOAD: Kind("leg load", "kg", 0, 500_000, adds_up=True, value=lambda s: s.leg_volume.whole_kg),
    }
)
SUMMARIES: Mapping[Summary, Callable[[Sequence[float]], float]] = MappingProxyType(
    {Summary.MEAN: fmean, Summary.HIGHEST: max, Summary.LOWEST: min, Summary.SUM: sum}
)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a coach composed. `check` says whether it can be a rule; one that cannot finds nothing."""

    reading: Reading
    summary: Summary
    over: Over
    count: int
    comparison: Comparison
    baseline: Baseline
    amount: float

    @property
    def unit(self) -> str:
        """The amount's unit, as it follows the number."""
        if self.comparison.is_share:
            return " %"
        unit = KINDS[self.reading].unit
        if unit in ("of 10", "points") and self.comparison.is_relative:
            return " point" if self.amount == 1 else " points"
        return f" {unit}"


def check(recipe: Recipe) -> dict[str, str]:
    """What is wrong with it, by field; empty: nothing."""
    wrong: dict[str, str] = {}
    kind, most = KINDS[recipe.reading], MOST_SESSIONS if recipe.over is Over.SESSIONS else MOST_DAYS
    if not 1 <= recipe.count <= most:
        wrong["count"] = f"A window holds 1 to {most} {recipe.over.value}."
    if recipe.summary is Summary.SUM and not kind.adds_up:
        wrong["summary"] = f"Numbers of {kind.label} cannot be added up; take their mean, or the highest or lowest."
    if recipe.comparison.is_relative and recipe.baseline is Baseline.FIXED:
        wrong["baseline"] = "Say above or below what: the athlete's usual, or the window before."
    if not recipe.comparison.is_relative and recipe.baseline is not Baseline.FIXED:
        wrong["baseline"] = "A fixed number is held against nothing else."
    low, high = amounts(recipe.reading, recipe.comparison)
    if recipe.summary is Summary.SUM and not recipe.comparison.is_share:
        high *= MOST_SESSIONS
    if not low <= recipe.amount <= high:
        unit = " %" if recipe.comparison.is_share else "" if kind.maximum == 10 else f" {kind.unit}"
        wrong["amount"] = f"This can be {low:g} to {high:,.0f}{unit}."
    return wrong


def amounts(reading: Reading, comparison: Comparison) -> tuple[float, float]:
    """The least and the greatest amount for one session's reading."""
    kind = KINDS[reading]
    if comparison.is_share:
        return (1, 99) if comparison is Comparison.PERCENT_BELOW else (1, 1000)
    if comparison.is_relative:
        return 0.5, kind.maximum - kind.minimum
    return kind.minimum, kind.maximum
