"""What sets each suggestion off, what just does not, and what cannot tell."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from sessions.progression.findings import REGISTRY, Finding
from sessions.progression.history import AthleteHistory, SessionRecord, TrackingRecord, TrackingVerdict
from sessions.progression.suggestions.runs import ALL_ALONG
from tests.sessions.progression.building import (
    bench,
    day,
    history,
    lift,
    session,
    squats,
    three_a_week,
    video,
    warm_up,
    weekly,
    work,
)

IN_LINE, SOME, CLEAR, UNTOLD = (
    TrackingVerdict.IN_LINE,
    TrackingVerdict.SOME_DRIFT,
    TrackingVerdict.CLEAR_DRIFT,
    TrackingVerdict.CANNOT_TELL,
)
TODAY = day(20)


def ask(key: str, known: AthleteHistory) -> Finding | None:
    return REGISTRY[f"suggest.{key}"].evaluate(known)


def pains(*worst: int | None, until: date = TODAY, every: int = 2) -> list[SessionRecord]:
    """Leg sessions with this worst pain, the last one on `until`."""
    last = len(worst) - 1
    return [
        session(until - timedelta(days=every * (last - i)), squats(80), pain_worst=value)
        for i, value in enumerate(worst)
    ]


def of_pains(key: str, *worst: int | None, today: date = TODAY, until: date = TODAY) -> Finding | None:
    return ask(key, history(today, pains(*worst, until=until)))


def of_videos(key: str, *videos: TrackingRecord) -> Finding | None:
    return ask(key, history(TODAY, (), videos))


def filmed(*verdicts: TrackingVerdict, certain: bool = True) -> list[TrackingRecord]:
    """Videos three days apart, the last one today."""
    last = len(verdicts) - 1
    return [
        video(TODAY - timedelta(days=3 * (last - i)), verdict, certain=certain) for i, verdict in enumerate(verdicts)
    ]


class TestReduceLoad:
    @pytest.mark.parametrize(("pain", "offered"), [(3, False), (4, True), (5, True), (6, False), (None, False)])
    def test_it_is_for_the_band_of_adjusting(self, pain: int | None, offered: bool) -> None:
        found = of_pains("reduce_load", 1, pain)
        assert bool(found) == offered
        assert found is None or found.sentence == f"Worst pain was {pain} of 10 in the last session."

    def test_its_name_is_the_session_with_which_it_began(self) -> None:
        began = pains(1, 4, 5, 4)
        assert [ask("reduce_load", history(TODAY, began[:n])).about for n in (2, 3, 4)] == [began[1].id] * 3  # type: ignore[union-attr]

    def test_pain_all_along_has_no_beginning(self) -> None:
        found = of_pains("reduce_load", 4, 4)
        assert found is not None
        assert found.about == ALL_ALONG

    def test_a_session_without_an_answer_is_no_calm_one(self) -> None:
        found = of_pains("reduce_load", 1, 4, None, 4)
        assert found is not None
        assert [one.value for one in found.readings] == [4, 4]

    def test_after_two_weeks_it_is_no_reason_any_more(self) -> None:
        assert of_pains("reduce_load", 1, 4, today=day(33)) is not None
        assert of_pains("reduce_load", 1, 4, today=day(34)) is None

    def test_clear_drift_twice_is_form_that_breaks(self) -> None:
        found = of_videos("reduce_load", *filmed(IN_LINE, CLEAR, CLEAR))
        assert found is not None
        assert found.sentence == "Knees drifted clearly in on two videos in a row."
        assert len(found.readings) == 2

    @pytest.mark.parametrize("verdicts", [(CLEAR,), (CLEAR, SOME), (CLEAR, CLEAR, IN_LINE), (SOME, SOME), ()])
    def test_less_than_that_is_not(self, verdicts: tuple[TrackingVerdict, ...]) -> None:
        assert of_videos("reduce_load", *filmed(*verdicts)) is None

    def test_a_coach_can_only_make_it_more_careful(self) -> None:
        rule = REGISTRY["suggest.reduce_load"]
        assert rule.with_thresholds({"pain": 2}).evaluate(history(TODAY, pains(1, 2))) is not None
        with pytest.raises(ValueError, match="pain"):
            rule.with_thresholds({"pain": 5})


class TestHold:
    def test_a_week_that_jumped(self) -> None:
        found = ask("hold", history(day(3), weekly(1000, 1000, 1000, 1000, 1380)))
        assert found is not None
        assert found.sentence == "Leg load this week is 38 % above the last four weeks."
        assert {one.name for one in found.thresholds} == {"note", "strong"}

    def test_a_lift_that_jumped(self) -> None:
        found = ask("hold", history(day(0), [session(day(-7), squats(100)), session(day(0), squats(111))]))
        assert found is not None
        assert found.sentence.startswith("Back squat: top set 11 %")

    def test_a_step_is_no_jump(self) -> None:
        assert ask("hold", history(day(0), [session(day(-7), squats(100)), session(day(0), squats(110))])) is None
        assert ask("hold", history(day(0))) is None


class TestSpaceHardDays:
    def test_two_that_are_close(self) -> None:
        found = ask("space_hard_days", history(day(1), [session(day(d), squats(90), session_rpe=9) for d in (0, 1)]))
        assert found is not None
        assert found.sentence == "Two hard leg sessions 24 hours apart."

    def test_three_in_a_row(self) -> None:
        log = [session(day(d), squats(90), session_rpe=9) for d in (0, 3, 6)]
        found = ask("space_hard_days", history(day(6), log))
        assert found is not None
        assert found.sentence == "Three hard leg sessions in a row."

    def test_a_lighter_one_between_is_what_is_asked_for(self) -> None:
        log = [session(day(d), squats(90), session_rpe=rpe) for d, rpe in ((0, 9), (3, 6), (6, 9))]
        assert ask("space_hard_days", history(day(6), log)) is None


class TestLighterWeek:
    def test_six_loaded_weeks(self) -> None:
        found = ask("lighter_week", history(day(7), weekly(*[1000] * 6)))
        assert found is not None
        assert (found.sentence, found.about) == ("Six loaded weeks without a lighter one.", ALL_ALONG)
        assert len(found.readings) == 6

    def test_five_are_not_enough_and_the_running_one_does_not_count(self) -> None:
        assert ask("lighter_week", history(day(7), weekly(*[1000] * 5))) is None
        assert ask("lighter_week", history(day(3), weekly(*[1000] * 6))) is None

    def test_it_is_counted_from_the_last_lighter_one_and_named_after_it(self) -> None:
        log = weekly(1000, 1000, 1000, 1000, 500, *[1000] * 6)
        found = ask("lighter_week", history(day(7), log))
        assert found is not None
        assert found.sentence == "Six loaded weeks without a lighter one."
        assert found.about == day(-42).isoformat()
        assert ask("lighter_week", history(day(0), log[:-1])) is None

    def test_a_week_of_rest_just_now_is_lighter_than_any(self) -> None:
        assert ask("lighter_week", history(day(14), weekly(*[1000] * 6))) is None


class TestChangeDontStop:
    def test_mild_pain_session_after_session(self) -> None:
        found = of_pains("change_dont_stop", 1, 4, 5)
        assert found is not None
        assert found.sentence == "Worst pain was 4 to 5 of 10 in the last two sessions."

    @pytest.mark.parametrize("worst", [(4,), (4, 3), (5, 6), (3, 3), (None, None), ()])
    def test_less_or_more_is_another_matter(self, worst: tuple[int | None, ...]) -> None:
        assert of_pains("change_dont_stop", *worst) is None

    def test_one_level_is_said_once(self) -> None:
        found = of_pains("change_dont_stop", 4, 4)
        assert found is not None
        assert "was 4 of 10" in found.sentence


class TestRebuild:
    def test_pain_that_eased_by_two_points(self) -> None:
        found = of_pains("rebuild", 1, 5, 4, 2, 2, 2)
        assert found is not None
        assert found.sentence == "Worst pain, median: 2 of 10 in the last three sessions, 4.5 before."

    def test_it_is_named_after_the_last_painful_session(self) -> None:
        log = pains(5, 4, 2, 1, 2, 2)
        assert {ask("rebuild", history(TODAY, log[:n])).about for n in (5, 6)} == {log[1].id}  # type: ignore[union-attr]

    @pytest.mark.parametrize(
        "worst", [(5, 4, 2, 2), (4, 4, 3, 3, 3), (4, 2, 2, 2), (2, 2, 2), (5, 5, 2, 2, 4), (None, None, None), ()]
    )
    def test_what_has_not_eased_for_long_or_clearly_is_not_rebuilt(self, worst: tuple[int | None, ...]) -> None:
        assert of_pains("rebuild", *worst) is None

    def test_what_hurt_months_ago_is_over(self) -> None:
        log = [*pains(5, 5, until=day(-50)), *pains(1, 1, 1)]
        assert ask("rebuild", history(TODAY, log)) is None


class TestKeepGoing:
    def test_some_pain_that_stays_low(self) -> None:
        found = of_pains("keep_going", 4, 2, 0, 3)
        assert found is not None
        assert found.sentence == "Worst pain stayed at 3 of 10 or lower in the last three sessions."

    @pytest.mark.parametrize("worst", [(0, 0, 0), (1, 1), (2, 2, 4), (None, None, None), ()])
    def test_no_pain_needs_no_suggestion_and_more_gets_another(self, worst: tuple[int | None, ...]) -> None:
        assert of_pains("keep_going", *worst) is None


class TestTracking:
    @pytest.mark.parametrize("key", ["knees_over_toes", "slow_lowering"])
    def test_one_video_with_drift_is_enough_for_a_cue(self, key: str) -> None:
        found = of_videos(key, *filmed(IN_LINE, SOME))
        assert found is not None
        assert found.sentence == "Knees drifted in on the last video."
        assert (found.readings[0].low, found.readings[0].high) == (-0.18, -0.12)

    @pytest.mark.parametrize("key", ["knees_over_toes", "slow_lowering", "hip_work"])
    @pytest.mark.parametrize("verdicts", [(), (IN_LINE,), (UNTOLD,), (SOME, SOME, IN_LINE)])
    def test_without_drift_there_is_none(self, key: str, verdicts: tuple[TrackingVerdict, ...]) -> None:
        assert of_videos(key, *filmed(*verdicts)) is None

    @pytest.mark.parametrize("key", ["knees_over_toes", "slow_lowering", "hip_work"])
    def test_what_is_not_certain_is_no_drift(self, key: str) -> None:
        assert of_videos(key, *filmed(SOME, SOME, certain=False)) is None

    def test_hip_work_is_for_repeated_drift(self) -> None:
        assert of_videos("hip_work", *filmed(SOME)) is None
        found = of_videos("hip_work", *filmed(SOME, UNTOLD, CLEAR))
        assert found is not None
        assert found.sentence == "Knees drifted in on two videos in a row."

    def test_the_row_keeps_its_name_while_it_grows(self) -> None:
        row = filmed(IN_LINE, SOME, SOME, SOME)
        assert {of_videos("hip_work", *row[:n]).about for n in (3, 4)} == {row[1].analysis_id}  # type: ignore[union-attr]

    def test_an_old_video_is_no_reason(self) -> None:
        assert ask("knees_over_toes", history(day(60), (), filmed(CLEAR))) is None

    @pytest.mark.parametrize(("seconds", "offered"), [(0.7, True), (0.9, True), (0.95, False), (1.6, False)])
    def test_fast_lowering_beyond_the_error_of_a_tenth(self, seconds: float, offered: bool) -> None:
        (one,) = filmed(IN_LINE)
        found = of_videos("slow_lowering", replace(one, lowering_s=seconds))
        assert bool(found) == offered
        if found:
            assert found.sentence == f"Lowering took {seconds} s on the last video, median of its reps."
            assert (found.readings[0].low, found.readings[0].high) == pytest.approx((seconds - 0.1, seconds + 0.1))


class TestAnkleScreen:
    def screened(self, heels: bool | None, back: bool | None, ago: int = 0) -> TrackingRecord:
        one = video(TODAY - timedelta(days=ago), UNTOLD, certain=False, dkasr=None)
        return replace(one, heels_lift=heels, fell_back=back)

    @pytest.mark.parametrize("key", ["mobility", "heel_raise"])
    @pytest.mark.parametrize(
        ("heels", "back", "seen"),
        [
            (True, False, "The heels lifted"),
            (True, True, "The heels lifted"),
            (False, True, "Balance went back"),
            (None, True, "Balance went back"),
            (False, False, ""),
            (False, None, ""),
            (None, None, ""),
        ],
    )
    def test_heels_or_balance(self, key: str, heels: bool | None, back: bool | None, seen: str) -> None:
        found = of_videos(key, self.screened(heels, back))
        assert (found.sentence if found else "") == (seen and f"{seen} in the deep squat filmed from the side.")

    def test_a_later_good_screen_ends_it_and_one_that_cannot_tell_does_not(self) -> None:
        lifted = self.screened(True, False, ago=10)
        assert of_videos("mobility", lifted, self.screened(False, False)) is None
        found = of_videos("mobility", lifted, self.screened(None, None))
        assert found is not None
        assert found.about == lifted.analysis_id

    def test_after_eight_weeks_it_is_screened_anew(self) -> None:
        assert of_videos("mobility", self.screened(True, None, ago=55)) is not None
        assert of_videos("mobility", self.screened(True, None, ago=56)) is None


class TestRamp:
    NONE, RAMP = lift(work(100)), lift(warm_up(40), warm_up(60), warm_up(80), work(100))

    def test_none_twice_in_a_row(self) -> None:
        found = ask(
            "ramp", history(day(2), [session(day(-2), self.RAMP), *(session(day(d), self.NONE) for d in (0, 2))])
        )
        assert found is not None
        assert found.sentence == "No ramp to the work weight was logged in the last two leg sessions."
        assert found.about == session(day(0)).id

    def test_once_or_with_a_ramp_since_is_not(self) -> None:
        once = [session(day(0), self.RAMP), session(day(2), self.NONE)]
        since = [session(day(0), self.NONE), session(day(1), self.NONE), session(day(2), self.RAMP)]
        for log in (once, since, []):
            assert ask("ramp", history(day(2), log)) is None

    @pytest.mark.parametrize("first", [lift(work(39)), lift(work(None)), lift(work(0)), lift(warm_up(None), work(100))])
    def test_where_no_ramp_fits_or_a_load_is_not_known_it_cannot_tell(self, first: object) -> None:
        log = [session(day(d), first) for d in (0, 2)]  # type: ignore[arg-type]
        assert ask("ramp", history(day(2), log)) is None

    def test_it_is_about_legs(self) -> None:
        assert ask("ramp", history(day(2), [session(day(d), bench(100)) for d in (0, 2)])) is None


class TestFilmFront:
    def test_three_leg_sessions_and_no_video_that_told(self) -> None:
        assert ask("film_front", history(day(0), three_a_week(1))) is not None
        assert ask("film_front", history(day(0), three_a_week(1), [video(day(-1), UNTOLD, dkasr=None)])) is not None

    def test_who_has_filmed_or_trains_seldom_is_not_asked(self) -> None:
        assert ask("film_front", history(day(0), three_a_week(1), [video(day(-1), IN_LINE)])) is None
        assert ask("film_front", history(day(0), three_a_week(1)[:2])) is None
        assert ask("film_front", history(day(60), three_a_week(1))) is None
