"""Suggestions from which exercises were done: what sets each off, what just does not, and what cannot tell."""

from datetime import timedelta

import pytest

from sessions.progression.findings import REGISTRY, Finding
from sessions.progression.history import AthleteHistory, LiftRecord, SessionRecord
from sessions.progression.suggestions import suggestions
from sessions.progression.suggestions.runs import ALL_ALONG
from tests.sessions.progression.building import bench, day, history, lift, session, squats, three_a_week, work

TODAY = day(20)


def ask(key: str, known: AthleteHistory, **numbers: float) -> Finding | None:
    return REGISTRY[f"suggest.{key}"].with_thresholds(numbers).evaluate(known)


def on(*days_ago: int, exercise: str = "back_squat", movement: str = "squat") -> list[SessionRecord]:
    """Sessions of one lift, so many days ago."""
    return [
        session(TODAY - timedelta(days=days), lift(work(80), exercise=exercise, movement=movement)) for days in days_ago
    ]


class TestGobletSquat:
    def of(self, *sessions: SessionRecord, **numbers: float) -> Finding | None:
        return ask("goblet_squat", history(TODAY, sessions), **numbers)

    def test_squats_after_four_weeks_without_any(self) -> None:
        before, back = on(28, 0)
        found = self.of(before, back)
        assert found is not None
        assert found.sentence == "Squats are in the log again after four weeks without any."
        assert found.about == back.id
        assert [(one.label, one.value, one.unit) for one in found.readings] == [
            ("since the squats before", 28, "days"),
            ("Back squat, top set", 80, "kg"),
            ("Back squat, top set", 80, "kg"),
        ]

    def test_a_day_less_is_no_break(self) -> None:
        assert self.of(*on(27, 0)) is None

    def test_whoever_never_squatted_before_does_not_relearn(self) -> None:
        assert self.of(*on(0)) is None
        assert self.of(*on(40, 10, exercise="leg_press", movement="press"), *on(0)) is None
        assert self.of() is None

    def test_other_leg_lifts_in_between_are_no_squats(self) -> None:
        between = on(20, 10, 5, exercise="leg_press", movement="press")
        assert self.of(*on(35), *between, *on(0)) is not None

    def test_any_squat_in_between_is_one(self) -> None:
        assert self.of(*on(35), *on(18, exercise="box_squat"), *on(0)) is None

    def test_it_is_for_the_first_three_sessions(self) -> None:
        assert self.of(*on(40, 4, 2, 0)) is not None
        assert self.of(*on(40, 6, 4, 2, 0)) is None

    def test_its_name_stays_over_these_sessions(self) -> None:
        known = on(40, 4, 2, 0)
        found = [self.of(*known[:n]) for n in (2, 3, 4)]
        assert [one and one.about for one in found] == [known[1].id] * 3

    def test_goblet_squats_are_what_it_would_suggest(self) -> None:
        assert self.of(*on(40), *on(2, exercise="goblet_squat"), *on(0)) is None

    def test_after_two_weeks_it_is_no_reason_any_more(self) -> None:
        assert self.of(*on(60, 13)) is not None
        assert self.of(*on(60, 14)) is None

    def test_a_coach_says_how_long_a_break_is(self) -> None:
        assert self.of(*on(15, 0), weeks=2) is not None
        assert self.of(*on(30, 0), weeks=6) is None


