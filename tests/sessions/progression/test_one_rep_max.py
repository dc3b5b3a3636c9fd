"""Estimated one-repetition maximum: published numbers, and silence where a set does not say enough."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.progression.one_rep_max import (
    Estimate,
    e1rm_with_rpe,
    rpe_table,
    session_e1rm,
)
from sessions.progression.sets import SetRecord
from tests.sessions.progression.building import warm_up, work
from tests.sessions.progression.strategies import quick, sets


@pytest.mark.parametrize(("reps", "rpe"), [(8, 6), (8, 7), (10, 9.5), (9, 8.5)])
def test_more_than_ten_reps_to_the_end_give_no_estimate(reps: int, rpe: float) -> None:
    assert e1rm_with_rpe(100, reps, rpe) is None
    assert rpe_table(100, reps, rpe) is None


@pytest.mark.parametrize(("rpe", "estimated"), [(5.5, False), (6, True), (10, True), (10.5, False)])
def test_rpe_six_is_the_least_that_counts(rpe: float, estimated: bool) -> None:
    assert (e1rm_with_rpe(100, 5, rpe) is not None) is estimated


def test_exactly_ten_reps_to_the_end_still_give_one() -> None:
    estimate = e1rm_with_rpe(100, 8, 8)
    assert estimate is not None
    assert estimate.epley_kg == pytest.approx(estimate.brzycki_kg)


@pytest.mark.parametrize(("reps", "rpe"), [(5, None), (5, 8.25), (5, 5.5), (0, 8), (11, 10)])
def test_the_chart_is_silent_off_its_row(reps: int, rpe: float | None) -> None:
    assert rpe_table(100, reps, rpe) is None


@pytest.mark.parametrize("load", [None, 0, -20, float("nan"), float("inf")])
def test_the_chart_is_silent_without_a_load(load: float | None) -> None:
    assert rpe_table(load, 5, 8) is None


def test_chart_and_formula_stay_within_a_few_per_cent_of_each_other() -> None:
    for reps in range(1, 9):
        chart, formula = rpe_table(100, reps, 8), e1rm_with_rpe(100, reps, 8)
        assert chart is not None
        assert formula is not None
        assert chart.e1rm_kg == pytest.approx(formula.epley_kg, rel=0.04)


def test_the_chart_falls_all_the_way() -> None:
    shares = [chart.percent for half in range(18) if (chart := rpe_table(100, 1 + half // 2, 10 - half % 2 / 2))]
    assert len(shares) == 18
    assert shares == sorted(shares, reverse=True)
    assert len(set(shares)) == len(shares)


def test_warm_ups_and_long_sets_do_not_make_the_best_set() -> None:
    assert session_e1rm([warm_up(200), work(80, 12), work(100, 1)]) == Estimate(100, 95, 105, adjusted=False)


def test_an_estimate_says_whether_an_rpe_stood_behind_it() -> None:
    with_rpe, without = session_e1rm([work(100, 5, rpe=8)]), session_e1rm([work(100, 5)])
    assert with_rpe is not None
    assert without is not None
    assert with_rpe.adjusted
    assert not without.adjusted


def test_a_set_under_rpe_six_says_nothing_even_beside_one_that_does() -> None:
    assert session_e1rm([work(150, 5, rpe=5), work(100, 1, rpe=10)]) == Estimate(100, 95, 105, adjusted=True)
    assert session_e1rm([work(150, 5, rpe=5)]) is None


@quick
@given(
    load=st.floats(1, 400),
    reps=st.integers(1, 10),
    rpe=st.none() | st.sampled_from([6, 6.5, 7, 7.5, 8, 8.5, 9, 9.5, 10]),
    factor=st.floats(0.1, 10),
)
def test_estimates_scale_with_the_load(load: float, reps: int, rpe: float | None, factor: float) -> None:
    one, other = e1rm_with_rpe(load, reps, rpe), e1rm_with_rpe(load * factor, reps, rpe)
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert other.epley_kg == pytest.approx(one.epley_kg * factor)
        assert other.brzycki_kg == pytest.approx(one.brzycki_kg * factor)


@quick
@given(load=st.floats(1, 400), reps=st.integers(1, 10))
def test_nobody_lifts_less_once_than_often(load: float, reps: int) -> None:
    estimate = e1rm_with_rpe(load, reps, None)
    assert estimate is not None
    assert min(estimate.epley_kg, estimate.brzycki_kg) >= load * (1 - 1e-12)


@quick
@given(st.lists(sets, max_size=8), sets)
def test_one_more_set_never_lowers_the_best(logged: list[SetRecord], another: SetRecord) -> None:
    before, after = session_e1rm(logged), session_e1rm([*logged, another])
    if before is not None:
        assert after is not None
        assert after.e1rm_kg >= before.e1rm_kg
        assert after.low_kg < after.e1rm_kg < after.high_kg
