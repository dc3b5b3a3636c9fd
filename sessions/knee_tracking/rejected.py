"""The report of a video that never came to be measured."""

from sessions.knee_tracking.report import (
    ENGINE_NAME,
    ENGINE_VERSION,
    Code,
    Engine,
    Report,
    Status,
    Summary,
    Task,
    Timing,
    Video,
    View,
)
from sessions.knee_tracking.wording import reason


def rejected(code: Code, task: Task, video: Video | None = None, *, total_s: float | None = None) -> Report:
    """A refusal for one reason, with what is known of the file."""
    return Report(
        engine=Engine(ENGINE_NAME, ENGINE_VERSION, None),
        task=task,
        status=Status.REJECTED,
        reason=reason([code]),
        video=video or Video(),
        view=View(),
        reps=(),
        summary=Summary(),
        timing_s=Timing(total=None if total_s is None else round(total_s, 3)),
    )
