"""Leg load: jumps of a week and of a lift, hard sessions without room between them."""

from datetime import date, timedelta

import pytest

from sessions.progression.findings import REGISTRY, Finding, Severity
from sessions.progression.history import SessionRecord
from sessions.progression.rules.load import HardInARow, HardSessionSpacing, SingleLiftJump, WeekRise
from tests.sessions.progression.building import (
    MONDAY,
    bench,
    day,
    history,
    lift,
    session,
    squats,
    volume,
    warm_up,
    weekly,
    work,
)

THURSDAY = day(3)


def week_rise(*loads: float | None, today: date = THURSDAY) -> Finding | None:
    return WeekRise().evaluate(history(today, weekly(*loads)))


class TestWeekRise:
    def test_a_jump_is_one_plain_sentence(self) -> None:
        found = week_rise(1000, 1000, 1000, 1000, 1380)
        assert found is not None
        assert found.sentence == "Leg load this week is 38 % above the last four weeks."
        assert found.severity is Severity.LOOK

    @pytest.mark.parametrize(
        ("load", "severity"),
        [(1150, None), (1151, Severity.NOTE), (1300, Severity.NOTE), (1301, Severity.LOOK)],
    )
    def test_both_edges(self, load: float, severity: Severity | None) -> None:
        found = week_rise(1000, 1000, 1000, 1000, load)
        assert (found and found.severity) == severity

    def test_a_return_from_a_lighter_week_is_no_jump(self) -> None:
        assert week_rise(1000, 1000, 1000, 600, 1000) is None

    def test_one_more_step_of_a_steady_rise_is_no_jump(self) -> None:
        """12 % a week, which lies 31 % above the mean of the four weeks before."""
        assert week_rise(*(1000 * 1.12**i for i in range(5))) is None

    def test_the_smaller_of_the_two_rises_is_the_one_that_is_told(self) -> None:
        found = week_rise(1000, 1000, 1000, 1300, 1560)
        assert found is not None
        assert found.sentence == "Leg load this week is 20 % above last week."
        assert found.severity is Severity.NOTE

    @pytest.mark.parametrize(
        ("load", "severity"),
        [(1495, None), (1496, Severity.NOTE), (1690, Severity.NOTE), (1691, Severity.LOOK)],
    )
    def test_both_edges_against_the_week_before(self, load: float, severity: Severity | None) -> None:
        found = week_rise(1000, 1000, 1000, 1300, load)
        assert (found and found.severity) == severity

    def test_a_finished_week_is_told_as_such(self) -> None:
        found = week_rise(1000, 1000, 1000, 1000, 1380, today=day(8))
        assert found is not None
        assert found.sentence == "Leg load last week was 38 % above the four weeks before it."
        found = week_rise(1000, 1000, 1000, 1300, 1560, today=day(8))
        assert found is not None
        assert found.sentence == "Leg load last week was 20 % above the week before."

    def test_three_weeks_before_are_called_three(self) -> None:
        found = week_rise(1000, 1000, 1000, 1380)
        assert found is not None
        assert found.sentence == "Leg load this week is 38 % above the last three weeks."

    def test_it_is_about_its_week_and_stays_the_same_finding_while_that_goes_on(self) -> None:
        days = [week_rise(1000, 1000, 1000, 1000, 1380, today=day(d)) for d in (2, 4, 8, 13)]
        assert {found and found.about for found in days} == {MONDAY.isoformat()}
        assert week_rise(1000, 1000, 1000, 1000, 1380, today=day(14)) is None

    def test_it_rests_on_the_weeks_and_its_two_limits(self) -> None:
        found = week_rise(900, 1000, 1000, 1000, 1380)
        assert found is not None
        assert [reading.value for reading in found.readings] == [900, 1000, 1000, 1000, 1380]
        assert {reading.unit for reading in found.readings} == {"kg"}
        assert found.readings[-1].at == MONDAY
        assert {t.name: t.value for t in found.thresholds} == {"note": 15, "strong": 30}

    @pytest.mark.parametrize(
        "loads",
        [
            (1000, 1000, 2000),
            (1000, 1000, 1000, None, 2000),
            (1000, 1000, 1000, 1000, None),
            (1000, 1000, 1000, 400, 2000),
            (1000,),
            (),
        ],
    )
    def test_where_it_cannot_be_told_it_is_not_told(self, loads: tuple[float | None, ...]) -> None:
        assert week_rise(*loads) is None

    def test_a_week_without_any_log_is_a_rest_after_which_nothing_can_be_compared(self) -> None:
        log = [s for s in weekly(1000, 1000, 1000, 1000, 2000) if s.day != day(-6)]
        assert WeekRise().evaluate(history(day(3), log)) is None

    def test_upper_body_work_is_no_leg_load(self) -> None:
        log = [*weekly(1000, 1000, 1000, 1000, 1000), session(day(2), *[bench(200)] * 20)]
        assert WeekRise().evaluate(history(day(3), log)) is None

    def test_limits_can_be_moved(self) -> None:
        log = history(day(3), weekly(1000, 1000, 1000, 1000, 1101))
        assert WeekRise().with_thresholds({"note": 11}).evaluate(log) is None
        found = WeekRise().with_thresholds({"note": 5, "strong": 10}).evaluate(log)
        assert found is not None
        assert found.severity is Severity.LOOK


