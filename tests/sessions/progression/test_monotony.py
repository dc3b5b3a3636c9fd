"""Monotony and strain: seven known days, sample SD, no number for a week of equal days."""

from statistics import pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.progression.monotony import Sameness, monotony_strain
from tests.sessions.progression.strategies import quick
from tests.sessions.progression.vectors import load

weeks = st.lists(st.integers(0, 900).map(float), min_size=7, max_size=7)


@pytest.mark.parametrize(
    "published",
    [v for v in load("load") if v["function"] == "monotony_strain" and "published" in v],
    ids=lambda vector: vector["name"],
)
def test_the_spread_is_the_samples_and_not_the_populations(published: dict[str, dict[str, list[float]]]) -> None:
    days = published["inputs"]["daily_load"]
    got = monotony_strain(days)
    assert got is not None
    other = sum(days) / 7 / pstdev(days)
    assert other == pytest.approx(published["published"]["population_sd_monotony"])
    assert got.monotony != pytest.approx(other)


@pytest.mark.parametrize(
    ("days", "level"),
    [
        ([300, 300, 300, 300, 300, 0, 0], Sameness.NONE),  # 1.46
        ([300, 300, 300, 300, 300, 10, 0], Sameness.NONE),  # 1.498
        ([300, 300, 300, 300, 300, 15, 0], Sameness.WATCH),  # 1.516
        ([300, 300, 300, 300, 300, 150, 0], Sameness.WATCH),  # 1.997
        ([300, 300, 300, 300, 300, 160, 0], Sameness.NOTE),  # 2.03
    ],
)
def test_from_one_and_a_half_on_it_is_worth_a_look(days: list[float], level: Sameness) -> None:
    got = monotony_strain(days)
    assert got is not None
    assert got.level is level


@pytest.mark.parametrize("length", [0, 1, 6, 8, 14])
def test_a_week_has_seven_days(length: int) -> None:
    assert monotony_strain([100.0, 0.0] * (length // 2) + [50.0] * (length % 2)) is None


@quick
@given(weeks, st.integers(0, 6), st.sampled_from([None, float("nan"), -1.0]))
def test_one_unknown_day_makes_the_week_unknown(days: list[float], at: int, bad: float | None) -> None:
    assert monotony_strain([bad if i == at else load for i, load in enumerate(days)]) is None


@quick
@given(weeks, st.permutations(range(7)))
def test_the_order_of_the_days_does_not_matter(days: list[float], order: list[int]) -> None:
    one, other = monotony_strain(days), monotony_strain([days[i] for i in order])
    assert one is not None
    assert other is not None
    assert other.monotony == (None if one.monotony is None else pytest.approx(one.monotony))
    assert other.level is one.level


@quick
@given(weeks, st.floats(0.1, 10))
def test_monotony_has_no_unit_and_strain_has_that_of_the_load(days: list[float], factor: float) -> None:
    one, other = monotony_strain(days), monotony_strain([load * factor for load in days])
    assert one is not None
    assert other is not None
    if one.monotony is not None and one.strain is not None:
        assert other.monotony == pytest.approx(one.monotony)
        assert other.strain == pytest.approx(one.strain * factor)
