"""Rules that coaches compose: judged like those of the registry, beside which they go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from sessions.progression.exact import more_than
from sessions.progression.findings import Finding, Severity, Threshold
from sessions.progression.findings import Reading as Shown
from sessions.progression.history import AthleteHistory, SessionRecord
from sessions.progression.own_recipes import (
    KINDS,
    SUMMARIES,
    Baseline,
    Comparison,
    Over,
    Recipe,
    Summary,
    amounts,
    check,
)

PREFIX = "own."
USUAL_DAYS = 28
LEAST_USUAL = 4
"""Default: with fewer readings in the 28 days before, nobody's usual level is known."""
STALE_DAYS = 28
"""Default: what lies longer back is no news, and a window of sessions does not reach further."""


@dataclass(frozen=True, slots=True)
class OwnRule:
    """A recipe under its name; judged like a rule of the registry, at the athlete's last session."""

    key: str
    version: int
    name: str
    recipe: Recipe

    @property
    def silent_days(self) -> int | None:
        """Time alone never makes it speak."""
        return None

    @property
    def is_safety(self) -> bool:
        """It can be switched off by whoever made it."""
        return False

    @property
    def thresholds(self) -> tuple[Threshold, ...]:
        """The amount."""
        recipe = self.recipe
        unit = "%" if recipe.comparison.is_share else KINDS[recipe.reading].unit
        low, high = amounts(recipe.reading, recipe.comparison)
        return (Threshold("amount", recipe.amount, unit, recipe.amount, low, high, None),)

    @property
    def source(self) -> str:
        """Where it comes from."""
        return f"composed here: “{self.name}”"

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """What it says of the last session; the same event as long as it says so session after session."""
        last = history.last_session
        if last is None or (history.today - last.day).days > STALE_DAYS or check(self.recipe):
            return None
        sessions = history.sessions
        found = _judge(self.recipe, sessions)
        if found is None:
            return None
        first = len(sessions) - 1
        while first and _judge(self.recipe, sessions[:first]) is not None:
            first -= 1
        return Finding(
            rule=self.key,
            version=self.version,
            severity=Severity.LOOK,
            about=sessions[first].id,
            sentence=found.sentence,
            readings=found.readings,
            thresholds=self.thresholds,
            source=self.source,
        )


@dataclass(frozen=True, slots=True)
class _Judged:
    sentence: str
    readings: tuple[Shown, ...]


def _judge(recipe: Recipe, sessions: Sequence[SessionRecord]) -> _Judged | None:
    """Whether it holds at the last of these sessions; None also while too little is known."""
    window, earlier = _window(recipe, sessions)
    value = _summed(recipe, window)
    base = _baseline(recipe, earlier, _day_before(recipe, sessions, window)) if recipe.comparison.is_relative else None
    if value is None or (recipe.comparison.is_relative and base is None) or not _speaks(recipe, value, base):
        return None
    kind = KINDS[recipe.reading]
    shown = tuple(
        Shown(kind.label, reading, kind.unit, one.started_at)
        for one in window
        if (reading := kind.value(one)) is not None
    )
    return _Judged(_sentence(recipe, value, base), shown)


def _window(
    recipe: Recipe, sessions: Sequence[SessionRecord]
) -> tuple[Sequence[SessionRecord], Sequence[SessionRecord]]:
    """The window's sessions, and those before it. A window of sessions counts those that have the reading."""
    today = sessions[-1].day
    if recipe.over is Over.DAYS:
        first_day = today - timedelta(days=recipe.count - 1)
        first = next(n for n, one in enumerate(sessions) if one.day >= first_day)
        return sessions[first:], sessions[:first]
    value = KINDS[recipe.reading].value
    known = [n for n, one in enumerate(sessions) if value(one) is not None]
    if value(sessions[-1]) is None or len(known) < recipe.count:
        return (), sessions
    first = known[-recipe.count]
    if (today - sessions[first].day).days > STALE_DAYS:
        return (), sessions
    return sessions[first:], sessions[:first]


