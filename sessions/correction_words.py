"""What a correction says, in words; the same on every page and in refusals. Pure."""

from __future__ import annotations

from sessions.knee_tracking.corrections import Correction, Drop, Merge, MovedJoint, RepTimes, SaidLeg, SaidTask, Split


def say_correction(one: Correction) -> str:
    """Dropped the rep at 6.0–8.5 s."""
    match one:
        case Drop():
            return f"Dropped {_rep(one.rep)}"
        case Merge():
            return f"Merged {_rep(one.rep)} with {_rep(one.other)}"
        case Split():
            return f"Split {_rep(one.rep)} at {one.at_s:.1f} s"
        case SaidTask():
            return f"Task: {one.task.value.replace('_', ' ')}"
        case SaidLeg():
            return f"{one.leg.value.capitalize()} leg worked in {_rep(one.rep)}"
        case MovedJoint():
            return f"Moved the {one.joint.replace('_', ' ')} at {one.at_s:.2f} s"


def _rep(meant: RepTimes) -> str:
    return f"the rep at {meant.start_s:.1f}–{meant.end_s:.1f} s"
