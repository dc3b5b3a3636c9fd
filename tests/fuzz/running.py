"""One damaged file through the engine, as a caller would, and what is wrong with how that went."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event as Signal
from threading import Thread
from time import perf_counter, thread_time
from typing import Any

import jsonschema
import psutil

from sessions.knee_tracking import (
    SCHEMA,
    EngineFailure,
    Filed,
    Limits,
    Measured,
    Progress,
    Task,
    from_json,
    run,
    to_json,
)
from sessions.knee_tracking.events import FILES
from sessions.services.metadata import strip_metadata
from tests.fuzz.made import BESIDE, Made

# Six seconds of a small picture take about five, several times that on a busy machine: two minutes mean that it hangs.
LIMITS = Limits(max_wall_s=120, max_cpu_s=60)
LOOK_S = 0.02
STRIP_S = 5.0  # of processor time, for a file of at most a few megabytes
MAPPED_MB = 200  # of libraries, which the limit of memory does not count
GROWTH_MB = 25  # of the caller with one file; over many the command looks at the sum


@dataclass(frozen=True, slots=True)
class Ran:
    """How a file fared: done, rejected, engine_failure or raised; seconds and megabytes; what was violated."""

    outcome: str
    code: str | None
    seconds: float
    peak_mb: float
    growth_mb: float
    violations: tuple[str, ...]


@dataclass(slots=True)
class _Told:
    """What came out of one run."""

    reports: list[dict[str, Any]] = field(default_factory=list)
    filed: list[Filed] = field(default_factory=list)
    percents: list[int] = field(default_factory=list)
    outcome: str = ""
    wrong: list[str] = field(default_factory=list)


def try_file(made: Made, folder: Path, limits: Limits = LIMITS) -> Ran:
    """Write a file into an empty folder, strip a copy of it, measure it, and look at what is left."""
    source, out = folder / f"film{made.suffix}", folder / "out"
    source.write_bytes(made.content)
    if made.beside is not None:
        (folder / BESIDE).write_bytes(made.beside)
    wrong = list(strip(made, folder))
    with temporary_files_in(folder / "temp") as temporary, Looking() as looking:
        before, others = _open_files(), set(children())
        resident, began = _resident_mb(), perf_counter()
        told = measure(source, out, limits)
        seconds, growth = perf_counter() - began, _resident_mb() - resident
        looking.stop()
        wrong += told.wrong
        wrong += left_over(out, temporary, told.filed, source, made)
        wrong += [f"leaked {what}" for what in _open_files() - before]
        wrong += [f"left alive: {one.pid} {one.name()}" for one in children() if one not in others]
    if seconds > limits.max_wall_s:
        wrong.append(f"took {seconds:.0f} s")
    if looking.peak_mb > limits.max_memory_mb + MAPPED_MB:
        wrong.append(f"took {looking.peak_mb:.0f} MB")
    if growth > GROWTH_MB:
        wrong.append(f"the caller grew by {growth:.0f} MB")
    code = told.reports[0]["reason"]["code"] if told.reports and told.reports[0]["reason"] else None
    if made.code is not None and code != made.code:
        wrong.append(f"{told.outcome}, {code} in place of {made.code}")
    return Ran(told.outcome, code, round(seconds, 2), looking.peak_mb, round(growth, 2), tuple(wrong))


def strip(made: Made, folder: Path) -> Iterator[str]:
    """What is wrong with taking place and device out of a copy."""
    copy = folder / f"copy{made.suffix}"
    copy.write_bytes(made.content)
    began = thread_time()
    try:
        strip_metadata(copy)
    except Exception as error:  # any is a violation
        yield f"strip_metadata raised {error!r}"
    if copy.stat().st_size != len(made.content):
        yield f"strip_metadata made {copy.stat().st_size} bytes of {len(made.content)}"
    if thread_time() - began > STRIP_S:
        yield f"strip_metadata took {thread_time() - began:.0f} s"


def measure(source: Path, out: Path, limits: Limits) -> _Told:
    """Run the engine to its end and check what it says."""
    told = _Told()
    try:
        for event in run(source, task=Task.SQUAT, out=out, limits=limits):
            if isinstance(event, Measured):
                told.reports.append(to_json(event.report))
            elif isinstance(event, Progress):
                told.percents.append(event.percent)
            else:
                told.filed.append(event)
    except EngineFailure as failure:
        told.outcome = "engine_failure"
        told.wrong.append(f"EngineFailure: {str(failure)[-1500:]}")
        return told
    except Exception as error:  # any is a violation
        told.outcome = "raised"
        told.wrong.append(f"raised {error!r}")
        return told
    if (len(told.reports), len(told.filed)) != (1, 1):
        told.wrong.append(f"{len(told.reports)} reports, {len(told.filed)} times filed")
    if told.percents != sorted(told.percents) or not all(0 <= percent <= 100 for percent in told.percents):
        told.wrong.append(f"progress goes {told.percents}")
    for report in told.reports:
        told.outcome = report["status"]
        told.wrong += invalid(report)
    return told


def invalid(report: dict[str, Any]) -> Iterator[str]:
    """How a report breaks the published schema, or does not come back from JSON as it was."""
    try:
        again = json.loads(json.dumps(report, allow_nan=False))
        jsonschema.validate(again, SCHEMA)
        if to_json(from_json(again)) != report:
            yield "the report does not come back from JSON as it was"
    except (jsonschema.ValidationError, ValueError, KeyError) as error:
        yield f"report: {str(error)[:500]}"


def left_over(out: Path, temporary: Path, filed: list[Filed], source: Path, made: Made) -> Iterator[str]:
    """Files that nobody named, and named ones that are not there."""
    named = {getattr(one, kind) for one in filed for kind in FILES} - {None}
    there = {path.name for path in out.rglob("*")} if out.exists() else set()
    yield from (f"left over in out: {name}" for name in sorted(there - named))
    yield from (f"not in out: {name}" for name in sorted(named - there))
    yield from (f"left over in the temporary folder: {path.name}" for path in temporary.rglob("*"))
    if source.read_bytes() != made.content:
        yield "the file was changed"


@contextmanager
def temporary_files_in(folder: Path) -> Iterator[Path]:
    """Temporary files of this process go into a new folder."""
    folder.mkdir()
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    told = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = str(folder)
    try:
        yield folder
    finally:
        tempfile.tempdir = before
        os.environ.pop("TMPDIR")
        if told is not None:
            os.environ["TMPDIR"] = told


class Looking:
    """Looks all the time at how much memory the children take that this process starts meanwhile."""

    def __init__(self) -> None:
        self._others = set(children())
        self.peak_mb = 0.0
        self._enough = Signal()
        self._thread = Thread(target=self._look)

    def _look(self) -> None:
        while not self._enough.wait(LOOK_S):
            for child in psutil.Process().children():
                if child in self._others:
                    continue
                try:
                    self.peak_mb = max(self.peak_mb, round(child.memory_info().rss / 2**20, 1))
                except psutil.NoSuchProcess:
                    continue

    def __enter__(self) -> Looking:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Look no more."""
        self._enough.set()
        self._thread.join()


def _open_files() -> set[str]:
    """Numbers and targets of this process's open files."""
    listed = Path("/proc/self/fd")
    return {f"{path.name} {path.readlink()}" for path in listed.iterdir() if path.is_symlink()}


def _resident_mb() -> float:
    return float(psutil.Process().memory_info().rss / 2**20)


def children() -> list[psutil.Process]:
    """What this process has started, and what that has."""
    return psutil.Process().children(recursive=True)


def emptied(folder: Path) -> Path:
    """The folder, with nothing in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
