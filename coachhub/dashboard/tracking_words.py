"""Knee tracking over time in sentences: what was measured, against what, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from coachhub.core import saying
from sessions.knee_tracking.over_time import (
    Against,
    Ceiling,
    Change,
    Difference,
    FilmedSet,
    LoadEffect,
    Precision,
    Reach,
    Reference,
    SetToSet,
    Why,
)
from sessions.knee_tracking.report import Interval, Trend

LEFT_OUT = {
    Difference.NOT_MEASURED: "not measured",
    Difference.EXERCISE: "of another exercise",
    Difference.ENGINE: "measured by an older version (measure them again)",
    Difference.LOAD_NOT_SAID: "without a load (tie the video to its set)",
    Difference.LOAD: "with a load more than 20 % apart",
    Difference.DEPTH: "to another depth",
    Difference.VIEW: "filmed from another direction",
}
WHY = {
    Why.FEW_SETS: "too few filmed sets",
    Why.FEW_LOADS: "fewer than three different loads",
    Why.LOADS_TOO_CLOSE: "the loads are too close together",
    Why.NOT_MEASURED: "the change of the ratio is measured in two-legged tasks only",
    Why.TOO_UNCERTAIN: "the likely range holds both no change and one that matters",
    Why.OVERLAP: "sets in line and sets that drifted lie at the same loads",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A question, its answer in a sentence, and below it the numbers with what they are compared with."""

    question: str
    answer: str
    note: str = ""


def tell_change(change: Change, today: date) -> Told:
    """The newest set against the baseline or against last time."""
    is_baseline = change.of is Reference.BASELINE
    question = "Since the first videos?" if is_baseline else "Since last time?"
    if change.confirmed:
        question = "Against the confirmed good sets?"
    if change.difference is None:
        return Told(question, "Cannot tell.", _nothing_to_compare(change, is_baseline=is_baseline))
    answer = {
        Against.MORE_INWARD: "The knees stand further in.",
        Against.LESS_INWARD: "The knees stand less far in.",
    }.get(change.state, "No change beyond the measurement’s error.")
    if is_baseline:
        sets = saying.plural(len(change.before), "confirmed good set" if change.confirmed else "set")
        against = f"the median of {sets}, {_days(change.days, today)}"
    else:
        against = f"the set of {_days(change.days, today)}"
    note = f"{_likely(change.difference)} against {against}; a change shows beyond {change.mdc:.2f}."
    return Told(question, answer, note + _left_out(change))


def tell_good_sets(sets: Sequence[FilmedSet], today: date, unit: str) -> str:
    """Which sets the athlete or a coach confirmed as good, and without any what that would be for."""
    if not sets:
        return "No set is confirmed as good yet. Say it on a video’s page: later sets are compared with it."
    said = [
        saying.say_day(one.day, today) + (f" ({saying.say_load(one.load_kg, unit)})" if one.load_kg else "")
        for one in sets
    ]
    return f"Confirmed as good: {', '.join(said)}."


def tell_load(effect: LoadEffect, unit: str) -> Told:
    """Whether tracking gets worse with load, and up to where it is in line."""
    question = "Does tracking get worse with load?"
    heaviest = saying.say_load(effect.heaviest_kg, unit)
    if effect.slope is None:
        note = f"{saying.plural(effect.count, 'set')} with load and verdict since {_day(effect.since)}: "
        answer = "Cannot tell yet." if effect.why in (Why.FEW_SETS, Why.FEW_LOADS, None) else "Cannot tell."
        return Told(question, answer, note + _why(effect.why))
    answer = {
        Trend.WORSENS: "Yes: the knees come further in as the load goes up.",
        Trend.STEADY: "No, not by an amount that matters over the loads filmed.",
    }.get(effect.trend, f"Cannot tell: {_why(effect.why)}")
    lightest = saying.say_load(effect.lightest_kg, unit)
    return Told(
        question,
        answer,
        f"{_likely(effect.slope)} for each tenth of {heaviest}, "
        f"over {saying.plural(effect.count, 'set')} from {lightest} to {heaviest} since {_day(effect.since)}.",
    )


