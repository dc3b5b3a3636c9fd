"""The drift of each rep: the largest sustained offset, where in the rep it lies, and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sessions.knee_tracking.offset import Tracking
from sessions.knee_tracking.phases import Phases
from sessions.knee_tracking.report import Interval, Kasr, Phase
from sessions.knee_tracking.tasks.rules import LEFT, RIGHT, Method
from sessions.knee_tracking.track import Flags, Floats
from sessions.knee_tracking.verdict import Change, as_ratio_change

SUSTAINED_FRAMES = 4  # 0.13 s on the grid
NOT_SHALLOW = 0.25  # share of the depth from which the largest offset is looked for
MAXIMUM_ZERO_PCT = 0.3  # a maximum picks noise: so much is read where there is none,
MAXIMUM_GAIN = 0.95  # and so much of what there is
HALF_WAY = (0.50, 0.75)  # share of the depth that stands for lowering and rise
HALF_DEPTH = (0.45, 0.55)
DEEPEST = 0.95
NOTHING_PCT = 1.0  # under this the knee drifts nowhere in particular: the floor of the measurement

Z90 = 1.645
# The error of a leg is a constant of the clip: more reps do not shrink it. Fitted to simulated bodies of every kind
# (bench.bodies); the nine clips with exact truth are better.
BOTH_LEGS_SD_PCT = 0.7
TOE_OUT_SD_PCT = 1.9  # times the tangent of the foot's angle: how far the knee comes forward shows sideways by so much
YAW_SD_PCT = 0.03  # per degree of yaw
LEGS_CORRELATE = 0.4  # the two legs' errors
DOUBT = 1.5  # how much wider where the study holds next to nothing:
DOUBTFUL_REFERENCE_PCT = 3.0  # a shallow part far off the foot line,
DOUBTFUL_YAW_DEG = 20.0  # a slanting view,
DOUBTFUL_DISTANCE = 2.8  # leg lengths, about 2.5 m: a near camera,
DOUBTFUL_DEPTH_PCT = 35.0  # a shallow squat


@dataclass(frozen=True, slots=True)
class Errors:
    """SD of a leg's constant error, %: of every leg, and times the tangent of how far its foot points outward.

    least_depth_pct: shallower reps are in doubt.
    """

    constant_pct: float
    toe_out_pct: float
    least_depth_pct: float


ERRORS = {
    Method.BOTH_LEGS: Errors(BOTH_LEGS_SD_PCT, TOE_OUT_SD_PCT, DOUBTFUL_DEPTH_PCT),
    Method.WORKING_LEG: Errors(1.7, 0.0, DOUBTFUL_DEPTH_PCT),
    Method.PLANTED: Errors(1.8, 4.5, 0.0),
    Method.LANDING: Errors(1.4, 3.0, 0.0),
}


@dataclass(frozen=True, slots=True)
class LegDrift:
    """One leg in one rep, offsets in % of leg length, + = inward; all None where it was not measured."""

    offset_pct: Interval | None = None
    bottom_pct: float | None = None
    worst_phase: Phase | None = None
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class RepDrift:
    """One rep: the ratio at its moments, its worst change, its legs, and how far the knees are in by phase.

    change is None in one-legged tasks. by_phase: mean inward offset of the measured legs, % of leg length.
    """

    kasr: Kasr
    change: Change | None
    legs: tuple[LegDrift, LegDrift]
    by_phase: dict[Phase, float]


@dataclass(frozen=True, slots=True)
class _Readings:
    """A clip's frames, NaN in reps left out: running means of the offsets (n, 2), %, and the ratio (n,).

    offset is against the foot line, own against the athlete's own shallow part.
    """

    offset: Floats
    own: Floats
    kasr: Floats
    phases: Phases
    tracking: Tracking

    def deep(self, rep: int) -> Flags:
        """The frames (n,) of a rep in which the largest offset is looked for."""
        return self.phases.of(rep) & (self.phases.share > NOT_SHALLOW)


def find_drift(tracking: Tracking, phases: Phases, measured: Sequence[bool]) -> list[RepDrift]:
    """The drift of every rep; those not to be `measured` stay without numbers."""
    left_out = np.isin(phases.rep, np.flatnonzero(~np.array(measured, bool)))
    known = np.where(left_out, np.nan, 1.0)[:, None]
    offset, own = running_mean(known * tracking.offset_pct), running_mean(known * tracking.own_pct)
    readings = _Readings(offset, own, known[:, 0] * tracking.kasr, phases, tracking)
    reps = range(len(measured))
    largest = np.array([_largest(offset[readings.deep(rep)]) for rep in reps])
    half = [_half_width(largest[:, leg], tracking, leg) for leg in (LEFT, RIGHT)]
    return [
        RepDrift(
            kasr=_kasr(readings, rep),
            change=_change_of_both(readings, rep),
            legs=(_leg(readings, rep, LEFT, half[LEFT]), _leg(readings, rep, RIGHT, half[RIGHT])),
            by_phase=_by_phase(offset, phases, rep),
        )
        for rep in reps
    ]


def running_mean(values: Floats) -> Floats:
    """Mean (n, 2) over SUSTAINED_FRAMES; NaN where any of them is not known."""
    if len(values) < SUSTAINED_FRAMES:
        return np.full_like(values, np.nan)
    window = np.ones(SUSTAINED_FRAMES) / SUSTAINED_FRAMES
    return np.stack([np.convolve(column, window, mode="same") for column in values.T], axis=1)


def _largest(values: Floats) -> Floats:
    """The largest known value of each column (k,), corrected for being a maximum; NaN where none is known."""
    top = np.nanmax(values, axis=0, initial=-np.inf)
    return np.where(np.isfinite(top), np.maximum(0.0, (top - MAXIMUM_ZERO_PCT) / MAXIMUM_GAIN), np.nan)


def _half_width(largest: Floats, tracking: Tracking, leg: int) -> float:
    """Half the 90 % interval of one leg's offset, %: the clip's constant error, and scatter about the reps' trend."""
    known = np.flatnonzero(~np.isnan(largest))
    scatter = 0.0
    if len(known) > 2:
        trend = np.polyval(np.polyfit(known, largest[known], 1), known)
        scatter = float(np.std(largest[known] - trend, ddof=2))
    return Z90 * float(np.hypot(_constant_sd(tracking, leg), scatter)) * _doubt(tracking)


