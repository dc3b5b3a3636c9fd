"""Suggestions from what an athlete noticed: how often it takes, in which lifts, and what names the row."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from sessions.progression.findings import REGISTRY, Finding
from sessions.progression.history import AthleteHistory, SessionRecord
from sessions.progression.noticed import ASKED_IN, NOTICED_WORDS, Noticed, say_noticed
from sessions.progression.suggestions import Decided, suggestions
from sessions.progression.suggestions.runs import ALL_ALONG
from tests.sessions.progression.building import bench, day, history, lift, session, video, work
from tests.sessions.progression.suggestions.test_rules import IN_LINE

TODAY = day(20)
D, F, B, H, G = Noticed
NEWEST = {"partial_range": B, "foot_pressure": F, "heel_raise": H}
"""What one noting in the newest session is enough for."""


def ask(key: str, known: AthleteHistory, **numbers: float) -> Finding | None:
    return REGISTRY[f"suggest.{key}"].with_thresholds(numbers).evaluate(known)


def noted(*each: Noticed | None, exercise: str = "back_squat", movement: str = "squat") -> list[SessionRecord]:
    """Sessions with that lift two days apart, the last one today, in each of which this was noted, or nothing."""
    last = len(each) - 1
    return [
        session(
            TODAY - timedelta(days=2 * (last - i)),
            lift(work(80), exercise=exercise, movement=movement, noticed=[one] if one else []),
        )
        for i, one in enumerate(each)
    ]


def of(key: str, *each: Noticed | None, **numbers: float) -> Finding | None:
    return ask(key, history(TODAY, noted(*each)), **numbers)


def found(key: str, known: Iterable[SessionRecord]) -> Finding:
    finding = ask(key, history(TODAY, known))
    assert finding is not None
    return finding


class TestHowOften:
    @pytest.mark.parametrize(("key", "what"), NEWEST.items())
    def test_once_in_the_newest_session_is_enough(self, key: str, what: Noticed) -> None:
        finding = of(key, None, None, what)
        kind = "leg" if key == "foot_pressure" else "squat"
        assert finding is not None
        assert finding.sentence == f"Noticed in the last {kind} session: {NOTICED_WORDS[what]}."

    @pytest.mark.parametrize(("key", "what"), NEWEST.items())
    def test_once_before_it_is_not_and_twice_is(self, key: str, what: Noticed) -> None:
        assert of(key, what, None) is None
        assert of(key, what, None, what, None) is not None

    def test_depth_takes_two_of_the_last_four(self) -> None:
        assert of("box_squat", D) is None
        assert of("box_squat", D, D, None, None, None) is None
        finding = of("box_squat", D, None, None, D)
        assert finding is not None
        assert finding.sentence == "Noticed in two of the last four squat sessions: depth hard to control."

    def test_it_says_of_how_many_when_there_are_fewer(self) -> None:
        finding = of("box_squat", D, D, None)
        assert finding is not None
        assert finding.sentence == "Noticed in two of the last three squat sessions: depth hard to control."

    def test_a_coach_can_ask_for_more_or_less(self) -> None:
        assert of("box_squat", D, None, times=1) is not None
        assert of("box_squat", D, D, None, times=3) is None

    @pytest.mark.parametrize(("key", "what"), [*NEWEST.items(), ("box_squat", D)])
    def test_something_else_is_no_reason(self, key: str, what: Noticed) -> None:
        for other in set(Noticed) - {what, H, G}:
            assert of(key, other, other) is None
        assert of(key, None, None, None) is None
        assert ask(key, history(TODAY)) is None

    def test_after_two_weeks_it_is_no_reason_any_more(self) -> None:
        for days, offered in ((13, True), (14, False)):
            known = history(TODAY + timedelta(days=days), noted(F))
            assert bool(ask("foot_pressure", known)) == offered


class TestWhere:
    @pytest.mark.parametrize(
        ("key", "what", "variation"),
        [
            ("box_squat", D, "box_squat"),
            ("partial_range", B, "partial_squat"),
            ("heel_raise", H, "heels_raised_squat"),
        ],
    )
    def test_the_variation_itself_is_no_reason_for_it(self, key: str, what: Noticed, variation: str) -> None:
        assert of(key, what, what) is not None
        assert ask(key, history(TODAY, noted(what, what, exercise=variation))) is None

    @pytest.mark.parametrize(("key", "what"), [("box_squat", D), ("partial_range", B), ("heel_raise", G)])
    def test_squats_are_changed_for_what_was_noticed_in_squats(self, key: str, what: Noticed) -> None:
        assert ask(key, history(TODAY, noted(what, what, exercise="leg_press", movement="press"))) is None

    def test_feet_count_in_any_leg_lift_and_in_no_other(self) -> None:
        finding = found("foot_pressure", noted(F, exercise="step_up", movement="single_leg"))
        assert [one.label for one in finding.readings] == ["Step up: feet unsteady"]
        arms = [session(TODAY, replace(bench(), noticed=frozenset({F})))]
        assert ask("foot_pressure", history(TODAY, arms)) is None

    def test_sessions_without_such_lifts_are_passed_over(self) -> None:
        between = [session(TODAY - timedelta(days=1), bench()), session(TODAY, bench(), clock="20:00")]
        assert found("partial_range", [*noted(B), *between]).sentence.startswith("Noticed in the last squat session")

    def test_each_lift_in_which_it_was_noted_is_a_reading(self) -> None:
        front = lift(work(60), exercise="front_squat", noticed=[B, F])
        back, plain = lift(work(80), noticed=[B]), lift(work(40), exercise="goblet_squat")
        finding = found("partial_range", [session(TODAY, back, plain, front)])
        assert [(one.label, one.value, one.unit) for one in finding.readings] == [
            ("Back squat: uncomfortable at the bottom", 1, "noted"),
            ("Front squat: uncomfortable at the bottom", 1, "noted"),
        ]


class TestRow:
    """What was dismissed comes back with a new row only."""

    def test_it_is_named_by_the_session_with_which_it_began(self) -> None:
        known = noted(None, None, None, None, F, F, None, F)
        assert [found("foot_pressure", known[:n]).about for n in (5, 6, 8)] == [known[4].id] * 3
        assert len(found("foot_pressure", known).readings) == 3

    def test_four_sessions_without_end_it(self) -> None:
        three, four = noted(F, None, None, None, F), noted(F, None, None, None, None, F)
        assert found("foot_pressure", three).about == ALL_ALONG
        assert found("foot_pressure", four).about == four[-1].id
        assert len(found("foot_pressure", four).readings) == 1

    def test_a_row_whose_beginning_may_be_out_of_sight_has_no_name_of_its_own(self) -> None:
        """So that it does not become another one when older sessions are no longer looked at."""
        known = noted(F, None, None, F, None, F)
        assert {found("foot_pressure", known[n:]).about for n in range(6)} == {ALL_ALONG}

    def test_dismissed_it_returns_with_a_new_row(self) -> None:
        def offered(known: list[SessionRecord], about: str) -> bool:
            decided = [Decided("suggest.foot_pressure", about, is_running=False)]
            found = suggestions(history(TODAY, known), red_flag_open=False, decided=decided, most=9)
            return "suggest.foot_pressure" in [one.rule for one in found]

        known = noted(None, None, None, None, F, None, None, None, None, F, F)
        first, second = known[4].id, known[9].id
        assert offered(known, first)
        assert not offered(known, second)


class TestPartialRange:
    @pytest.mark.parametrize(("pain", "offered"), [(None, True), (0, True), (5, True), (6, False)])
    def test_above_five_an_exercise_stops_instead(self, pain: int | None, offered: bool) -> None:
        known = [session(TODAY, lift(work(80), noticed=[B], pain=pain))]
        assert bool(ask("partial_range", history(TODAY, known))) == offered

    def test_it_is_not_offered_beside_a_red_flag(self) -> None:
        known = history(TODAY, noted(B))
        assert [one.rule for one in suggestions(known, red_flag_open=False)] == ["suggest.partial_range"]
        assert suggestions(known, red_flag_open=True) == ()


class TestHeelRaise:
    def test_either_sign_will_do_and_both_are_said(self) -> None:
        assert of("heel_raise", G) is not None
        both = of("heel_raise", H, G)
        assert both is not None
        assert both.sentence == "Noticed in two of the last two squat sessions: heels lift, balance goes back."

    def test_what_was_measured_comes_before_what_was_noticed(self) -> None:
        screen = replace(video(TODAY, IN_LINE), heels_lift=True)
        finding = ask("heel_raise", history(TODAY, noted(G), [screen]))
        assert finding is not None
        assert finding.sentence == "The heels lifted in the deep squat filmed from the side."

    def test_heels_that_stay_down_on_video_do_not_take_back_what_was_noticed(self) -> None:
        screen = replace(video(TODAY, IN_LINE), heels_lift=False, fell_back=False)
        assert ask("heel_raise", history(TODAY, noted(H), [screen])) is not None

    def test_mobility_work_goes_by_the_screen_alone(self) -> None:
        assert ask("mobility", history(TODAY, noted(H, H))) is None


def test_what_was_noticed_is_said_in_the_order_in_which_it_is_asked() -> None:
    assert set(NOTICED_WORDS) == set(Noticed)
    assert say_noticed(frozenset({G, D})) == "depth hard to control, balance goes back"
    assert say_noticed(frozenset()) == ""
    assert "hinge" not in ASKED_IN
