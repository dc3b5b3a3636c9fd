"""How often somebody usually trains, told from their own log and not from a silence."""

from datetime import timedelta

import pytest

from sessions.progression.cadence import usual_sessions_per_week
from sessions.progression.history import SessionRecord
from tests.sessions.progression.building import MONDAY, day, history, session, three_a_week


def test_three_a_week_is_three_a_week() -> None:
    assert usual_sessions_per_week(history(MONDAY, three_a_week(6))) == 3


@pytest.mark.parametrize(("weeks", "usual"), [(0, None), (1, None), (3, None), (4, 3)])
def test_before_three_whole_weeks_there_is_no_habit(weeks: int, usual: float | None) -> None:
    """The week of the last session may not be over, so it is not one of them."""
    assert usual_sessions_per_week(history(MONDAY, three_a_week(weeks))) == usual


def test_a_silence_does_not_become_the_habit() -> None:
    log = three_a_week(8)
    assert usual_sessions_per_week(history(day(0), log)) == usual_sessions_per_week(history(day(60), log)) == 3


def test_one_holiday_and_one_training_camp_do_not_either() -> None:
    holiday = [s for s in three_a_week(8) if not day(-28) <= s.day < day(-21)]
    camp = [session(day(-14 + d), clock="07:00") for d in range(6)]
    assert usual_sessions_per_week(history(MONDAY, [*holiday, *camp])) == 3


def test_between_two_habits_lies_a_half() -> None:
    log = [s for i, s in enumerate(three_a_week(9)) if i % 6 != 5]
    assert usual_sessions_per_week(history(MONDAY, log)) == 2.5


@pytest.mark.parametrize("silent_days", [0, 10, 17])
def test_exactly_the_twelve_weeks_before_the_last_session_make_the_habit(silent_days: int) -> None:
    """Two and four sessions by turns: a thirteenth week, or one too few, would move the median away from three."""
    counts = [4, *[2, 4] * 6, 7]
    monday = MONDAY - timedelta(weeks=len(counts) - 1)
    log = [session(monday + timedelta(weeks=w, days=d)) for w, count in enumerate(counts) for d in range(count)]
    assert usual_sessions_per_week(history(day(6 + silent_days), log)) == 3


def test_somebody_who_trains_once_in_a_while_has_no_weekly_habit() -> None:
    now_and_then: list[SessionRecord] = [session(day(-21 * i)) for i in range(6)]
    assert usual_sessions_per_week(history(MONDAY, now_and_then)) is None