def lift_jump(*log: SessionRecord, today: date = MONDAY) -> Finding | None:
    return SingleLiftJump().evaluate(history(today, log))


class TestSingleLiftJump:
    def test_a_jump_is_one_plain_sentence_with_both_loads_behind_it(self) -> None:
        before, after = session(day(-7), squats(100)), session(day(0), squats(112))
        found = lift_jump(session(day(-14), squats(95)), before, after)
        assert found is not None
        assert found.sentence == "Back squat: top set 12 % above the best of the four weeks before."
        assert found.severity is Severity.NOTE
        assert [(r.value, r.unit, r.at) for r in found.readings] == [
            (100, "kg", before.day),
            (112, "kg", after.started_at),
        ]
        assert found.about == after.id

    @pytest.mark.parametrize(("kg", "found"), [(110, False), (110.25, True)])
    def test_exactly_ten_per_cent_is_no_jump(self, kg: float, found: bool) -> None:
        jump = lift_jump(session(day(-7), squats(100)), session(day(0), squats(kg)))
        assert (jump is not None) is found

    def test_the_largest_of_several_jumps_is_told(self) -> None:
        before = session(day(-7), squats(100), lift(work(50), exercise="split_squat"))
        after = session(day(0), squats(112), lift(work(60), exercise="split_squat"))
        found = lift_jump(before, after)
        assert found is not None
        assert found.sentence.startswith("Split squat: top set 20 %")

    def test_another_session_of_the_same_day_is_not_from_before(self) -> None:
        morning, evening = session(day(0), squats(100), clock="08:00"), session(day(0), squats(120))
        assert lift_jump(morning, evening) is None

    def test_the_best_of_two_sessions_on_one_earlier_day_counts(self) -> None:
        morning = session(day(-7), squats(110), clock="08:00")
        evening = session(day(-7), squats(80))
        assert lift_jump(morning, evening, session(day(0), squats(112))) is None

    @pytest.mark.parametrize(("later", "found"), [(6, True), (7, False)])
    def test_it_is_told_for_a_week(self, later: int, found: bool) -> None:
        log = [session(day(-7), squats(100)), session(day(0), squats(112))]
        assert (lift_jump(*log, today=day(later)) is not None) is found

    def test_a_lighter_session_after_it_does_not_hide_it(self) -> None:
        log = [session(day(-7), squats(100)), session(day(0), squats(112)), session(day(2), squats(90))]
        found = lift_jump(*log, today=day(2))
        assert found is not None
        assert found.about == log[1].id

    def test_upper_body_lifts_are_left_alone(self) -> None:
        assert lift_jump(session(day(-7), bench(60)), session(day(0), bench(90))) is None

    def test_a_warm_up_is_no_top_set(self) -> None:
        assert lift_jump(session(day(-7), lift()), session(day(0), squats(112))) is None
        assert lift_jump(session(day(-7), squats(100)), session(day(0), lift(warm_up(200), work(100)))) is None

    def test_the_limit_can_be_moved(self) -> None:
        log = history(day(0), [session(day(-7), squats(100)), session(day(0), squats(106))])
        assert SingleLiftJump().evaluate(log) is None
        assert SingleLiftJump().with_thresholds({"above": 5}).evaluate(log) is not None


def hard_at(on: date, clock: str = "18:00", *, rpe: float = 9, pain: int | None = None) -> SessionRecord:
    return session(on, squats(100), clock=clock, session_rpe=rpe, pain_worst=pain)


