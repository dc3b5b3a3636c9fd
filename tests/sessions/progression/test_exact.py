"""Exactly ten per cent is not more than ten per cent, whatever floating point says."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.progression.exact import known, known_load, known_loads, more_than, rises_more_than
from sessions.progression.sets import KG_PER_LB
from tests.sessions.progression.strategies import quick


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), float("-inf"), "100", True, False, [100]])
def test_what_is_not_a_finite_number_is_unknown(value: object) -> None:
    assert known(value) is None


@pytest.mark.parametrize("value", [0, -5, 2.5, 10**6])
def test_a_finite_number_is_known(value: float) -> None:
    assert known(value) == value


def test_a_load_can_be_zero_but_not_negative() -> None:
    assert known_load(0) == 0
    assert known_load(-0.5) is None


def test_one_unknown_load_makes_a_series_unknown() -> None:
    assert known_loads([100, 0, 50.5]) == [100, 0, 50.5]
    assert known_loads([]) == []
    assert known_loads([100, None]) is None
    assert known_loads([100, float("nan")]) is None
    assert known_loads([100, -1]) is None


@pytest.mark.parametrize(
    ("value", "base", "share"),
    [(110, 100, 0.1), (1150, 1000, 0.15), (1300, 1000, 0.3), (101.2, 92.0, 0.1), (33, 30, 0.1), (0, 0, 0.1)],
)
def test_exactly_the_share_is_not_more_than_the_share(value: float, base: float, share: float) -> None:
    assert not rises_more_than(value, base, share)
    assert rises_more_than(value + 0.01, base, share)


@quick
@given(base=st.integers(1, 4000), percent=st.integers(1, 100))
def test_exactly_the_share_holds_in_kilograms_and_in_pounds(base: int, percent: int) -> None:
    quarters, value = base / 4, base * (100 + percent) / 400
    assert not rises_more_than(value, quarters, percent / 100)
    assert not rises_more_than(value * KG_PER_LB, quarters * KG_PER_LB, percent / 100)


@quick
@given(base=st.integers(1, 4000), percent=st.integers(1, 100))
def test_the_smallest_plate_more_is_more(base: int, percent: int) -> None:
    value = base * (100 + percent) / 400 + 0.25
    assert rises_more_than(value, base / 4, percent / 100)
    assert rises_more_than(value * KG_PER_LB, base / 4 * KG_PER_LB, percent / 100)


@quick
@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_of_two_numbers_at_most_one_is_more_than_the_other(a: float, b: float) -> None:
    assert not (more_than(a, b) and more_than(b, a))
    if not math.isclose(a, b, rel_tol=1e-9):
        assert more_than(a, b) or more_than(b, a)
