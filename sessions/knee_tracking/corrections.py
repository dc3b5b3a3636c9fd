"""A coach's corrections of a measurement: what each of them says. What they do is in `correcting`.

A rep is meant by its times, so that it is found again when another correction is taken back.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sessions.knee_tracking.report import Side, Task


class CorrectionError(Exception):
    """A correction that cannot be: `field` is what is wrong with it, `number` its place among the corrections."""

    def __init__(self, field: str, sentence: str, number: int = 0) -> None:
        super().__init__(sentence)
        self.field, self.sentence, self.number = field, sentence, number


@dataclass(frozen=True, slots=True)
class RepTimes:
    """The rep that is meant, in s from the first frame."""

    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Drop:
    """This was no rep."""

    rep: RepTimes


@dataclass(frozen=True, slots=True)
class Merge:
    """These two neighbours were one rep."""

    rep: RepTimes
    other: RepTimes


@dataclass(frozen=True, slots=True)
class Split:
    """This was two reps, one before and one after `at_s`."""

    rep: RepTimes
    at_s: float


@dataclass(frozen=True, slots=True)
class SaidTask:
    """The athlete did another task than was said."""

    task: Task


@dataclass(frozen=True, slots=True)
class SaidLeg:
    """In this rep this leg worked."""

    rep: RepTimes
    leg: Side


@dataclass(frozen=True, slots=True)
class MovedJoint:
    """At this time this joint is here; x and y as shares of the upright picture, `joint` by its name in lower case."""

    at_s: float
    joint: str
    x: float
    y: float


Correction = Drop | Merge | Split | SaidTask | SaidLeg | MovedJoint
KINDS: dict[str, type[Correction]] = {
    "drop": Drop,
    "merge": Merge,
    "split": Split,
    "task": SaidTask,
    "leg": SaidLeg,
    "joint": MovedJoint,
}


MAIN_FIELD: dict[type[Correction], str] = {
    Drop: "rep",
    Merge: "other",
    Split: "at_s",
    SaidTask: "task",
    SaidLeg: "leg",
    MovedJoint: "joint",
}
"""Where it is said that a kind's correction does not fit, if not for one value alone."""


def said_task(task: Task, corrections: Sequence[Correction]) -> Task:
    """The task that holds: what was said last."""
    return next((one.task for one in reversed(corrections) if isinstance(one, SaidTask)), task)
