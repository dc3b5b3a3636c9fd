"""How closely to look: pictures a second and their size, against error and processor time, on simulated clips."""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from bench.figures import Json, middle, most
from bench.labelled import Clip, against_truth, find_clips, times_off
from bench.watching import Looking, Seen, watch_all
from sessions.knee_tracking.measure import measure
from sessions.knee_tracking.measured import measured
from sessions.knee_tracking.report import Status, Timing, Video, to_json

LOOKINGS = (
    *(Looking(hz=hz) for hz in (7.5, 10, 15, 30)),
    *(Looking(side=side) for side in (360, 480, 960)),
)


def document(footage: Path, wanted: Callable[[Clip], bool]) -> Json:
    """A row for each way of looking; the first one for 720 px, the others for 15 pictures a second."""
    clips = [clip for clip in filter(wanted, find_clips(footage)) if clip.truth and clip.expected == "done"]
    rows = []
    for looking in LOOKINGS:
        rows.append(_row(clips, looking, list(watch_all([clip.path for clip in clips], looking))))
        print(rows[-1], file=sys.stderr, flush=True)
    return {"rows": rows}


def _row(clips: list[Clip], looking: Looking, seen: list[Seen]) -> Json:
    offsets, times, counts = [], [], 0
    for clip, one in zip(clips, seen, strict=True):
        measurement = measure(one.track, clip.task)
        report = to_json(measured(measurement, Video(), one.track.model, clip.task, Timing()))
        if report["status"] != Status.DONE or len(report["reps"]) != clip.reps:
            continue
        counts += 1
        times += [abs(value) for rep in times_off(clip, report["reps"]) for value in rep]
        found = against_truth(clip.truth or {}, report)["offsets"]
        offsets += [abs(one["value"] - one["true"]) for one in found]
    length_s = sum(one.track.duration_s for one in seen)
    return {
        "hz": looking.hz or 15.0,
        "side_px": looking.side or 720,
        "counted_right": f"{counts} of {len(clips)}",
        "offset_off_pct": {"median": middle(offsets), "p90": _p90(offsets)},
        "times_off_worst_s": most(times),
        "cpu_s_per_video_s": round(sum(one.cpu_s for one in seen) / length_s, 2) if length_s else None,
    }


def _p90(values: list[float]) -> float | None:
    return round(float(np.percentile(values, 90)), 2) if values else None
