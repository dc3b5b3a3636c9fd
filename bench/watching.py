"""What the engine sees of a video, each video in a process of its own, since the pose model leaks memory."""

import resource
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import starmap
from multiprocessing import get_context
from pathlib import Path

from sessions.knee_tracking.limits import Limits
from sessions.knee_tracking.track import PoseTrack


@dataclass(frozen=True, slots=True)
class Seen:
    """The pose track of a video, and the seconds of processor time that watching it took."""

    track: PoseTrack
    cpu_s: float


@dataclass(frozen=True, slots=True)
class Looking:
    """How closely the engine looks: pictures a second, and px of their longest side; None = as it always does."""

    hz: float | None = None
    side: int | None = None


def watch_all(paths: Iterable[Path], looking: Looking | None = None) -> Iterable[Seen]:
    """Watch videos one after the other; raises RefusedError for one that cannot be watched."""
    yield from starmap(partial(_alone, _watch), ((path, looking or Looking()) for path in paths))


def _alone(work: Callable[..., Seen], *given: object) -> Seen:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as child:
        return child.submit(work, *given).result()


def _watch(path: Path, looking: Looking) -> Seen:
    from sessions.knee_tracking import watch
    from sessions.knee_tracking.probe import probe

    # The engine has one way of looking and no option for it; in this process, which ends with the video, another.
    for name, value in (("ANALYSED_HZ", looking.hz), ("ANALYSED_SIDE", looking.side)):
        setattr(watch, name, value or getattr(watch, name))
    watching = watch.watch(path, probe(path, Limits()), Limits())
    while True:
        try:
            next(watching)
        except StopIteration as end:
            used = resource.getrusage(resource.RUSAGE_SELF)
            return Seen(end.value.track, used.ru_utime + used.ru_stime)