def tell_ceiling(ceiling: Ceiling, effect: LoadEffect, unit: str) -> Told:
    """The clean-load ceiling, with the band in which it is unclear."""
    question = "Up to which load in line?"
    value, high = saying.say_load(ceiling.value_kg, unit), saying.say_load(ceiling.high_kg, unit)
    heaviest, lightest = saying.say_load(effect.heaviest_kg, unit), saying.say_load(effect.lightest_kg, unit)
    unsure = "" if ceiling.certain else f" The likely range at {value} leaves room for drift."
    if ceiling.reach is Reach.NOT_REACHED:
        return Told(question, f"In line at every load filmed, up to {heaviest}.", f"No set drifted.{unsure}")
    if ceiling.reach is Reach.BELOW_ALL:
        return Told(question, f"Drift at every load filmed, from {lightest} on.", "Lighter sets were not filmed.")
    if ceiling.reach is Reach.FOUND:
        drifting = saying.say_load(ceiling.lightest_drifting_kg, unit)
        return Told(
            question,
            f"In line up to {value}.",
            f"First drift at {drifting}; between {value} and {high} it is unclear.{unsure}",
        )
    if ceiling.why is Why.OVERLAP:
        in_line = saying.say_load(ceiling.heaviest_in_line_kg, unit)
        drifting = saying.say_load(ceiling.lightest_drifting_kg, unit)
        return Told(
            question, "Cannot tell.", f"In line at up to {in_line}, but drift from {drifting} on: they overlap."
        )
    return Told(question, "Cannot tell yet.", "It takes five filmed sets at three loads or more, warm-up sets as well.")


def tell_sets(found: SetToSet, today: date) -> Told:
    """Whether tracking got worse from set to set on one day."""
    question = "From set to set?"
    when = f"{saying.plural(found.count, 'set')} at one load, {saying.say_day(found.day, today)}"
    if found.slope is None:
        few = found.why is Why.FEW_SETS
        note = f"{when}: it takes four." if few else f"{saying.say_day(found.day, today)}: {_why(found.why)}"
        return Told(question, "Cannot tell.", note)
    answer = {Trend.WORSENS: "It got worse over the sets.", Trend.STEADY: "It held over the sets."}.get(
        found.trend, f"Cannot tell: {_why(found.why)}"
    )
    return Told(question, answer, f"{_likely(found.slope)} a set, over {when}.")


def tell_precision(precision: Precision) -> str:
    """What a change is judged with, and where that comes from."""
    rule = f"A change shows beyond {precision.mdc:.2f}: 2.77 times the standard error of measurement, "
    if precision.is_default:
        rest = (
            f"{precision.sem:.3f}, our default until {precision.enough} athletes here "
            f"have two comparable videos of one day ({precision.athletes} so far)."
        )
    else:
        rest = (
            f"{precision.sem:.3f} (likely {precision.sem_low:.3f} to {precision.sem_high:.3f}), "
            f"from pairs of videos of {precision.athletes} athletes here."
        )
    return rule + rest


def _likely(interval: Interval) -> str:
    low, high = saying.signed(interval.low), saying.signed(interval.high)
    return f"{saying.signed(interval.value)} ({low} to {high})"


def _nothing_to_compare(change: Change, *, is_baseline: bool) -> str:
    count = sum(number for _, number in change.why)
    if not is_baseline:
        needed = "It takes a video of an earlier day with about the same load, depth and view."
    else:
        needed = "It takes two videos of earlier days with about the same load, depth and view."
    return needed + (_left_out(change) if count else "")


def _left_out(change: Change) -> str:
    if not change.why:
        return ""
    said = ", ".join(f"{count} {LEFT_OUT[reason]}" for reason, count in change.why)
    return f" Not compared: {said}."


def _why(why: Why | None) -> str:
    return f"{WHY[why or Why.FEW_SETS]}."


def _days(days: Sequence[date], today: date) -> str:
    first, last = saying.say_day(days[0], today), saying.say_day(days[-1], today)
    return first if first == last else f"{first} to {last}"


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"
