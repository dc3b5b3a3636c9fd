"""What a measurement tells while it runs, and how that crosses from one process to another."""

from collections.abc import Generator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar, cast

from sessions.knee_tracking.report import Report, build, from_json, plain, to_json

FILES = {
    "track": "track.npz",
    "overlay": "overlay.json",
    "curve": "curve.json",
    "web": "web.mp4",
    "still_good": "still_good.jpg",
    "still_worst": "still_worst.jpg",
}
PARTIAL = ".part"  # what a file's name ends with until the file is whole
DECODE_ONLY = "--decode-only"


T = TypeVar("T")


class Stage(StrEnum):
    """What is being done."""

    PROBE = "probe"
    POSE = "pose"
    MEASURE = "measure"
    WEB_COPY = "web_copy"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the whole job is, 0..100 %, and what is being done."""

    stage: Stage
    percent: int


SHARES = {Stage.PROBE: (0, 1), Stage.POSE: (1, 80), Stage.MEASURE: (80, 82), Stage.WEB_COPY: (82, 100)}  # %


def progress(stage: Stage, share: float) -> Progress:
    """Progress of the whole job when a share, 0..1, of one stage is done."""
    low, high = SHARES[stage]
    return Progress(stage, int(low + share * (high - low)))


def steps(stage: Stage, work: Generator[float, None, T]) -> Generator[Progress, None, T]:
    """Progress, whenever it grows by a percent, of work that yields the share done; returns what the work does."""
    told = -1
    while True:
        try:
            now = progress(stage, next(work))
        except StopIteration as done:
            return cast("T", done.value)
        if now.percent > told:
            told = now.percent
            yield now


@dataclass(frozen=True, slots=True)
class Measured:
    """The report: exactly one in every run that does not fail."""

    report: Report


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment shown in a still: time in s from the first frame, and number of the rep it lies in."""

    time_s: float
    rep: int


@dataclass(frozen=True, slots=True)
class Filed:
    """The last event: names of the files written, None for one that was not made.

    still_worst shows the worst moment of the set, still_good the same moment of the rep that tracks best.
    web_copy_s is how long the web copy and the stills took; peak_memory_mb the child's largest resident size.
    """

    track: str | None = None
    overlay: str | None = None
    curve: str | None = None
    web: str | None = None
    still_good: str | None = None
    still_worst: str | None = None
    good_moment: Moment | None = None
    worst_moment: Moment | None = None
    web_copy_s: float | None = None
    peak_memory_mb: float | None = None


Event = Progress | Measured | Filed


def to_message(event: Event) -> dict[str, Any]:
    """An event as JSON values."""
    if isinstance(event, Measured):
        return {"event": "measured", "report": to_json(event.report)}
    return {"event": type(event).__name__.lower(), **plain(event)}


def from_message(message: dict[str, Any]) -> Event:
    """The event of a message made by to_message; raises KeyError or ValueError for anything else."""
    if message["event"] == "measured":
        return Measured(from_json(message["report"]))
    return build({"progress": Progress, "filed": Filed}[message["event"]], message)
