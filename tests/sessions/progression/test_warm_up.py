"""A ramp rises from half the work load or less, in steps of at most a quarter of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.progression.sets import KG_PER_LB
from sessions.progression.warm_up import warm_up_ramp
from tests.sessions.progression.strategies import quick


@pytest.mark.parametrize(
    ("warm_ups", "work"),
    [([None, 75], 100), ([50, 75], None), ([50, 75], 0), ([50, float("nan")], 100), ([-20, 50], 100)],
)
def test_an_unknown_load_is_neither_a_ramp_nor_a_missing_one(warm_ups: list[float | None], work: float | None) -> None:
    assert warm_up_ramp(warm_ups, work, 0.8) is None


@pytest.mark.parametrize(("share", "present"), [(0.84, True), (0.85, False), (0.9, False), (None, True)])
def test_from_85_per_cent_on_two_steps_are_too_few(share: float | None, present: bool) -> None:
    ramp = warm_up_ramp([50, 75], 100, share)
    assert ramp is not None
    assert ramp.present is present


def test_a_load_done_twice_on_the_way_up_is_no_fall() -> None:
    ramp = warm_up_ramp([20, 20, 40, 60, 80], 100, 0.8)
    assert ramp is not None
    assert ramp.present


def test_a_warm_up_above_the_work_load_is_no_ramp() -> None:
    ramp = warm_up_ramp([50, 75, 110], 100, 0.8)
    assert ramp is not None
    assert not ramp.present


@pytest.mark.parametrize(
    ("warm_ups", "present"), [([50, 75], True), ([50.25, 75], False), ([50, 74.75], False), ([49.75, 75], False)]
)
def test_exactly_half_and_exactly_a_quarter_are_allowed(warm_ups: list[float], present: bool) -> None:
    ramp = warm_up_ramp(warm_ups, 100, 0.8)
    assert ramp is not None
    assert ramp.present is present


@quick
@given(st.lists(st.integers(5, 300).map(float), max_size=6), st.integers(20, 300), st.none() | st.floats(0.3, 1))
def test_pounds_or_kilograms_make_the_same_ramp(warm_ups: list[float], work: float, share: float | None) -> None:
    one = warm_up_ramp(warm_ups, work, share)
    other = warm_up_ramp([kg * KG_PER_LB for kg in warm_ups], work * KG_PER_LB, share)
    assert one is not None
    assert other is not None
    assert (one.present, one.steps) == (other.present, other.steps)