class TestHardSessionSpacing:
    def test_two_close_ones_are_one_plain_sentence(self) -> None:
        first, second = hard_at(day(0)), hard_at(day(1), "16:30")
        found = HardSessionSpacing().evaluate(history(day(1), [first, second]))
        assert found is not None
        assert found.sentence == "Two hard leg sessions 22 hours apart."
        assert found.severity is Severity.NOTE
        assert found.about == second.id
        assert [r.value for r in found.readings if r.unit == "h"] == [22.5]

    @pytest.mark.parametrize(("clock", "found"), [("17:59", True), ("18:00", False)])
    def test_exactly_48_hours_are_enough(self, clock: str, found: bool) -> None:
        log = history(day(2), [hard_at(day(0)), hard_at(day(2), clock)])
        assert (HardSessionSpacing().evaluate(log) is not None) is found

    def test_after_pain_of_four_it_takes_72(self) -> None:
        log = [hard_at(day(0), pain=4), hard_at(day(3), "12:00")]
        found = HardSessionSpacing().evaluate(history(day(3), log))
        assert found is not None
        assert found.sentence == "Two hard leg sessions 66 hours apart, the first with pain 4 of 10."
        calm = [hard_at(day(0), pain=3), hard_at(day(3), "12:00")]
        assert HardSessionSpacing().evaluate(history(day(3), calm)) is None

    def test_from_48_hours_on_it_is_the_pain_that_made_it_too_close(self) -> None:
        log = [hard_at(day(0), pain=4), hard_at(day(2))]
        found = HardSessionSpacing().evaluate(history(day(2), log))
        assert found is not None
        assert found.sentence == "Two hard leg sessions 48 hours apart, the first with pain 4 of 10."

    def test_under_48_hours_pain_is_not_what_made_it_too_close(self) -> None:
        log = [hard_at(day(0), pain=4), hard_at(day(1), "18:00")]
        found = HardSessionSpacing().evaluate(history(day(1), log))
        assert found is not None
        assert found.sentence == "Two hard leg sessions 24 hours apart."

    def test_hours_are_true_ones_over_the_change_of_clocks(self) -> None:
        """18:00 to 18:00 two days on is 47 hours in the last week of March."""
        log = [hard_at(date(2026, 3, 28)), hard_at(date(2026, 3, 30))]
        found = HardSessionSpacing().evaluate(history(date(2026, 3, 30), log))
        assert found is not None
        assert found.sentence == "Two hard leg sessions 47 hours apart."

    @pytest.mark.parametrize(
        ("clock", "said"), [("18:59", "less than an hour apart"), ("19:00", "one hour apart"), ("20:20", "two hours")]
    )
    def test_on_one_day_the_plural_is_right(self, clock: str, said: str) -> None:
        found = HardSessionSpacing().evaluate(history(day(0), [hard_at(day(0)), hard_at(day(0), clock)]))
        assert found is not None
        assert said in found.sentence

    def test_easy_sessions_between_do_not_count(self) -> None:
        log = [hard_at(day(0)), hard_at(day(1), rpe=5), hard_at(day(2))]
        assert HardSessionSpacing().evaluate(history(day(2), log)) is None

    def test_a_hard_day_of_bench_press_is_no_leg_session(self) -> None:
        log = [hard_at(day(0)), session(day(1), bench(), session_rpe=10)]
        assert HardSessionSpacing().evaluate(history(day(1), log)) is None

    @pytest.mark.parametrize(("later", "found"), [(6, True), (7, False)])
    def test_it_is_told_for_a_week_after_the_second(self, later: int, found: bool) -> None:
        log = [hard_at(day(-1)), hard_at(day(0), "10:00")]
        assert (HardSessionSpacing().evaluate(history(day(later), log)) is not None) is found

    def test_limits_can_be_moved(self) -> None:
        log = history(day(2), [hard_at(day(0)), hard_at(day(2))])
        assert HardSessionSpacing().with_thresholds({"hours": 60}).evaluate(log) is not None
        assert HardSessionSpacing().with_thresholds({"hours": 24}).evaluate(log) is None

    def test_the_first_of_the_two_may_lie_as_far_back_as_the_limit_reaches(self) -> None:
        """119 true hours, over the change of clocks six calendar days, a week ago."""
        log = [hard_at(date(2026, 3, 24), "23:30", pain=4), hard_at(date(2026, 3, 30), "00:00")]
        widest = HardSessionSpacing().with_thresholds({"hours_after_pain": 120})
        found = widest.evaluate(history(date(2026, 4, 5), log))
        assert found is not None
        assert found.sentence == "Two hard leg sessions 119 hours apart, the first with pain 4 of 10."


