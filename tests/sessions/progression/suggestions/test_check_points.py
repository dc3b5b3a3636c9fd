"""Better, same, worse or cannot tell: from which readings, and from how large a change on."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from sessions.progression.history import AthleteHistory, SessionRecord, TrackingRecord, TrackingVerdict
from sessions.progression.suggestions import Answer, Answered, TrackingChange
from sessions.progression.suggestions.check_points import ankle_answer, pain_answer, tracking_answer
from tests.sessions.progression.building import day, history, moment, session, squats, video

SINCE = moment(day(0), "12:00")
DUE = moment(day(14), "00:00")
CAME = Answer.CANNOT_TELL, Answer.BETTER, Answer.SAME, Answer.WORSE


def known(before: list[int | None], after: list[int | None], *, first_after: int = 1) -> AthleteHistory:
    """Sessions every other day before the change, and after it."""
    sessions: list[SessionRecord] = [
        session(day(-1 - 2 * i), squats(80), pain_worst=pain) for i, pain in enumerate(reversed(before))
    ]
    sessions += [session(day(first_after + 2 * i), squats(80), pain_worst=pain) for i, pain in enumerate(after)]
    return history(day(60), sessions)


def pain(before: list[int | None], after: list[int | None]) -> Answered:
    return pain_answer(known(before, after), since=SINCE, due=DUE)


@pytest.mark.parametrize(
    ("before", "after", "answer"),
    [
        ([4, 4, 4], [2, 2, 2], Answer.BETTER),
        ([4, 4, 4], [3, 3, 3], Answer.SAME),
        ([4, 4, 4], [5, 5, 5], Answer.SAME),
        ([2, 2, 2], [4, 4, 4], Answer.WORSE),
        ([4, 4, 4], [2, 2, 8], Answer.BETTER),
        ([4, 5, 4, 5], [3, 2, 3, 3], Answer.SAME),
        ([0, 0, 0], [0, 0, 0], Answer.SAME),
    ],
)
def test_two_points_are_a_change_and_one_is_noise(
    before: list[int | None], after: list[int | None], answer: Answer
) -> None:
    assert pain(before, after).answer is answer


def test_it_says_the_numbers_it_rests_on() -> None:
    found = pain([4, 4, 5], [2, 2, 1])
    assert found.sentence == (
        "Worst pain, median: 2 of 10 in 3 sessions, 4 in 3 before; a change counts from 2 points."
    )
    assert [one.value for one in found.readings] == [4, 4, 5, 2, 2, 1]
    assert {one.unit for one in found.readings} == {"of 10"}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ([4, 4], [2, 2, 2], "in two sessions before the change"),
        ([4, 4, None], [2, 2, 2], "in two sessions before the change"),
        ([4, 4, 4], [2, 2, None], "in two sessions in the last two weeks"),
        ([], [], "in no sessions before the change"),
        ([4, 4, 4], [2], "in one session in the last two weeks"),
    ],
)
def test_with_fewer_than_three_answers_it_cannot_tell(
    before: list[int | None], after: list[int | None], said: str
) -> None:
    found = pain(before, after)
    assert found.answer is Answer.CANNOT_TELL
    assert said in found.sentence


def test_what_was_not_answered_is_not_zero() -> None:
    assert pain([4, 4, 4], [4, 4, 4, None, None, None]).answer is Answer.SAME


def test_readings_of_four_weeks_before_and_two_weeks_up_to_the_day_count() -> None:
    log = [session(day(d), squats(80), pain_worst=9) for d in (-40, -30, -29)]
    log += [session(day(d), squats(80), pain_worst=4) for d in (-27, -20, -1)]
    log += [session(day(d), squats(80), pain_worst=9) for d in (3, 8, 13)]
    log += [session(day(d), squats(80), pain_worst=2) for d in (15, 20, 27)]
    log += [session(day(d), squats(80), pain_worst=9) for d in (28, 30, 32)]
    found = pain_answer(history(day(60), log), since=SINCE, due=moment(day(28), "00:00"))
    assert found.answer is Answer.BETTER
    assert [one.value for one in found.readings] == [4, 4, 4, 2, 2, 2]


def test_the_session_of_the_day_of_the_change_is_before_or_after_by_its_hour() -> None:
    morning, evening = (session(day(0), squats(80), clock=clock, pain_worst=5) for clock in ("08:00", "18:00"))
    rest = known([5, 5], [1, 1]).sessions
    assert len(pain_answer(history(day(60), [*rest, morning]), since=SINCE, due=DUE).readings) == 5
    three = pain_answer(history(day(60), [*rest, evening, morning]), since=SINCE, due=DUE)
    assert (three.answer, len(three.readings)) == (Answer.BETTER, 6)


@pytest.mark.parametrize(
    ("difference", "answer", "said"),
    [
        (0.13, Answer.BETTER, "less inward: +0.13 (+0.03 to +0.23)"),
        (0.12, Answer.SAME, "no change"),
        (-0.12, Answer.SAME, "no change"),
        (-0.13, Answer.WORSE, "further in: −0.13 (−0.23 to −0.03)"),
    ],
)
def test_tracking_counts_beyond_the_measurements_own_error(difference: float, answer: Answer, said: str) -> None:
    change = TrackingChange(DUE, difference, difference - 0.1, difference + 0.1, mdc=0.125)
    found = tracking_answer(change)
    assert found.answer is answer
    assert said in found.sentence
    assert "0.1" in found.sentence
    (reading,) = found.readings
    assert (reading.value, reading.low, reading.high) == (difference, difference - 0.1, difference + 0.1)


def test_without_two_sets_that_compare_it_cannot_tell() -> None:
    found = tracking_answer(None)
    assert found.answer is Answer.CANNOT_TELL
    assert found.readings == ()


def screened(offset: int, heels: bool | None) -> TrackingRecord:
    one = video(day(offset), TrackingVerdict.CANNOT_TELL, dkasr=None)
    return replace(one, heels_lift=heels, fell_back=None if heels is None else False)


@pytest.mark.parametrize(
    ("before", "after", "answer"),
    [
        (True, False, Answer.BETTER),
        (True, True, Answer.SAME),
        (False, False, Answer.SAME),
        (False, True, Answer.WORSE),
        (True, None, Answer.CANNOT_TELL),
        (None, False, Answer.CANNOT_TELL),
    ],
)
def test_the_ankle_screen_against_the_one_before(before: bool | None, after: bool | None, answer: Answer) -> None:
    known = history(day(60), (), [screened(-3, before), screened(5, after)])
    assert ankle_answer(known, since=SINCE, due=DUE).answer is answer


def test_of_the_ankle_screen_the_newest_on_each_side_count_and_none_after_the_day() -> None:
    known = history(day(60), (), [screened(d, lifts) for d, lifts in ((-9, False), (-3, True), (5, False), (20, True))])
    found = ankle_answer(known, since=SINCE, due=DUE)
    assert found.answer is Answer.BETTER
    assert found.sentence == "The heels stay down and balance is kept in the deep squat from the side, not so before."


def test_every_answer_is_one_sentence_that_fits_its_column() -> None:
    change = TrackingChange(DUE, -0.2, -0.3, -0.1, mdc=0.12)
    screens = history(day(60), (), [screened(-3, True), screened(5, True)])
    found = [
        pain([4, 4, 4], [2, 2, 2]),
        pain([], []),
        tracking_answer(change),
        tracking_answer(None),
        ankle_answer(screens, since=SINCE, due=DUE),
        ankle_answer(screens, since=SINCE - timedelta(days=9), due=DUE),
    ]
    for one in found:
        assert one.answer in CAME
        assert re.fullmatch(r"[A-Z]([^.!?]|\d\.\d)*\.", one.sentence), one.sentence
        assert len(one.sentence) <= 200
