"""Does tracking get worse with load, and up to which load is it in line?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.knee_tracking import Verdict
from sessions.knee_tracking.over_time import Ceiling, FilmedSet, LoadEffect, Reach, Why, load_effect
from sessions.knee_tracking.over_time.load import ceiling
from sessions.knee_tracking.report import Trend
from tests.sessions.knee_tracking.over_time.building import TODAY, filmed, with_verdict

CLEAN, SOME, CLEAR, UNKNOWN = Verdict.IN_LINE, Verdict.SOME_DRIFT, Verdict.CLEAR_DRIFT, Verdict.CANNOT_TELL


def effect_of(*points: tuple[float, float], sem: float = 0.01) -> LoadEffect:
    """Of loads in kg and changes."""
    return load_effect([filmed(y, load_kg=x, number=n) for n, (x, y) in enumerate(points)], today=TODAY, sem=sem)


def ceiling_of(*points: tuple[float, Verdict]) -> Ceiling:
    return ceiling([with_verdict(verdict, load, number=n) for n, (load, verdict) in enumerate(points)])


# The slope


def test_worse_with_load() -> None:
    """−0.03 for each tenth of 100 kg."""
    found = effect_of((50, -0.02), (60, -0.05), (70, -0.08), (80, -0.11), (90, -0.14), (100, -0.17))
    assert (found.trend, found.why, found.count) == (Trend.WORSENS, None, 6)
    assert (found.lightest_kg, found.heaviest_kg) == (50, 100)
    assert found.slope is not None
    assert found.slope.value == pytest.approx(-0.03)
    assert found.slope.low < -0.03 < found.slope.high < 0


def test_the_step_is_a_tenth_of_the_heaviest_load() -> None:
    """The same line in a lifter twice as strong."""
    light = effect_of((50, -0.02), (60, -0.05), (70, -0.08), (80, -0.11), (100, -0.17))
    heavy = effect_of((100, -0.02), (120, -0.05), (140, -0.08), (160, -0.11), (200, -0.17))
    assert heavy.slope == light.slope


def test_no_worse_with_load() -> None:
    found = effect_of((50, -0.05), (60, -0.06), (70, -0.05), (80, -0.05), (90, -0.06), (100, -0.05))
    assert found.trend is Trend.STEADY


def test_the_measurements_own_error_makes_few_sets_say_nothing() -> None:
    found = effect_of((50, -0.05), (60, -0.06), (70, -0.05), (80, -0.05), (100, -0.05), sem=0.045)
    assert (found.trend, found.why) == (Trend.CANNOT_TELL, Why.TOO_UNCERTAIN)
    assert found.slope is not None


@pytest.mark.parametrize(
    ("loads", "why"),
    [
        ([], Why.FEW_SETS),
        ([50, 60, 70, 80], Why.FEW_SETS),
        ([50, 50, 50, 80, 80], Why.FEW_LOADS),
        ([95, 96, 97, 98, 100], Why.LOADS_TOO_CLOSE),
    ],
)
def test_too_little_to_tell(loads: list[float], why: Why) -> None:
    found = effect_of(*((load, -0.05) for load in loads))
    assert (found.trend, found.slope, found.why) == (Trend.CANNOT_TELL, None, why)
    assert (found.ceiling.reach, found.ceiling.why, found.ceiling.value_kg) == (Reach.CANNOT_TELL, why, None)


def test_a_tenth_between_lightest_and_heaviest_is_enough() -> None:
    assert effect_of((90, -0.05), (92, -0.05), (95, -0.05), (98, -0.05), (100, -0.05)).slope is not None


@pytest.mark.parametrize(
    "left_out",
    [
        filmed(-0.5, load_kg=None, number=9),
        filmed(-0.5, load_kg=0.0, number=9),
        filmed(None, load_kg=100, number=9),
        filmed(-0.5, load_kg=100, days_ago=57),
        filmed(-0.5, load_kg=100, days_ago=-1),
        filmed(-0.5, load_kg=100, days_ago=9, engine="0"),
    ],
    ids=["no load said", "body alone", "cannot tell", "over eight weeks ago", "tomorrow", "older engine"],
)
def test_what_is_not_compared(left_out: FilmedSet) -> None:
    points = ((50, -0.02), (60, -0.05), (70, -0.08), (80, -0.11), (90, -0.14))
    sets = [filmed(y, load_kg=x, number=n) for n, (x, y) in enumerate(points)]
    assert load_effect([left_out, *sets], today=TODAY, sem=0.01) == load_effect(sets, today=TODAY, sem=0.01)


def test_the_window_holds_its_first_day() -> None:
    found = load_effect([filmed(days_ago=56), filmed(days_ago=57)], today=TODAY, sem=0.01)
    assert (found.count, found.since) == (1, found.sets[0].day)


def test_warm_up_sets_are_the_light_loads() -> None:
    sets = [filmed(-0.03, load_kg=load, warm_up=True, number=n) for n, load in enumerate((40.0, 60.0, 80.0))]
    assert load_effect(sets, today=TODAY, sem=0.01).count == 3


def test_one_legged_sets_have_a_ceiling_without_a_slope() -> None:
    sets = [with_verdict(CLEAN if n < 4 else SOME, 20.0 + 5 * n, number=n) for n in range(6)]
    found = load_effect(sets, today=TODAY, sem=0.01)
    assert (found.slope, found.why, found.trend) == (None, Why.NOT_MEASURED, Trend.CANNOT_TELL)
    assert (found.ceiling.reach, found.ceiling.value_kg, found.ceiling.high_kg) == (Reach.FOUND, 35, 40)


# The ceiling


def test_the_ceiling_lies_between_the_last_in_line_and_the_first_drift() -> None:
    found = ceiling_of((60, CLEAN), (70, CLEAN), (80, CLEAN), (95, SOME), (100, CLEAR))
    assert (found.reach, found.value_kg, found.high_kg, found.certain) == (Reach.FOUND, 80, 95, True)
    assert (found.heaviest_in_line_kg, found.lightest_drifting_kg, found.why) == (80, 95, None)


def test_no_drift_up_to_the_heaviest_says_nothing_of_more() -> None:
    found = ceiling_of((60, CLEAN), (70, CLEAN), (80, CLEAN), (90, CLEAN), (100, CLEAN))
    assert (found.reach, found.value_kg, found.high_kg) == (Reach.NOT_REACHED, 100, None)


def test_drift_down_to_the_lightest_says_nothing_of_less() -> None:
    found = ceiling_of((60, SOME), (70, SOME), (80, SOME), (90, CLEAR), (100, CLEAR))
    assert (found.reach, found.value_kg, found.high_kg) == (Reach.BELOW_ALL, None, 60)


def test_one_set_in_ten_on_the_wrong_side_makes_a_band() -> None:
    """One set drifted at 75 kg: in line up to 70, and up to 90 it is unclear."""
    loads = (50, 55, 60, 65, 70, 80, 85, 90)
    found = ceiling_of(*((load, CLEAN) for load in loads), (75, SOME), (100, SOME))
    assert (found.reach, found.value_kg, found.high_kg) == (Reach.FOUND, 70, 90)
    assert (found.heaviest_in_line_kg, found.lightest_drifting_kg) == (90, 75)


def test_in_line_and_drift_at_the_same_loads_cannot_be_told_apart() -> None:
    found = ceiling_of((60, CLEAN), (70, SOME), (80, CLEAN), (90, SOME), (100, CLEAN), (65, SOME))
    assert (found.reach, found.value_kg, found.why) == (Reach.CANNOT_TELL, None, Why.OVERLAP)
    assert (found.heaviest_in_line_kg, found.lightest_drifting_kg) == (100, 65)


def test_drift_at_the_lightest_load_and_in_line_above_it_cannot_be_told() -> None:
    found = ceiling_of((50, SOME), (60, CLEAN), (70, CLEAN), (80, CLEAN), (90, CLEAN), (100, CLEAN))
    assert (found.reach, found.why) == (Reach.CANNOT_TELL, Why.OVERLAP)


def test_both_at_one_load_is_not_in_line_there() -> None:
    found = ceiling_of((60, CLEAN), (70, CLEAN), (80, CLEAN), (90, CLEAN), (90, SOME), (100, SOME))
    assert (found.value_kg, found.high_kg) == (80, 90)


def test_a_set_that_cannot_tell_counts_neither_way() -> None:
    points = [(60, CLEAN), (70, CLEAN), (80, CLEAN), (95, SOME), (100, CLEAR)]
    assert ceiling_of(*points, (75, UNKNOWN), (150, UNKNOWN)) == ceiling_of(*points)


def test_an_uncertain_ceiling_says_so() -> None:
    sets = [filmed(-0.01, load_kg=load, number=n) for n, load in enumerate((60, 70, 80))]
    sets += [filmed(-0.08, load_kg=90, number=4), filmed(-0.25, load_kg=100, number=5)]
    found = ceiling(sets)
    assert (found.reach, found.value_kg, found.certain) == (Reach.FOUND, 90, False)


VERDICTS = st.sampled_from([CLEAN, SOME, CLEAR, UNKNOWN])
POINTS = st.lists(st.tuples(st.integers(20, 200).map(float), VERDICTS), max_size=12)


@given(POINTS)
def test_nothing_is_said_of_loads_that_were_not_lifted(points: list[tuple[float, Verdict]]) -> None:
    found, lifted = ceiling_of(*points), {load for load, _ in points}
    said = (found.value_kg, found.high_kg, found.heaviest_in_line_kg, found.lightest_drifting_kg)
    assert {load for load in said if load is not None} <= lifted


@given(POINTS)
def test_no_set_drifted_up_to_the_ceiling(points: list[tuple[float, Verdict]]) -> None:
    found = ceiling_of(*points)
    if found.value_kg is not None:
        assert (found.value_kg, CLEAN) in points
        assert all(load > found.value_kg for load, verdict in points if verdict in (SOME, CLEAR))
        assert found.high_kg is None or found.high_kg > found.value_kg


@given(POINTS, st.randoms())
def test_the_order_does_not_matter(points: list[tuple[float, Verdict]], random: object) -> None:
    shuffled = list(points)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis hands out random.Random
    assert ceiling_of(*shuffled) == ceiling_of(*points)


@given(st.lists(st.tuples(st.integers(20, 200).map(float), st.floats(-0.5, 0.1)), min_size=5, max_size=12))
def test_a_trend_has_a_reason_or_is_told(points: list[tuple[float, float]]) -> None:
    found = effect_of(*points)
    assert (found.why is None) == (found.trend is not Trend.CANNOT_TELL)
    if found.trend is Trend.WORSENS:
        assert found.slope is not None
        assert found.slope.high < 0
