"""Answers by day: of two the higher, missing is missing, and what an evening knows."""

from sessions.progression.pain_days import PainDay, pain_days
from tests.sessions.progression.building import MONDAY, day, lift, session, work

TODAY = MONDAY.toordinal()


def test_a_session_is_a_day_with_its_four_answers() -> None:
    log = [session(MONDAY, pain_before=1, pain_worst=3, pain_after=2, pain_next_morning=0)]
    assert pain_days(log) == (PainDay(TODAY, 1, 3, 2, 0),)


def test_of_two_sessions_on_a_day_the_higher_of_each_answer_counts() -> None:
    log = [
        session(MONDAY, clock="08:00", pain_before=2, pain_worst=3),
        session(MONDAY, clock="18:00", pain_before=1, pain_worst=5, pain_after=4),
    ]
    assert pain_days(log) == pain_days(log[::-1]) == (PainDay(TODAY, 2, 5, 4, None),)


def test_days_come_oldest_first_and_a_day_without_an_answer_is_none() -> None:
    log = [session(day(2), pain_worst=1), session(day(1)), session(day(0), pain_after=0)]
    assert [one.day - TODAY for one in pain_days(log)] == [0, 2]


def test_pain_of_an_exercise_is_worst_pain_too() -> None:
    assert pain_days([session(MONDAY, lift(work(80), pain=6), pain_worst=2)])[0].worst == 6


def test_the_evening_knows_nothing_of_the_morning() -> None:
    assert PainDay(1, 1, 2, 3, 9).in_the_evening == PainDay(1, 1, 2, 3, None)
    assert PainDay(1, 1, 2, 3).in_the_evening == PainDay(1, 1, 2, 3)


def test_the_peak_is_the_highest_answer_of_the_session_itself() -> None:
    assert PainDay(1, 4, 2, 3, 9).peak == 4
    assert PainDay(1, None, 2, 3).peak == 3
    assert PainDay(1, None, 0).peak == 0
    assert PainDay(1, next_morning=9).peak is None
