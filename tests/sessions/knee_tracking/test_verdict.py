"""When numbers become words: the cuts, the benefit of the doubt, and that drift must be repeated."""

import pytest

from sessions.knee_tracking.report import Interval, Verdict
from sessions.knee_tracking.verdict import (
    CANNOT_TELL,
    Change,
    State,
    as_offset_pct,
    as_ratio_change,
    state_of_rep,
    state_of_set,
    worst,
)


def change(value: float, own: float | None = None, half: float = 0.05) -> Change:
    """A change with an interval of ± half; against the own shallow part the same, unless said otherwise."""
    return Change(Interval(value, value - half, value + half), value if own is None else own)


def test_one_bad_rep_is_an_accident() -> None:
    assert state_of_set([change(0.0), change(-0.4), change(0.0)]).verdict is Verdict.IN_LINE


def test_the_second_worst_rep_decides() -> None:
    got = state_of_set([change(-0.02), change(-0.35), change(-0.17), change(-0.01)])
    assert got == State(Verdict.SOME_DRIFT, uncertain=True)


def test_clear_and_repeated_is_clear() -> None:
    assert state_of_set([change(-0.3), change(-0.27), change(0.0)]) == State(Verdict.CLEAR_DRIFT, uncertain=False)


def test_standing_inside_the_foot_line_all_the_way_is_not_clear_drift() -> None:
    always_inside = [change(-0.3, own=-0.05), change(-0.3, own=-0.04)]
    assert state_of_set(always_inside) == State(Verdict.SOME_DRIFT, uncertain=True)


def test_without_an_own_reference_nothing_is_clear() -> None:
    unknown = Change(Interval(-0.3, -0.35, -0.25), None)
    assert state_of_set([unknown, unknown]) == State(Verdict.SOME_DRIFT, uncertain=True)
    assert state_of_rep(unknown) == State(Verdict.SOME_DRIFT, uncertain=True)


def test_one_measured_rep_is_no_set() -> None:
    assert state_of_set([change(-0.3), None, None]) == CANNOT_TELL
    assert state_of_set([]) == CANNOT_TELL


def test_reps_without_a_reading_are_passed_over() -> None:
    assert state_of_set([change(-0.3), None, change(-0.3)]).verdict is Verdict.CLEAR_DRIFT


def test_a_rep_by_itself_needs_no_repetition() -> None:
    assert state_of_rep(change(-0.3)).verdict is Verdict.CLEAR_DRIFT
    assert state_of_rep(None) == CANNOT_TELL


def test_uncertain_is_a_plain_truth_value() -> None:
    # A numpy boolean is never "is False", and would make every verdict uncertain.
    assert state_of_set([change(0.0), change(0.0)]).uncertain is False


def test_the_worst_state_counts_and_of_equals_the_certain_one() -> None:
    some, sure = State(Verdict.SOME_DRIFT, uncertain=True), State(Verdict.SOME_DRIFT, uncertain=False)
    assert worst([CANNOT_TELL, State(Verdict.IN_LINE, uncertain=False), some]) == some
    assert worst([some, sure]) == sure
    assert worst([]) == CANNOT_TELL


def test_an_offset_and_its_ratio_change_are_two_names_of_one_thing() -> None:
    assert as_ratio_change(5.0, 0.4) == pytest.approx(-0.25)
    assert as_offset_pct(as_ratio_change(3.3, 0.42), 0.42) == pytest.approx(3.3)
