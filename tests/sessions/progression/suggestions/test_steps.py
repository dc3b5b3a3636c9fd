"""Steps of a return and of a growing range: good sessions move on, the rest back, the unknown nothing."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.progression.history import AthleteHistory, TrackingRecord, TrackingVerdict
from sessions.progression.suggestions import LIBRARY
from sessions.progression.suggestions.steps import Step, step_now
from tests.sessions.progression.building import bench, day, history, moment, session, squats, video
from tests.sessions.progression.strategies import quick

LADDER = ("half", "most", "all")
SINCE = moment(day(0), "12:00")


def known(*worst: int | None, videos: tuple[TrackingRecord, ...] = (), **answers: Any) -> AthleteHistory:
    """A leg session every other day from the first day on, with this worst pain."""
    log = [session(day(2 * i), squats(60), pain_worst=pain, **answers) for i, pain in enumerate(worst)]
    return history(day(60), log, videos)


def step(*worst: int | None, **more: Any) -> Step:
    return step_now(known(*worst, **more), LADDER, since=SINCE)


@pytest.mark.parametrize(
    ("worst", "number"),
    [
        ((), 1),
        ((1,), 1),
        ((1, 3), 2),
        ((1, 1, 1), 2),
        ((1, 1, 1, 1), 3),
        ((1,) * 9, 3),
        ((1, 1, 4), 1),
        ((1, 1, 1, 1, 4), 2),
        ((4, 4, 4), 1),
        ((1, 4, 1), 1),
        ((1, 4, 1, 1), 2),
        ((1, 1, 6, 1, 1), 2),
    ],
)
def test_two_good_sessions_move_on_and_one_that_hurt_moves_back(worst: tuple[int, ...], number: int) -> None:
    assert step(*worst).number == number


def test_what_was_not_answered_moves_nothing() -> None:
    assert step(1, None, None).number == 1
    assert step(1, None, 1).number == 2


def test_it_says_what_the_step_is_and_what_the_log_said_last() -> None:
    assert step() == Step(1, 3, "half", "The first step: two good sessions move it on.")
    assert step(1).why == "Last: a good session; one more moves it on."
    assert step(1, 1) == Step(2, 3, "most", "Two good sessions: one step on.")
    assert step(1, 1, 5).why == "Last: pain 5 of 10, so one step back or the same again."
    assert step(*[1] * 9).why == "The last step, with good sessions behind it."


@pytest.mark.parametrize(("morning", "number"), [(1, 2), (2, 2), (3, 1), (None, 2)])
def test_a_clear_rise_the_morning_after_moves_back(morning: int | None, number: int) -> None:
    found = step(1, 1, pain_before=1, pain_next_morning=morning)
    assert found.number == number
    assert ("2 points worse the morning after" in found.why) == (number == 1)


@pytest.mark.parametrize(
    ("verdict", "certain", "number"),
    [
        (TrackingVerdict.SOME_DRIFT, True, 1),
        (TrackingVerdict.CLEAR_DRIFT, True, 1),
        (TrackingVerdict.SOME_DRIFT, False, 2),
        (TrackingVerdict.CANNOT_TELL, True, 2),
        (TrackingVerdict.IN_LINE, True, 2),
    ],
)
def test_drift_on_a_video_of_the_session_moves_back(verdict: TrackingVerdict, certain: bool, number: int) -> None:
    found = step(1, 1, videos=(video(day(3), verdict, certain=certain),))
    assert found.number == number
    assert ("the knees drifted in" in found.why) == (number == 1)


def test_what_was_before_the_beginning_and_what_is_not_legs_does_not_count() -> None:
    before = [session(day(d), squats(60), pain_worst=1) for d in (-4, -2)]
    upper = [session(day(d), bench(), pain_worst=9) for d in (1, 3)]
    assert step_now(history(day(9), [*before, *upper]), LADDER, since=SINCE).number == 1


@quick
@given(st.lists(st.none() | st.integers(0, 10), max_size=15))
def test_a_step_is_always_on_the_ladder_and_moves_by_one(worst: list[int | None]) -> None:
    numbers = [step(*worst[:n]).number for n in range(len(worst) + 1)]
    assert all(1 <= one <= len(LADDER) for one in numbers)
    assert all(abs(b - a) <= 1 for a, b in pairwise(numbers))


def test_the_return_and_the_range_have_steps() -> None:
    assert [one.key for one in LIBRARY if one.ladder] == ["suggest.partial_range", "suggest.rebuild"]
    assert all(len(one.ladder) == 5 for one in LIBRARY if one.ladder)
