"""One video from file to report. Runs in the child process."""

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from sessions.knee_tracking.events import Event, Filed, Measured, Stage, progress
from sessions.knee_tracking.limits import Limits
from sessions.knee_tracking.options import Options
from sessions.knee_tracking.probe import RefusedError, probe
from sessions.knee_tracking.rejected import rejected
from sessions.knee_tracking.report import Task


def analyse(source: Path, task: Task, out: Path, limits: Limits, options: Options) -> Iterator[Event]:
    """Measure a video and file what goes with it into the folder `out`; see `run` for the events."""
    began = perf_counter()
    yield progress(Stage.PROBE, 0)
    try:
        header = probe(source, limits)
    except RefusedError as refused:
        yield Measured(rejected(refused.code, task, refused.video, total_s=perf_counter() - began))
        yield Filed()
        return
    # Loading what measures takes seconds, which a file refused by its header need not wait for.
    from sessions.knee_tracking.full_analysis import watch_and_measure

    yield from watch_and_measure(source, header, task, out, limits, options)
