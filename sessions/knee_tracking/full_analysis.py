"""A video that is within bounds, from its first frame to its report."""

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from sessions.knee_tracking.events import FILES, Event, Measured, Stage, progress, steps
from sessions.knee_tracking.filing import file_away, whole_file
from sessions.knee_tracking.limits import Limits
from sessions.knee_tracking.measure import measure
from sessions.knee_tracking.measured import measured
from sessions.knee_tracking.options import Options
from sessions.knee_tracking.probe import Header, RefusedError
from sessions.knee_tracking.rejected import rejected
from sessions.knee_tracking.report import Task, Timing
from sessions.knee_tracking.track import PoseTrack
from sessions.knee_tracking.watch import watch


def watch_and_measure(
    source: Path, header: Header, task: Task, out: Path, limits: Limits, options: Options
) -> Iterator[Event]:
    """Everything after the header is read; see `run` for the events."""
    began = perf_counter()
    model = Path(options.pose_model) if options.pose_model else None
    try:
        watched = yield from steps(Stage.POSE, watch(source, header, limits, model))
    except RefusedError as refused:
        yield Measured(rejected(refused.code, task, refused.video, total_s=perf_counter() - began))
        yield from file_away(source, out, limits, playable=refused.decoded, blur_faces=options.blur_faces)
        return
    yield progress(Stage.MEASURE, 0)
    measuring = perf_counter()
    # Measured from what is kept, with its rounding, so that measuring it again gives the same.
    track = PoseTrack.load(out / whole_file(out / FILES["track"], watched.track.save))
    measurement = measure(track, task, own=options.own)
    timing = Timing(
        probe=round(header.probe_s, 3),
        decode=round(watched.decode_s, 3),
        pose=round(watched.pose_s, 3),
        measure=round(perf_counter() - measuring, 3),
        total=round(header.probe_s + perf_counter() - began, 3),
    )
    yield Measured(measured(measurement, watched.video, track.model, task, timing))
    yield from file_away(source, out, limits, track, measurement, blur_faces=options.blur_faces)
