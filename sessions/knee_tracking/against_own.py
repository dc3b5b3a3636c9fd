"""The athlete's own sets, confirmed as good, as what a set is measured against in place of the foot line.

What stays the same from one filming to the next (bones, how the knees stand over the feet, how the model reads this
body) is in both sets and falls out of their difference; what does not (another camera, the feet placed anew, the
model's errors of the day) stays, and makes the interval. Two-legged squats only; figures in docs/knee-tracking.md.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import numpy as np

from sessions.knee_tracking.medians import known_median
from sessions.knee_tracking.offset import MOST_REFERENCE_PCT, Tracking, shallow_reference
from sessions.knee_tracking.phases import Phases
from sessions.knee_tracking.report import FootLine, Interval, OwnSet
from sessions.knee_tracking.tasks.rules import LEFT, RIGHT, Method
from sessions.knee_tracking.track import Floats

SHARES = np.arange(0.15, 1.0, 0.1)  # of the depth, at which a set's line is kept; each stands for 0.05 to both sides
FEWEST_SHARES = 7  # of the nine, on each leg
DEEP = 0.25  # share of the depth from which reps are compared for their spread
SHALLOW_WEIGHT = 0.25  # of what the shallow part reads off the own sets; lower than against the foot line

# The error of a leg's difference between two filmings of one body, fitted in bench.twice.
FILMING_SD_PCT = 0.5  # of each filming
ONLY_ONCE = 0.5  # share of the good sets' part that more of them make smaller: the lines of one body err alike in part
TOE_OUT_SD_PCT = 1.0  # times the tangent of the foot's angle, of each filming
TURNED_SD_PCT = 0.04  # per degree between the cameras' directions


def foot_line(tracking: Tracking, phases: Phases, measured: Sequence[bool], dkasr: Interval | None) -> FootLine | None:
    """A set's offsets against the foot line by depth; None if it was not seen well enough to be compared with.

    tracking is against the foot line, `measured` says which reps count, dkasr is the change that a verdict rests on.
    """
    if tracking.method is not Method.BOTH_LEGS:
        return None
    lines = [_by_share(tracking, phases, rep) for rep, counts in enumerate(measured) if counts]
    if not lines:
        return None
    reps = np.array(lines)  # (reps, shares, 2)
    line = known_median(reps)
    if (~np.isnan(line)).sum(axis=0).min() < FEWEST_SHARES:
        return None
    depths = [np.nanmax(tracking.depth_pct[phases.of(rep)]) for rep, counts in enumerate(measured) if counts]
    return FootLine(
        left=_plain(line[:, LEFT]),
        right=_plain(line[:, RIGHT]),
        spread_pct=round(_spread(reps, line), 2),
        toe_out_deg=tuple(round(float(one), 1) for one in tracking.toe_out_deg),
        depth_pct=round(float(np.median(depths)), 1),
        yaw_deg=round(tracking.yaw_deg, 1),
        dkasr=dkasr,
    )


def against(own: Sequence[OwnSet], tracking: Tracking, phases: Phases, reps: int) -> Tracking:
    """The tracking with its offsets against these sets (one at least) at equal depth, and the error of that.

    What the shallow part of the lowering reads off them is taken off in part, as it is against the foot line.
    """
    lines = np.array([[one.line.left, one.line.right] for one in own], float)  # (sets, 2, shares)
    usual = known_median(lines)
    line = tracking.own_pct + tracking.reference_pct
    off = np.stack([line[:, leg] - _at(usual[leg], phases.share) for leg in (LEFT, RIGHT)], axis=1)
    shallow = shallow_reference(off, phases, reps)
    off[:, np.abs(shallow) > MOST_REFERENCE_PCT] = np.nan
    off -= SHALLOW_WEIGHT * np.nan_to_num(shallow)
    return replace(tracking, offset_pct=off, own_pct=off, against_own_sd_pct=_constant_sd(own, tracking))


def _constant_sd(own: Sequence[OwnSet], tracking: Tracking) -> Floats:
    """The error (2,) of each leg's difference that all reps share, %."""
    filmings = 1 + (1 - ONLY_ONCE) + ONLY_ONCE / len(own)
    spread = float(np.mean([one.line.spread_pct for one in own])) / np.sqrt(len(own))
    turned = TURNED_SD_PCT * (tracking.yaw_deg - float(np.mean([one.line.yaw_deg for one in own])))
    toes = TOE_OUT_SD_PCT * np.tan(np.radians(tracking.toe_out_deg))
    return np.asarray(np.sqrt(filmings * (FILMING_SD_PCT**2 + toes**2) + turned**2 + spread**2))


def _by_share(tracking: Tracking, phases: Phases, rep: int) -> Floats:
    """Median offset (shares, 2) against the foot line of one rep, both ways together; NaN where it was not seen."""
    line, inside = tracking.own_pct + tracking.reference_pct, phases.of(rep)
    parts = [line[inside & (np.abs(phases.share - at) <= 0.05)] for at in SHARES]
    return np.array([known_median(part) for part in parts])


def _spread(reps: Floats, line: Floats) -> float:
    """SD between reps (reps, shares, 2) of their median distance from the line (shares, 2), worse leg."""
    off = np.array([known_median(rep) for rep in (reps - line)[:, SHARES > DEEP]])
    known = off[~np.isnan(off).any(axis=1)]
    return float(known.std(axis=0, ddof=1).max()) if len(known) > 1 else 0.0


def _at(line: Floats, share: Floats) -> Floats:
    """A leg's line (shares,) at each frame's share of the depth (n,), NaN outside reps."""
    known = ~np.isnan(line)
    return np.asarray(np.interp(share, SHARES[known], line[known]))


def _plain(line: Floats) -> tuple[float | None, ...]:
    return cast("tuple[float | None, ...]", tuple(None if np.isnan(one) else round(float(one), 2) for one in line))
