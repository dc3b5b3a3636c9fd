"""What a piece of advice consists of, and where its content comes from."""

from dataclasses import dataclass
from enum import StrEnum

PREFIX = "suggest."
FROM_VIDEO = ("ratio", "s", "yes")
"""The units of readings that only videos give."""


class Family(StrEnum):
    """What a suggestion is about; of each only one is offered at a time."""

    LOAD = "load"
    PAIN = "pain"
    TRACKING = "tracking"
    ANKLE = "ankle"
    HABIT = "habit"
    VARIATION = "variation"


class Measure(StrEnum):
    """By which readings a check point says whether it has helped."""

    PAIN = "pain"
    TRACKING = "tracking"
    ANKLE = "ankle"


class Source(StrEnum):
    """The three articles that the advice rests on.

    The bullet lists of the first are lost: it is named for what its running text says, never for a list.
    """

    LEG_DAY = "knee pain after leg day"
    SQUATS = "knee pain during squats"
    CAVE_IN = "why knees cave in"


@dataclass(frozen=True, slots=True)
class Advice:
    """One entry of the library.

    title: what to do, as the athlete reads it on the task; how: the same in one or two sentences; reason: why it may be
    worth trying; note: what to keep in mind; numbers: where those it names, or rests on, come from. is_daily: done
    often and for itself, so that days in a row are counted. ladder: its steps, the easiest first; the log moves them.
    """

    key: str
    title: str
    how: str
    reason: str
    note: str
    sources: tuple[Source, ...]
    family: Family
    measure: Measure
    is_daily: bool = False
    numbers: str = ""
    ladder: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """Where it comes from, in one line: the articles, and whose the numbers are."""
        articles = " and ".join(f"“{one.value}”" for one in self.sources)
        said = f"{'article' if len(self.sources) == 1 else 'articles'} {articles}"
        return f"{said}; numbers: {self.numbers}" if self.numbers else said

    @property
    def is_answered_by_video(self) -> bool:
        """Whether its check points are, so that they go when the athlete no longer agrees to videos."""
        return self.measure is not Measure.PAIN
