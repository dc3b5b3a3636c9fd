"""The acute:chronic ratio as it was published, and null wherever a day is not known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.progression.ratio import ewma_acwr, rolling_acwr
from tests.sessions.progression.strategies import quick

days = st.lists(st.integers(0, 1000).map(float), min_size=28, max_size=60)


@quick
@given(st.floats(1, 1000), st.integers(28, 60))
def test_the_same_load_every_day_is_a_ratio_of_one(load: float, length: int) -> None:
    weighted, rolling = ewma_acwr([load] * length), rolling_acwr([load] * length)
    assert weighted is not None
    assert rolling is not None
    assert weighted.shown == pytest.approx(1)
    assert rolling.coupled == pytest.approx(1)
    assert rolling.uncoupled == pytest.approx(1)


@quick
@given(days, st.floats(0.1, 10))
def test_ratios_do_not_change_with_the_unit(loads: list[float], factor: float) -> None:
    one, other = ewma_acwr(loads), ewma_acwr([load * factor for load in loads])
    assert one is not None
    assert other is not None
    assert other.shown == (None if one.shown is None else pytest.approx(one.shown))
    coupled, scaled = rolling_acwr(loads), rolling_acwr([load * factor for load in loads])
    assert coupled is not None
    assert scaled is not None
    assert scaled.coupled == (None if coupled.coupled is None else pytest.approx(coupled.coupled))


@quick
@given(days, st.data())
def test_one_unknown_day_makes_the_ratio_unknown(loads: list[float], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(loads) - 1))
    with_unknown = [None if i == at else load for i, load in enumerate(loads)]
    assert ewma_acwr(with_unknown) is None
    assert (rolling_acwr(with_unknown) is None) == (at >= len(loads) - 28)


@quick
@given(days)
def test_rolling_means_look_at_the_last_28_days_only(loads: list[float]) -> None:
    assert rolling_acwr([123.0, 456.0, *loads]) == rolling_acwr(loads)


def test_before_day_28_the_ratio_exists_but_is_not_shown() -> None:
    early, in_time = ewma_acwr([100.0] * 27), ewma_acwr([100.0] * 28)
    assert early is not None
    assert in_time is not None
    assert (early.ratio[-1], early.shown) == (1.0, None)
    assert in_time.shown == 1.0


def test_the_coupled_ratio_cannot_pass_four_and_the_uncoupled_one_can() -> None:
    rolling = rolling_acwr([10.0] * 21 + [1000.0] * 7)
    assert rolling is not None
    assert rolling.coupled is not None
    assert rolling.coupled < 4
    assert rolling.uncoupled == 100
