"""How long a coach waits: one minute of 1080p, and two videos at once against one after the other.

Meaningful on a machine with nothing else to do.
"""

import os
import resource
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.figures import Json
from bench.labelled import Clip
from sessions.knee_tracking import Filed, Measured, Task, run

LONG, SHORT = "bench_1080p30_60s.mp4", ("synthetic/dev03_some_drift.mp4", "synthetic/dev11_split_squat_right.mp4")


def document(footage: Path, _wanted: Callable[[Clip], bool]) -> Json:
    """Shares of the video's length until the report and until everything is filed; says so where a clip is missing."""
    found: Json = {"cores": os.cpu_count()}
    if (footage / LONG).exists():
        found["one_minute"] = _one(footage / LONG)
    pair = [footage / name for name in SHORT]
    if all(path.exists() for path in pair):
        began = perf_counter()
        for path in pair:
            _one(path)
        apart_s = perf_counter() - began
        began = perf_counter()
        with ThreadPoolExecutor(2) as both:
            list(both.map(_one, pair))
        found["two_videos"] = {"apart_s": round(apart_s, 1), "at_once_s": round(perf_counter() - began, 1)}
    return found


def _one(path: Path) -> Json:
    began, used = perf_counter(), _cpu_s()
    told_s = length_s = 0.0
    filed = Filed()
    with TemporaryDirectory(prefix="coachhub-bench-") as out:
        for event in run(path, task=Task.SQUAT, out=Path(out)):
            if isinstance(event, Measured):
                told_s, length_s = perf_counter() - began, event.report.video.duration_s or 0.0
            if isinstance(event, Filed):
                filed = event
    return {
        "report_share": round(told_s / length_s, 2),
        "everything_share": round((perf_counter() - began) / length_s, 2),
        "cpu_s_per_video_s": round((_cpu_s() - used) / length_s, 2),
        "peak_memory_mb": filed.peak_memory_mb,
    }


def _cpu_s() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime
