"""What a report says beside how the knees track, as a coach reads it: stance, sides, shift, feet, smoothness, depth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from coachhub.core import saying
from sessions.knee_tracking.report import Difference, FurtherIn, Interval, Rep, Report, Stance
from sessions.report_beside import shifted_reps, stepped_feet, uneven_phases
from sessions.report_words import and_joined, which_reps

MISSING = "–"
OF_LEG = "% of leg length"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing: its name, what was found in a few words, and the number it rests on."""

    name: str
    word: str
    number: str


@dataclass(frozen=True, slots=True)
class RepBeside:
    """One rep's values as the table says them."""

    index: int
    depth: str
    shift: str
    lowering: str
    rise: str
    left_angle: str
    right_angle: str
    left_foot: str
    right_foot: str


@dataclass(frozen=True, slots=True)
class Beside:
    """The set. Lines only of what was measured; reps are empty if no line speaks of them. steps: of tempo, in s."""

    lines: tuple[Line, ...]
    reps: tuple[RepBeside, ...]
    steps: str


def beside(report: Report) -> Beside:
    """A report with status done; of an older engine nothing is said."""
    summary, reps = report.summary, report.reps
    found = (
        *_stance(summary.stance),
        _difference(summary.difference),
        _shift(reps),
        _feet(reps),
        _smoothness(reps),
        _depth(reps),
        _angle(reps),
    )
    by_rep = any(rep.side_shift_pct or rep.rise_smoothness or rep.legs.left.fppa_deg for rep in reps)
    step = summary.tempo_resolution_s
    return Beside(
        lines=tuple(line for line in found if line),
        reps=tuple(_rep(rep) for rep in reps) if by_rep else (),
        steps="" if step is None else f"{step:.2f}",
    )


def _stance(stance: Stance) -> list[Line]:
    lines = []
    if stance.width_hip_widths and stance.width_leg_lengths:
        hips, legs = stance.width_hip_widths, stance.width_leg_lengths
        number = f"{_likely(hips, 1)}; {legs.value:.2f} leg lengths {_likely(legs, 2, name='')}"
        lines.append(Line("Stance", f"{hips.value:.1f} hip widths", number))
    feet = [("left", stance.toe_out_deg.left), ("right", stance.toe_out_deg.right)]
    known = [(name, foot) for name, foot in feet if foot]
    if known:
        word = ", ".join(f"{name} {_degrees(foot.value)}" for name, foot in known)
        number = ", ".join(f"{name} {_degrees(foot.low)} to {_degrees(foot.high)}" for name, foot in known)
        lines.append(Line("Toes out", word, f"likely {number}"))
    return lines


def _difference(said: Difference) -> Line | None:
    words = {
        FurtherIn.LEFT: "left further in",
        FurtherIn.RIGHT: "right further in",
        FurtherIn.NEITHER: "no difference",
        FurtherIn.NOT_COMPARED: "not compared",
    }
    if said.further_in is None:
        return None
    number = "the camera stands to one side, which may explain it"
    if said.offset_pct:
        number = f"left less right {_range(said.offset_pct, 1)} {OF_LEG}"
    return Line("Left and right", words[said.further_in], number)


def _shift(reps: Sequence[Rep]) -> Line | None:
    known = [(rep.index, rep.side_shift_pct) for rep in reps if rep.side_shift_pct]
    if not known:
        return None
    sides = [(side, shifted_reps(reps, side)) for side in ("left", "right")]
    word = and_joined(f"to the {side} {which_reps(which, len(reps))}" for side, which in sides if which)
    index, most = max(known, key=lambda one: abs(one[1].value))
    return Line("Side shift", word or "none to tell", f"most on rep {index}: {_side(most)} {OF_LEG}")


