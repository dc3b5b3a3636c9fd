"""Knee tracking: one phone video of a set in, an honest measurement of how the knees tracked out.

Start here: `run` measures a file in a bounded process of its own and yields what happens. Reading reports
needs nothing but Python; only that process imports the video libraries (the extra `video`).
What is measured, how, and what cannot be told: docs/knee-tracking.md.
"""

from sessions.knee_tracking.engine import EngineFailure, run
from sessions.knee_tracking.events import Event, Filed, Measured, Moment, Progress, Stage
from sessions.knee_tracking.limits import Limits
from sessions.knee_tracking.report import (
    ENGINE_NAME,
    ENGINE_VERSION,
    SCHEMA,
    Code,
    OwnSet,
    Report,
    Status,
    Task,
    Verdict,
    from_json,
    to_json,
)

__all__ = [
    "ENGINE_NAME",
    "ENGINE_VERSION",
    "SCHEMA",
    "Code",
    "EngineFailure",
    "Event",
    "Filed",
    "Limits",
    "Measured",
    "Moment",
    "OwnSet",
    "Progress",
    "Report",
    "Stage",
    "Status",
    "Task",
    "Verdict",
    "from_json",
    "run",
    "to_json",
]
