"""What a backtest says in a sentence, and as a strip of dots over the 90 days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from alerts.rules.suggesting import KEEP_PERCENT
from alerts.selectors.backtest import Backtest, WouldTell
from alerts.selectors.suggesting import Suggested
from coachhub.core.saying import plural

WIDTH, HEIGHT, ROW = 284, 44, 11
MOST_ROWS = 3


@dataclass(frozen=True, slots=True)
class Dot:
    """One alert in the strip: where, and as what (`useful`, `noise`, `unmarked`, `gone`)."""

    x: float
    y: float
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A month's first day below the strip."""

    x: float
    word: str


@dataclass(frozen=True, slots=True)
class RuleAnswer:
    """`of`, `bold` and `rest` are one sentence; `lines` the same alerts as a list."""

    of: str
    bold: str
    rest: str
    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]
    lines: tuple[WouldTell, ...]
    width: int = WIDTH
    height: int = HEIGHT


def rule_answer(wanted: Backtest, held: Backtest, *, is_on: bool) -> RuleAnswer:
    """What would have come with the wanted numbers, against what would have come with those that hold."""
    kept = {one.event for one in wanted.alerts}
    gone = [one for one in held.alerts if one.event not in kept]
    bold, rest = _sentence(wanted, held, gone, is_on=is_on)
    of = f"Of the {wanted.of} athletes who logged last: " if wanted.of else ""
    return RuleAnswer(of, bold, rest, _dots(wanted, gone), _ticks(wanted), wanted.alerts)


@dataclass(frozen=True, slots=True)
class SuggestionWords:
    """What the marks suggest; `name` and `value` for the slider, empty where there is nothing to put in."""

    sentence: str
    name: str = ""
    value: float = 0.0
    said: str = ""


def suggestion_words(found: Suggested, *, is_safety: bool) -> SuggestionWords:
    """The number with its counts, or why there is none."""
    better = found.better
    whose = f"Of the {found.of} athletes who logged last: " if found.of else ""
    if better is None:
        marks = f"{whose}{len(found.now.useful)} marked useful, {len(found.now.noise)} marked noise."
        if is_safety:
            return SuggestionWords(
                f"{marks} A stricter number only tells more: by these marks there is none to suggest."
            )
        return SuggestionWords(
            f"{marks} No other number tried keeps {KEEP_PERCENT} % of the useful ones with less noise."
        )
    of = better.threshold
    said = f"{better.value:.10g} {of.unit}".rstrip()
    instead = f"{of.value:.10g} %" if of.unit == "%" else f"{of.value:.10g}"
    return SuggestionWords(
        sentence=f"{whose}{'with' if whose else 'With'} {said} instead of {instead}: {better.useful} of "
        f"{better.of_useful} marked useful would stay, {better.noise} of {better.of_noise} marked noise.",
        name=of.name,
        value=better.value,
        said=said,
    )


def _sentence(wanted: Backtest, held: Backtest, gone: Iterable[WouldTell], *, is_on: bool) -> tuple[str, str]:
    count = len(wanted.alerts)
    bold = f"{plural(count, 'alert')} about {plural(wanted.athletes, 'athlete')}" if count else "No alerts"
    if not is_on:
        return bold, ", had it been on."
    lost = Counter(one.useful for one in gone)
    if wanted.alerts != held.alerts:
        rest = f" instead of {len(held.alerts)}."
        if marks := _marks(lost[True], lost[False]):
            rest += f" You would lose {marks}."
        return bold, rest
    if marks := _marks(wanted.marked(useful=True), wanted.marked(useful=False)):
        return bold, f"; {marks}."
    return bold, " in the last 90 days."


def _marks(useful: int, noise: int) -> str:
    """4 marked useful and 1 marked noise; empty when nothing was marked."""
    return " and ".join(f"{count} marked {word}" for count, word in ((useful, "useful"), (noise, "noise")) if count)


def _dots(wanted: Backtest, gone: Iterable[WouldTell]) -> tuple[Dot, ...]:
    rows: Counter[date] = Counter()
    dots = []
    marked = [(one, _kind(one)) for one in wanted.alerts] + [(one, "gone") for one in gone]
    for one, kind in sorted(marked, key=lambda pair: pair[0].day):
        row = min(rows[one.day], MOST_ROWS - 1)
        rows[one.day] += 1
        dots.append(Dot(_x(one.day, wanted), HEIGHT - 22 - row * ROW, kind, f"{one.name}, {one.day:%-d %b}"))
    return tuple(dots)


def _kind(one: WouldTell) -> str:
    return {True: "useful", False: "noise", None: "unmarked"}[one.useful]


def _ticks(wanted: Backtest) -> tuple[Tick, ...]:
    days = (wanted.since + timedelta(days=n) for n in range((wanted.until - wanted.since).days + 1))
    return tuple(Tick(_x(day, wanted), f"{day:%-d %b}") for day in days if day.day == 1)


def _x(day: date, test: Backtest) -> float:
    span = max((test.until - test.since).days, 1)
    return round(6 + (WIDTH - 12) * (day - test.since).days / span, 1)
