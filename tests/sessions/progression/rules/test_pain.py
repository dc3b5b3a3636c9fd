"""Pain as it was reported: high while training, worse the morning after, slowly rising."""

from collections.abc import Sequence
from datetime import date

import pytest

from sessions.progression.findings import REGISTRY, Finding, Severity
from sessions.progression.history import AthleteHistory, SessionRecord
from sessions.progression.pain_watch import LOOK_BACK_DAYS
from sessions.progression.rules.pain import DuringHigh, NextMorningRise, PainTrend
from sessions.selectors.history import WINDOW
from tests.sessions.progression.building import MONDAY, day, history, lift, moment, session, squats, work


def worst(*values: int | None, step: int = 2, last: date = MONDAY) -> list[SessionRecord]:
    """Sessions with these worst pains, `step` days apart, the last one on `last`."""
    first = last.toordinal() - step * (len(values) - 1)
    return [session(date.fromordinal(first + step * i), squats(80), pain_worst=value) for i, value in enumerate(values)]


class TestDuringHigh:
    def test_it_is_one_plain_sentence(self) -> None:
        log = worst(1, 7)
        found = DuringHigh().evaluate(history(MONDAY, log))
        assert found is not None
        assert found.sentence == "Pain reached 7 of 10 while training."
        assert found.severity is Severity.LOOK
        assert found.about == log[-1].id
        (reading,) = found.readings
        assert (reading.value, reading.unit, reading.at) == (7, "of 10", log[-1].started_at)

    @pytest.mark.parametrize(("pain", "found"), [(None, False), (0, False), (5, False), (6, True), (10, True)])
    def test_above_five_and_never_when_it_was_not_logged(self, pain: int | None, found: bool) -> None:
        assert (DuringHigh().evaluate(history(MONDAY, worst(pain))) is not None) is found

    def test_pain_of_one_exercise_counts(self) -> None:
        log = [session(MONDAY, lift(work(80), pain=6), pain_worst=2)]
        assert DuringHigh().evaluate(history(MONDAY, log)) is not None

    def test_a_calm_session_after_it_does_not_hide_it(self) -> None:
        log = worst(7, 1)
        found = DuringHigh().evaluate(history(MONDAY, log))
        assert found is not None
        assert found.about == log[0].id

    def test_the_newest_of_several_is_told(self) -> None:
        log = worst(9, 6)
        found = DuringHigh().evaluate(history(MONDAY, log))
        assert found is not None
        assert found.about == log[-1].id

    @pytest.mark.parametrize(("later", "found"), [(6, True), (7, False)])
    def test_it_is_told_for_a_week(self, later: int, found: bool) -> None:
        assert (DuringHigh().evaluate(history(day(later), worst(7))) is not None) is found

    def test_a_coach_may_tighten_it_and_not_loosen_it(self) -> None:
        log = history(MONDAY, worst(4))
        assert DuringHigh().evaluate(log) is None
        assert DuringHigh().with_thresholds({"above": 3}).evaluate(log) is not None
        with pytest.raises(ValueError, match="above: 6"):
            DuringHigh().with_thresholds({"above": 6})


def mornings(*pairs: tuple[int | None, int | None]) -> list[SessionRecord]:
    """Sessions two days apart with (pain before, pain the morning after), the last one the day before that Monday."""
    return [
        session(day(-1 - 2 * (len(pairs) - 1 - i)), squats(80), pain_before=before, pain_next_morning=after)
        for i, (before, after) in enumerate(pairs)
    ]


def rise(*pairs: tuple[int | None, int | None]) -> Finding | None:
    return NextMorningRise().evaluate(history(MONDAY, mornings(*pairs)))


