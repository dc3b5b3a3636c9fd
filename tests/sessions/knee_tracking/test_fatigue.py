"""A set gets worse only if the slope is beyond its error and the fall is large enough to matter."""

from typing import Any

import pytest

from sessions.knee_tracking.fatigue import fatigue_slope
from sessions.knee_tracking.report import Trend
from sessions.knee_tracking.theil_sen import theil_sen
from tests.sessions.knee_tracking.clips import name_of, same, vectors


@pytest.mark.parametrize("vector", vectors("trend", "theil_sen"), ids=name_of)
def test_theil_sen(vector: Any) -> None:
    got = theil_sen(vector["inputs"]["times"], vector["inputs"]["values"])
    assert same(got, vector["expected"]["slope"], vector["tolerance"])


def test_a_steady_fall_is_worse() -> None:
    got = fatigue_slope([1.0, 0.97, 0.95, 0.91, 0.89, 0.86])
    assert got is not None
    assert got.trend is Trend.WORSENS
    assert got.slope.low < got.slope.value < got.slope.high < 0


def test_a_large_fall_inside_the_scatter_is_not_called_worse() -> None:
    got = fatigue_slope([1.0, 0.95, 0.6, 1.05, 0.95, 0.75])
    assert got is not None
    assert got.fall_reaches_limit
    assert got.trend is Trend.STEADY


def test_a_sure_but_small_fall_is_not_called_worse() -> None:
    got = fatigue_slope([1.000, 0.990, 0.980, 0.970, 0.960, 0.950])
    assert got is not None
    assert got.slope.high < 0
    assert got.trend is Trend.STEADY


def test_getting_better_is_steady() -> None:
    got = fatigue_slope([0.7, 0.75, 0.8, 0.85, 0.9])
    assert got is not None
    assert got.trend is Trend.STEADY


def test_perfect_readings_still_have_an_error() -> None:
    got = fatigue_slope([1.0] * 6)
    assert got is not None
    assert got.slope.high - got.slope.low > 0.005


def test_few_reps_say_nothing() -> None:
    assert fatigue_slope([1.0, None, 0.9, 0.8, 0.7]) is None
