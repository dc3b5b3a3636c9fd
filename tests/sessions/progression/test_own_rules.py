"""Own rules: what sets one off, what just does not, what is missing, and what cannot be composed."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.progression.findings import Severity
from sessions.progression.history import AthleteHistory, SessionRecord, TrackingVerdict
from sessions.progression.own_rules import (
    Baseline,
    Comparison,
    Condition,
    Measured,
    OwnRule,
    Scale,
    Statistic,
    Window,
)
from sessions.progression.own_rules.words import rule_sentence
from sessions.progression.replay import Past, replay
from tests.sessions.progression.building import BERLIN, day, history, session, video, weekly
from tests.sessions.progression.strategies import histories, quick
from tests.sessions.progression.test_rules import check_wording

PLAIN = Condition(
    Measured.PAIN_WORST, Window.LAST, 1, Statistic.MEAN, Comparison.AT_LEAST, 5, Scale.UNITS, Baseline.NUMBER
)
MEAN_OF_3 = replace(PLAIN, window=Window.READINGS, count=3, amount=4)
ON_USUAL = replace(
    PLAIN, window=Window.READINGS, count=2, comparison=Comparison.RISES, amount=2, baseline=Baseline.USUAL
)
FORTNIGHT = replace(PLAIN, reading=Measured.MINUTES, window=Window.DAYS, count=14, statistic=Statistic.SUM, amount=200)
LOAD = replace(
    PLAIN,
    reading=Measured.WEEK_LOAD,
    comparison=Comparison.RISES,
    amount=20,
    scale=Scale.PERCENT,
    baseline=Baseline.USUAL,
)
DRIFT = replace(PLAIN, reading=Measured.DRIFT, amount=0.12)


def own(condition: Condition) -> OwnRule:
    return OwnRule("own.1", "Mine", Severity.LOOK, 1, condition)


def pains(*values: int | None, last: int = 0) -> AthleteHistory:
    """A session every other day with this worst pain, the last one on that day."""
    days = range(last - 2 * (len(values) - 1), last + 1, 2)
    return history(day(0), [session(day(d), pain_worst=v) for d, v in zip(days, values, strict=True)])


def seen_on(on: date, sessions: Iterable[SessionRecord]) -> AthleteHistory:
    """What is known of them on that day: those of sixteen weeks, as the live look reads them."""
    return history(on, [one for one in sessions if 0 <= (on - one.day).days < 112])


def found(condition: Condition, known: AthleteHistory) -> str | None:
    finding = own(condition).evaluate(known)
    return finding.sentence if finding else None


class TestTheLastReading:
    def test_at_the_number_and_just_below(self) -> None:
        assert found(PLAIN, pains(0, 5)) == "Worst pain while training: 5 of 10."
        assert found(PLAIN, pains(9, 4)) is None

    def test_at_most(self) -> None:
        low = replace(PLAIN, reading=Measured.SLEEP, comparison=Comparison.AT_MOST)
        assert found(low, history(day(0), [session(day(0), sleep_hours=5.0)])) == "Sleep before the session: 5 h."
        assert found(low, history(day(0), [session(day(0), sleep_hours=5.5)])) is None

    @pytest.mark.parametrize(
        ("reading", "answers"),
        [
            (Measured.PAIN_BEFORE, {"pain_before": 5}),
            (Measured.PAIN_AFTER, {"pain_after": 5}),
            (Measured.PAIN_MORNING, {"pain_before": 1, "pain_next_morning": 6}),
            (Measured.SESSION_RPE, {"session_rpe": 5}),
            (Measured.SORENESS, {"soreness": 5}),
            (Measured.MINUTES, {"minutes": 5}),
        ],
    )
    def test_each_reading_of_a_session(self, reading: Measured, answers: dict[str, Any]) -> None:
        condition = replace(PLAIN, reading=reading)
        assert found(condition, history(day(1), [session(day(0), **answers)]))
        assert found(condition, history(day(1), [session(day(0))])) is None

    def test_what_is_not_known_is_not_zero(self) -> None:
        at_most = replace(PLAIN, comparison=Comparison.AT_MOST, amount=1)
        assert found(at_most, pains(5, None)) is None
        assert found(at_most, pains(None, None)) is None
        assert found(at_most, history(day(0))) is None

    def test_of_two_weeks_ago_it_says_nothing(self) -> None:
        assert found(PLAIN, pains(9, last=-13)) is not None
        assert found(PLAIN, pains(9, last=-14)) is None

    def test_each_session_is_an_event(self) -> None:
        known = pains(6, 6)
        finding = own(PLAIN).evaluate(known)
        assert finding is not None
        assert finding.about == known.sessions[-1].id


class TestAWindow:
    def test_the_mean_passes_over_what_is_not_known(self) -> None:
        assert found(MEAN_OF_3, pains(3, 4, None, 5)) == "Worst pain while training: 4 of 10, mean of 3 sessions."
        assert found(MEAN_OF_3, pains(3, 4, 4)) is None

    def test_too_few(self) -> None:
        assert found(MEAN_OF_3, pains(9, None, 9)) is None

    @pytest.mark.parametrize(
        ("statistic", "amount", "holds"),
        [(Statistic.HIGHEST, 6, True), (Statistic.HIGHEST, 7, False), (Statistic.LOWEST, 1, True),
         (Statistic.LOWEST, 2, False), (Statistic.SUM, 10, True), (Statistic.SUM, 11, False)],
    )  # fmt: skip
    def test_other_statistics(self, statistic: Statistic, amount: float, *, holds: bool) -> None:
        condition = replace(MEAN_OF_3, statistic=statistic, amount=amount)
        assert (found(condition, pains(1, 6, 3)) is not None) is holds

    def test_a_sum_has_to_know_each(self) -> None:
        assert found(replace(MEAN_OF_3, statistic=Statistic.SUM, amount=3), pains(3, 3, None)) is None

    def test_one_event_as_long_as_it_holds(self) -> None:
        known = pains(0, 0, 5, 5, 5, 5, 5)
        finding = own(MEAN_OF_3).evaluate(known)
        assert finding is not None
        assert finding.about == known.sessions[4].id

    def test_what_holds_for_more_than_four_weeks_is_no_news(self) -> None:
        assert found(MEAN_OF_3, pains(*[5] * 12)) is not None
        assert found(MEAN_OF_3, pains(*[5] * 25)) is None

    def test_what_begins_after_a_break_is_news(self) -> None:
        """That the reading before is more than four weeks old does not mean that it has held since."""
        quiet = [session(day(d), pain_worst=0) for d in (-40, -36, -32)]
        bad = session(day(0), pain_worst=10)
        known = history(day(0), [*quiet, bad])
        assert found(replace(MEAN_OF_3, amount=3), known) == "Worst pain while training: 3.3 of 10, mean of 3 sessions."
        holds_already = history(day(0), [*(replace(one, pain_worst=10) for one in quiet), bad])
        assert found(replace(MEAN_OF_3, amount=3), holds_already) is None

    @pytest.mark.parametrize("days_apart", [2, 3.5, 4.6, 5.4])
    @pytest.mark.parametrize(
        "changes",
        [
            {"window": Window.READINGS, "count": 20},
            {"window": Window.DAYS, "count": 84},
            {"window": Window.DAYS, "count": 42, "baseline": Baseline.BEFORE, "comparison": Comparison.RISES},
            {"window": Window.READINGS, "count": 10, "baseline": Baseline.BEFORE, "comparison": Comparison.RISES},
            {"window": Window.READINGS, "count": 14, "baseline": Baseline.USUAL, "comparison": Comparison.RISES},
        ],
    )
    def test_a_long_window_that_goes_on_holding_is_one_event(self, changes: dict[str, Any], days_apart: float) -> None:
        """However few sessions fill it: what begins out of sight does not begin anew with each of them."""
        condition = replace(MEAN_OF_3, amount=1, **changes)
        assert condition.problems() == {}
        days = [day(round(n * days_apart)) for n in range(50)]
        sessions = [session(on, pain_worst=min(10, n // 6)) for n, on in enumerate(days)]
        found = [own(condition).evaluate(seen_on(on, sessions)) for on in days]
        assert len({finding.about for finding in found if finding}) == 1
        told = [on for on, finding in zip(days, found, strict=True) if finding]
        assert (told[-1] - told[0]).days <= 28

    def test_a_log_that_begins_with_it_is_told(self) -> None:
        """Nothing in sight comes before the first window: because the log begins there, not because it is cut off."""
        long = replace(MEAN_OF_3, count=20)
        sessions = [session(day(-4 * n), pain_worst=5) for n in range(20)]
        assert found(long, seen_on(day(0), sessions))
        earlier = [session(day(-4 * n), pain_worst=5) for n in range(20, 30)]
        assert found(long, seen_on(day(0), [*sessions, *earlier])) is None

    def test_after_a_break_a_long_window_is_judged_by_what_is_in_sight(self) -> None:
        long = replace(MEAN_OF_3, window=Window.DAYS, count=84)
        calm = [session(day(d), pain_worst=1) for d in range(-150, -33, 3)]
        assert found(long, seen_on(day(0), [*calm, session(day(0), pain_worst=9)])) is None
        harsh = [session(day(d), pain_worst=9) for d in range(-8, 1)]
        assert found(long, seen_on(day(0), [*calm, *harsh])) is None
        assert found(replace(long, amount=3), seen_on(day(0), [*calm, *harsh]))

    def test_days_up_to_the_last_session(self) -> None:
        sessions = [session(day(d), minutes=60) for d in (-20, -13, -7, -3, 0)]
        assert found(FORTNIGHT, history(day(0), sessions)) == "Minutes of a session: 240 min, sum of 14 days."
        assert found(FORTNIGHT, history(day(0), sessions[2:])) is None
        assert found(FORTNIGHT, history(day(0), [*sessions, session(day(-5))])) is None


class TestABaseline:
    def test_the_athlete_s_own_usual(self) -> None:
        assert found(ON_USUAL, pains(1, 2, 2, 3, 4, 4)) == (
            "Worst pain while training: 4 of 10, mean of 2 sessions, usually 2 of 10."
        )
        assert found(ON_USUAL, pains(3, 3, 3, 3, 4, 4)) is None

    def test_three_answers_are_no_usual(self) -> None:
        assert found(ON_USUAL, pains(1, None, 1, 1, 9, 9)) is None

    def test_the_window_before(self) -> None:
        before = replace(ON_USUAL, baseline=Baseline.BEFORE)
        assert found(before, pains(1, 1, 3, 3)) == (
            "Worst pain while training: 3 of 10, mean of 2 sessions, before that 1 of 10."
        )
        assert found(before, pains(2, 2, 3, 3)) is None
        assert found(before, pains(1, 3, 3)) is None

    def test_a_fall(self) -> None:
        falls = replace(ON_USUAL, comparison=Comparison.FALLS, baseline=Baseline.BEFORE)
        assert found(falls, pains(5, 5, 3, 3))
        assert found(falls, pains(5, 5, 4, 4)) is None

    def test_the_days_before(self) -> None:
        twice = replace(
            FORTNIGHT, comparison=Comparison.RISES, amount=50, scale=Scale.PERCENT, baseline=Baseline.BEFORE
        )
        sessions = [session(day(d), minutes=60) for d in (-30, -20, -15, -10, -5, 0)]
        assert found(twice, history(day(0), sessions))
        assert found(twice, history(day(0), sessions[1:])) is None


class TestWeeksAndVideos:
    def test_the_last_finished_week(self) -> None:
        known = history(day(0), weekly(900, 1000, 1000, 1000, 1000, 1200, until=day(-7)))
        assert found(LOAD, known) == "Leg load of a week: 1\u202f200 kg, usually 1\u202f000 kg."
        assert found(LOAD, history(day(0), weekly(900, 1000, 1000, 1000, 1000, 1190, until=day(-7)))) is None

    def test_a_week_that_is_not_wholly_known(self) -> None:
        assert found(LOAD, history(day(0), weekly(900, 1000, 1000, 1000, 1000, None, until=day(-7)))) is None

    def test_sessions_a_week_count_weeks_of_rest(self) -> None:
        few = replace(PLAIN, reading=Measured.SESSIONS, comparison=Comparison.AT_MOST, amount=0)
        assert found(few, history(day(7), weekly(1000, 1000, 1000, until=day(-7)))) == "Sessions a week: 0 a week."

    def test_a_quiet_week_is_found_in_a_replay_although_nothing_is_logged(self) -> None:
        few = replace(PLAIN, reading=Measured.SESSIONS, comparison=Comparison.AT_MOST, amount=0)
        past = Past(weekly(1000, 1000, 1000, until=day(-7)), (), BERLIN)
        said = replay([own(few)], past, since=day(-20), until=day(10))
        assert [one.day for one in said] == [day(7)]

    def test_inward_drift_with_its_range(self) -> None:
        finding = own(DRIFT).evaluate(history(day(0), (), [video(day(0), TrackingVerdict.CLEAR_DRIFT)]))
        assert finding is not None
        (reading,) = finding.readings
        assert [reading.value, reading.low, reading.high] == pytest.approx([0.15, 0.12, 0.18])

    def test_a_video_is_of_the_athlete_s_own_day(self) -> None:
        """Filmed late in the evening far in the west, where it is the next day already by universal time."""
        highest = replace(DRIFT, window=Window.DAYS, count=7, statistic=Statistic.HIGHEST)
        late, last = (video(day(d), TrackingVerdict.CLEAR_DRIFT) for d in (-7, 0))
        late = replace(late, filmed_at=late.filmed_at + timedelta(hours=12))
        assert late.filmed_at.date() == day(-6)
        assert found(highest, history(day(0), (), [late, last])) is None  # one video is no window of days
        assert found(highest, history(day(0), (), [replace(late, day=day(-6)), last]))

    def test_a_video_that_could_not_tell_counts_neither_way(self) -> None:
        unsure = [video(day(0), TrackingVerdict.CLEAR_DRIFT, certain=False)]
        assert found(DRIFT, history(day(0), (), unsure)) is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": 0}, "amount"),
        ({"amount": 11}, "amount"),
        ({"amount": float("nan")}, "amount"),
        ({"comparison": Comparison.AT_MOST, "amount": 10}, "amount"),
        ({"count": 2}, "count"),
        ({"window": Window.READINGS, "count": 1}, "count"),
        ({"window": Window.READINGS, "count": 21}, "count"),
        ({"window": Window.DAYS, "count": 1}, "count"),
        ({"window": Window.DAYS, "count": 90}, "count"),
        ({"reading": Measured.SESSIONS, "window": Window.DAYS, "count": 14}, "window"),
        ({"comparison": Comparison.RISES}, "baseline"),
        ({"baseline": Baseline.USUAL}, "baseline"),
        ({"scale": Scale.PERCENT}, "scale"),
        ({"comparison": Comparison.RISES, "baseline": Baseline.USUAL, "scale": Scale.PERCENT}, "scale"),
        ({"reading": Measured.DRIFT, "statistic": Statistic.SUM}, "statistic"),
    ],
)
def test_what_cannot_be_says_so_at_its_field(changes: dict[str, Any], field: str) -> None:
    assert list(replace(PLAIN, **changes).problems()) == [field]


def test_a_baseline_before_what_rules_see() -> None:
    long = replace(ON_USUAL, window=Window.DAYS, count=60)
    assert long.problems() == {"baseline": "This needs 116 days of history. Rules see sixteen weeks, which are 112."}
    assert replace(long, count=56).problems() == {}


@pytest.mark.parametrize("condition", [PLAIN, MEAN_OF_3, ON_USUAL, FORTNIGHT, LOAD, DRIFT])
def test_it_is_the_same_rule_when_it_comes_back_from_json(condition: Condition) -> None:
    assert condition.problems() == {}
    assert OwnRule.from_frozen("own.1", own(condition).frozen()) == own(condition)


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        (PLAIN, "Speak up when worst pain while training, in the last session, is at least 5 of 10."),
        (MEAN_OF_3, "Speak up when worst pain while training, mean of the last 3 sessions, is at least 4 of 10."),
        (LOAD, "Speak up when leg load of a week, in the last finished week, is 20 % or more above the athlete’s usual."),  # noqa: E501
    ],
)  # fmt: skip
def test_the_whole_rule_in_a_sentence(condition: Condition, sentence: str) -> None:
    assert rule_sentence(condition) == sentence


def test_the_amount_can_be_moved_within_its_range() -> None:
    assert own(PLAIN).with_thresholds({"amount": 3.0}).condition.amount == 3
    with pytest.raises(ValueError, match="amount"):
        own(PLAIN).with_thresholds({"amount": 11.0})


@quick
@given(histories, st.sampled_from([PLAIN, MEAN_OF_3, ON_USUAL, FORTNIGHT, LOAD, DRIFT]))
def test_over_any_history_a_plain_sentence_with_its_readings(known: AthleteHistory, condition: Condition) -> None:
    finding = own(condition).evaluate(known)
    if finding is not None:
        check_wording(finding)
        assert finding.readings
        assert all(one.unit for one in finding.readings)


def test_sleep_and_soreness_are_checked_as_they_come() -> None:
    for answer in ({"soreness": 11}, {"sleep_hours": 25.0}):
        with pytest.raises(ValueError, match=next(iter(answer))):
            session(day(0), **answer)
    assert SessionRecord.__dataclass_fields__["sleep_hours"].default is None