class TestNextMorningRise:
    @pytest.mark.parametrize(
        ("pairs", "sentence"),
        [
            ([(2, 4)], "Pain 2 points worse the morning after."),
            ([(0, 5)], "Pain 5 points worse the morning after."),
            ([(2, 4), (1, 3)], "Pain 2 points worse the morning after, twice in a row."),
            ([(2, 3), (2, 3)], "Pain 1 point worse the morning after, twice in a row."),
            ([(2, 3)] * 3, "Pain 1 point worse the morning after, three times in a row."),
            ([(2, 3), (2, 5)], "Pain worse the morning after, twice in a row, the last time by 3 points."),
            ([(2, 5), (2, 3)], "Pain worse the morning after, twice in a row, the last time by 1 point."),
        ],
    )
    def test_it_is_one_plain_sentence(self, pairs: Sequence[tuple[int, int]], sentence: str) -> None:
        found = rise(*pairs)
        assert found is not None
        assert found.sentence == sentence
        assert found.severity is Severity.LOOK

    @pytest.mark.parametrize(
        "pairs",
        [
            [(2, 3)],
            [(2, 2)],
            [(5, 3)],
            [(2, None)],
            [(None, 9)],
            [(2, 3), (2, 2), (2, 3)],
            [(2, 3), (2, None), (2, 3)],
            [(None, None)],
            [],
        ],
    )
    def test_less_than_that_and_anything_unknown_is_not_told(self, pairs: Sequence[tuple[int, int]]) -> None:
        assert rise(*pairs) is None

    def test_it_rests_on_both_answers_of_each_session_of_the_row(self) -> None:
        log = mornings((0, 0), (2, 4), (1, 3))
        found = NextMorningRise().evaluate(history(MONDAY, log))
        assert found is not None
        assert [reading.value for reading in found.readings] == [2, 4, 1, 3]
        assert found.readings[-2].at == log[-1].started_at
        assert found.readings[-1].at == MONDAY
        assert {reading.unit for reading in found.readings} == {"of 10"}

    def test_the_evening_before_nothing_is_known_of_the_morning(self) -> None:
        log = mornings((2, 5))
        that_day = log[0].day
        known = AthleteHistory.up_to(moment(that_day, "23:00"), that_day, log)
        assert NextMorningRise().evaluate(known) is None

    def test_a_row_is_followed_back_five_weeks(self) -> None:
        """Sessions two days apart; the oldest of the 18 is 35 days old and left out."""
        found = NextMorningRise().evaluate(history(MONDAY, mornings(*[(2, 3)] * 18)))
        assert found is not None
        assert found.sentence == "Pain 1 point worse the morning after, 17 times in a row."

    @pytest.mark.parametrize(("later", "found"), [(5, True), (6, False)])
    def test_it_is_told_for_a_week_after_the_session(self, later: int, found: bool) -> None:
        log = mornings((2, 5))
        assert (NextMorningRise().evaluate(history(day(later), log)) is not None) is found

    def test_a_calm_morning_after_it_does_not_hide_it(self) -> None:
        log = mornings((2, 5), (2, 2))
        found = NextMorningRise().evaluate(history(MONDAY, log))
        assert found is not None
        assert found.about == log[0].id

    def test_a_coach_may_tighten_it_and_not_loosen_it(self) -> None:
        log = history(MONDAY, mornings((2, 3)))
        found = NextMorningRise().with_thresholds({"rise": 1}).evaluate(log)
        assert found is not None
        assert found.sentence == "Pain 1 point worse the morning after."
        with pytest.raises(ValueError, match="rise: 3"):
            NextMorningRise().with_thresholds({"rise": 3})


RISEN = "Pain has risen 1.8 points (likely 1.0 to 2.7) above its usual level within four sessions."
SLOW_RISE = (1, 1, 2, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4)


