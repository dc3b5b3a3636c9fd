"""Pain that stays, and pain that is up although less is lifted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sessions.progression.findings import Finding, Severity
from sessions.progression.history import AthleteHistory, SessionRecord
from sessions.progression.rules.pain_course import Persists, UpOnLessLoad, still_up
from tests.sessions.progression.building import bench, day, history, session, squats

ROSE = -8
"""The day on which pain steps up in these histories; it is told on day -6."""
LESS_FROM = 2


def pain_on(offset: int, *, usual: int = 1, then: int = 6) -> int:
    return usual if offset < ROSE else then


def every_other_day(
    until: int, *, first: int = -40, then: int = 6, usual: int = 1, full: float = 100, lower: float = 60
) -> list[SessionRecord]:
    """Squats every other day; pain steps up on day -8, the load goes down on day 2."""
    return [
        session(
            day(d),
            squats(full if d < LESS_FROM else lower),
            pain_worst=pain_on(d, usual=usual, then=then),
        )
        for d in range(first, until + 1, 2)
    ]


def without(sessions: list[SessionRecord], first: date, last: date) -> list[SessionRecord]:
    return [one for one in sessions if not first <= one.day <= last]


def stays(until: int, sessions: list[SessionRecord] | None = None) -> Finding | None:
    return Persists().evaluate(history(day(until), every_other_day(until) if sessions is None else sessions))


def on_less(until: int, sessions: list[SessionRecord] | None = None) -> Finding | None:
    return UpOnLessLoad().evaluate(history(day(until), every_other_day(until) if sessions is None else sessions))


class TestPersists:
    """A rise that was told and does not come back."""

    def test_it_is_one_plain_sentence_with_the_level_it_rests_on(self) -> None:
        found = stays(14)
        assert found is not None
        assert found.severity is Severity.LOOK
        assert found.sentence == "Pain is still 5 points above its usual level, 20 days after it rose."
        assert [(one.label, one.value) for one in found.readings] == [
            ("usual worst pain", 1.0),
            ("worst pain of the last two weeks, at least", 6.0),
        ]

    def test_it_waits_two_weeks_from_the_day_the_rise_was_told(self) -> None:
        assert [stays(until) is not None for until in (4, 6, 8, 10)] == [False, False, True, True]

    def test_the_same_rise_is_the_same_event_on_every_day(self) -> None:
        found = [stays(until) for until in (8, 12, 16, 20, 22)]
        assert len({one.about for one in found if one is not None}) == 1
        assert all(found)

    def test_after_four_weeks_it_is_not_asked_any_more(self) -> None:
        """The history at hand no longer says for certain on which day it was told."""
        assert stays(22) is not None
        assert stays(24) is None

    def test_pain_that_eased_in_the_last_sessions_does_not_stay(self) -> None:
        eased = [*every_other_day(8), *(session(day(d), squats(60), pain_worst=2) for d in (10, 12, 14))]
        assert stays(14, eased) is None

    def test_nor_does_pain_that_went_down_and_only_the_last_days_up(self) -> None:
        """Two weeks are judged as a whole: three bad days after good ones are no level."""
        dipped = [
            *every_other_day(-2),
            *(session(day(d), squats(60), pain_worst=2) for d in range(0, 10, 2)),
            *(session(day(d), squats(60), pain_worst=4) for d in (10, 11, 12)),
        ]
        assert stays(12, dipped) is None

    @pytest.mark.parametrize(("then", "told"), [(2, False), (3, True), (4, True)])
    def test_two_points_are_a_signal_and_one_is_noise(self, then: int, told: bool) -> None:
        assert (stays(14, every_other_day(14, then=then)) is not None) is told

    def test_without_three_answers_in_two_weeks_it_cannot_tell(self) -> None:
        silent = without(every_other_day(14), day(1), day(11))
        assert len([one for one in silent if one.day > day(0)]) == 2
        assert stays(14, silent) is None

    def test_a_morning_on_which_nothing_was_said_brings_nothing_new(self) -> None:
        """Two weeks are over on day 8; the last answer is of day 6."""
        assert stays(6) is None
        assert stays(9, every_other_day(6)) is None
        assert stays(10, every_other_day(8)) == stays(8)

    def test_a_week_without_an_answer_and_it_is_no_news(self) -> None:
        assert stays(14, every_other_day(8)) is not None
        assert stays(15, every_other_day(8)) is None

    def test_sessions_without_an_answer_are_passed_over_not_taken_for_zero(self) -> None:
        mixed = [*every_other_day(14), *(session(day(d), squats(60), id=f"silent {d}") for d in range(1, 14, 2))]
        assert stays(14, mixed) == stays(14)

    def test_a_coach_may_ask_for_it_sooner_but_not_later(self) -> None:
        sooner = Persists().with_thresholds({"days": 7})
        assert sooner.evaluate(history(day(2), every_other_day(2))) is not None
        assert stays(2) is None
        with pytest.raises(ValueError, match="days"):
            Persists().with_thresholds({"days": 21})

    def test_pain_that_was_always_there_has_not_risen(self) -> None:
        assert stays(14, every_other_day(14, usual=6)) is None


class TestUpOnLessLoad:
    """The warning question "stays or gets worse although I do less", from the log."""

    def test_it_is_a_red_flag_in_one_plain_sentence_with_pain_and_load_behind_it(self) -> None:
        found = on_less(16)
        assert found is not None
        assert found.severity is Severity.STOP
        assert found.sentence == "Pain is 5 points above its usual level on 38 % less leg load for two weeks."
        assert [(one.label, one.value, one.unit) for one in found.readings[2:]] == [
            ("leg load of the last seven days", 3600.0, "kg"),
            ("leg load of the seven days before", 2700.0, "kg"),
            ("leg load a week in the four weeks before that, at least", 5100.0, "kg"),
        ]
        assert [one.at for one in found.readings[2:]] == [day(16), day(9), day(2)]

    def test_one_light_week_is_no_less_load(self) -> None:
        """A planned lighter week and a bad spell at the same time are ordinary."""
        assert on_less(8) is None
        assert on_less(8, every_other_day(8, full=60)) is None

    @pytest.mark.parametrize(("lower", "told"), [(100, False), (80, False), (70, False), (60, True), (40, True)])
    def test_both_weeks_have_to_be_a_fifth_lower(self, lower: float, told: bool) -> None:
        """At 70 kg the week with four sessions is at 80 % of 5,100 kg exactly or above."""
        assert (on_less(16, every_other_day(16, lower=lower)) is not None) is told

    def test_a_week_without_a_session_is_not_a_light_one(self) -> None:
        """Nothing was logged: that is not known to be nothing lifted."""
        away = without(every_other_day(16), day(3), day(9))
        assert still_up(history(day(16), away)) is not None
        assert on_less(16, away) is None

    def test_one_unknown_leg_set_in_the_last_two_weeks_and_it_cannot_tell(self) -> None:
        unknown = [*every_other_day(16), session(day(15), squats(None), id="unknown")]
        assert on_less(16, unknown) is None

    def test_a_session_of_which_no_set_was_logged_is_unknown_too(self) -> None:
        assert on_less(16, [*every_other_day(16), session(day(15), id="no sets")]) is None

    def test_one_with_only_an_upper_body_lift_is_no_load_for_the_legs(self) -> None:
        assert on_less(16, [*every_other_day(16), session(day(15), bench(), id="bench")]) == on_less(16)

    def test_what_is_unknown_before_could_only_have_added_to_the_load(self) -> None:
        found = on_less(16, [*every_other_day(16), session(day(-5), squats(None), id="unknown")])
        assert found is not None
        assert found.sentence == "Pain is 5 points above its usual level on 38 % less leg load for two weeks."

    def test_with_fewer_than_three_weeks_of_load_before_it_cannot_tell(self) -> None:
        bare = [
            session(one.day, *(one.lifts if one.day > day(-12) else ()), pain_worst=one.pain_worst, id=one.id)
            for one in every_other_day(16)
        ]
        assert still_up(history(day(16), bare)) is not None
        assert on_less(16, bare) is None

    @pytest.mark.parametrize(("then", "told"), [(3, False), (4, True)])
    def test_pain_has_to_stand_in_the_band_of_adjusting(self, then: int, told: bool) -> None:
        assert (on_less(16, every_other_day(16, then=then)) is not None) is told

    def test_pain_that_eases_on_less_load_is_what_less_load_is_for(self) -> None:
        eased = [*every_other_day(8), *(session(day(d), squats(60), pain_worst=2) for d in (10, 12, 14, 16))]
        assert on_less(16, eased) is None

    def test_less_load_without_a_rise_of_pain_says_nothing(self) -> None:
        assert on_less(16, every_other_day(16, usual=5, then=5)) is None

    def test_readings_of_pain_alone_say_nothing(self) -> None:
        """As in a replay of pain series, which hold no loads."""
        bare = [session(one.day, pain_worst=one.pain_worst) for one in every_other_day(16)]
        assert on_less(16, bare) is None
        assert stays(14, bare[:-1]) is not None

    def test_it_is_one_event_while_the_rise_is(self) -> None:
        found = [on_less(until) for until in (16, 18, 20, 22)]
        assert len({one.about for one in found if one is not None}) == 1
        assert all(found)

    def test_it_can_only_be_tightened(self) -> None:
        loads = every_other_day(16, lower=75)
        assert UpOnLessLoad().evaluate(history(day(16), loads)) is None
        assert UpOnLessLoad().with_thresholds({"less": 10}).evaluate(history(day(16), loads)) is not None
        with pytest.raises(ValueError, match="less"):
            UpOnLessLoad().with_thresholds({"less": 30})


@pytest.mark.parametrize("rule", [Persists(), UpOnLessLoad()], ids=lambda rule: rule.key)
def test_sixteen_weeks_hold_all_that_they_look_at(rule: Persists | UpOnLessLoad) -> None:
    """What live evaluation reads is enough: years before it change nothing."""
    sessions = every_other_day(16, first=-300)
    recent = [one for one in sessions if one.day > day(16) - timedelta(weeks=16)]
    assert rule.evaluate(history(day(16), sessions)) == rule.evaluate(history(day(16), recent)) is not None


def test_nothing_logged_is_nothing_found() -> None:
    empty = AthleteHistory(history(day(0)).at, day(0))
    assert Persists().evaluate(empty) is UpOnLessLoad().evaluate(empty) is None