def _feet(reps: Sequence[Rep]) -> Line | None:
    if not any(rep.legs.left.foot_moved_pct or rep.legs.right.foot_moved_pct for rep in reps):
        return None
    steps = stepped_feet(reps)
    if not steps:
        return Line("Feet", "stayed in place", "")
    word = and_joined(f"{one.foot} moved before rep {one.rep}" for one in steps)
    numbers = [
        f"{abs(one.moved.value):.1f} {OF_LEG} {'out' if one.moved.value > 0 else 'in'}ward "
        f"(likely {min(abs(one.moved.low), abs(one.moved.high)):.1f} to "
        f"{max(abs(one.moved.low), abs(one.moved.high)):.1f})"
        for one in steps
    ]
    return Line("Feet", word, "; ".join(numbers))


def _smoothness(reps: Sequence[Rep]) -> Line | None:
    known = [one for rep in reps for one in (rep.lowering_smoothness, rep.rise_smoothness) if one]
    if not known:
        return None
    uneven = uneven_phases(reps)
    word = and_joined(f"uneven {phase} {which_reps(which, len(reps))}" for phase, which in uneven if which)
    roughest = min(known, key=lambda one: one.value)
    return Line("Smoothness", word or "smooth", f"least {_range(roughest, 2)}, spectral arc length")


def _depth(reps: Sequence[Rep]) -> Line | None:
    known = [(rep.index, rep.depth_share_pct) for rep in reps if rep.depth_share_pct]
    if len(known) < 2:
        return None
    index, least = min(known, key=lambda one: one[1].value)
    word = "even" if least.high >= 100 else f"least on rep {index}"
    return Line("Depth", word, f"{least.value:.0f} % of the deepest (likely {least.low:.0f} to {least.high:.0f} %)")


def _angle(reps: Sequence[Rep]) -> Line | None:
    legs = [(side, [getattr(rep.legs, side).fppa_deg for rep in reps]) for side in ("left", "right")]
    said = [f"{side} {_degrees(median(one.value for one in angles if one))}" for side, angles in legs if any(angles)]
    if not said:
        return None
    return Line("Shallow knee angle", ", ".join(said), "projection angle, hips down 15 % of leg length; likely ± 6°")


def _rep(rep: Rep) -> RepBeside:
    left, right = rep.legs.left, rep.legs.right
    return RepBeside(
        index=rep.index,
        depth=MISSING if rep.depth_share_pct is None else f"{rep.depth_share_pct.value:.0f} %",
        shift=_cell(rep.side_shift_pct, 1),
        lowering=_cell(rep.lowering_smoothness, 2),
        rise=_cell(rep.rise_smoothness, 2),
        left_angle=_cell(left.fppa_deg, 0),
        right_angle=_cell(right.fppa_deg, 0),
        left_foot=_cell(left.foot_moved_pct, 1),
        right_foot=_cell(right.foot_moved_pct, 1),
    )


def _cell(value: Interval | None, digits: int) -> str:
    return MISSING if value is None else _range(value, digits, likely="")


def _range(value: Interval, digits: int, likely: str = "likely ") -> str:
    said, low, high = (saying.signed(number, digits) for number in (value.value, value.low, value.high))
    return f"{said} ({likely}{low} to {high})"


def _likely(value: Interval, digits: int, name: str = "") -> str:
    return f"{name}(likely {value.low:.{digits}f} to {value.high:.{digits}f})"


def _side(value: Interval) -> str:
    """3.1 to the left (likely 1.3 to 4.9); 0.4 (likely 1.4 to the left to 2.2 to the right)."""
    if value.low > 0 or value.high < 0:
        near, far = sorted((abs(value.low), abs(value.high)))
        return f"{abs(value.value):.1f} to the {'left' if value.low > 0 else 'right'} (likely {near:.1f} to {far:.1f})"
    return f"{abs(value.value):.1f} (likely {abs(value.high):.1f} to the left to {abs(value.low):.1f} to the right)"


def _degrees(value: float) -> str:
    return f"{value:.0f}°".replace("-", saying.MINUS)
