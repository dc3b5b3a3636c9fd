"""Mann-Kendall and Theil-Sen: the published example, and the properties both must have."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.progression.trend import mann_kendall, theil_sen
from tests.sessions.progression.strategies import quick

series = st.lists(st.integers(0, 10).map(float), min_size=2, max_size=14)


@quick
@given(st.lists(st.integers(0, 3).map(float), min_size=2, max_size=6))
def test_the_exact_p_is_the_share_of_all_orderings(values: list[float]) -> None:
    def s_of(ordering: tuple[float, ...]) -> int:
        return sum((b > a) - (b < a) for i, a in enumerate(ordering) for b in ordering[i + 1 :])

    orderings = list(permutations(values))
    reached = sum(s_of(ordering) >= s_of(tuple(values)) for ordering in orderings)
    got = mann_kendall(values)
    assert got is not None
    assert got.p_one_sided_exact == pytest.approx(reached / len(orderings))


@quick
@given(series)
def test_turning_the_series_round_turns_the_sign(values: list[float]) -> None:
    one, other = mann_kendall(values), mann_kendall(values[::-1])
    assert one is not None
    assert other is not None
    assert other.s == -one.s
    assert other.z == pytest.approx(-one.z)
    assert other.var_s == one.var_s


@quick
@given(series, st.floats(0.1, 10), st.integers(-5, 5))
def test_only_the_order_of_the_values_matters(values: list[float], factor: float, shift: int) -> None:
    assert mann_kendall([value * factor + shift for value in values]) == mann_kendall(values)


@quick
@given(st.lists(st.integers(0, 10).map(float), max_size=14), st.floats(0.1, 10), st.floats(-5, 5))
def test_the_slope_scales_with_the_values_and_against_the_times(
    values: list[float], factor: float, shift: float
) -> None:
    times = [float(t) for t in range(len(values))]
    slope = theil_sen(times, values)
    scaled = theil_sen([t * 2 + shift for t in times], [v * factor for v in values])
    assert scaled == (None if slope is None else pytest.approx(slope * factor / 2, abs=1e-9))


@quick
@given(st.integers(3, 20), st.floats(-5, 5), st.data())
def test_one_outlier_does_not_move_the_slope_of_a_line(length: int, slope: float, data: st.DataObject) -> None:
    values = [slope * t for t in range(length)]
    if length >= 6:
        values[data.draw(st.integers(0, length - 1))] += 1000
    assert theil_sen([float(t) for t in range(length)], values) == pytest.approx(slope, abs=1e-6)


def test_a_lost_value_is_skipped_and_its_time_kept() -> None:
    assert theil_sen([0, 1, 2, 3], [1, None, 3, 4]) == 1
    assert mann_kendall([1, None, 3, float("nan"), 4]) == mann_kendall([1, 3, 4])


def test_one_value_has_no_trend() -> None:
    assert mann_kendall([]) is None
    assert mann_kendall([5]) is None
    assert mann_kendall([5, None]) is None


def test_times_and_values_must_belong_together() -> None:
    with pytest.raises(ValueError, match=r"longer|shorter"):
        theil_sen([0, 1, 2], [1, 2])


def test_above_eight_values_only_the_approximation_is_given() -> None:
    eight, nine = mann_kendall([float(i) for i in range(8)]), mann_kendall([float(i) for i in range(9)])
    assert eight is not None
    assert nine is not None
    assert eight.p_one_sided_exact is not None
    assert nine.p_one_sided_exact is None
