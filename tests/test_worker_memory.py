"""The bench of a worker's memory: what it counts to the worker, and what to an analysis."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import psutil
import pytest

from bench import worker_memory
from bench.worker_memory import high_water_mb, measure, peak_of_engines, resident_mb

WORKER = """
import subprocess, sys
engine = "import sys; kept = bytearray(60 << 20); kept = None; print('there', flush=True); sys.stdin.read()"
tasks = "import sys; kept = b'1' * (20 << 20); print('there', flush=True); sys.stdin.read()"
for code, *words in ((engine, "-m", "sessions.knee_tracking"), (tasks,)):
    child = subprocess.Popen([sys.executable, "-c", code, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    child.stdout.readline()
    globals()[code] = child
print("there", flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def worker() -> Iterator[psutil.Process]:
    """A process with one child that takes tasks, and one that measures and has given most of its memory back."""
    running = subprocess.Popen([sys.executable, "-c", WORKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert running.stdout is not None
    assert running.stdout.readline().strip() == b"there"
    yield psutil.Process(running.pid)
    running.communicate()


def test_the_worker_is_its_main_process_and_those_that_take_tasks(worker: psutil.Process) -> None:
    told = resident_mb(worker)
    assert 4 < told["main"] < 60
    assert 20 < told["tasks"] < 60


def test_the_most_that_an_analysis_took_is_remembered(worker: psutil.Process) -> None:
    with peak_of_engines(worker) as peak:
        ends = time.monotonic() + 20
        while peak[0] == 0 and time.monotonic() < ends:
            time.sleep(0.02)
    assert 60 < peak[0] < 120


def test_a_process_that_is_gone_takes_nothing() -> None:
    assert high_water_mb(os.getpid()) > 20
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    assert high_water_mb(gone.pid) == 0.0


def growing(monkeypatch: pytest.MonkeyPatch, mb: Callable[[int], float]) -> Callable[[], str]:
    """Analyses after each of which the worker takes so much, and of which the third is refused."""
    done: list[str] = []

    def analyse() -> str:
        done.append("rejected" if len(done) == 2 else "done")
        return done[-1]

    monkeypatch.setattr(worker_memory, "resident_mb", lambda _: {"main": 100.0, "tasks": mb(len(done))})
    return analyse


def test_growth_is_counted_from_the_fifth_analysis(monkeypatch: pytest.MonkeyPatch, worker: psutil.Process) -> None:
    """The first ones load what all of them need."""
    told = measure(worker, growing(monkeypatch, lambda done: 50.0 + min(done, 5) + done / 10), 7)
    assert told["states"] == {"done": 6, "rejected": 1}
    assert told["worker_mb_after"] == {
        "1": {"main": 100.0, "tasks": 51.1},
        "5": {"main": 100.0, "tasks": 55.5},
        "7": {"main": 100.0, "tasks": 55.7},
    }
    assert told["worker_grew_mb"] == 0.2


def test_of_few_analyses_it_is_counted_from_the_first(monkeypatch: pytest.MonkeyPatch, worker: psutil.Process) -> None:
    assert measure(worker, growing(monkeypatch, float), 3)["worker_grew_mb"] == 2.0
