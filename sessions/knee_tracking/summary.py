"""From the drift of each rep to the report's reps, and to what is said about the set."""

from collections.abc import Sequence
from dataclasses import dataclass

from sessions.knee_tracking.drift import LegDrift, RepDrift
from sessions.knee_tracking.fatigue import fatigue_slope
from sessions.knee_tracking.report import Fatigue, Interval, Kasr, Leg, Legs, Phase, Rep, Summary
from sessions.knee_tracking.reps import Span
from sessions.knee_tracking.tasks.rules import LEFT, RIGHT
from sessions.knee_tracking.tempo import Tempo
from sessions.knee_tracking.verdict import (
    CANNOT_TELL,
    REPEATED,
    SEVERITY,
    SOME,
    Change,
    State,
    as_offset_pct,
    as_ratio_change,
    state_of_rep,
    state_of_set,
    worst,
)

ALSO_SHARE = 0.6  # of the worst phase's change: default


@dataclass(frozen=True, slots=True)
class Reading:
    """All that is known of one rep; drift is None where the knees are not measured in this task."""

    span: Span
    tempo: Tempo | None
    depth_pct: float | None
    drift: RepDrift | None


def report_rep(index: int, reading: Reading) -> Rep:
    """The report's words and numbers for one rep."""
    span, tempo, drift = reading.span, reading.tempo, reading.drift
    legs = Legs(*(_report_leg(leg) for leg in drift.legs)) if drift else Legs()
    return Rep(
        index=index,
        start_s=round(span.start_s, 2),
        bottom_s=round(span.bottom_s, 2),
        end_s=round(span.end_s, 2),
        lowering_s=round(tempo.lowering_s, 2) if tempo else None,
        pause_s=round(tempo.pause_s, 2) if tempo else None,
        rise_s=round(tempo.rise_s, 2) if tempo else None,
        depth_pct=rounded(reading.depth_pct, 1),
        kasr=_rounded_kasr(drift.kasr) if drift else Kasr(),
        dkasr=_rounded_interval(drift.change.interval, 3) if drift and drift.change else None,
        legs=legs,
        verdict=_state_of(drift).verdict,
    )


def summarise(readings: Sequence[Reading], separation: float) -> Summary:
    """The set's verdict, legs, moments and trend; separation is the ankles' distance in leg lengths."""
    drifts = [reading.drift for reading in readings if reading.drift is not None]
    left, right = (state_of_set([drift.legs[leg].change for drift in drifts]) for leg in (LEFT, RIGHT))
    both = [drift.change for drift in drifts]
    state = state_of_set(both) if any(both) else worst([left, right])
    return Summary(
        verdict=state.verdict,
        certain=state.uncertain is False,
        left=left.verdict,
        right=right.verdict,
        when=_when(drifts, state, separation),
        fatigue=_fatigue(drifts, separation),
    )


def second_worst(drifts: Sequence[RepDrift]) -> Interval | None:
    """The change of the ratio that the set's verdict rests on; of a single rep its own, None where none is known."""
    known = sorted((drift.change.interval for drift in drifts if drift.change), key=lambda one: one.value)
    return _rounded_interval(known[min(REPEATED, len(known)) - 1], 3) if known else None


def _state_of(drift: RepDrift | None) -> State:
    if drift is None:
        return CANNOT_TELL
    if drift.change is not None:
        return state_of_rep(drift.change)
    return worst([state_of_rep(leg.change) for leg in drift.legs])


def _report_leg(leg: LegDrift) -> Leg:
    return Leg(
        offset_pct=_rounded_interval(leg.offset_pct, 2) if leg.offset_pct else None,
        bottom_pct=rounded(leg.bottom_pct, 2),
        worst_phase=leg.worst_phase,
        verdict=state_of_rep(leg.change).verdict,
    )


def _when(drifts: Sequence[RepDrift], state: State, separation: float) -> tuple[Phase, ...]:
    """The worst phase of the reps' mean change, and others that reach the first cut and nearly as much."""
    if SEVERITY.index(state.verdict) < SEVERITY.index(state.verdict.SOME_DRIFT):
        return ()
    means = {}
    for phase in Phase:
        known = [drift.by_phase[phase] for drift in drifts if phase in drift.by_phase]
        if known:
            means[phase] = as_ratio_change(sum(known) / len(known), separation)
    if not means:
        return ()
    most = min(means.values())
    return tuple(phase for phase in means if means[phase] <= max(most, min(SOME, ALSO_SHARE * most)))


def _fatigue(drifts: Sequence[RepDrift], separation: float) -> Fatigue:
    """The trend of the reps' worst change; in one-legged tasks of the leg with the most reps."""
    series: list[list[Change | None]] = [[drift.change for drift in drifts]]
    series += [[drift.legs[leg].change for drift in drifts] for leg in (LEFT, RIGHT)]
    longest = max(series, key=lambda changes: sum(change is not None for change in changes))
    slope = fatigue_slope([None if change is None else change.interval.value for change in longest])
    if slope is None:
        return Fatigue()
    value, high, low = (
        as_offset_pct(ratio, separation) for ratio in (slope.slope.value, slope.slope.low, slope.slope.high)
    )
    return Fatigue(_rounded_interval(Interval(value, low, high), 3), slope.trend)


def rounded(value: float | None, digits: int) -> float | None:
    """The value rounded, or None."""
    return None if value is None else round(value, digits)


def _rounded_interval(interval: Interval, digits: int) -> Interval:
    return Interval(*(round(value, digits) for value in (interval.value, interval.low, interval.high)))


def _rounded_kasr(kasr: Kasr) -> Kasr:
    moments = (kasr.standing, kasr.lowering_50, kasr.bottom, kasr.rise_50, kasr.rise_min)
    return Kasr(*(rounded(moment, 3) for moment in moments))
