"""The readings up to a moment: in order, without the future, by the athlete's own calendar."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.progression.history import AthleteHistory, SessionRecord, TrackingVerdict, monday_of
from tests.sessions.progression.building import (
    MONDAY,
    bench,
    day,
    history,
    lift,
    moment,
    session,
    squats,
    video,
    volume,
    weekly,
    work,
)
from tests.sessions.progression.strategies import TODAY, histories, quick


def test_a_history_needs_a_moment_with_a_time_zone() -> None:
    with pytest.raises(ValueError, match=r"^at: .* has no time zone"):
        AthleteHistory(datetime(2026, 9, 14, 18), MONDAY)  # noqa: DTZ001 - to be refused


def test_a_history_holds_nothing_of_the_future() -> None:
    with pytest.raises(ValueError, match=r"^sessions: "):
        AthleteHistory(moment(MONDAY, "12:00"), MONDAY, (session(MONDAY, clock="12:01"),))
    with pytest.raises(ValueError, match=r"^tracking: "):
        AthleteHistory(moment(MONDAY), MONDAY, (), (video(day(1), TrackingVerdict.IN_LINE),))


def test_what_happens_at_the_moment_itself_belongs_to_it() -> None:
    now = session(MONDAY, clock="12:00")
    assert AthleteHistory(moment(MONDAY, "12:00"), MONDAY, (now,)).last_session == now


def test_in_the_hour_that_happens_twice_the_second_one_is_the_later() -> None:
    first, second = moment(date(2026, 10, 25), "02:40"), moment(date(2026, 10, 25), "02:20").replace(fold=1)
    logged = SessionRecord("late", second, second.date())
    with pytest.raises(ValueError, match=r"^sessions: "):
        AthleteHistory(first, first.date(), (logged,))
    assert AthleteHistory.up_to(first, first.date(), [logged]).sessions == ()
    assert AthleteHistory.up_to(second, second.date(), [logged]).sessions == (logged,)


@quick
@given(histories, st.randoms(use_true_random=False))
def test_late_entries_give_the_same_history_as_entries_in_order(whole: AthleteHistory, random: Random) -> None:
    shuffled = list(whole.sessions)
    random.shuffle(shuffled)
    assert AthleteHistory(whole.at, whole.today, tuple(shuffled), whole.tracking) == whole


def test_an_athlete_who_flew_west_keeps_the_order_of_days() -> None:
    """Monday evening in Berlin, then a Monday morning log of an earlier day that began at a later moment."""
    berlin = SessionRecord("berlin", moment(day(0), "23:30"), day(0))
    honolulu = SessionRecord("honolulu", datetime.fromisoformat("2026-09-13T22:00-10:00"), day(-1))
    assert [s.id for s in history(day(1), [berlin, honolulu]).sessions] == ["honolulu", "berlin"]
    assert [s.id for s in history(day(1), [berlin, honolulu]).before(day(1), 1)] == ["berlin"]


@quick
@given(histories, st.integers(0, 70))
def test_a_cut_history_knows_nothing_later(whole: AthleteHistory, days_back: int) -> None:
    today = TODAY - timedelta(days=days_back)
    cut = AthleteHistory.up_to(moment(today, "12:00"), today, whole.sessions, whole.tracking)
    assert all(s.started_at <= cut.at for s in cut.sessions)
    assert all(t.filmed_at <= cut.at for t in cut.tracking)
    assert all(s.pain_next_morning is None for s in cut.sessions if s.day >= today)
    assert {s.id for s in cut.sessions} == {s.id for s in whole.sessions if s.started_at <= cut.at}


def test_the_morning_after_is_known_from_the_morning_after_on() -> None:
    logged = session(day(0), pain_before=2, pain_next_morning=4)
    (that_evening,) = AthleteHistory.up_to(moment(day(0), "22:00"), day(0), [logged]).sessions
    (next_day,) = AthleteHistory.up_to(moment(day(1), "08:00"), day(1), [logged]).sessions
    assert that_evening.pain_next_morning is None
    assert that_evening.pain_before == 2
    assert next_day.pain_next_morning == 4


def test_the_last_days_include_today_and_come_newest_first() -> None:
    log = history(day(7), [session(day(d)) for d in range(8)])
    assert [s.day for s in log.newest_first(3)] == [day(7), day(6), day(5)]
    assert [s.day for s in log.before(day(7), 3)] == [day(6), day(5), day(4)]


def test_without_sessions_there_are_neither_weeks_nor_days() -> None:
    empty = history(MONDAY)
    assert empty.last_session is None
    assert empty.weeks(4) == ()
    assert empty.judged_weeks() == ()
    assert empty.leg_load_by_day(28) == ()


def test_weeks_run_from_monday_to_sunday() -> None:
    sunday, monday = session(day(-1), volume(1000)), session(day(0), volume(500))
    last, this = history(day(3), [sunday, monday]).weeks(4)
    assert (last.monday, last.leg_load_kg, last.finished) == (day(-7), 1000, True)
    assert (this.monday, this.leg_load_kg, this.finished) == (day(0), 500, False)


def test_no_week_before_the_first_session_is_made_up() -> None:
    assert len(history(day(3), [session(day(-10), volume(1000))]).weeks(6)) == 3
    assert len(history(day(3), [session(day(-100), volume(1000))]).weeks(6)) == 6


def test_a_week_of_rest_is_zero_and_a_week_with_an_unknown_set_is_unknown() -> None:
    log = [
        session(day(-21), volume(1000)),
        session(day(-7), squats(100)),
        session(day(-6), lift(work(100), work(None))),
    ]
    weeks = history(day(0), log).weeks(4)
    assert [week.leg_load_kg for week in weeks] == [1000, 0, None, 0]
    assert [week.unknown_sets for week in weeks] == [0, 0, 1, 0]


@pytest.mark.parametrize("monday", [date(2026, 3, 23), date(2026, 10, 19)])
def test_a_week_in_which_the_clocks_change_is_a_week(monday: date) -> None:
    late_on_sunday = session(monday + timedelta(days=6), volume(700), clock="23:45")
    early_on_monday = session(monday + timedelta(days=7), volume(300), clock="00:15")
    changed, after = history(monday + timedelta(days=7), [late_on_sunday, early_on_monday]).weeks(2)
    assert (changed.leg_load_kg, after.leg_load_kg) == (700, 300)


def test_the_running_week_is_judged_once_it_has_passed_the_one_before() -> None:
    behind = history(day(2), weekly(1000, 1000, 1000, 1000, 900))
    ahead = history(day(2), weekly(1000, 1000, 1000, 1000, 1001))
    assert [week.monday for week in behind.judged_weeks()][-1] == day(-7)
    assert [week.monday for week in ahead.judged_weeks()][-1] == day(0)
    assert [week.leg_load_kg for week in ahead.judged_weeks()] == [1000, 1000, 1000, 1000, 1001]


@pytest.mark.parametrize(("load", "judged"), [(999, day(-7)), (1000, day(-7)), (1001, day(0))])
def test_of_two_weeks_the_running_one_must_have_passed_the_other(load: float, judged: date) -> None:
    assert history(day(2), weekly(1000, load)).judged_weeks()[-1].monday == judged


def test_an_unknown_running_week_leaves_the_last_finished_one_to_judge() -> None:
    log = history(day(2), weekly(1000, 1000, 1000, 1000, None))
    assert log.judged_weeks()[-1].finished


def test_five_weeks_are_judged_at_most() -> None:
    behind, ahead = history(day(2), weekly(*[1000] * 9, 1)), history(day(2), weekly(*[1000] * 9, 2000))
    assert [week.monday for week in behind.judged_weeks()] == [day(-35), day(-28), day(-21), day(-14), day(-7)]
    assert [week.monday for week in ahead.judged_weeks()] == [day(-28), day(-21), day(-14), day(-7), day(0)]


def test_days_show_rest_as_zero_and_the_unknown_as_unknown() -> None:
    log = [
        session(day(0), volume(500), clock="08:00"),
        session(day(0), volume(300)),
        session(day(2), squats(None)),
        session(day(3), bench()),
    ]
    assert history(day(4), log).leg_load_by_day(28) == (800, 0, None, 0, 0)
    assert history(day(4), log).leg_load_by_day(3) == (None, 0, 0)


@quick
@given(histories)
def test_weeks_and_days_add_up_to_the_same_load(whole: AthleteHistory) -> None:
    weeks, days = whole.weeks(100), whole.leg_load_by_day(700)
    week_loads = [week.leg_load_kg for week in weeks]
    assert (None in week_loads) == (None in days)
    if None not in days:
        assert known_sum(week_loads) == pytest.approx(known_sum(days))
    assert sum(len(week.sessions) for week in weeks) == len(whole.sessions)


def known_sum(loads: Sequence[float | None]) -> float:
    return sum(load for load in loads if load is not None)


@quick
@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_monday_of_is_the_last_monday(any_day: date) -> None:
    monday = monday_of(any_day)
    assert monday.weekday() == 0
    assert 0 <= (any_day - monday).days <= 6