class TestPainTrend:
    def test_it_is_one_plain_sentence_with_the_readings_behind_it(self) -> None:
        found = PainTrend().evaluate(history(MONDAY, worst(*SLOW_RISE)))
        assert found is not None
        assert found.sentence == RISEN
        assert (found.severity, found.version) == (Severity.LOOK, 2)
        assert found.about == day(-2).isoformat()
        usual, *behind, rise = found.readings
        assert usual.value == pytest.approx(1.4)
        assert [reading.value for reading in behind] == [3, 3, 3, 4]
        assert (rise.value, rise.low, rise.high) == pytest.approx((1.8, 1.0, 2.7), abs=0.05)

    def test_it_stays_one_event_until_pain_is_calm_again(self) -> None:
        risen = [1, 1, 1, 1, 1, 1, 5, 5, 5, 5]
        first = PainTrend().evaluate(history(MONDAY, worst(*risen)))
        later = PainTrend().evaluate(history(day(8), worst(*risen, 5, 5, 1, 1, last=day(8))))
        calm = PainTrend().evaluate(history(day(10), worst(*risen, 5, 5, 1, 1, 1, last=day(10))))
        assert first is not None
        assert later is not None
        assert first.about == later.about
        assert first.sentence == later.sentence
        assert calm is None

    @pytest.mark.parametrize(("later", "found"), [(12, True), (13, False)])
    def test_two_weeks_after_the_day_it_is_told_no_more(self, later: int, found: bool) -> None:
        log = history(day(later), worst(*SLOW_RISE))
        assert (PainTrend().evaluate(log) is not None) is found

    @pytest.mark.parametrize(
        "values",
        [(), (9,), (1, 1, 1, 8, 8, 8), (None,) * 12, (5, 5, 6, 5, 4, 5, 5, 6, 5, 5), (2, 1, 2, 2, 1, 2, 2, 5, 2, 1)],
    )
    def test_a_high_level_a_bad_day_and_a_short_log_are_no_trend(self, values: tuple[int | None, ...]) -> None:
        assert PainTrend().evaluate(history(MONDAY, worst(*values))) is None

    def test_sessions_without_an_answer_are_left_out_and_not_read_as_zero(self) -> None:
        answered = worst(*SLOW_RISE)
        unanswered = [session(s.day, squats(80), clock="07:00") for s in answered]
        one = PainTrend().evaluate(history(MONDAY, answered))
        other = PainTrend().evaluate(history(MONDAY, [*answered, *unanswered]))
        assert one is not None
        assert one == other

    def test_limits_can_be_tightened_and_not_loosened(self) -> None:
        log = history(MONDAY, worst(*[0] * 8, *[2] * 4))
        assert PainTrend().with_thresholds({"ratio": 2.0}).evaluate(log) is not None
        log = history(MONDAY, worst(*[0] * 8, *[1, 2, 1, 2, 1, 2]))
        assert PainTrend().evaluate(log) is None
        assert PainTrend().with_thresholds({"rise": 1, "level": 1, "ratio": 2}).evaluate(log) is not None
        with pytest.raises(ValueError, match=r"ratio: 3\.5"):
            PainTrend().with_thresholds({"ratio": 3.5})

    def test_what_lies_further_back_than_live_evaluation_reads_changes_nothing(self) -> None:
        """Sixteen weeks are read; the years before them do not make another finding, nor another day of it."""
        long = worst(*[6, 0, 3] * 100, *SLOW_RISE * 4)
        for today in range(-30, 1):
            until = [s for s in long if s.day <= day(today)]
            window = [s for s in until if s.started_at >= moment(day(today), "22:00") - WINDOW]
            assert len(window) < len(until)
            whole, cut = (PainTrend().evaluate(history(day(today), part)) for part in (until, window))
            assert whole == cut

    def test_three_years_of_sessions_are_not_read_again(self) -> None:
        log = history(MONDAY, worst(*[2, 1, 3] * 500))
        assert len(list(log.newest_first(LOOK_BACK_DAYS + 1))) < 60
        assert PainTrend().evaluate(log) is None


KEYS = {"pain.during_high": DuringHigh(), "pain.next_morning_rise": NextMorningRise(), "pain.trend": PainTrend()}


@pytest.mark.parametrize("key", KEYS)
def test_the_family_is_in_the_registry(key: str) -> None:
    assert REGISTRY[key] == KEYS[key]


@pytest.mark.parametrize("key", KEYS)
def test_what_protects_an_athlete_can_only_be_tightened(key: str) -> None:
    assert all(t.tighten is not None for t in REGISTRY[key].thresholds)