class TestLegPress:
    def days(self, *pains: tuple[int | None, int | None], **numbers: float) -> Finding | None:
        """Sessions two days apart, the last one today, with worst pain in squats and in the leg press."""
        return ask("leg_press", history(TODAY, self.sessions(*pains)), **numbers)

    def sessions(self, *pains: tuple[int | None, int | None]) -> list[SessionRecord]:
        last = len(pains) - 1
        return [
            session(TODAY - timedelta(days=2 * (last - i)), lift(work(80), pain=squat), self.press(press))
            for i, (squat, press) in enumerate(pains)
        ]

    def press(self, pain: int | None) -> LiftRecord:
        return lift(work(120), exercise="leg_press", movement="press", pain=pain)

    def test_squats_that_hurt_twice_beside_lifts_that_do_not(self) -> None:
        found = self.days((4, 3), (5, 0))
        assert found is not None
        assert found.sentence == "Worst pain in the last two sessions: up to 5 of 10 in squats, 3 in other leg lifts."
        assert [(one.label, one.value) for one in found.readings] == [
            ("Back squat, worst pain", 4),
            ("Leg press, worst pain", 3),
            ("Back squat, worst pain", 5),
            ("Leg press, worst pain", 0),
        ]

    @pytest.mark.parametrize(
        "pains",
        [
            [(4, 2)],  # once
            [(4, 2), (3, 2)],  # not in the last one
            [(3, 2), (4, 2)],
            [(4, 4), (4, 2)],  # other lifts as well
            [(4, 2), (4, 4)],
            [(4, None), (4, None)],  # nothing to compare with
            [(None, 2), (None, 2)],
            [(4, 2), (6, 2)],  # above five the exercise stops
            [],
        ],
    )
    def test_less_than_that_is_not(self, pains: list[tuple[int | None, int | None]]) -> None:
        assert self.days(*pains) is None

    def test_a_session_that_cannot_tell_counts_neither_way(self) -> None:
        assert self.days((4, 2), (4, None), (None, 1), (4, 2)) is not None

    def test_pain_of_the_whole_session_says_nothing_about_a_lift(self) -> None:
        known = [session(TODAY - timedelta(days=d), squats(80), self.press(0), pain_worst=5) for d in (2, 0)]
        assert ask("leg_press", history(TODAY, known)) is None

    def test_it_is_named_by_the_session_with_which_it_began(self) -> None:
        known = self.sessions((2, 2), (4, 2), (4, 1), (5, 2))
        found = [ask("leg_press", history(TODAY, known[:n])) for n in (3, 4)]
        assert [one and one.about for one in found] == [known[1].id] * 2
        always = self.days((4, 2), (4, 2))
        assert always is not None
        assert always.about == ALL_ALONG

    def test_after_two_weeks_it_is_no_reason_any_more(self) -> None:
        known = self.sessions((4, 2), (4, 2))
        for days, offered in ((13, True), (14, False)):
            assert bool(ask("leg_press", history(TODAY + timedelta(days=days), known))) == offered

    def test_it_comes_before_the_general_one_about_changing_the_exercise(self) -> None:
        known = history(TODAY, self.sessions((4, 2), (4, 2)))
        offered = [one.rule for one in suggestions(known, red_flag_open=False)]
        assert offered == ["suggest.reduce_load", "suggest.leg_press"]


class TestGlutesHamstrings:
    def of(self, *more: SessionRecord, weeks: int = 2, **numbers: float) -> Finding | None:
        """Squats three times a week up to yesterday, and what else there was."""
        known = [*three_a_week(weeks, before=TODAY), *more]
        return ask("glutes_hamstrings", history(TODAY, known), **numbers)

    def test_leg_sessions_of_four_weeks_without_any(self) -> None:
        found = self.of()
        assert found is not None
        assert found.sentence == "In six leg sessions of four weeks no lift for glutes or hamstrings was logged."
        assert found.about == ALL_ALONG
        assert [(one.value, one.unit) for one in found.readings] == [(6, "sessions")]

    def test_only_those_of_four_weeks_are_counted(self) -> None:
        found = self.of(weeks=8)
        assert found is not None
        assert found.sentence.startswith("In eleven leg sessions")

    @pytest.mark.parametrize(
        ("exercise", "movement", "is_one"),
        [
            ("romanian_deadlift", "hinge", True),
            ("glute_bridge", "hip", True),
            ("leg_curl", "other", True),
            ("slider_of_our_own", "other", True),  # could be one: cannot tell
            ("leg_extension", "other", False),
            ("leg_press", "press", False),
        ],
    )
    def test_one_lift_for_them_is_enough(self, exercise: str, movement: str, is_one: bool) -> None:
        for days, counts in ((5, is_one), (27, is_one), (28, False)):
            known = self.of(*on(days, exercise=exercise, movement=movement))
            assert bool(known) != counts

    def test_the_last_one_before_names_the_stretch(self) -> None:
        old = on(60, 40, exercise="hip_thrust", movement="hip")
        found = self.of(*old)
        assert found is not None
        assert found.about == old[1].id

    def test_few_sessions_tell_nothing(self) -> None:
        assert ask("glutes_hamstrings", history(TODAY, on(6, 4, 2))) is None
        assert ask("glutes_hamstrings", history(TODAY, on(6, 4, 2)), sessions=3) is not None
        assert ask("glutes_hamstrings", history(TODAY, [session(TODAY, bench())] * 6)) is None
