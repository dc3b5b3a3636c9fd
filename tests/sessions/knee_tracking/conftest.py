"""The few real runs of the engine, made once and shared; tests that use them stay in one worker process."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from sessions.knee_tracking import Event, Filed, Measured, Progress, Report, Task, run
from tests import clips


@dataclass(frozen=True, slots=True)
class Made:
    """Everything one run of the engine gave."""

    source: Path
    out: Path
    events: tuple[Event, ...]

    @property
    def report(self) -> Report:
        """The report."""
        return next(event.report for event in self.events if isinstance(event, Measured))

    @property
    def filed(self) -> Filed:
        """The files."""
        return next(event for event in self.events if isinstance(event, Filed))

    @property
    def progress(self) -> list[Progress]:
        """All progress told."""
        return [event for event in self.events if isinstance(event, Progress)]


def _made(source: Path, out: Path) -> Made:
    return Made(source, out, tuple(run(source, task=Task.SQUAT, out=out)))


@pytest.fixture(scope="session")
def drifting(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The clip in which both knees come in, rep by rep more."""
    return _made(clips.seven_reps(tmp_path_factory.mktemp("clip")), tmp_path_factory.mktemp("drifting"))


@pytest.fixture(scope="session")
def from_the_side(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The clip filmed from the side."""
    return _made(clips.from_the_side(tmp_path_factory.mktemp("clip")), tmp_path_factory.mktemp("side"))
