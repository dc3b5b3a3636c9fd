"""What measuring one video after the other does to a worker's memory: does it grow, and what does one analysis take?

`python -m bench.worker_memory [--analyses 50] [--clip FILE] [--seconds 10.3]` prints one JSON document. A database, a
broker and a `worker-video` of its own, as in production: Celery's main process, the process that takes the tasks, and
for each video the bounded child that measures. Without --clip the beginning of a shipped one, about 12 s each.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import psutil

from coachhub.serving.private import PrivateServers
from coachhub.serving.supervisor import Child, Supervisor

LOOK_S = 0.05
LONGEST_S = 600.0  # of one analysis, waiting included
MARKS = (1, 5, 25, 50)  # analyses after which the worker is told of, besides the last one
ENGINE = "sessions.knee_tracking"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--analyses", type=int, default=50)
    parser.add_argument("--clip", type=Path, help="a video; else the beginning of a shipped one")
    parser.add_argument("--seconds", type=float, default=10.3, help="of the shipped one")
    options = parser.parse_args()
    supervisor = Supervisor()
    with tempfile.TemporaryDirectory(prefix="coachhub-bench-") as folder:
        servers = PrivateServers.of(Path(folder))
        try:
            servers.start(supervisor, durable=False)
            env = {"DATABASE_URL": servers.database_url, "REDIS_URL": servers.redis_url, "COACHHUB_DATA": folder}
            os.environ |= env | {"DJANGO_SETTINGS_MODULE": "coachhub.settings"}
            clip = options.clip or _beginning(options.seconds, Path(folder))
            analyse = _queue(clip)
            supervisor.start(
                Child("worker-video", [sys.executable, "-m", "coachhub.serving", "worker-video"], env), within_s=60
            )
            worker = psutil.Process(supervisor.pid("worker-video"))
            json.dump(measure(worker, analyse, options.analyses), sys.stdout, indent=2)
            print()
        finally:
            supervisor.stop()


def _beginning(seconds: float, folder: Path) -> Path:
    from sessions import demo_clips
    from tests.clips import beginning

    return beginning(demo_clips.DRIFT, seconds, folder)


def _queue(clip: Path) -> Callable[[], str]:
    """A function that has one more copy of the clip measured and returns, at its end, how that went."""
    import django

    django.setup()
    from django.core.files import File
    from django.core.files.storage import default_storage
    from django.core.management import call_command
    from django.db import transaction

    from coachhub.core.ids import new_id
    from coachhub.core.scope import organisation_scope
    from sessions.knee_tracking import Task
    from sessions.models import AnalysisState, KneeAnalysis
    from sessions.services.videos import add_video, file_name
    from tests.world import make_world

    call_command("migrate", verbosity=0)
    athlete = make_world("Bench").maya.athlete
    waiting = {AnalysisState.QUEUED, AnalysisState.RUNNING}

    def analyse() -> str:
        with organisation_scope(athlete.organisation_id):
            video_id = new_id()
            name = file_name(athlete.organisation_id, video_id, clip.name)
            with clip.open("rb") as handle, transaction.atomic():
                default_storage.save(name, File(handle))
                video = add_video(
                    video_id=video_id,
                    athlete=athlete,
                    set_id=None,
                    file=name,
                    filename=clip.name,
                    size_bytes=clip.stat().st_size,
                    task=Task.SQUAT,
                )
            ends = time.monotonic() + LONGEST_S
            while (state := KneeAnalysis.objects.get(video=video).state) in waiting and time.monotonic() < ends:
                time.sleep(0.2)
            return str(state)

    return analyse


def measure(worker: psutil.Process, analyse: Callable[[], str], analyses: int) -> dict[str, Any]:
    """The worker's memory as it goes, and the most that one analysis took, MB (2^20 bytes)."""
    states: dict[str, int] = {}
    peaks: list[float] = []
    after: dict[str, dict[str, float]] = {}
    for number in range(1, analyses + 1):
        with peak_of_engines(worker) as peak:
            state = analyse()
        states[state] = states.get(state, 0) + 1
        peaks.append(peak[0])
        if number in MARKS or number == analyses:
            after[str(number)] = resident_mb(worker)
        print(number, state, peak[0], resident_mb(worker), file=sys.stderr, flush=True)
    first = after.get("5") or after["1"]
    return {
        "analyses": analyses,
        "states": states,
        "analysis_peak_mb": {"most": max(peaks), "first": peaks[0], "last": peaks[-1]},
        "worker_mb_after": after,
        "worker_grew_mb": round(sum(after[str(analyses)].values()) - sum(first.values()), 1),
    }


def resident_mb(worker: psutil.Process) -> dict[str, float]:
    """Resident memory of Celery's main process and, together, of those that take the tasks."""
    tasks = [one for one in worker.children(recursive=True) if not _measures(one)]
    return {
        "main": _mb(worker.memory_info().rss),
        "tasks": _mb(sum(one.memory_info().rss for one in tasks)),
    }


@contextmanager
def peak_of_engines(worker: psutil.Process) -> Iterator[list[float]]:
    """The most that a measuring child of the worker takes meanwhile, MB, as the kernel remembers it."""
    peak, enough = [0.0], Event()

    def look() -> None:
        while not enough.wait(LOOK_S):
            for one in worker.children(recursive=True):
                if _measures(one):
                    peak[0] = max(peak[0], high_water_mb(one.pid))

    looking = Thread(target=look)
    looking.start()
    try:
        yield peak
    finally:
        enough.set()
        looking.join()


def high_water_mb(pid: int) -> float:
    """The largest resident size that a process ever had; 0 if it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    except OSError:
        return 0.0
    told = next((line for line in lines if line.startswith("VmHWM:")), "VmHWM: 0 kB")
    return _mb(int(told.split()[1]) << 10)


def _measures(one: psutil.Process) -> bool:
    try:
        return ENGINE in one.cmdline()
    except psutil.NoSuchProcess:
        return True


def _mb(size: int) -> float:
    return round(size / 2**20, 1)


if __name__ == "__main__":
    main()
