"""What of a report's values beside the knees is beyond their intervals, so that it may be said in words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sessions.knee_tracking.report import Interval, Rep

# The engine's own limits, which live beside numpy: sessions/knee_tracking/feet.py and smoothness.py.
LEAST_STEP_PCT = 1.2
ROUGH = -1.65


@dataclass(frozen=True, slots=True)
class Step:
    """A foot that moved before a rep; moved: % of leg length, + = outward."""

    rep: int
    foot: str
    moved: Interval


def shifted_reps(reps: Sequence[Rep], side: str) -> list[int]:
    """The reps in which the hips surely go to this side, "left" or "right", at the bottom."""
    shifts = [(rep.index, rep.side_shift_pct) for rep in reps if rep.side_shift_pct]
    return [index for index, shift in shifts if (shift.low > 0 if side == "left" else shift.high < 0)]


def stepped_feet(reps: Sequence[Rep]) -> list[Step]:
    """The feet that surely moved, by enough to matter, in order."""
    feet = [
        Step(rep.index, foot, moved)
        for rep in reps
        for foot, moved in (("left", rep.legs.left.foot_moved_pct), ("right", rep.legs.right.foot_moved_pct))
        if moved
    ]
    return [one for one in feet if abs(one.moved.value) >= LEAST_STEP_PCT and (one.moved.low > 0 or one.moved.high < 0)]


def uneven_phases(reps: Sequence[Rep]) -> list[tuple[str, list[int]]]:
    """Lowering and rise, each with the reps in which it is surely uneven."""
    return [
        ("lowering", [rep.index for rep in reps if rep.lowering_smoothness and rep.lowering_smoothness.high < ROUGH]),
        ("rise", [rep.index for rep in reps if rep.rise_smoothness and rep.rise_smoothness.high < ROUGH]),
    ]
