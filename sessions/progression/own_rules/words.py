"""An own rule in words: the sentence that composes it, and the one that tells what it found."""

from sessions.progression.own_rules.condition import Baseline, Comparison, Condition, Statistic, Window
from sessions.progression.own_rules.points import Kind

THIN = "\N{NARROW NO-BREAK SPACE}"
THING = {Kind.SESSION: "session", Kind.WEEK: "finished week", Kind.VIDEO: "video"}


def say(value: float, unit: str) -> str:
    """A value with its unit, as finely as it is read: "4 of 10", "12 400 kg", "0.15"."""
    if unit == "ratio":
        return f"{value:.2f}"
    shown = f"{round(value):,}".replace(",", THIN) if abs(value) >= 100 else f"{value:.1f}".removesuffix(".0")
    if unit == "points":
        return f"{shown} point{'' if shown in ('1', '-1') else 's'}"
    return f"{shown} {unit}"


def over(of: Condition) -> str:
    """The window: "in the last session", "mean of the last 3 sessions", "highest of 14 days"."""
    thing = THING[of.reads.kind]
    if of.window is Window.LAST:
        return f"in the last {thing}"
    if of.window is Window.DAYS:
        return f"{of.statistic.value} of the {of.count} days up to the last {thing}"
    return f"{of.statistic.value} of the last {of.count} {thing}s"


def compared(of: Condition) -> str:
    """What the value is held against: "at least 5 of 10", "20 % above the athlete’s usual"."""
    amount = say(of.amount, of.unit)
    if not of.comparison.is_change:
        return f"{'at least' if of.comparison is Comparison.AT_LEAST else 'at most'} {amount}"
    side = "above" if of.comparison is Comparison.RISES else "below"
    return f"{amount} or more {side} {against(of)}"


def against(of: Condition) -> str:
    """The baseline in words."""
    if of.baseline is Baseline.USUAL:
        return "the athlete’s usual"
    thing = THING[of.reads.kind]
    if of.window is Window.LAST:
        return f"the {thing} before"
    return f"the {of.count} {'days' if of.window is Window.DAYS else thing + 's'} before"


def rule_sentence(of: Condition) -> str:
    """The whole rule: "Speak up when worst pain while training, mean of the last 3 sessions, is at least 4 of 10."."""
    return f"Speak up when {of.reads.name}, {over(of)}, is {compared(of)}."


def finding_sentence(of: Condition, value: float, base: float | None) -> str:
    """What was found, in one sentence that names value and baseline."""
    name = of.reads.name
    said = f"{name[0].upper()}{name[1:]}: {say(value, of.reads.unit)}{_short(of)}"
    if base is None:
        return f"{said}."
    return f"{said}, {'usually' if of.baseline is Baseline.USUAL else 'before that'} {say(base, of.reads.unit)}."


def _short(of: Condition) -> str:
    if of.window is Window.LAST:
        return ""
    things = "days" if of.window is Window.DAYS else f"{of.reads.kind.value}s"
    return f", {'sum' if of.statistic is Statistic.SUM else of.statistic.value} of {of.count} {things}"
