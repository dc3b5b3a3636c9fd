"""Pain is a whole number from 0 to 10 or it was not logged; nothing else is taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.progression.pain import (
    Band,
    MorningRise,
    check_pain,
    known_pain,
    morning_rise,
    next_morning_rise,
    pain_band,
)
from tests.sessions.progression.strategies import quick

pains = st.none() | st.integers(0, 10)
pairs = st.lists(st.tuples(pains, pains), max_size=12)


@pytest.mark.parametrize("value", [-1, 11, 3.5, 4.0, float("nan"), True, "4", [4]])
def test_the_impossible_is_refused_by_name_and_never_clipped(value: object) -> None:
    assert known_pain(value) is None
    with pytest.raises(ValueError, match=r"^pain_before: .* is not a whole number from 0 to 10"):
        check_pain("pain_before", value)


@pytest.mark.parametrize("value", [None, 0, 10])
def test_not_logged_is_allowed_and_so_are_both_ends(value: int | None) -> None:
    check_pain("pain_before", value)
    assert known_pain(value) == value


@quick
@given(st.integers(0, 10))
def test_bands_follow_each_other_without_a_gap(value: int) -> None:
    wanted = Band.GREEN if value <= 3 else Band.AMBER if value <= 5 else Band.RED
    assert pain_band(value) is wanted


def test_a_rise_needs_both_halves() -> None:
    assert morning_rise(2, 4) == 2
    assert morning_rise(4, 2) == -2
    assert morning_rise(None, 4) is None
    assert morning_rise(2, None) is None
    assert morning_rise(2, 11) is None


def test_a_coach_may_ask_to_be_told_at_one_point() -> None:
    assert next_morning_rise([(2, 3)]) == (None,)
    assert next_morning_rise([(2, 3)], rise=1) == (MorningRise.AT_ONCE,)


def test_a_rise_after_a_large_one_is_the_second_in_a_row() -> None:
    assert next_morning_rise([(1, 4), (1, 2)]) == (MorningRise.AT_ONCE, MorningRise.TWICE)


@quick
@given(pairs)
def test_what_comes_later_does_not_change_what_was_said(sessions: list[tuple[int | None, int | None]]) -> None:
    whole = next_morning_rise(sessions)
    for known in range(len(sessions)):
        assert next_morning_rise(sessions[:known]) == whole[:known]


@quick
@given(pairs, pains)
def test_a_missing_half_is_never_zero(sessions: list[tuple[int | None, int | None]], pain: int | None) -> None:
    assert next_morning_rise([*sessions, (None, pain)])[-1] is None
    assert next_morning_rise([*sessions, (pain, None)])[-1] is None


@quick
@given(pairs)
def test_an_unknown_session_between_two_rises_breaks_the_row(
    sessions: list[tuple[int | None, int | None]],
) -> None:
    assert next_morning_rise([*sessions, (2, 3), (2, None), (2, 3)])[-1] is None
    assert next_morning_rise([*sessions, (2, 3), (2, 3)])[-1] is MorningRise.TWICE
