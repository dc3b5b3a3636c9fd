"""When it speaks: once, not again for two weeks nor before pain is back, unless it is clearly worse."""

from collections.abc import Sequence
from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.progression.pain_days import PainDay
from sessions.progression.pain_rise import Limits
from sessions.progression.pain_watch import open_rise
from tests.sessions.progression.strategies import quick

USUAL = (1, 2, 1, 1, 2, 1, 2, 1, 1, 2)
values = st.lists(st.none() | st.integers(0, 10), max_size=40)


def days_of(peaks: Sequence[int | None], step: int = 2) -> list[PainDay]:
    return [PainDay(1 + step * i, worst=peak) for i, peak in enumerate(peaks) if peak is not None]


def told(days: Sequence[PainDay]) -> list[int]:
    """The days on which it speaks, evening by evening."""
    found = [open_rise(days[: i + 1], Limits()) for i in range(len(days))]
    return [one.day for one, rise in zip(days, found, strict=True) if rise is not None and rise.day == one.day]


def test_nothing_logged_is_nothing_told() -> None:
    assert open_rise((), Limits()) is None


def test_a_step_that_stays_is_told_once() -> None:
    assert len(told(days_of([*USUAL, *[5] * 40]))) == 1


def test_a_sudden_high_step_that_stays_is_told_once_although_the_first_sessions_are_still_low() -> None:
    assert len(told(days_of([*USUAL, *[9] * 40]))) == 1


def test_a_slow_rise_is_told_again_only_when_it_is_clearly_worse() -> None:
    """Half a point a week from 1 to 8: at about 2.5, and about each 1.5 to 2 points later."""
    slow = [1 + round(0.5 * 2 * i / 7) for i in range(50)]
    alerts = told(days_of([*USUAL, *slow]))
    assert 2 <= len(alerts) <= 4
    assert all(later - earlier >= 14 for earlier, later in pairwise(alerts))


def test_once_pain_is_back_the_next_rise_is_told() -> None:
    alerts = told(days_of([*USUAL, *[5] * 6, *USUAL * 3, *[5] * 6]))
    assert [day for day in alerts if day > 33] == [95]
    assert len(alerts) == 2


def test_what_was_told_and_is_over_is_not_taken_for_usual() -> None:
    """Three calm weeks after a rise of two; the same rise again stands out as it did the first time."""
    alerts = told(days_of([*USUAL, *[5] * 6, *USUAL, *[5] * 10]))
    assert len(alerts) == 2
    assert 53 <= alerts[1] <= 61


def test_on_the_evening_that_closes_it_the_same_rise_is_not_told_again() -> None:
    """Two weeks have passed since it was told, and its high sessions are still among those compared."""
    days = days_of([*USUAL, *[5] * 8, 2, 2, 2])
    assert len(told(days)) == 1
    assert open_rise(days, Limits()) is None


def test_pain_that_comes_back_within_two_weeks_is_not_told_twice() -> None:
    daily = days_of([*USUAL, *[6] * 4, 1, 1, 1, *[6] * 4, 1, 1, 1], step=1)
    assert len(told(daily)) <= 1


def test_two_calm_sessions_are_not_back() -> None:
    risen = [*USUAL, *[5] * 6]
    assert open_rise(days_of([*risen, 1, 1]), Limits()) is not None
    assert open_rise(days_of([*risen, 1, 1, 1]), Limits()) is None
    assert open_rise(days_of([*risen, 1, 1, 5, 1, 1]), Limits()) is not None


def test_calm_is_judged_by_all_answers_of_the_evening() -> None:
    usual = [PainDay(1 + 2 * i, w - 1, w, w - 1) for i, w in enumerate(USUAL)]
    risen = [PainDay(21 + 2 * i, 4, 5, 4) for i in range(6)]
    still = [PainDay(33 + 2 * i, 4, 2, 4) for i in range(3)]
    back = [PainDay(33 + 2 * i, 0, 3, 0) for i in range(3)]
    assert open_rise([*usual, *risen, *still], Limits()) is not None
    assert open_rise([*usual, *risen, *back], Limits()) is None


def test_an_evening_without_an_answer_changes_nothing() -> None:
    days = days_of([*USUAL, *[5] * 6])
    silent = PainDay(days[-1].day + 2, next_morning=5)
    assert open_rise([*days, silent], Limits()) == open_rise(days, Limits()) is not None


def test_a_question_that_was_never_asked_before_is_held_against_the_highest() -> None:
    usual = [PainDay(1 + 2 * i, worst=w) for i, w in enumerate(USUAL)]
    risen = [PainDay(21 + 2 * i, worst=5) for i in range(6)]
    calm = [PainDay(33 + 2 * i, after=1) for i in range(3)]
    assert open_rise([*usual, *risen, *calm], Limits()) is None


def test_the_morning_after_brings_no_alert() -> None:
    days = [PainDay(1 + 2 * i, w, w, w, w) for i, w in enumerate([*USUAL, 2, 3, 3])]
    bad = [*days[:-1], days[-1]._replace(next_morning=10)]
    assert open_rise(bad, Limits()) == open_rise(days, Limits())


@quick
@given(values)
def test_two_alerts_are_never_less_than_two_weeks_apart(peaks: list[int | None]) -> None:
    alerts = told(days_of(peaks))
    assert all(later - earlier >= 14 for earlier, later in pairwise(alerts))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32))
def test_what_lies_sixteen_weeks_back_changes_nothing(seed: int) -> None:
    random = Random(seed)
    days = [PainDay(1 + 2 * i, worst=random.choice((0, 2, 3, 6))) for i in range(120)]
    recent = [one for one in days if days[-1].day - one.day <= 98]
    assert open_rise(days, Limits()) == open_rise(recent, Limits())
