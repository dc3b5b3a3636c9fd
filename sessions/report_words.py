"""Parts of sentences about a knee-tracking report, said alike wherever one is read. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from coachhub.core.saying import signed, spelled
from sessions.knee_tracking.report import Interval, Phase, Rep, Verdict, from_json

DRIFT = (Verdict.SOME_DRIFT, Verdict.CLEAR_DRIFT)
WHEN_WORDS = {Phase.LOWERING: "while lowering", Phase.BOTTOM: "at the bottom", Phase.RISE: "coming up"}


def which_reps(indices: Sequence[int], of: int) -> str:
    """`on the last two of five reps`; indices count from 1 and are in order."""
    count, total = len(indices), spelled(of)
    if not count:
        return ""
    if count == of:
        return {1: "on the one rep", 2: "on both reps"}.get(of, f"on all {total} reps")
    for edge, run in (("last", range(of - count + 1, of + 1)), ("first", range(1, count + 1))):
        if list(indices) == list(run):
            return f"on the {edge} of {total} reps" if count == 1 else f"on the {edge} {spelled(count)} of {total} reps"
    return f"on rep{'s' if count > 1 else ''} {and_joined(str(index) for index in indices)} of {total}"


def say_when(phases: Sequence[Phase]) -> str:
    """`coming up`, `at the bottom and coming up`, `throughout`."""
    if len(phases) == len(Phase):
        return "throughout"
    return and_joined(WHEN_WORDS[phase] for phase in phases)


def say_interval(value: Interval, digits: int = 2) -> str:
    """−0.15 (likely −0.19 to −0.11)."""
    return f"{signed(value.value, digits)} (likely {signed(value.low, digits)} to {signed(value.high, digits)})"


def second_worst(reps: Iterable[Rep]) -> Interval | None:
    """The change of the knee–ankle separation ratio that the verdict rests on: two reps have to show it."""
    values = sorted((rep.dkasr for rep in reps if rep.dkasr), key=lambda one: one.value)
    return next(iter(values[1:2] or values[:1]), None)


def reads(document: Mapping[str, Any] | None) -> tuple[str, bool, int, str]:
    """What a reader of a report is told: the words, whether certain, how many reps, and the number as it is written."""
    report = from_json(document or {})
    change = second_worst(report.reps)
    return (
        report.summary.verdict.value,
        report.summary.certain,
        len(report.reps),
        signed(change.value) if change else "",
    )


def and_joined(words: Iterable[str]) -> str:
    """a; a and b; a, b and c."""
    *first, last = list(words) or [""]
    return f"{', '.join(first)} and {last}" if first else last
