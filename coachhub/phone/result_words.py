"""A measurement as an athlete reads it: which leg, how much, when in the rep, on which reps. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from coachhub.core.saying import MINUS, plural, spelled
from coachhub.phone.beside_words import beside_words, stance_words
from sessions.knee_tracking.report import Interval, Leg, Phase, Report, Trend, Verdict
from sessions.progression.library.cues import IN_LINE
from sessions.report_words import DRIFT, say_interval, say_when, second_worst, which_reps

VERDICT_WORDS = {
    Verdict.IN_LINE: "In line",
    Verdict.SOME_DRIFT: "Some drift",
    Verdict.CLEAR_DRIFT: "Clear drift",
    Verdict.CANNOT_TELL: "Cannot tell",
}
PART_WORDS = {Phase.LOWERING: "lowering", Phase.BOTTOM: "the bottom", Phase.RISE: "coming up"}
CUE = IN_LINE.text
ORDINARY = "Some inward movement under hard effort is ordinary."


@dataclass(frozen=True, slots=True)
class ResultWords:
    """The title is the answer; `cue` is what to think of in the next set, empty where there is nothing to say."""

    title: str
    details: tuple[str, ...]
    numbers: tuple[str, ...]
    cue: str


def words_of(report: Report) -> ResultWords:
    """The words for a measured video."""
    verdict = report.summary.verdict
    if verdict == Verdict.CANNOT_TELL:
        return ResultWords("Cannot tell from this video.", _notes(report), (), "")
    drifted = verdict in DRIFT
    return ResultWords(
        title=_drift_title(report) if drifted else _in_line_title(report),
        details=(*(_drift_details(report) if drifted else ()), *_doubt(report), *beside_words(report), *_notes(report)),
        numbers=(*_numbers(report), *stance_words(report)),
        cue=CUE if drifted else "",
    )


def say_corrected(machine: Report) -> str:
    """That a coach looked through a set, beside what it was first read as."""
    summary = machine.summary
    unsure = ", uncertain" if summary.verdict is not Verdict.CANNOT_TELL and not summary.certain else ""
    first = f"{VERDICT_WORDS[summary.verdict].lower()}{unsure}, over {plural(len(machine.reps), 'rep')}"
    return f"Your coach looked through this set and made the reading more exact. At first it was: {first}."


def _in_line_title(report: Report) -> str:
    total = len(report.reps)
    if not report.summary.certain:
        return "Your knees stayed in line, as far as this video can tell."
    drifting = [rep for rep in report.reps if rep.verdict in DRIFT]
    if not drifting:
        return f"Your knees stayed in line {which_reps(range(1, total + 1), total)}."
    return f"Your knees stayed in line; {spelled(len(drifting))} of {spelled(total)} reps moved in a little."


def _drift_title(report: Report) -> str:
    summary = report.summary
    clear = [rep.index for rep in report.reps if rep.verdict == Verdict.CLEAR_DRIFT]
    any_drift = [rep.index for rep in report.reps if rep.verdict in DRIFT]
    is_clear = summary.verdict == Verdict.CLEAR_DRIFT
    parts = [
        _whose(summary.left, summary.right),
        "moved in clearly" if is_clear else "moved in a little",
        say_when(summary.when),
        which_reps(clear if is_clear and len(clear) > 1 else any_drift, len(report.reps)),
    ]
    return " ".join(filter(None, parts)) + "."


def _whose(left: Verdict, right: Verdict) -> str:
    if left in DRIFT and right not in DRIFT:
        return "Your left knee"
    if right in DRIFT and left not in DRIFT:
        return "Your right knee"
    return "Your knees"


def _drift_details(report: Report) -> tuple[str, ...]:
    summary = report.summary
    found = []
    if summary.fatigue.verdict == Trend.WORSENS:
        found.append("It grew from rep to rep.")
    clear = summary.verdict == Verdict.CLEAR_DRIFT
    found.append(f"{ORDINARY[:-1]}; this was more than that, and repeated." if clear else ORDINARY)
    return tuple(found)


def _doubt(report: Report) -> tuple[str, ...]:
    if report.summary.certain:
        return ()
    return ("The likely range reaches across the limit between two answers, so take this as a hint.",)


def _notes(report: Report) -> tuple[str, ...]:
    return tuple(note.message for note in report.summary.notes)


def _numbers(report: Report) -> tuple[str, ...]:
    found, reps = [], report.reps
    if change := second_worst(reps):
        against = "your confirmed good sets" if report.own_sets else "no drift"
        found.append(
            f"{say_interval(change)}: change of the ratio of knee distance to ankle distance, "
            f"against {against} at the same depth, on the second-worst rep."
        )
    for name, legs in (("Left", [rep.legs.left for rep in reps]), ("Right", [rep.legs.right for rep in reps])):
        if worst := _worst(legs):
            low, high = (f"{edge:.1f}".replace("-", MINUS) for edge in (worst.low, worst.high))
            found.append(f"{name} knee: {worst.value:.1f} % of leg length inward at the most (likely {low} to {high}).")
    return tuple(found)


def _worst(legs: Iterable[Leg]) -> Interval | None:
    return max((leg.offset_pct for leg in legs if leg.offset_pct), key=lambda one: one.value, default=None)
