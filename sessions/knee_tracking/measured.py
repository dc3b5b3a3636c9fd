"""The report of a video that was watched and measured."""

from sessions.knee_tracking.measure import Measurement
from sessions.knee_tracking.report import ENGINE_NAME, ENGINE_VERSION, Engine, Report, Status, Task, Timing, Video
from sessions.knee_tracking.wording import reason


def measured(measurement: Measurement, video: Video, model: str, task: Task, timing: Timing) -> Report:
    """What a measurement says, or why it refuses; `model` is the pose model that saw the athlete."""
    return Report(
        engine=Engine(ENGINE_NAME, ENGINE_VERSION, model),
        task=task,
        status=Status.REJECTED if measurement.codes else Status.DONE,
        reason=reason(measurement.codes, read_from_side=measurement.side is not None) if measurement.codes else None,
        video=video,
        view=measurement.view,
        reps=measurement.reps,
        summary=measurement.summary,
        timing_s=timing,
        side=measurement.side,
        line=measurement.line,
        own_sets=measurement.own_sets,
    )
