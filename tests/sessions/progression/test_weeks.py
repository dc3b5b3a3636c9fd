"""Leg load from week to week: a jump is told from a holiday, a lighter week and a steady rise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.progression.sets import KG_PER_LB
from sessions.progression.weeks import Rise, WeekChange, change_on_usual, deload, week_change
from tests.sessions.progression.strategies import quick

known_weeks = st.integers(1, 20_000).map(float)
weeks = st.lists(st.none() | st.just(0.0) | known_weeks, max_size=8)


@pytest.mark.parametrize("bad", [None, float("nan"), float("inf"), -1.0])
def test_an_impossible_week_is_as_unknown_as_a_missing_one(bad: float | None) -> None:
    assert week_change([1000, 1000, 1000, 1000, bad]) == WeekChange(None, None)
    assert week_change([1000, 1000, 1000, bad, 1000]) == WeekChange(None, None)
    assert change_on_usual([1000, 1000, 1000, 1000, bad]) == WeekChange(None, None)


def test_one_unknown_week_among_four_leaves_three_to_judge_by() -> None:
    assert week_change([1000, None, 1000, 1000, 1200]).level is Rise.NOTE
    assert change_on_usual([1000, None, 1000, 1000, 1200]).change == pytest.approx(0.2)


def test_two_unknown_weeks_among_four_are_too_many() -> None:
    assert week_change([None, None, 1000, 1000, 1200]) == WeekChange(None, None)
    assert change_on_usual([None, None, 1000, 1000, 1200]) == WeekChange(None, None)


def test_only_the_four_weeks_before_count() -> None:
    assert week_change([9000, 9000, 9000, 1000, 1000, 1000, 1000, 1100]).change == pytest.approx(0.1)
    assert change_on_usual([9000, 1000, 1000, 1000, 1000, 1100]).change == pytest.approx(0.1)


def test_the_week_before_may_be_exactly_half_of_the_usual() -> None:
    assert week_change([1000, 1000, 1000, 500, 550]).change == pytest.approx(0.1)
    assert week_change([1000, 1000, 1000, 499, 550]) == WeekChange(None, None)


def test_after_a_lighter_week_the_usual_tells_a_return_from_a_jump() -> None:
    back = [1000, 1000, 1000, 600, 1000]
    assert week_change(back).level is Rise.STRONG
    assert change_on_usual(back).level is Rise.NONE


def test_nothing_trained_before_is_nothing_to_compare_with() -> None:
    assert change_on_usual([0, 0, 0, 0, 500]) == WeekChange(None, None)


@pytest.mark.parametrize(
    ("last", "level"), [(1150, Rise.NONE), (1151, Rise.NOTE), (1300, Rise.NOTE), (1301, Rise.STRONG)]
)
def test_the_defaults_are_fifteen_and_thirty_per_cent(last: float, level: Rise) -> None:
    weeks = [1000, 1000, 1000, 1000, last]
    assert week_change(weeks).level is level
    assert change_on_usual(weeks).level is level


@pytest.mark.parametrize(
    ("last", "level"), [(1100, Rise.NONE), (1101, Rise.NOTE), (1200, Rise.NOTE), (1201, Rise.STRONG)]
)
def test_limits_can_be_set(last: float, level: Rise) -> None:
    weeks = [1000, 1000, 1000, 1000, last]
    assert week_change(weeks, note=0.1, strong=0.2).level is level
    assert change_on_usual(weeks, note=0.1, strong=0.2).level is level


@quick
@given(st.lists(known_weeks, min_size=4, max_size=7), st.sampled_from([KG_PER_LB, 1 / KG_PER_LB, 0.5, 3.0]))
def test_pounds_or_kilograms_make_the_same_change(loads: list[float], factor: float) -> None:
    scaled = [load * factor for load in loads]
    for compare in (week_change, change_on_usual):
        one, other = compare(loads), compare(scaled)
        assert one.level == other.level
        assert other.change == (None if one.change is None else pytest.approx(one.change, abs=1e-9))
    assert deload(loads) == deload(scaled)


@quick
@given(weeks)
def test_no_list_of_weeks_is_too_odd_to_answer(loads: list[float | None]) -> None:
    for compare in (week_change, change_on_usual):
        got = compare(loads)
        assert (got.change is None) == (got.level is None)
        if loads and loads[-1] is None:
            assert got.change is None
    assert len(deload(loads).lighter) == len(loads)


@quick
@given(weeks)
def test_an_unknown_week_is_never_taken_for_a_rest(loads: list[float | None]) -> None:
    """Were missing read as zero, putting zeros in place of the unknown weeks would change nothing."""
    with_unknown = [*loads, None, 1000.0, 1000.0, 1000.0, 1000.0, 1000.0]
    assert deload(with_unknown).lighter[-2] is not False
    assert week_change([1000.0, 1000.0, 1000.0, None, 1000.0]).change is None


def test_a_week_without_training_is_a_lighter_one() -> None:
    got = deload([1000, 1000, 1000, 1000, 0, 1000, 1000])
    assert got.lighter[4] is True
    assert got.loaded_weeks == 2


def test_exactly_sixty_per_cent_is_lighter_and_a_kilogram_more_is_not() -> None:
    assert deload([1000, 1000, 1000, 1000, 600]).lighter[-1] is True
    assert deload([1000, 1000, 1000, 1000, 601]).lighter[-1] is False


@pytest.mark.parametrize(("loaded", "remind"), [(5, False), (6, True), (9, True)])
def test_the_reminder_comes_after_six_loaded_weeks(loaded: int, remind: bool) -> None:
    got = deload([1000.0] * loaded)
    assert got.loaded_weeks == loaded
    assert got.remind is remind


def test_a_lighter_week_starts_the_count_again() -> None:
    assert deload([1000.0] * 6 + [500] + [1000.0] * 3).loaded_weeks == 3
