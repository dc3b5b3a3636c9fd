"""Rows of events up to now, and their names."""

import pytest

from sessions.progression.history import SessionRecord, TrackingVerdict
from sessions.progression.suggestions.runs import ALL_ALONG, about_sessions, drift_run, newest_run
from tests.sessions.progression.building import day, history, session, video

SOME, LINE, UNTOLD = TrackingVerdict.SOME_DRIFT, TrackingVerdict.IN_LINE, TrackingVerdict.CANNOT_TELL


@pytest.mark.parametrize(
    ("told", "run"),
    [
        ("", ""),
        ("y", "y"),
        ("nyy", "yy"),
        ("yny", "y"),
        ("yyn", ""),
        ("y?y", "yy"),
        ("ny?", "y"),
        ("???", ""),
        ("n?y?", "y"),
    ],
)
def test_a_row_is_what_holds_at_the_end_and_the_unknown_is_passed_over(told: str, run: str) -> None:
    found = newest_run(reversed(told), lambda one: {"y": True, "n": False}.get(one))
    assert "".join(found) == run


def hurts(one: SessionRecord) -> bool | None:
    return None if one.worst_pain is None else one.worst_pain >= 4


@pytest.mark.parametrize(
    ("pains", "began"),
    [((1, 4, 4), 1), ((4, 4), None), ((None, 4, 4), None), ((4, 1, 4), 2), ((None, 1, None, 4), 3)],
)
def test_a_row_is_named_after_its_beginning_if_that_is_in_sight(
    pains: tuple[int | None, ...], began: int | None
) -> None:
    log = [session(day(i), pain_worst=pain) for i, pain in enumerate(pains)]
    known = history(day(9), log)
    run = newest_run(reversed(known.sessions), hurts)
    assert about_sessions(run, known, hurts) == (ALL_ALONG if began is None else log[began].id)


def test_drift_is_looked_for_in_the_exercise_filmed_last_with_a_certain_verdict() -> None:
    films = [
        video(day(0), SOME),
        video(day(1), LINE, exercise="leg_press"),
        video(day(2), SOME),
        video(day(3), LINE, certain=False),
        video(day(4), UNTOLD, exercise="lunge"),
    ]
    assert [one.analysis_id for one in drift_run(history(day(9), (), films))] == [
        films[0].analysis_id,
        films[2].analysis_id,
    ]
    assert drift_run(history(day(9), (), films[:2])) == ()
    assert [one.is_certain for one in films] == [True, True, True, False, False]
