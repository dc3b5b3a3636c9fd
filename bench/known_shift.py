"""A known shift: real clips in which the picture around each knee was pushed inward, against an untouched copy.

The tool that pushes comes with the footage (`../tools/warp.py` beside its folder) and needs ffmpeg. It shifts in the
picture; the knee is nearer to the camera than the feet, so a shift of the body is less, by the engine's own geometry.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from bench.figures import Json, middle, most
from bench.labelled import Clip, find_clips
from bench.watching import watch_all
from sessions.knee_tracking.measure import Measurement, measure
from sessions.knee_tracking.travel import travel_by_posture

CLIPS = ("nowva_squats", "ucsd_demo")
PUSHES_PCT = ((3, 3), (6, 6), (9, 9), (6, 0), (0, 6))  # left, right; % of leg length in the picture
LEGS = ("left", "right")


def document(footage: Path, wanted: Callable[[Clip], bool]) -> Json:
    """Measure pushed copies of the clips wanted; says why where it cannot."""
    tool = footage.resolve().parent / "tools" / "warp.py"
    if not tool.is_file() or shutil.which("ffmpeg") is None:
        return {"left_out": "needs warp.py beside the footage, and ffmpeg"}
    rows: list[Json] = []
    with TemporaryDirectory(prefix="coachhub-bench-") as folder:
        for clip in filter(wanted, find_clips(footage)):
            if any(part in clip.path.name for part in CLIPS):
                rows += _rows(clip, tool, Path(folder))
    off = np.abs([row["off_pct"] for row in rows])
    return {"summary": {"reps_and_legs": len(rows), "median_pct": middle(off), "worst_pct": most(off)}, "reps": rows}


def _rows(clip: Clip, tool: Path, folder: Path) -> Iterator[Json]:
    untouched, _ = _pushed(clip, (0, 0), tool, folder)
    for push in PUSHES_PCT:
        after, truth = _pushed(clip, push, tool, folder)
        print(clip.path.name, push, len(after.reps), file=sys.stderr, flush=True)
        if len(untouched.reps) != len(after.reps):
            raise RuntimeError(f"{clip.path.name}: {len(untouched.reps)} and {len(after.reps)} reps")
        for number, (rep, again) in enumerate(zip(untouched.reps, after.reps, strict=True)):
            done = truth["reps"][int(np.argmin([abs(one["bottom_s"] - rep.bottom_s) for one in truth["reps"]]))]
            for leg in LEGS:
                one, other = getattr(rep.legs, leg).bottom_pct, getattr(again.legs, leg).bottom_pct
                if one is not None and other is not None:
                    true = on_the_body(after, number, done[f"{leg}_added_px_at_bottom"] / max(truth["size"]))
                    yield {
                        "clip": clip.path.name,
                        "push_pct": push,
                        "rep": number + 1,
                        "leg": leg,
                        "true_pct": round(true, 2),
                        "off_pct": round(other - one - true, 2),
                    }


def _pushed(clip: Clip, push: tuple[float, float], tool: Path, folder: Path) -> tuple[Measurement, Json]:
    copy, truth, pose = folder / "pushed.mp4", folder / "truth.json", folder / f"{clip.path.stem}.npy"
    words = ["--left", str(push[0]), "--right", str(push[1]), "--truth", str(truth), "--landmarks", str(pose)]
    subprocess.run([sys.executable, str(tool), str(clip.path), str(copy), *words], check=True, capture_output=True)
    track = next(iter(watch_all([copy]))).track
    return measure(track, clip.task), json.loads(truth.read_text("utf-8"))


def on_the_body(after: Measurement, rep: int, share_of_picture: float) -> float:
    """A shift at the bottom of a rep, given as a share of the picture's longest side, in % of leg length."""
    if after.tracking is None or after.phases is None:
        raise RuntimeError("nothing was measured")
    camera = after.tracking.camera
    depth = float(np.nanmax(after.tracking.depth_pct[after.phases.of(rep)]))
    nearer = camera.distance - float(travel_by_posture(np.array(depth / 100)))
    side_px = 2 * float(max(camera.centre))
    return 100 * share_of_picture * side_px / camera.focal_px * nearer