def _constant_sd(tracking: Tracking, leg: int) -> float:
    """The error of one leg that is the same in all reps of a clip, %."""
    if tracking.against_own_sd_pct is not None:
        return float(tracking.against_own_sd_pct[leg])
    yaw, errors = YAW_SD_PCT * tracking.yaw_deg, ERRORS[tracking.method]
    toe_out = errors.toe_out_pct * float(np.tan(np.radians(np.nan_to_num(tracking.toe_out_deg[leg]))))
    return float(np.sqrt(errors.constant_pct**2 + toe_out**2 + yaw**2))


def ratio_half_width(tracking: Tracking) -> float:
    """Half the 90 % interval of a change of the separation ratio: of both legs' errors together."""
    return _both_half_width(tracking, LEGS_CORRELATE) / 100 / tracking.separation


def difference_half_width(tracking: Tracking) -> float:
    """Half the 90 % interval of the left offset less the right one, %: what both legs have in common cancels."""
    return _both_half_width(tracking, -LEGS_CORRELATE)


def _both_half_width(tracking: Tracking, correlate: float) -> float:
    left, right = (_constant_sd(tracking, leg) for leg in (LEFT, RIGHT))
    return Z90 * float(np.sqrt(left**2 + right**2 + 2 * correlate * left * right)) * _doubt(tracking)


def _doubt(tracking: Tracking) -> float:
    by_the_line = tracking.against_own_sd_pct is None  # how the athlete stands over it falls out of a difference
    doubtful = (
        (by_the_line and np.nanmax(np.abs(tracking.reference_pct), initial=0.0) > DOUBTFUL_REFERENCE_PCT)
        or abs(tracking.yaw_deg) > DOUBTFUL_YAW_DEG
        or tracking.camera.distance < DOUBTFUL_DISTANCE
        or np.nanmax(tracking.depth_pct, initial=0.0) < ERRORS[tracking.method].least_depth_pct
    )
    return DOUBT if doubtful else 1.0


def _around(value: float, half: float) -> Interval:
    return Interval(value, value - half, value + half)


def _change_of_both(readings: _Readings, rep: int) -> Change | None:
    """Worst change of the separation ratio in a rep; None unless both legs were measured."""
    if not readings.tracking.both_legs:
        return None
    means = [values[readings.deep(rep)].mean(axis=1, keepdims=True) for values in (readings.offset, readings.own)]
    largest, own = (float(_largest(mean)[0]) for mean in means)
    if np.isnan(largest):
        return None
    separation = readings.tracking.separation
    change = _around(as_ratio_change(largest, separation), ratio_half_width(readings.tracking))
    return Change(change, as_ratio_change(own, separation))


def _leg(readings: _Readings, rep: int, leg: int, half: float) -> LegDrift:
    deep = readings.deep(rep)
    largest, own = (float(_largest(values[deep][:, [leg]])[0]) for values in (readings.offset, readings.own))
    if np.isnan(largest):
        return LegDrift()
    offset = _around(largest, half)
    value, high, low = (
        as_ratio_change(pct, readings.tracking.separation) for pct in (offset.value, offset.low, offset.high)
    )
    phases = _by_phase(readings.offset[:, [leg]], readings.phases, rep)
    return LegDrift(
        offset_pct=offset,
        bottom_pct=phases.get(Phase.BOTTOM),
        worst_phase=max(phases, key=lambda phase: phases[phase]) if phases and largest >= NOTHING_PCT else None,
        change=Change(
            Interval(value, low, high),
            None if np.isnan(own) else as_ratio_change(own, readings.tracking.separation),
        ),
    )


def _by_phase(offsets: Floats, phases: Phases, rep: int) -> dict[Phase, float]:
    """Mean known offset of a rep at half to three quarters of its depth on both ways, and at the bottom."""
    half_way = (phases.share >= HALF_WAY[0]) & (phases.share <= HALF_WAY[1])
    frames = {
        Phase.LOWERING: phases.lowering & half_way,
        Phase.BOTTOM: phases.share > DEEPEST,
        Phase.RISE: ~phases.lowering & half_way,
    }
    parts = {phase: offsets[phases.of(rep) & inside] for phase, inside in frames.items()}
    return {phase: float(np.nanmean(part)) for phase, part in parts.items() if (~np.isnan(part)).any()}


def _kasr(readings: _Readings, rep: int) -> Kasr:
    phases, ratio = readings.phases, readings.kasr

    def median(inside: Flags) -> float | None:
        known = ratio[inside & ~np.isnan(ratio)]
        return float(np.median(known)) if len(known) else None

    own = phases.of(rep)
    half = own & (phases.share >= HALF_DEPTH[0]) & (phases.share <= HALF_DEPTH[1])
    rising = ratio[readings.deep(rep) & ~phases.lowering & ~np.isnan(ratio)]
    return Kasr(
        standing=median(phases.still),
        lowering_50=median(half & phases.lowering),
        bottom=median(own & (phases.share > DEEPEST)),
        rise_50=median(half & ~phases.lowering),
        rise_min=float(rising.min()) if len(rising) else None,
    )
