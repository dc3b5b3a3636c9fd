"""How well two videos of one day agree, and when that replaces the default."""

from __future__ import annotations

from math import sqrt
from random import Random
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2, norm

from sessions.knee_tracking.over_time import FilmedSet, precision_of, retest
from sessions.knee_tracking.over_time.precision import DEFAULT, DEFAULT_SEM, chi_squared
from tests.sessions.knee_tracking.over_time.building import filmed


def pair(name: str, first: float, second: float, **second_more: object) -> list[FilmedSet]:
    """Two sets of one athlete on one day."""
    more = {"number": 2} | second_more
    return [filmed(first, athlete_id=name), filmed(second, athlete_id=name, **more)]  # type: ignore[arg-type]


def pairs(*differences: float) -> list[FilmedSet]:
    """A pair of each of so many athletes."""
    return [one for i, d in enumerate(differences) for one in pair(f"athlete {i}", -0.05, -0.05 - d)]


def test_the_default_is_near_the_engines_own_error() -> None:
    assert DEFAULT_SEM == 0.045
    assert DEFAULT.mdc == pytest.approx(0.125, abs=5e-4)
    assert DEFAULT.is_default


def test_worked_standard_error() -> None:
    """Differences .02, −.04, .06, 0, .02 (Σd² = .006): √(.006 / 10) = .02449; 90 %: √5/χ² of .95 and .05, 5 df."""
    found = retest(pairs(0.02, -0.04, 0.06, 0.0, 0.02))
    assert (found.athletes, found.pairs) == (5, 5)
    assert found.sem is not None
    assert found.sem.value == pytest.approx(0.024495, abs=1e-6)
    assert found.sem.low == pytest.approx(0.024495 * sqrt(5 / chi2.ppf(0.95, 5)), rel=0.01)
    assert found.sem.high == pytest.approx(0.024495 * sqrt(5 / chi2.ppf(0.05, 5)), rel=0.01)


def test_under_five_athletes_there_is_no_figure() -> None:
    found = retest(pairs(0.02, 0.02, 0.02, 0.02))
    assert (found.athletes, found.sem) == (4, None)


def test_twenty_athletes_replace_the_default_and_nineteen_do_not() -> None:
    few, enough = (precision_of(retest(pairs(*[0.04] * count))) for count in (19, 20))
    assert (few.is_default, few.sem, few.athletes, few.enough) == (True, DEFAULT_SEM, 19, 20)
    assert (enough.is_default, enough.athletes) == (False, 20)
    assert enough.sem == pytest.approx(0.04 / sqrt(2))
    assert enough.mdc == pytest.approx(2.77 * 0.04 / sqrt(2))


def test_pairs_that_agree_perfectly_do_not_replace_it() -> None:
    """Twice the same file is no test."""
    assert precision_of(retest(pairs(*[0.0] * 25))).is_default


@pytest.mark.parametrize(
    ("second", "counts"),
    [
        ({}, 1),
        ({"load_kg": 84.0}, 1),
        ({"load_kg": 85.0}, 0),
        ({"load_kg": None}, 0),
        ({"exercise": "front_squat"}, 0),
        ({"days_ago": 1}, 0),
        ({"depth_pct": 30.0}, 0),
        ({"yaw_deg": 20.0}, 0),
        ({"engine": "0"}, 0),
        ({"change": None}, 0),
    ],
)
def test_what_is_a_pair(second: dict[str, object], counts: int) -> None:
    one, other = pair("maya", -0.05, -0.07, **{key: value for key, value in second.items() if key != "change"})
    if "change" in second:
        other = filmed(None, number=2)
    assert retest([one, other]).pairs == counts


def test_two_athletes_are_no_pair() -> None:
    assert retest([filmed(athlete_id="maya"), filmed(athlete_id="samira", number=2)]).pairs == 0


@pytest.mark.parametrize(("sets", "count"), [(1, 0), (2, 1), (3, 1), (4, 2), (5, 2)])
def test_each_set_is_in_one_pair_at_most(sets: int, count: int) -> None:
    assert retest([filmed(number=n) for n in range(1, sets + 1)]).pairs == count


def test_an_athlete_with_many_pairs_counts_once() -> None:
    """Ten pairs of .10 by one athlete and one of .02 by four: mean of d² over athletes, not over pairs."""
    many = [one for day in range(10) for one in (filmed(0.0, days_ago=day), filmed(-0.10, number=2, days_ago=day))]
    found = retest([*many, *pairs(0.02, 0.02, 0.02, 0.02)])
    assert (found.athletes, found.pairs) == (5, 14)
    assert found.sem is not None
    assert found.sem.value == pytest.approx(sqrt((0.01 + 4 * 0.0004) / 5 / 2))


@given(st.lists(st.floats(-0.3, 0.3).filter(lambda d: abs(d) > 1e-3), min_size=5, max_size=30))
def test_which_video_came_first_does_not_matter(differences: list[float]) -> None:
    one, other = retest(pairs(*differences)), retest(pairs(*(-d for d in differences)))
    assert one.sem is not None
    assert other.sem is not None
    assert other.sem.value == pytest.approx(one.sem.value)
    assert one.sem.low < one.sem.value < one.sem.high


@pytest.mark.parametrize("freedom", [5, 8, 12, 20, 40, 100])
@pytest.mark.parametrize("z", [-1.645, 1.645])
def test_chi_squared_is_within_two_per_cent(freedom: int, z: float) -> None:
    assert chi_squared(freedom, z) == pytest.approx(chi2.ppf(norm.cdf(z), freedom), rel=0.02)


def test_nine_in_ten_intervals_hold_the_truth() -> None:
    random, truth, held = Random(20), 0.03, []
    for _ in range(400):
        found = retest(
            [one for i in range(20) for one in pair(f"{i}", random.gauss(-0.1, truth), random.gauss(-0.1, truth))]
        )
        assert found.sem is not None
        held.append(found.sem.low <= truth <= found.sem.high)
    assert 0.86 <= fmean(held) <= 0.94
