"""Hard is told by the session's RPE, by its heaviest lift, or by its volume: against the athlete's own four weeks."""

import pytest

from sessions.progression.hard_sessions import is_hard
from sessions.progression.history import LiftRecord, SessionRecord
from tests.sessions.progression.building import MONDAY, bench, day, history, lift, session, squats, volume, work


def hard(last: SessionRecord, *before: SessionRecord) -> bool | None:
    return is_hard(last, history(last.day, [*before, last]))


def steady(count: int, *lifts: LiftRecord) -> list[SessionRecord]:
    """So many equal sessions, every other day up to two days before that Monday."""
    return [session(day(-2 * i), *lifts) for i in range(count, 0, -1)]


def test_with_nothing_known_it_cannot_be_told() -> None:
    assert hard(session(MONDAY, squats(100))) is None
    assert hard(session(MONDAY, squats(None))) is None


@pytest.mark.parametrize(("rpe", "expected"), [(7.5, False), (8, True), (10, True)])
def test_the_sessions_own_rpe_from_eight_on(rpe: float, expected: bool) -> None:
    assert hard(session(MONDAY, squats(100), session_rpe=rpe)) is expected


def test_a_low_rpe_does_not_outweigh_a_heavy_lift() -> None:
    before = session(day(-7), lift(work(100, 1, rpe=10)))
    assert hard(session(MONDAY, squats(90), session_rpe=5), before) is True


@pytest.mark.parametrize(("kg", "expected"), [(79.75, False), (80, True)])
def test_a_lift_from_eighty_per_cent_of_its_best_estimate_on(kg: float, expected: bool) -> None:
    before = session(day(-7), lift(work(100, 1, rpe=10)))
    assert hard(session(MONDAY, squats(kg, sets=1)), before) is expected


@pytest.mark.parametrize(("days_ago", "expected"), [(28, True), (29, None)])
def test_only_estimates_of_the_four_weeks_before_count(days_ago: int, expected: bool | None) -> None:
    before = session(day(-days_ago), lift(work(100, 1, rpe=10)))
    assert hard(session(MONDAY, squats(90)), before) is expected


def test_an_estimate_without_an_rpe_is_the_least_it_can_be_and_says_nothing() -> None:
    before = session(day(-7), lift(work(100, 5)))
    assert hard(session(MONDAY, squats(100)), before) is None


def test_the_same_sets_are_hard_or_not_by_what_was_left() -> None:
    """3 x 5 is 81 % of the maximum with two reps left, and 79 % with three."""
    two_left, three_left = session(day(-7), squats(100, rpe=8)), session(day(-7), squats(100, rpe=7))
    assert hard(session(MONDAY, squats(100)), two_left) is True
    assert hard(session(MONDAY, squats(100)), three_left) is False


def test_another_lifts_estimate_says_nothing() -> None:
    before = session(day(-7), lift(work(300, 1, rpe=10), exercise="leg_press"))
    assert hard(session(MONDAY, squats(290)), before) is None


def test_an_estimate_of_the_same_day_is_not_from_before() -> None:
    morning = session(MONDAY, lift(work(100, 1, rpe=10)), clock="08:00")
    assert hard(session(MONDAY, squats(90)), morning) is None


@pytest.mark.parametrize(("kg", "expected"), [(1100, False), (1101, True)])
def test_a_volume_clearly_above_the_usual(kg: float, expected: bool) -> None:
    assert hard(session(MONDAY, volume(kg)), *steady(6, volume(1000))) is expected


def test_a_plan_that_grows_a_little_each_time_is_not_all_hard_days() -> None:
    growing = [session(day(-2 * i), volume(1000 + 5 * (12 - i))) for i in range(12, 0, -1)]
    assert hard(session(MONDAY, volume(1060)), *growing) is False


def test_a_volume_below_the_top_quarter_is_not_hard_however_far_above_the_median() -> None:
    mixed = [session(day(-2 * i), volume(2000 if i % 3 == 0 else 1000)) for i in range(9, 0, -1)]
    assert hard(session(MONDAY, volume(1900)), *mixed) is False
    assert hard(session(MONDAY, volume(2100)), *mixed) is True


@pytest.mark.parametrize(("heavier", "expected"), [(2, True), (3, False)])
def test_three_quarters_of_the_earlier_sessions_must_have_been_lighter(heavier: int, expected: bool) -> None:
    mixed = [session(day(-2 * i), volume(2000 if i <= heavier else 1000)) for i in range(8, 0, -1)]
    assert hard(session(MONDAY, volume(1500)), *mixed) is expected


def test_five_sessions_are_too_few_to_call_a_volume_large() -> None:
    assert hard(session(MONDAY, volume(5000)), *steady(5, volume(1000))) is None
    assert hard(session(MONDAY, volume(5000)), *steady(6, volume(1000))) is True


def test_an_unknown_volume_is_neither_large_nor_small() -> None:
    unknown = lift(work(10, 20), work(None, 20))
    assert hard(session(MONDAY, unknown), *steady(6, volume(1000))) is None


def test_other_lifts_are_not_what_makes_a_leg_session_hard() -> None:
    heavy_bench = session(day(-7), bench(200))
    assert hard(session(MONDAY, squats(50), bench(200)), heavy_bench) is None
