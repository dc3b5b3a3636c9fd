"""What a report says beside how the knees track, as a coach reads it: stance, sides, shift, feet, smoothness, depth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from coachhub.core import saying
from sessions.knee_tracking.report import Difference, FurtherIn, Interval, Rep, Report, Stance
from sessions.report_beside import shifted_reps, stepped_feet, uneven_phases
from sessions.report_words import and_joined, say_interval, which_reps

MISSING = "–"
NBSP = "\N{NO-BREAK SPACE}"
OF_LEG = "% of leg length"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing: its name, what was found in a few words, and the number it rests on."""

    name: str
    word: str
    number: str


@dataclass(frozen=True, slots=True)
class Table:
    """Each rep's values: what each column holds and how wide its likely range is, then rows of cells, rep first."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """The set. Lines and columns only of what was measured. steps: of tempo, in s."""

    lines: tuple[Line, ...]
    table: Table
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
    step = summary.tempo_resolution_s
    return Beside(
        lines=tuple(line for line in found if line),
        table=_table(reps),
        steps="" if step is None else f"{step:.2f}",
    )


def _stance(stance: Stance) -> list[Line]:
    lines = []
    if stance.width_hip_widths and stance.width_leg_lengths:
        hips, legs = stance.width_hip_widths, stance.width_leg_lengths
        number = f"{_likely(hips, 1)}; {legs.value:.2f} leg lengths {_likely(legs, 2)}"
        lines.append(Line("Stance", f"{hips.value:.1f} hip widths", number))
    feet = [("left", stance.toe_out_deg.left), ("right", stance.toe_out_deg.right)]
    known = [(name, foot) for name, foot in feet if foot]
    if known:
        word = ", ".join(f"{name}{NBSP}{_degrees(foot.value)}" for name, foot in known)
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
        number = f"left less right {say_interval(said.offset_pct, 1)} {OF_LEG}"
    return Line("Left and right", words[said.further_in], number)


def _shift(reps: Sequence[Rep]) -> Line | None:
    known = [(rep.index, rep.side_shift_pct) for rep in reps if rep.side_shift_pct]
    if not known:
        return None
    sides = [(side, shifted_reps(reps, side)) for side in ("left", "right")]
    word = and_joined(f"to the {side} {which_reps(which, len(reps))}" for side, which in sides if which)
    index, most = max(known, key=lambda one: abs(one[1].value))
    return Line("Side shift", word or "none to tell", f"most on rep {index}: {_side(most)}")


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
    return Line("Smoothness", word or "smooth", f"least {say_interval(roughest, 2)}, spectral arc length")


def _depth(reps: Sequence[Rep]) -> Line | None:
    known = [(rep.index, rep.depth_share_pct) for rep in reps if rep.depth_share_pct]
    if len(known) < 2:
        return None
    index, least = min(known, key=lambda one: one[1].value)
    word = "even" if least.high >= 100 else f"least on rep {index}"
    return Line("Depth", word, f"{least.value:.0f} % of the deepest (likely {least.low:.0f} to {least.high:.0f} %)")


def _angle(reps: Sequence[Rep]) -> Line | None:
    legs = [(side, [getattr(rep.legs, side).fppa_deg for rep in reps]) for side in ("left", "right")]
    said = [
        f"{side}{NBSP}{_degrees(median(one.value for one in angles if one))}" for side, angles in legs if any(angles)
    ]
    if not said:
        return None
    return Line("Shallow knee angle", ", ".join(said), "projection angle, hips down 15 % of leg length; likely ± 6°")


def _table(reps: Sequence[Rep]) -> Table:
    """The likely range of a column is that of its least sure rep."""
    columns: tuple[tuple[str, int, list[tuple[Interval | None, ...]]], ...] = (
        ("Depth, % of deepest", 0, [(rep.depth_share_pct,) for rep in reps]),
        ("Side shift, % of leg", 1, [(rep.side_shift_pct,) for rep in reps]),
        ("Smoothness, down · up", 2, [(rep.lowering_smoothness, rep.rise_smoothness) for rep in reps]),
        ("Angle, left · right, °", 0, [(rep.legs.left.fppa_deg, rep.legs.right.fppa_deg) for rep in reps]),
        ("Foot, left · right, %", 1, [(rep.legs.left.foot_moved_pct, rep.legs.right.foot_moved_pct) for rep in reps]),
    )
    known = [column for column in columns if any(any(values) for values in column[2])]
    names = (f"{name} ±{NBSP}{_half_width(values):.{digits}f}" for name, digits, values in known)
    cells = [[_cell(pair, digits) for pair in values] for _, digits, values in known]
    rows = zip((str(rep.index) for rep in reps), *cells, strict=True)
    return Table(tuple(names), tuple(rows) if known else ())


def _half_width(values: Sequence[tuple[Interval | None, ...]]) -> float:
    return max(one.value - one.low for pair in values for one in pair if one)


def _cell(values: tuple[Interval | None, ...], digits: int) -> str:
    if not any(values):
        return MISSING
    said = (MISSING if one is None else saying.signed(one.value, digits).removeprefix("+") for one in values)
    return f"{NBSP}·{NBSP}".join(said)


def _likely(value: Interval, digits: int) -> str:
    return f"(likely {value.low:.{digits}f} to {value.high:.{digits}f})"


def _side(value: Interval) -> str:
    """3.1 % of leg length to the left (likely 1.3 to 4.9); +0.4 (likely −1.4 to +2.2) % …, + to the left."""
    if value.low <= 0 <= value.high:
        return f"{say_interval(value, 1)} {OF_LEG}, + to the left"
    near, far = sorted((abs(value.low), abs(value.high)))
    side = "left" if value.value > 0 else "right"
    return f"{abs(value.value):.1f} {OF_LEG} to the {side} (likely {near:.1f} to {far:.1f})"


def _degrees(value: float) -> str:
    return f"{value:.0f}°".replace("-", saying.MINUS)
