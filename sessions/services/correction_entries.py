"""A correction as somebody enters it, and what is meant by it in the report that was on the screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from sessions.knee_tracking import Report, Task
from sessions.knee_tracking.corrections import (
    Correction,
    Drop,
    Merge,
    MovedJoint,
    RepTimes,
    SaidLeg,
    SaidTask,
    Split,
)
from sessions.knee_tracking.report import Side


@dataclass(frozen=True, slots=True)
class CorrectionEntry:
    """Reps are meant by their numbers in the report that counts, from 1; of the rest each kind needs its own."""

    kind: str
    rep: int | None = None
    other: int | None = None
    at_s: float | None = None
    task: str = ""
    leg: str = ""
    joint: str = ""
    x: float | None = None
    y: float | None = None


def meant(entry: CorrectionEntry, shown: Report) -> Correction:
    """The correction that was entered. Raises ValidationError at the field that is wrong."""
    make = _MAKERS.get(entry.kind)
    if make is None:
        raise ValidationError({"kind": f"Unknown kind: {entry.kind}."})
    return make(entry, shown)


def _drop(entry: CorrectionEntry, shown: Report) -> Correction:
    return Drop(_rep(entry.rep, shown))


def _merge(entry: CorrectionEntry, shown: Report) -> Correction:
    return Merge(_rep(entry.rep, shown), _rep(entry.other, shown, "other"))


def _split(entry: CorrectionEntry, shown: Report) -> Correction:
    return Split(_rep(entry.rep, shown), _number(entry.at_s, "at_s", "Say at which moment."))


def _task(entry: CorrectionEntry, shown: Report) -> Correction:
    if entry.task not in set(Task):
        raise ValidationError({"task": f"Unknown task: {entry.task}." if entry.task else "Say which task."})
    if entry.task == shown.task:
        raise ValidationError({"task": "It is measured as this task already."})
    return SaidTask(Task(entry.task))


def _leg(entry: CorrectionEntry, shown: Report) -> Correction:
    if entry.leg not in set(Side):
        raise ValidationError({"leg": "Say left or right."})
    return SaidLeg(_rep(entry.rep, shown), Side(entry.leg))


def _joint(entry: CorrectionEntry, shown: Report) -> Correction:
    if not entry.joint:
        raise ValidationError({"joint": "Say which joint."})
    at_s = _number(entry.at_s, "at_s", "Say at which moment.")
    x, y = (_number(value, name, "Say where it is.") for name, value in (("x", entry.x), ("y", entry.y)))
    return MovedJoint(at_s, entry.joint, x, y)


_MAKERS: dict[str, Callable[[CorrectionEntry, Report], Correction]] = {
    "drop": _drop,
    "merge": _merge,
    "split": _split,
    "task": _task,
    "leg": _leg,
    "joint": _joint,
}


def _rep(number: int | None, shown: Report, field: str = "rep") -> RepTimes:
    rep = next((one for one in shown.reps if one.index == number), None)
    if rep is None:
        counted = f"There is no rep {number}: {len(shown.reps)} are counted."
        raise ValidationError({field: "Say which rep." if number is None else counted})
    return RepTimes(rep.start_s, rep.end_s)


def _number(value: float | None, field: str, sentence: str) -> float:
    if value is None:
        raise ValidationError({field: sentence})
    return value
