"""One athlete's line of the roster: numbers where they can be told, None where not, no zero for something missing."""

from datetime import timedelta

import pytest
from hypothesis import given

from sessions.progression.columns import Logged, latest_pain, leg_load, logged, main_lifts
from sessions.progression.history import AthleteHistory
from sessions.progression.one_rep_max import Estimate
from tests.sessions.progression.building import (
    MONDAY,
    bench,
    day,
    history,
    lift,
    session,
    squats,
    three_a_week,
    weekly,
    work,
)
from tests.sessions.progression.strategies import histories, quick


def test_an_athlete_without_a_log_has_an_empty_line() -> None:
    empty = history(MONDAY)
    assert leg_load(empty) is None
    assert latest_pain(empty) == ()
    assert logged(empty) == Logged(0, None)
    assert main_lifts(empty) == ()


def test_leg_load_of_the_running_week_once_it_has_passed_the_one_before() -> None:
    load = leg_load(history(day(3), weekly(1000, 1000, 1000, 1000, 1380)))
    assert load is not None
    assert (load.monday, load.finished, load.volume_kg) == (MONDAY, False, 1380)
    assert load.on_last_week == pytest.approx(0.38)
    assert load.on_four_weeks == pytest.approx(0.38)


def test_an_unfinished_week_is_not_shown_as_a_fall() -> None:
    load = leg_load(history(day(1), weekly(1000, 1000, 1000, 1100, 300)))
    assert load is not None
    assert (load.monday, load.finished, load.volume_kg) == (day(-7), True, 1100)
    assert load.on_last_week == pytest.approx(0.1)


def test_after_a_lighter_week_both_comparisons_are_there() -> None:
    load = leg_load(history(day(3), weekly(1000, 1000, 1000, 600, 1000)))
    assert load is not None
    assert load.on_last_week == pytest.approx(2 / 3)
    assert load.on_four_weeks == pytest.approx(1000 / 900 - 1)


def test_too_short_a_history_tells_no_change() -> None:
    load = leg_load(history(day(3), weekly(1000, 1000, 1400)))
    assert load is not None
    assert load.volume_kg == 1400
    assert (load.on_last_week, load.on_four_weeks) == (None, None)


def test_an_unknown_set_tells_no_change_and_says_how_many_are_unknown() -> None:
    log = [*weekly(1000, 1000, 1000, 1000), session(day(-5), lift(work(100), work(None)))]
    load = leg_load(history(day(3), log))
    assert load is not None
    assert (load.monday, load.volume_kg, load.unknown_sets) == (day(-7), None, 1)
    assert (load.on_last_week, load.on_four_weeks) == (None, None)


def test_pain_of_the_last_twelve_sessions_keeps_its_gaps() -> None:
    log = [session(day(-15 + i), pain_worst=None if i == 10 else i % 11) for i in range(15)]
    pain = latest_pain(history(day(3), log))
    assert [point.worst for point in pain] == [3, 4, 5, 6, 7, 8, 9, None, 0, 1, 2, 3]
    assert [point.at for point in pain] == [s.started_at for s in log[3:]]


def test_sessions_logged_of_those_expected() -> None:
    log = three_a_week(8, before=day(7))
    assert logged(history(day(6), log)) == Logged(12, 12)
    assert logged(history(day(6), log[:-5])) == Logged(7, 12)


@pytest.mark.parametrize(("days", "expected"), [(27, None), (28, 12)])
def test_nothing_is_expected_before_four_weeks_have_passed(days: int, expected: int | None) -> None:
    log = three_a_week(4, before=day(28))
    assert logged(history(day(days - 1), log)).expected == expected


def test_estimates_come_with_their_range_and_their_day() -> None:
    log = [session(day(-10), squats(100, reps=1)), session(day(-3), squats(90, reps=1))]
    (strength,) = main_lifts(history(MONDAY, log))
    assert strength.estimate == Estimate(100, 95, 105, adjusted=False)
    assert (strength.exercise, strength.name, strength.day) == ("back_squat", "Back squat", day(-10))


def test_an_estimate_lapses_after_four_weeks() -> None:
    log = [session(day(-28), squats(120, reps=1)), session(day(-3), squats(90, reps=1))]
    (strength,) = main_lifts(history(MONDAY, log))
    assert strength.estimate.e1rm_kg == 90
    assert main_lifts(history(day(30), log)) == ()


def test_the_three_leg_lifts_done_most_often_are_the_main_ones() -> None:
    keys = ["front_squat", "back_squat", "leg_press", "split_squat"]
    log = [
        session(
            day(-2 * i), *(lift(work(50 + 10 * n, 3), exercise=key) for n, key in enumerate(keys) if i > n), bench()
        )
        for i in range(1, 9)
    ]
    strengths = main_lifts(history(MONDAY, log))
    assert [strength.exercise for strength in strengths] == ["front_squat", "back_squat", "leg_press"]


@pytest.mark.parametrize(("days_ago", "first"), [(83, "leg_press"), (84, "back_squat")])
def test_how_often_a_lift_was_done_is_counted_over_twelve_weeks(days_ago: int, first: str) -> None:
    """Once each of late; before that one more leg press, just inside or just outside the twelve weeks."""
    long_ago = session(day(-days_ago), lift(work(100, 3), exercise="leg_press"))
    lately = session(day(0), squats(100, reps=3), lift(work(100, 3), exercise="leg_press"))
    assert main_lifts(history(day(0), [long_ago, lately]))[0].exercise == first


@quick
@given(histories)
def test_no_log_is_too_odd_for_a_line(log: AthleteHistory) -> None:
    assert len(latest_pain(log)) == min(12, len(log.sessions))
    assert logged(log).sessions == len([s for s in log.sessions if s.day > log.today - timedelta(days=28)])
    assert all(s.estimate.low_kg < s.estimate.e1rm_kg < s.estimate.high_kg for s in main_lifts(log))
    load = leg_load(log)
    if load is not None and load.unknown_sets:
        assert load.volume_kg is None
