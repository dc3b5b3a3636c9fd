"""Which of an athlete's own sets can be confirmed as good, and which of those a set may be compared with.

What is compared, and how sure that is, says against_own.py; nothing here needs numpy.
"""

from collections.abc import Sequence
from enum import StrEnum

from sessions.knee_tracking.over_time.comparable import DEPTH_BAND_PCT, YAW_BAND_DEG
from sessions.knee_tracking.report import ENGINE_VERSION, FootLine, OwnSet, Report, Status, Task, Verdict

BOTH_LEGS = (Task.SQUAT,)
MOST_SETS = 5  # compared with, the newest ones: default
MOST_YAW_DEG = 20.0  # of either set: more is doubtful by itself (drift.py)
TOE_OUT_BAND_DEG = 10.0  # between the feet's directions: default


class Unlike(StrEnum):
    """Why a confirmed set is not compared with; the first that holds."""

    ENGINE = "engine"
    DEPTH = "depth"
    VIEW = "view"
    FEET = "feet"


def why_not_good(report: Report) -> str:
    """What keeps a set from being confirmed as good, in a sentence; empty where nothing does."""
    summary = report.summary
    if report.status is not Status.DONE:
        return "Only a measured set can be compared with."
    if report.task not in BOTH_LEGS:
        return "Only squats on both legs can be compared with so far."
    if summary.verdict is Verdict.CANNOT_TELL:
        return "How the knees tracked cannot be told here, so nothing can be compared with it."
    if summary.verdict is Verdict.CLEAR_DRIFT and summary.certain:
        return "The knees clearly moved in here: choose a set that stayed nearer in line."
    if report.line is None:
        return "It was measured by an older version, or too little of it was seen: measure it again first."
    if abs(report.line.yaw_deg) > MOST_YAW_DEG:
        return "It was filmed too far from one side: choose a set filmed from straight in front."
    return ""


def why_unlike(own: OwnSet, line: FootLine) -> Unlike | None:
    """What keeps a confirmed set of the same task from being compared with a set that has this line; None if it may."""
    feet = zip(own.line.toe_out_deg, line.toe_out_deg, strict=True)
    holds = {
        Unlike.ENGINE: own.engine_version != ENGINE_VERSION,
        Unlike.DEPTH: abs(own.line.depth_pct - line.depth_pct) > DEPTH_BAND_PCT,
        Unlike.VIEW: abs(own.line.yaw_deg - line.yaw_deg) > YAW_BAND_DEG
        or max(abs(own.line.yaw_deg), abs(line.yaw_deg)) > MOST_YAW_DEG,
        Unlike.FEET: max(abs(one - other) for one, other in feet) > TOE_OUT_BAND_DEG,
    }
    return next((reason for reason, so in holds.items() if so), None)


def comparable(own: Sequence[OwnSet], line: FootLine) -> tuple[OwnSet, ...]:
    """The newest of the confirmed sets of the same task that may be compared with, oldest first."""
    alike = sorted((one for one in own if why_unlike(one, line) is None), key=lambda one: (one.day, one.id))
    return tuple(alike[-MOST_SETS:])