def _day_before(recipe: Recipe, sessions: Sequence[SessionRecord], window: Sequence[SessionRecord]) -> date:
    """The day before the window began; of a window of sessions, that of its first one."""
    if recipe.over is Over.DAYS:
        return sessions[-1].day - timedelta(days=recipe.count)
    return window[0].day if window else sessions[-1].day


def _summed(recipe: Recipe, sessions: Sequence[SessionRecord]) -> float | None:
    """None without a reading; a sum also as soon as one reading is missing: a known part is not the whole."""
    values = [KINDS[recipe.reading].value(one) for one in sessions]
    known = [value for value in values if value is not None]
    if not known or (recipe.summary is Summary.SUM and len(known) < len(values)):
        return None
    return SUMMARIES[recipe.summary](known)


def _baseline(recipe: Recipe, earlier: Sequence[SessionRecord], ends: date) -> float | None:
    """What was usual, or the same of the window before; `ends` is the day before the window began."""
    if recipe.baseline is Baseline.WINDOW_BEFORE:
        before = earlier and _window(recipe, earlier)[0] if recipe.over is Over.SESSIONS else None
        return _summed(recipe, _days(earlier, recipe.count, ends) if before is None else before)
    sessions = _days(earlier, USUAL_DAYS, ends)
    known = [value for one in sessions if (value := KINDS[recipe.reading].value(one)) is not None]
    if len(known) < LEAST_USUAL:
        return None
    if recipe.summary is not Summary.SUM:
        return median(known)
    if len(known) < len(sessions):
        return None
    return sum(known) * recipe.count / (USUAL_DAYS if recipe.over is Over.DAYS else len(known))


def _days(sessions: Sequence[SessionRecord], count: int, ends: date) -> list[SessionRecord]:
    """Those of the `count` days that end with `ends`."""
    return [one for one in sessions if 0 <= (ends - one.day).days < count]


def _speaks(recipe: Recipe, value: float, base: float | None) -> bool:
    comparison, amount = recipe.comparison, recipe.amount
    if base is None:
        return not more_than(amount, value) if comparison is Comparison.AT_LEAST else not more_than(value, amount)
    if comparison.is_share and base <= 0:
        return False  # a share of nothing is nothing
    change = value - base if comparison in (Comparison.ABOVE, Comparison.PERCENT_ABOVE) else base - value
    return not more_than(amount / 100 * base if comparison.is_share else amount, change)


def _sentence(recipe: Recipe, value: float, base: float | None) -> str:
    """Worst pain while training: mean of the last three sessions 6.3 of 10, 2.3 above the usual 4."""
    kind = KINDS[recipe.reading]
    head = f"{kind.label.capitalize()}: {_window_words(recipe)} {_number(value)} {kind.unit}"
    if base is None:
        least = "or more" if recipe.comparison is Comparison.AT_LEAST else "or less"
        return f"{head}; asked to speak up at {_number(recipe.amount)} {least}."
    change = abs(value - base)
    said = f"{100 * change / base:.0f} %" if recipe.comparison.is_share else _number(change)
    way = "above" if value > base else "below"
    what = "the usual" if recipe.baseline is Baseline.USUAL else f"the {_span(recipe)} before"
    return f"{head}, {said} {way} {what} ({_number(base)})."


def _window_words(recipe: Recipe) -> str:
    if recipe.over is Over.SESSIONS and recipe.count == 1:
        return "last session"
    how = {Summary.MEAN: "mean", Summary.HIGHEST: "highest", Summary.LOWEST: "lowest", Summary.SUM: "sum"}
    return f"{how[recipe.summary]} of the last {_span(recipe)}"


def _span(recipe: Recipe) -> str:
    one = recipe.over.value.removesuffix("s")
    return one if recipe.count == 1 else f"{recipe.count} {recipe.over.value}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{round(value, 1):g}"
