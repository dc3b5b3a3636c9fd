"""What a coach corrected in a measurement, beside what the machine said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from athletes.access import Action, Actor
from coachhub.core import saying
from coachhub.dashboard.words import verdict_word
from sessions.correction_words import say_correction
from sessions.knee_tracking.report import Report, Task, from_json
from sessions.models import KneeAnalysis
from sessions.report_words import and_joined, second_worst
from sessions.selectors.corrections import corrections_of, revision, standing, value_of

ONE_LEG = (Task.SPLIT_SQUAT, Task.LUNGE, Task.SIDE_LUNGE, Task.SINGLE_LEG_SQUAT, Task.STEP_UP)
JOINTS = tuple(
    (f"{side}_{part}", f"{side} {part}".capitalize())
    for part in ("knee", "hip", "ankle", "toe", "shoulder")
    for side in ("left", "right")
)


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """One correction that holds."""

    id: UUID
    said: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Corrections:
    """The corrections of one measurement, and what can be corrected. `by` and `at` are of those that hold."""

    revision: int
    may: bool
    machine: str
    corrected: str
    by: str
    at: datetime | None
    lines: tuple[CorrectionLine, ...]
    task: str
    one_leg: bool
    joints: tuple[tuple[str, str], ...] = JOINTS


def corrections_for(actor: Actor, analysis: KneeAnalysis) -> Corrections:
    """Of a measured video. One query."""
    rows = corrections_of(analysis)
    held = standing(rows)
    shown = from_json(analysis.report_that_counts or {})
    return Corrections(
        revision=revision(rows),
        may=actor.may(Action.CORRECT) and "track" in analysis.files,
        machine=in_short(from_json(analysis.report or {})),
        corrected=in_short(shown) if held else "",
        by=and_joined(dict.fromkeys(row.by.user.name if row.by else "somebody" for row in held)),
        at=held[-1].at if held else None,
        lines=tuple(
            CorrectionLine(row.pk, say_correction(value_of(row)), row.by.user.name if row.by else "somebody", row.at)
            for row in held
        ),
        task=shown.task.value,
        one_leg=shown.task in ONE_LEG,
    )


def in_short(report: Report) -> str:
    """5 reps, some drift −0.15."""
    summary, change = report.summary, second_worst(report.reps)
    said = f" {saying.signed(change.value)}" if change else ""
    word = verdict_word(summary.verdict.value, certain=summary.certain).lower()
    return f"{saying.plural(len(report.reps), 'rep')}, {word}{said}"
