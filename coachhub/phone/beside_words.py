"""What helps an athlete of what a report says beside the knees: where the feet stood, and hips that go aside. Pure."""

from __future__ import annotations

from sessions.knee_tracking.report import Report
from sessions.report_beside import shifted_reps, stepped_feet
from sessions.report_words import and_joined, which_reps

REPEATED = 2  # reps: once is an accident


def beside_words(report: Report) -> tuple[str, ...]:
    """At most two short sentences; none of what was not measured or lies within its likely range."""
    return tuple(filter(None, (_shift(report), _feet(report))))


def _shift(report: Report) -> str:
    sides = [(side, shifted_reps(report.reps, side)) for side in ("left", "right")]
    said = [f"to the {side} {which_reps(reps, len(report.reps))}" for side, reps in sides if len(reps) >= REPEATED]
    return f"At the bottom your hips went {and_joined(said)}." if said else ""


def _feet(report: Report) -> str:
    steps = stepped_feet(report.reps)
    return f"Your {and_joined(f'{one.foot} foot moved before rep {one.rep}' for one in steps)}." if steps else ""


def stance_words(report: Report) -> tuple[str, ...]:
    """Where the feet stood, in one line, or nothing."""
    stance = report.summary.stance
    wide, left, right = stance.width_hip_widths, stance.toe_out_deg.left, stance.toe_out_deg.right
    if not wide or not left or not right:
        return ()
    half = max(left.value - left.low, right.value - right.low)
    toes = f"toes {_pointing(left.value)} on the left and {_pointing(right.value)} on the right, likely ± {half:.0f}°"
    likely = f"likely {wide.low:.1f} to {wide.high:.1f}"
    feet = f"Your feet stood about {wide.value:.1f} hip widths apart ({likely}), {toes}."
    return (f"{feet} Stand the same next time and the videos can be compared.",)


def _pointing(angle_deg: float) -> str:
    return f"about {abs(angle_deg):.0f}° {'out' if angle_deg >= 0 else 'in'}"
