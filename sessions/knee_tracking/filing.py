"""The files that go with a report: track, skeleton, curve, web copy, stills."""

import json
import logging
import re
from collections.abc import Callable, Generator, Iterator
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import av

from sessions.knee_tracking.curve import curve
from sessions.knee_tracking.events import FILES, PARTIAL, Event, Filed, Stage, steps
from sessions.knee_tracking.following import only
from sessions.knee_tracking.frames import UnreadableError
from sessions.knee_tracking.grid import evenly
from sessions.knee_tracking.heads import Heads
from sessions.knee_tracking.limits import Limits
from sessions.knee_tracking.measure import Measurement
from sessions.knee_tracking.moments import moments
from sessions.knee_tracking.overlay import overlay
from sessions.knee_tracking.stills import picture_at, write_still
from sessions.knee_tracking.track import PoseTrack
from sessions.knee_tracking.web_copy import make_web_copy

log = logging.getLogger(__name__)


def file_away(
    source: Path,
    out: Path,
    limits: Limits,
    track: PoseTrack | None = None,
    measurement: Measurement | None = None,
    *,
    playable: bool = True,
    blur_faces: bool = False,
) -> Iterator[Event]:
    """Write what there is to keep, the web copy last but for the stills, which are taken from it, blurred or not."""
    began = perf_counter()
    names: dict[str, str | None] = dict.fromkeys(FILES)
    if track is not None:
        names["track"] = FILES["track"]
        track = track if measurement is None else only(track, measurement.athlete)
        names["overlay"] = _json(out / FILES["overlay"], overlay(evenly(track), track))
    curves = curve(measurement) if measurement is not None else None
    if curves is not None:
        names["curve"] = _json(out / FILES["curve"], curves)
    if playable:
        hide = Heads.of(track) if blur_faces else None
        names["web"] = yield from steps(Stage.WEB_COPY, _web_copy(source, out / FILES["web"], limits, hide))
    good, worst = (moments(measurement) if measurement is not None and names["web"] else None) or (None, None)
    for name, moment in (("still_good", good), ("still_worst", worst)):
        if moment is not None:
            image = picture_at(out / FILES["web"], moment.time_s, limits)
            names[name] = whole_file(out / FILES[name], partial(write_still, image))
    yield Filed(
        **names,
        good_moment=good,
        worst_moment=worst,
        web_copy_s=round(perf_counter() - began, 3) if names["web"] else None,
        peak_memory_mb=_peak_memory_mb(),
    )


def _peak_memory_mb() -> float | None:
    """The largest resident size of this process, from the kernel; None where it does not tell.

    Not from getrusage, whose figure begins with the size of the process that this one was started from.
    """
    status = Path("/proc/self/status")
    told = re.search(r"VmHWM:\s+(\d+) kB", status.read_text("utf-8")) if status.exists() else None
    return round(int(told.group(1)) / 1024, 1) if told else None


def whole_file(path: Path, write: Callable[[Path], object]) -> str:
    """Let a file be written under another name and rename it when it is whole; returns its name."""
    unfinished = path.with_name(path.name + PARTIAL)
    write(unfinished)
    unfinished.replace(path)
    return path.name


def _json(path: Path, document: dict[str, Any]) -> str:
    text = json.dumps(document, allow_nan=False, separators=(",", ":"))
    return whole_file(path, lambda unfinished: unfinished.write_text(text, "utf-8"))


def _web_copy(source: Path, path: Path, limits: Limits, hide: Heads | None) -> Generator[float, None, str | None]:
    """Make the web copy; a video that could be measured may still not be copied, which fails nothing else."""
    unfinished = path.with_name(path.name + PARTIAL)
    try:
        yield from make_web_copy(source, unfinished, limits, hide=hide)
    except (UnreadableError, av.FFmpegError) as error:
        log.warning("no web copy: %s", error)
        return None
    unfinished.replace(path)
    return path.name
