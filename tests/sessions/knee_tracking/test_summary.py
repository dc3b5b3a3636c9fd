"""What is said about a set, from what was read of its reps."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from sessions.knee_tracking.drift import LegDrift, RepDrift
from sessions.knee_tracking.report import Interval, Kasr, Phase, Trend, Verdict
from sessions.knee_tracking.reps import Span
from sessions.knee_tracking.summary import Reading, report_rep, rounded, summarise
from sessions.knee_tracking.tempo import Tempo
from sessions.knee_tracking.verdict import Change

SEPARATION = 0.4
HALF = 0.05
EVEN = {Phase.LOWERING: 0.0, Phase.BOTTOM: 0.0, Phase.RISE: 0.0}


def change(value: float) -> Change:
    return Change(Interval(value, value - HALF, value + HALF), value)


def leg(value: float | None) -> LegDrift:
    """One leg that by itself would change the ratio by `value`."""
    if value is None:
        return LegDrift()
    pct = -value * 100 * SEPARATION / 2
    return LegDrift(Interval(pct, pct - 1, pct + 1), pct, Phase.RISE, change(value))


def rep(
    left: float | None, right: float | None, both: float | None, by_phase: dict[Phase, float] | None = None
) -> RepDrift:
    kasr = Kasr(0.9, 1.2, 1.3, 1.2, 1.1)
    return RepDrift(kasr, None if both is None else change(both), (leg(left), leg(right)), by_phase or EVEN)


def readings(drifts: Sequence[RepDrift | None]) -> list[Reading]:
    spans = [Span(3.0 * k + 1, 3.0 * k + 2, 3.0 * k + 3, 0.5) for k in range(len(drifts))]
    return [Reading(span, Tempo(1.0, 0.1, 0.9), 52.0, drift) for span, drift in zip(spans, drifts, strict=True)]


def squat(*values: float) -> list[Reading]:
    """Reps in which both legs do the same."""
    return readings([rep(value, value, value) for value in values])


def split(*values: float | None) -> list[Reading]:
    """Reps of the right leg alone."""
    return readings([rep(None, value, None) for value in values])


def test_a_set_of_squats_is_judged_by_the_ratio() -> None:
    summary = summarise(readings([rep(-0.5, 0.0, -0.25), rep(-0.5, 0.0, -0.27)]), SEPARATION)
    assert summary.verdict is Verdict.CLEAR_DRIFT
    assert summary.certain
    assert summary.left is Verdict.CLEAR_DRIFT
    assert summary.right is Verdict.IN_LINE


def test_a_straddling_interval_is_uncertain() -> None:
    summary = summarise(squat(-0.17, -0.18, -0.17), SEPARATION)
    assert summary.verdict is Verdict.SOME_DRIFT
    assert not summary.certain


def test_in_line_is_certain_only_if_its_interval_is() -> None:
    assert summarise(squat(-0.01, -0.02), SEPARATION).certain
    assert not summarise(squat(-0.07, -0.08), SEPARATION).certain


def test_a_one_legged_set_is_judged_by_its_leg() -> None:
    summary = summarise(split(-0.3, -0.28, -0.31), SEPARATION)
    assert summary.verdict is Verdict.CLEAR_DRIFT
    assert summary.left is Verdict.CANNOT_TELL
    assert summary.right is Verdict.CLEAR_DRIFT


def test_legs_in_turn_are_judged_each_by_itself_and_the_worse_one_counts() -> None:
    lunges = readings([rep(-0.01, None, None), rep(None, -0.3, None)] * 2)
    summary = summarise(lunges, SEPARATION)
    assert summary.left is Verdict.IN_LINE
    assert summary.right is Verdict.CLEAR_DRIFT
    assert summary.verdict is Verdict.CLEAR_DRIFT


def test_one_lunge_a_side_is_not_repeated() -> None:
    summary = summarise(readings([rep(-0.3, None, None), rep(None, -0.3, None)]), SEPARATION)
    assert summary.verdict is Verdict.CANNOT_TELL
    assert not summary.certain


def test_nothing_measured_is_cannot_tell_and_never_certain() -> None:
    for nothing in ([], readings([None, None]), split(None, None)):
        summary = summarise(nothing, SEPARATION)
        assert summary.verdict is summary.left is summary.right is Verdict.CANNOT_TELL
        assert not summary.certain
        assert summary.when == ()
        assert summary.fatigue.verdict is Trend.CANNOT_TELL
        assert summary.fatigue.slope_pct_per_rep is None


def phases(lowering: float, bottom: float, rise: float) -> dict[Phase, float]:
    return {Phase.LOWERING: lowering, Phase.BOTTOM: bottom, Phase.RISE: rise}


@pytest.mark.parametrize(
    ("by_phase", "when"),
    [
        (phases(0.2, 0.5, 5.0), (Phase.RISE,)),
        (phases(0.0, 6.0, 2.2), (Phase.BOTTOM,)),
        (phases(5.0, 5.5, 5.2), (Phase.LOWERING, Phase.BOTTOM, Phase.RISE)),
        (phases(0.0, 4.0, 4.5), (Phase.BOTTOM, Phase.RISE)),
        (phases(0.1, 0.4, 1.2), (Phase.RISE,)),
    ],
)
def test_the_phases_of_a_drift(by_phase: dict[Phase, float], when: tuple[Phase, ...]) -> None:
    """Those that reach the first cut and nearly as much as the worst; the worst one if none does."""
    drifts = [rep(-0.25, -0.25, -0.25, by_phase) for _ in range(3)]
    assert summarise(readings(drifts), SEPARATION).when == when


def test_without_drift_there_is_no_when() -> None:
    drifts = [rep(-0.02, -0.02, -0.02, phases(1.5, 1.8, 1.9)) for _ in range(3)]
    assert summarise(readings(drifts), SEPARATION).when == ()


def test_the_phases_are_those_of_the_mean_rep() -> None:
    odd = [phases(0.0, 0.0, 5.0), phases(0.0, 0.0, 5.0), phases(0.0, 0.0, 5.0), phases(8.0, 0.0, 0.0)]
    drifts = [rep(-0.25, -0.25, -0.25, by_phase) for by_phase in odd]
    assert summarise(readings(drifts), SEPARATION).when == (Phase.RISE,)


def test_a_phase_that_was_never_seen_is_not_named() -> None:
    drifts = [rep(-0.25, -0.25, -0.25, {Phase.BOTTOM: 5.0}) for _ in range(2)]
    assert summarise(readings(drifts), SEPARATION).when == (Phase.BOTTOM,)


def test_a_slope_is_told_in_per_cent_of_leg_length_and_grows_with_the_drift() -> None:
    summary = summarise(squat(0.0, -0.04, -0.08, -0.12, -0.16, -0.20), SEPARATION)
    slope = summary.fatigue.slope_pct_per_rep
    assert slope is not None
    assert slope.value == pytest.approx(0.04 * 100 * SEPARATION / 2)
    assert slope.low < slope.value < slope.high
    assert summary.fatigue.verdict is Trend.WORSENS


def test_a_one_legged_slope_is_that_of_the_leg_that_worked_most() -> None:
    values = [0.0, -0.04, -0.08, -0.12, -0.16, -0.2]
    mixed = [*split(*values), *readings([rep(-0.5, None, None)])]
    slope = summarise(mixed, SEPARATION).fatigue.slope_pct_per_rep
    assert slope is not None
    assert slope.value == pytest.approx(0.04 * 100 * SEPARATION / 2)


def test_a_rep_that_was_lost_keeps_its_number_in_the_slope() -> None:
    values = [rep(v, v, v) for v in (0.0, -0.04, -0.08, -0.16, -0.20, -0.24)]
    values.insert(3, rep(None, None, None))
    slope = summarise(readings(values), SEPARATION).fatigue.slope_pct_per_rep
    assert slope is not None
    assert slope.value == pytest.approx(0.04 * 100 * SEPARATION / 2)


def test_a_rep_of_the_report() -> None:
    one = report_rep(3, squat(-0.25)[0])
    assert (one.index, one.start_s, one.bottom_s, one.end_s) == (3, 1.0, 2.0, 3.0)
    assert (one.lowering_s, one.pause_s, one.rise_s, one.depth_pct) == (1.0, 0.1, 0.9, 52.0)
    assert one.dkasr == Interval(-0.25, -0.3, -0.2)
    assert one.verdict is Verdict.CLEAR_DRIFT
    assert one.legs.left.worst_phase is Phase.RISE


def test_a_rep_without_knees_keeps_its_times() -> None:
    one = report_rep(1, readings([None])[0])
    assert one.start_s == 1.0
    assert one.dkasr is None
    assert one.kasr == Kasr()
    assert one.legs.left.offset_pct is None
    assert one.verdict is Verdict.CANNOT_TELL


def test_a_rep_without_tempo_says_so() -> None:
    one = report_rep(1, replace(squat(0.0)[0], tempo=None, depth_pct=None))
    assert (one.lowering_s, one.pause_s, one.rise_s, one.depth_pct) == (None, None, None, None)


def test_a_one_legged_rep_is_judged_by_its_leg() -> None:
    one = report_rep(1, split(-0.3)[0])
    assert one.dkasr is None
    assert one.verdict is Verdict.CLEAR_DRIFT
    assert one.legs.left.verdict is Verdict.CANNOT_TELL


@pytest.mark.parametrize(("value", "digits", "expected"), [(1.256, 2, 1.26), (None, 2, None), (-0.04, 1, -0.0)])
def test_rounding_leaves_nothing_as_nothing(value: float | None, digits: int, expected: float | None) -> None:
    assert rounded(value, digits) == expected
