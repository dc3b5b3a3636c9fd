"""Does tracking get worse from set to set of one day?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.knee_tracking.over_time import FilmedSet, SetToSet, Why, set_to_set
from sessions.knee_tracking.report import Trend
from tests.sessions.knee_tracking.over_time.building import TODAY, filmed


def row(*changes: float, days_ago: int = 0) -> list[FilmedSet]:
    return [filmed(change, number=number, days_ago=days_ago) for number, change in enumerate(changes, start=1)]


def found_in(sets: list[FilmedSet]) -> SetToSet:
    found = set_to_set(sets)
    assert found is not None
    return found


def test_it_got_worse_over_the_sets() -> None:
    found = found_in(row(-0.02, -0.08, -0.13, -0.20))
    assert (found.trend, found.why, found.count, found.left_out) == (Trend.WORSENS, None, 4, 0)
    assert found.slope is not None
    assert found.slope.value == pytest.approx(-0.06, abs=0.005)
    assert found.slope.high < 0
    assert found.fall == pytest.approx(3 * found.slope.value)


def test_it_held_over_the_sets() -> None:
    assert found_in(row(-0.05, -0.04, -0.05, -0.05, -0.04)).trend is Trend.STEADY


def test_scatter_says_nothing() -> None:
    found = found_in(row(-0.02, -0.18, -0.01, -0.15))
    assert (found.trend, found.why) == (Trend.CANNOT_TELL, Why.TOO_UNCERTAIN)


def test_three_sets_are_too_few() -> None:
    found = found_in(row(-0.02, -0.10, -0.30))
    assert (found.trend, found.slope, found.fall, found.why) == (Trend.CANNOT_TELL, None, None, Why.FEW_SETS)


def test_one_set_is_no_row() -> None:
    assert set_to_set(row(-0.02)) is None
    assert set_to_set([]) is None


def test_the_newest_day_with_two_sets_counts() -> None:
    old, new = row(-0.02, -0.08, -0.14, -0.20, days_ago=7), row(-0.05, -0.05, days_ago=2)
    assert found_in([*new, *old, filmed(-0.3)]).day == new[0].day


def test_days_are_never_mixed() -> None:
    sets = [filmed(-0.05 * n, number=n, days_ago=5 - n) for n in range(1, 6)]
    assert set_to_set(sets) is None


def test_a_heavier_set_is_not_a_later_set() -> None:
    """A ramp of 60, 80, 100 kg and then three sets of 100: only the last four are compared."""
    ramp = [filmed(-0.01, number=1, load_kg=60), filmed(-0.03, number=2, load_kg=80)]
    work = [filmed(-0.15, number=number, load_kg=100) for number in (3, 4, 5, 6)]
    found = found_in([*ramp, *work])
    assert (found.count, found.left_out, found.trend) == (4, 2, Trend.STEADY)


def test_warm_up_sets_are_left_alone() -> None:
    sets = [filmed(0.0, number=1, warm_up=True), *(filmed(-0.1, number=n) for n in (2, 3, 4, 5))]
    found = found_in(sets)
    assert (found.count, found.left_out) == (4, 0)


def test_an_unfilmed_set_keeps_its_place() -> None:
    """Sets 1, 2, 5 and 6: −0.06 a filmed set would be −0.05 a set here."""
    found = found_in([filmed(-0.03 * n, number=n) for n in (1, 2, 5, 6)])
    assert found.slope is not None
    assert found.slope.value == pytest.approx(-0.03)
    assert found.fall == pytest.approx(-0.15)


def test_one_legged_sets_have_nothing_to_compare() -> None:
    found = found_in([filmed(None, number=n) for n in (1, 2, 3, 4)])
    assert (found.count, found.left_out, found.why) == (0, 4, Why.NOT_MEASURED)


def test_a_set_without_a_load_is_not_compared() -> None:
    assert found_in([*row(-0.1, -0.1, -0.1), filmed(-0.1, number=4, load_kg=None)]).left_out == 1


def test_body_weight_is_a_load() -> None:
    assert found_in([filmed(-0.04, number=n, load_kg=0.0) for n in range(1, 6)]).trend is Trend.STEADY


def test_videos_without_a_logged_set_have_no_place_in_the_row() -> None:
    assert set_to_set([filmed(-0.1, number=None, lift_id="") for _ in range(5)]) is None


@given(st.permutations(row(-0.02, -0.08, -0.13, -0.20)))
def test_the_order_in_which_videos_came_does_not_matter(sets: list[FilmedSet]) -> None:
    assert set_to_set(sets) == set_to_set(row(-0.02, -0.08, -0.13, -0.20))


@given(st.lists(st.floats(-0.6, 0.1), min_size=4, max_size=8))
def test_worsens_only_with_its_interval_below_zero(changes: list[float]) -> None:
    found = found_in(row(*changes))
    assert found.day == TODAY
    assert found.slope is not None
    assert found.slope.low <= found.slope.value <= found.slope.high
    if found.trend is Trend.WORSENS:
        assert found.slope.high < 0
        assert found.fall is not None
        assert found.fall <= -0.1 + 1e-9
    assert (found.why is None) == (found.trend is not Trend.CANNOT_TELL)
