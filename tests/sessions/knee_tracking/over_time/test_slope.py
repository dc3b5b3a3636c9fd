"""The robust slope and its interval, and what is made of it."""

from __future__ import annotations

from random import Random
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t, theilslopes

from sessions.knee_tracking import fatigue
from sessions.knee_tracking.over_time import slope
from sessions.knee_tracking.over_time.slope import Slope, slope_of, t90
from sessions.knee_tracking.report import Interval, Trend
from sessions.knee_tracking.theil_sen import theil_sen
from sessions.worked_examples import Example as Vector
from tests.sessions.progression.vectors import check, vectors

NUMBERS = st.floats(-100, 100, allow_subnormal=False)


def test_a_straight_line_has_its_own_slope() -> None:
    assert theil_sen([1, 2, 3, 4], [0.0, -0.02, -0.04, -0.06]) == pytest.approx(-0.02)


def test_one_wild_point_of_five_changes_little() -> None:
    """Of ten slopes six are −1 and four, with the wild point, are 12.75 and more."""
    assert theil_sen([1, 2, 3, 4, 5], [-1, -2, -3, -4, 50]) == pytest.approx(-1)


def test_points_at_one_place_have_no_slope() -> None:
    assert theil_sen([2, 2, 2], [1, 2, 3]) is None


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=2, max_size=9, unique_by=lambda point: point[0]))
def test_it_is_the_slope_that_others_find(points: list[tuple[float, float]]) -> None:
    xs, ys = zip(*points, strict=True)
    assert theil_sen(xs, ys) == pytest.approx(theilslopes(ys, xs).slope)


def test_sets_are_judged_by_the_slope_and_the_constants_of_reps() -> None:
    for name in ("theil_sen", "FLAGGED_FALL", "SLOPE_ERROR", "MEDIAN_COST", "Z90"):
        assert vars(slope)[name] is vars(fatigue)[name]


def test_a_worked_interval() -> None:
    """Four points on a line of −0.05: half = √((1.25·1.645·0.03/√5)² + (1.645·0.1·0.05)²) = 0.02879."""
    found = slope_of([1, 2, 3, 4], [0.0, -0.05, -0.10, -0.15], least_sd=0.03)
    assert found is not None
    assert found.per_step.value == pytest.approx(-0.05)
    assert found.per_step.high - found.per_step.value == pytest.approx(0.02879, abs=1e-5)
    assert found.span == 3
    assert found.trend is Trend.WORSENS


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_under_four_points_there_is_none(count: int) -> None:
    assert slope_of([1.0, 2.0, 3.0][:count], [0.0, -0.1, -0.2][:count], least_sd=0.03) is None


@pytest.mark.parametrize(
    ("low", "value", "high", "trend"),
    [
        (-0.07, -0.05, -0.03, Trend.WORSENS),  # −0.15 over three steps, surely down
        (-0.10, -0.05, 0.01, Trend.CANNOT_TELL),  # may be nothing, may be −0.3
        (-0.03, -0.02, -0.01, Trend.STEADY),  # surely down, surely by less than 0.10
        (-0.04, -0.02, -0.01, Trend.CANNOT_TELL),  # surely down; whether it matters is not sure
        (-0.03, 0.00, 0.03, Trend.STEADY),
        (0.01, 0.04, 0.07, Trend.STEADY),  # getting better is not getting worse
    ],
)
def test_worsens_steady_cannot_tell(low: float, value: float, high: float, trend: Trend) -> None:
    assert Slope(Interval(value, low, high), span=3).trend is trend


def test_exactly_the_flagged_fall_is_enough() -> None:
    assert Slope(Interval(-0.1 / 3, -0.05, -0.01), span=3).trend is Trend.WORSENS


@given(
    st.lists(st.floats(-1, 1), min_size=4, max_size=8),
    st.floats(-0.2, 0.2),
    st.floats(-3, 3),
)
def test_the_slope_knows_nothing_of_where_the_values_lie(ys: list[float], least: float, shift: float) -> None:
    xs = [float(i) for i in range(len(ys))]
    here = slope_of(xs, ys, least_sd=abs(least))
    there = slope_of([x + shift for x in xs], [y + shift for y in ys], least_sd=abs(least))
    assert here is not None
    assert there is not None
    assert there.per_step.value == pytest.approx(here.per_step.value, abs=1e-9)
    assert there.per_step.low == pytest.approx(here.per_step.low, abs=1e-9)


@given(st.lists(st.floats(-1, 1), min_size=4, max_size=8), st.floats(0.1, 10))
def test_the_unit_of_x_does_not_change_the_answer(ys: list[float], factor: float) -> None:
    xs = [float(i) for i in range(len(ys))]
    here, there = (slope_of([x * f for x in xs], ys, least_sd=0.03) for f in (1.0, factor))
    assert here is not None
    assert there is not None
    assert there.per_step.low * there.span == pytest.approx(here.per_step.low * here.span)


@pytest.mark.parametrize("freedom", range(2, 40))
def test_students_t_is_within_two_per_cent(freedom: int) -> None:
    assert t90(freedom) == pytest.approx(t.ppf(0.95, freedom), rel=0.02)


@pytest.mark.parametrize("count", [4, 6, 10])
def test_nine_in_ten_intervals_hold_the_truth(count: int) -> None:
    """With scatter twice as large as the measurement promises, so that it has to be found in the points."""
    random, truth, trials = Random(count), -0.02, 1500
    xs = [float(i) for i in range(count)]
    held = []
    for _ in range(trials):
        found = slope_of(xs, [truth * x + random.gauss(0, 0.06) for x in xs], least_sd=0.03)
        assert found is not None
        held.append(found.per_step.low <= truth <= found.per_step.high)
    assert 0.88 <= fmean(held) <= 0.99


@vectors("trend", "theil_sen")
def test_worked_examples(vector: Vector) -> None:
    check(vector, {"slope": theil_sen(vector.inputs["times"], vector.inputs["values"])})