class TestHardInARow:
    def test_three_in_a_row_is_one_plain_sentence(self) -> None:
        log = [hard_at(day(d)) for d in (-4, -2, 0)]
        found = HardInARow().evaluate(history(day(0), log))
        assert found is not None
        assert found.sentence == "Three hard leg sessions in a row."
        assert found.severity is Severity.NOTE
        assert found.about == log[-1].id
        assert [reading.at for reading in found.readings] == [s.started_at for s in log]

    def test_two_are_not_three(self) -> None:
        log = [hard_at(day(-4), rpe=6), hard_at(day(-2)), hard_at(day(0))]
        assert HardInARow().evaluate(history(day(0), log)) is None

    @pytest.mark.parametrize("between", [hard_at(day(-1), rpe=5), session(day(-1), squats(100))])
    def test_an_easy_or_an_unknown_one_between_ends_the_row(self, between: SessionRecord) -> None:
        log = [hard_at(day(-4)), hard_at(day(-2)), between, hard_at(day(0))]
        assert HardInARow().evaluate(history(day(0), log)) is None

    def test_a_day_of_bench_press_does_not_end_the_row(self) -> None:
        log = [hard_at(day(-4)), hard_at(day(-2)), session(day(-1), bench(), session_rpe=3), hard_at(day(0))]
        assert HardInARow().evaluate(history(day(0), log)) is not None

    @pytest.mark.parametrize(("later", "found"), [(6, True), (7, False)])
    def test_it_is_told_for_a_week(self, later: int, found: bool) -> None:
        log = [hard_at(day(d)) for d in (-4, -2, 0)]
        assert (HardInARow().evaluate(history(day(later), log)) is not None) is found

    def test_how_many_can_be_moved(self) -> None:
        log = history(day(0), [hard_at(day(-2)), hard_at(day(0))])
        assert HardInARow().with_thresholds({"sessions": 2}).evaluate(log) is not None


KEYS = ["load.week_change", "load.single_lift_jump", "load.hard_session_spacing", "load.hard_in_a_row"]


@pytest.mark.parametrize("key", KEYS)
def test_the_family_is_in_the_registry(key: str) -> None:
    assert REGISTRY[key].key == key


@pytest.mark.parametrize("key", KEYS)
def test_an_empty_log_says_nothing(key: str) -> None:
    assert REGISTRY[key].evaluate(history(MONDAY)) is None


@pytest.mark.parametrize("key", ["load.week_change", "load.single_lift_jump", "load.hard_session_spacing"])
def test_a_session_sent_two_days_late_is_found_as_if_it_had_come_in_time(key: str) -> None:
    """The jump of Monday reaches the server on Wednesday, after Tuesday's easy session."""
    before = [*weekly(*[4000] * 5, until=day(-7)), hard_at(day(-1), "20:00")]
    jump, easy = session(day(0), volume(9000), squats(140), session_rpe=9), session(day(1), squats(40), session_rpe=3)
    in_time = REGISTRY[key].evaluate(history(day(0), [*before, jump]))
    late = REGISTRY[key].evaluate(history(day(2), [*before, easy, jump]))
    assert in_time is not None
    assert late is not None
    assert late.about == in_time.about


def test_pounds_or_kilograms_make_the_same_findings() -> None:
    def log(factor: float) -> list[SessionRecord]:
        jump = session(day(0), squats(112 * factor, rpe=9), squats(110 * factor, sets=8), session_rpe=9)
        return [
            *(session(day(-7 * w), squats(100 * factor, rpe=8)) for w in range(5, 0, -1)),
            jump,
            session(day(0) + timedelta(days=1), squats(100 * factor), session_rpe=9),
        ]

    for key in KEYS:
        one = REGISTRY[key].evaluate(history(day(1), log(1)))
        other = REGISTRY[key].evaluate(history(day(1), log(0.45359237)))
        assert (one and one.sentence) == (other and other.sentence)
        assert (one and one.severity) == (other and other.severity)
