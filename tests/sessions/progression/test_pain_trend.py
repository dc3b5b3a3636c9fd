"""The rule of the slow rise: it waits for a baseline, speaks once, and is armed again by calm."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.progression.pain_trend import PainTrend, pain_trend
from tests.sessions.progression.strategies import quick

Readings = list[tuple[int, int | None]]
readings = st.lists(st.tuples(st.integers(0, 120), st.none() | st.integers(0, 10)), max_size=40)


def every_other_day(*values: int | None, first: int = 0) -> Readings:
    return [(first + 2 * i, value) for i, value in enumerate(values)]


def alert_days(trend: PainTrend) -> list[int]:
    return [alert.day for alert in trend.alerts]


def test_six_readings_are_a_baseline_and_not_yet_a_trend() -> None:
    assert pain_trend(every_other_day(1, 1, 1, 8, 8, 8)) == PainTrend(None, None, (), is_open=False)


def test_the_smoothed_value_is_kept_with_the_alert() -> None:
    trend = pain_trend(every_other_day(1, 1, 1, 1, 1, 1, 10))
    (alert,) = trend.alerts
    assert alert.day == 12
    assert alert.smoothed == pytest.approx(0.3 * 10 + 0.7 * 1)


@pytest.mark.parametrize(("last", "found"), [(9, False), (10, True)])
def test_it_waits_ten_days_from_the_first_reading(last: int, found: bool) -> None:
    start = 700_000
    days: Readings = [(start + d, 1) for d in range(6)]
    rise: Readings = [(start + last - 1, 8), (start + last, 8)]
    assert bool(pain_trend([*days, *rise]).alerts) is found


@pytest.mark.parametrize(("gap", "found"), [(7, True), (8, False)])
def test_three_readings_must_lie_within_fourteen_days(gap: int, found: bool) -> None:
    days: Readings = [(7 * i, 1) for i in range(6)]
    rise: Readings = [(35 + gap, 9), (35 + 2 * gap, 9)]
    assert bool(pain_trend([*days, *rise]).alerts) is found


def test_exactly_the_least_rise_and_the_least_level_are_enough() -> None:
    """One 6 after sixes of 1: 0.3 x 6 + 0.7 x 1 is 2.5, a rise of 1.5."""
    assert alert_days(pain_trend(every_other_day(1, 1, 1, 1, 1, 1, 6))) == [12]
    assert not pain_trend(every_other_day(1, 1, 1, 1, 1, 1, 5)).alerts


def test_a_noisy_reporter_needs_a_rise_beyond_the_own_noise() -> None:
    """Between 1 and 5 at first, then 6 each time: smoothed, the fifth of them passes 2.7 of the athlete's own SDs."""
    noisy, calm = (1, 5, 1, 5, 1, 5), (3, 3, 3, 3, 3, 3)
    assert alert_days(pain_trend(every_other_day(*noisy, *[6] * 8))) == [20]
    assert alert_days(pain_trend(every_other_day(*calm, *[6] * 8))) == [14]


def test_an_alert_stays_open_until_three_calm_readings_in_a_row() -> None:
    risen = every_other_day(1, 1, 1, 1, 1, 1, 6, 6, 6)
    assert pain_trend(risen).is_open
    calming = every_other_day(1, 1, 1, 1, 1, 1, 6, 6, 6, 2, 2)
    assert pain_trend(calming).is_open
    assert not pain_trend([*calming, (22, 2)]).is_open
    assert pain_trend([*calming, (22, 3), (24, 2), (26, 2)]).is_open


def test_calm_is_counted_from_the_alert_on() -> None:
    risen = every_other_day(1, 1, 1, 1, 1, 1, 6)
    assert alert_days(pain_trend(risen)) == [12]
    assert pain_trend([*risen, (14, 1), (16, 1)]).is_open
    assert not pain_trend([*risen, (14, 1), (16, 1), (18, 1)]).is_open


def test_while_it_stays_high_it_speaks_once() -> None:
    high = every_other_day(1, 1, 1, 1, 1, 1, *[6] * 40)
    assert len(pain_trend(high).alerts) == 1


def test_after_calm_it_still_keeps_fourteen_days_of_silence() -> None:
    daily = [1] * 6 + [1] * 5 + [9] + [1] * 3 + [9] * 20
    trend = pain_trend(list(enumerate(daily)))
    first, second = alert_days(trend)
    assert second - first == 14


@pytest.mark.parametrize(("rise", "level", "found"), [(1.5, 2.5, False), (1.0, 1.0, True)])
def test_rise_and_level_can_be_set(rise: float, level: float, found: bool) -> None:
    """From 0 to 2 is a rise beyond noise, but under the default level."""
    readings = every_other_day(0, 0, 0, 0, 0, 0, *[2] * 10)
    assert bool(pain_trend(readings, least_rise=rise, least_level=level).alerts) is found


@quick
@given(readings, st.randoms(use_true_random=False))
def test_readings_that_arrive_late_give_the_same_answer(series: Readings, random: Random) -> None:
    shuffled = list(series)
    random.shuffle(shuffled)
    assert pain_trend(shuffled) == pain_trend(series)


@quick
@given(readings, st.integers(1, 800_000))
def test_days_may_be_counted_from_any_date(series: Readings, shift: int) -> None:
    shifted = pain_trend([(day + shift, value) for day, value in series])
    assert [day - shift for day in alert_days(shifted)] == alert_days(pain_trend(series))


@quick
@given(readings)
def test_missing_and_impossible_readings_are_as_good_as_not_there(series: Readings) -> None:
    known: Readings = [(day, value) for day, value in series if value is not None]
    odd = [(day, value) for day, _ in series for value in (14, -2)]
    assert pain_trend(series) == pain_trend(known) == pain_trend([*series, *odd])


@quick
@given(readings)
def test_of_two_readings_on_one_day_the_higher_counts(series: Readings) -> None:
    lower: Readings = [(day, 0) for day, value in series if value is not None]
    assert pain_trend([*series, *lower]) == pain_trend(series)


@quick
@given(readings)
def test_what_comes_later_does_not_change_what_was_said(series: Readings) -> None:
    whole = alert_days(pain_trend(series))
    for today in range(0, 121, 10):
        so_far = alert_days(pain_trend([(day, value) for day, value in series if day <= today]))
        assert so_far == [day for day in whole if day <= today]


@quick
@given(st.integers(0, 10), st.integers(7, 60))
def test_the_same_pain_every_time_is_no_trend(value: int, length: int) -> None:
    assert not pain_trend(every_other_day(*[value] * length)).alerts


@quick
@given(readings)
def test_falling_pain_is_no_trend(series: Readings) -> None:
    by_day = sorted({day: value for day, value in series if value is not None}.items())
    falling = sorted((value for _, value in by_day), reverse=True)
    assert not pain_trend([(day, value) for (day, _), value in zip(by_day, falling, strict=True)]).alerts
