"""Today's top set against the best of the 28 days before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.progression.jumps import TopSet, single_lift_jump
from sessions.progression.sets import KG_PER_LB
from tests.sessions.progression.strategies import quick


@pytest.mark.parametrize(("day", "compared"), [(21, False), (22, True), (49, True), (50, False), (51, False)])
def test_the_28_days_before_count_and_neither_today_nor_later(day: int, compared: bool) -> None:
    got = single_lift_jump([TopSet(day, 100)], TopSet(50, 112))
    assert (got.change is not None) is compared


def test_it_says_what_it_was_held_against() -> None:
    got = single_lift_jump([TopSet(1, 95), TopSet(8, 100), TopSet(12, None)], TopSet(15, 112))
    assert got.best == TopSet(8, 100)


@pytest.mark.parametrize("bad", [None, float("nan"), -100])
def test_an_unknown_top_set_today_says_nothing(bad: float | None) -> None:
    got = single_lift_jump([TopSet(1, 100)], TopSet(8, bad))
    assert (got.change, got.note, got.best) == (None, None, None)


def test_the_body_alone_is_nothing_to_compare_with() -> None:
    assert single_lift_jump([TopSet(1, 0)], TopSet(8, 20)).change is None


def test_a_lighter_day_is_no_jump() -> None:
    got = single_lift_jump([TopSet(1, 100)], TopSet(8, 60))
    assert got.change == pytest.approx(-0.4)
    assert got.note is False


@pytest.mark.parametrize(("kg", "note"), [(105, False), (105.25, True)])
def test_the_limit_can_be_set(kg: float, note: bool) -> None:
    assert single_lift_jump([TopSet(1, 100)], TopSet(8, kg), above=0.05).note is note


tops = st.lists(
    st.builds(TopSet, day=st.integers(0, 40), kg=st.none() | st.integers(1, 800).map(lambda q: q / 4)), max_size=8
)


@quick
@given(tops, st.integers(1, 800).map(lambda q: q / 4))
def test_pounds_or_kilograms_make_the_same_jump(prior: list[TopSet], kg: float) -> None:
    one = single_lift_jump(prior, TopSet(41, kg))
    in_pounds = [TopSet(top.day, None if top.kg is None else top.kg * KG_PER_LB) for top in prior]
    other = single_lift_jump(in_pounds, TopSet(41, kg * KG_PER_LB))
    assert one.note == other.note
    assert other.change == (None if one.change is None else pytest.approx(one.change, abs=1e-9))


@quick
@given(tops, st.permutations(range(8)))
def test_the_order_of_earlier_days_does_not_matter(prior: list[TopSet], order: list[int]) -> None:
    shuffled = [prior[i] for i in order if i < len(prior)]
    one, other = single_lift_jump(prior, TopSet(41, 100)), single_lift_jump(shuffled, TopSet(41, 100))
    assert (one.change, one.note) == (other.change, other.note)
