"""Lines of pain readings: what is taken, and what is refused with its line, field and reason."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from alerts.rules.series import Problem, Series, read_series

TODAY = date(2026, 6, 10)


def reading(day: str = "2026-06-01", **answers: Any) -> dict[str, Any]:
    return {"date": day, "before": None, "worst": None, "after": None, "next_morning": None, "missing": False} | answers


def line(*readings: Any, athlete: Any = "a1") -> str:
    return json.dumps({"athlete": athlete, "readings": list(readings)})


def problem(text: str) -> str:
    """What is wrong with a line that follows a good one and an empty one."""
    good, found = read_series([line(reading(), athlete="good"), "", text], TODAY)
    assert isinstance(good, Series)
    assert isinstance(found, Problem)
    return str(found)


def test_a_line_is_an_athletes_sessions_oldest_first() -> None:
    text = line(reading("2026-06-03", worst=4), reading("2026-06-01", before=1, worst=3, after=2, next_morning=0))
    (found,) = read_series([text], TODAY)
    assert isinstance(found, Series)
    assert found.athlete == "a1"
    first, second = found.sessions
    assert (first.day, second.day) == (date(2026, 6, 1), date(2026, 6, 3))
    assert (first.pain_before, first.pain_worst, first.pain_after, first.pain_next_morning) == (1, 3, 2, 0)
    assert second.pain_before is None


def test_a_missing_log_is_a_session_of_which_nothing_is_known() -> None:
    (found,) = read_series([line(reading(missing=True), {"date": "2026-06-02"})], TODAY)
    assert isinstance(found, Series)
    assert [session.worst_pain for session in found.sessions] == [None, None]


def test_an_athlete_may_be_a_number_and_may_have_no_readings() -> None:
    (found,) = read_series([line(athlete=7)], TODAY)
    assert found == Series(7, ())


def test_what_else_is_in_a_reading_is_left_alone() -> None:
    (found,) = read_series([line(reading(worst=2, phase="rise"))], TODAY)
    assert isinstance(found, Series)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "line 3, line: not JSON"),
        ("[]", "line 3, line: not an object"),
        (line(athlete=""), "line 3, athlete: '' is not a name"),
        (line(athlete=None), "line 3, athlete: None is not a name"),
        (line(athlete=True), "line 3, athlete: True is not a name"),
        (line(athlete="good"), "line 3, athlete: 'good' was already on line 1"),
        ('{"athlete": "a1"}', "line 3, readings: not a list"),
        (line(3), "line 3, readings[0]: not an object"),
        (line({"worst": 3}), "line 3, readings[0].date: None is not a date like 2026-01-31"),
        (line(reading("20260601")), "line 3, readings[0].date: '20260601' is not a date"),
        (line(reading("2026-02-30")), "line 3, readings[0].date: '2026-02-30' is not a date"),
        (line(reading("2026-06-12")), "line 3, readings[0].date: 2026-06-12 is in the future"),
        (line(reading("1970-01-01")), "line 3, readings[0].date: 1970-01-01 is before 2000-01-01"),
        (line(reading(), reading("2026-06-02", worst=11)), "readings[1].worst: 11 is not a whole number from 0 to 10"),
        (line(reading(before=-1)), "readings[0].before: -1 is not a whole number from 0 to 10"),
        (line(reading(after=2.5)), "readings[0].after: 2.5 is not a whole number from 0 to 10"),
        (line(reading(next_morning="3")), "readings[0].next_morning: '3' is not a whole number from 0 to 10"),
        (line(reading(worst=True)), "readings[0].worst: True is not a whole number from 0 to 10"),
        (line(reading(worst=2, missing=True)), "line 3, readings[0].missing: true, but there are answers"),
        (line(reading(missing="no")), "line 3, readings[0].missing: 'no' is neither true nor false"),
        (line(reading(missing=1)), "line 3, readings[0].missing: 1 is neither true nor false"),
        (line(reading("2026-06-10", next_morning=1)), "readings[0].next_morning: the morning after 2026-06-10 has not"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field_and_reason(text: str, said: str) -> None:
    assert said in problem(text)


def test_tomorrow_is_taken_since_somewhere_it_is_tomorrow_already() -> None:
    (found,) = read_series([line(reading("2026-06-11", worst=1))], TODAY)
    assert isinstance(found, Series)


def test_one_bad_line_keeps_no_other_from_being_read() -> None:
    found = list(read_series([line(reading(worst=99)), line(athlete="b"), line(reading(worst=99), athlete="c")], TODAY))
    assert [type(one) for one in found] == [Problem, Series, Problem]


def test_two_readings_of_a_day_are_two_sessions() -> None:
    (found,) = read_series([line(reading(worst=1), reading(worst=6))], TODAY)
    assert isinstance(found, Series)
    assert [one.pain_worst for one in found.sessions] == [1, 6]
    assert len({one.id for one in found.sessions}) == 2


def test_a_worst_below_the_pain_before_is_taken_as_it_is() -> None:
    (found,) = read_series([line(reading(before=4, worst=2))], TODAY)
    assert isinstance(found, Series)
    assert (found.sessions[0].pain_before, found.sessions[0].worst_pain) == (4, 2)


def test_a_simulation_may_lie_in_the_future() -> None:
    (found,) = read_series([line(reading("2099-01-01", next_morning=1))], None)
    assert isinstance(found, Series)
