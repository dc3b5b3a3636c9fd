"""What another measurement of the same track says otherwise. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sessions.knee_tracking.report import Interval, Report, Status, Verdict
from sessions.report_words import second_worst


class Change(StrEnum):
    """How much a new answer differs from the one before, least first."""

    UNCHANGED = "unchanged"
    WITHIN = "within"  # other numbers, inside what was called likely
    BEYOND = "beyond"  # other numbers, outside of it, and the same words
    VERDICT = "verdict"  # another verdict, another certainty, or measured where it was refused and the other way round


@dataclass(frozen=True, slots=True)
class Said:
    """A report in short: its words, the change of the separation ratio that they rest on, and the largest offset.

    offset_pct: % of leg length, + = inward, the largest of any leg in any rep. None: not measured.
    """

    status: Status
    verdict: Verdict
    certain: bool
    dkasr: Interval | None
    offset_pct: Interval | None

    @property
    def words(self) -> tuple[Status, Verdict, bool]:
        """What is told without numbers."""
        return self.status, self.verdict, self.certain


def said(report: Report) -> Said:
    """The report in short."""
    legs = [leg for rep in report.reps for leg in (rep.legs.left, rep.legs.right)]
    offsets = [leg.offset_pct for leg in legs if leg.offset_pct]
    return Said(
        status=report.status,
        verdict=report.summary.verdict,
        certain=report.summary.certain,
        dkasr=second_worst(report.reps),
        offset_pct=max(offsets, key=lambda one: one.value, default=None),
    )


def change(before: Said, now: Said) -> Change:
    """How much `now` differs from `before`."""
    if before.words != now.words:
        return Change.VERDICT
    pairs = [(before.dkasr, now.dkasr), (before.offset_pct, now.offset_pct)]
    if all(was == new for was, new in pairs):
        return Change.UNCHANGED
    return Change.WITHIN if all(_likely(was, new) for was, new in pairs) else Change.BEYOND


def moved(before: Interval | None, now: Interval | None) -> float | None:
    """By how much a number changed; None unless both were measured."""
    return None if before is None or now is None else round(now.value - before.value, 4)


def _likely(before: Interval | None, now: Interval | None) -> bool:
    if before is None or now is None:
        return before is now
    return before.low <= now.value <= before.high
