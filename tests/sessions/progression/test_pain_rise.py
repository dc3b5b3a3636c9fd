"""Is it a rise? Against the athlete's own noise, by all four questions, as far as was known that evening."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.progression.pain_days import PainDay
from sessions.progression.pain_rise import _TIED, Limits, PainRise, rise_on
from tests.sessions.progression.strategies import quick

Answer = int | None
answers = st.none() | st.integers(0, 10)
series = st.lists(st.tuples(answers, answers, answers, answers), min_size=1, max_size=30)


def every_other_day(*peaks: Answer, step: int = 2) -> tuple[PainDay, ...]:
    """Days on which only the worst pain was answered."""
    return tuple(PainDay(1 + step * i, worst=peak) for i, peak in enumerate(peaks))


def all_four(*worst: int, low: int = 1) -> tuple[PainDay, ...]:
    """Days with all four answers, the others a point below the worst."""
    return tuple(PainDay(1 + 2 * i, w - low, w, w - low, w - low) for i, w in enumerate(worst))


def last(days: tuple[PainDay, ...], **limits: float) -> PainRise | None:
    return rise_on(days, len(days) - 1, Limits(**limits))


def test_a_step_is_found_with_its_size_and_place() -> None:
    found = last(all_four(1, 2, 1, 1, 2, 1, 2, 1, 4, 5, 4, 4))
    assert found is not None
    assert found.sessions == 4
    assert found.rise == pytest.approx(4.25 - 11 / 8, abs=0.01)
    assert found.usual == pytest.approx(11 / 8)
    assert found.usual_answers == pytest.approx((3 / 8, 11 / 8, 3 / 8))
    assert found.now == pytest.approx(13 / 3)
    assert found.low < found.rise < found.high


def test_the_same_step_within_greater_noise_is_none() -> None:
    calm, noisy = (2, 3, 2, 3, 2, 3, 2, 3), (0, 5, 0, 5, 1, 5, 0, 4)
    step = (5, 4, 4, 5)
    assert last(every_other_day(*calm, *step)) is not None
    assert last(every_other_day(*noisy, *step)) is None


def test_noise_that_hangs_together_proves_less_than_noise_that_does_not() -> None:
    apart, together = (0, 4, 0, 4, 0, 4, 0, 4, 0, 4), (0, 0, 4, 4, 4, 0, 0, 4, 4, 0)
    step = (7, 8, 7, 8)
    one, other = last(every_other_day(*apart, *step), ratio=0), last(every_other_day(*together, *step), ratio=0)
    assert one is not None
    assert other is not None
    assert one.rise == other.rise
    assert one.ratio > other.ratio


def test_one_question_alone_needs_more_than_all_four_together() -> None:
    worst = (2, 3, 2, 3, 2, 3, 2, 3, 4, 5, 4, 4)
    agree = all_four(*worst)
    disagree = tuple(PainDay(one.day, 1, one.worst, 1, 1) for one in agree)
    assert last(agree) is not None
    assert last(disagree) is None


def test_a_rise_that_only_the_worst_shows_is_found_once_it_is_large() -> None:
    worst = (2, 3, 2, 2, 3, 2, 3, 2, 6, 6, 5, 6)
    found = last(tuple(PainDay(1 + 2 * i, 1, w, 1, 1) for i, w in enumerate(worst)))
    assert found is not None
    assert found.rise > 3


@pytest.mark.parametrize(("peak", "found"), [(1, False), (2, True)])
def test_below_two_of_ten_nothing_is_a_rise(peak: int, found: bool) -> None:
    assert (last(all_four(*[0] * 8, *[peak] * 6, low=0)) is not None) is found


@pytest.mark.parametrize(("before", "found"), [(5, False), (6, True)])
def test_six_sessions_must_lie_before_it(before: int, found: bool) -> None:
    assert (last(every_other_day(*[1] * before, 6, 6, 6, 6)) is not None) is found


def test_three_sessions_must_lie_within_three_weeks() -> None:
    base = [PainDay(1 + 4 * i, worst=1) for i in range(8)]
    near = [PainDay(30 + 10 * i, worst=7) for i in range(4)]
    far = [PainDay(30 + 11 * i, worst=7) for i in range(4)]
    assert last((*base, *near)) is not None
    assert last((*base, *far)) is None


def test_one_bad_day_is_no_rise() -> None:
    assert last(every_other_day(*[2] * 12, 10)) is None


def test_the_morning_after_is_not_known_in_the_evening() -> None:
    days = all_four(2, 2, 3, 2, 3, 2, 2, 3, 2, 3)
    bad_night = (*days[:-1], days[-1]._replace(next_morning=10))
    assert last(bad_night, rise=0, ratio=0) == last(days, rise=0, ratio=0)


def test_a_day_with_only_a_low_question_answered_is_not_a_calm_day() -> None:
    """Before is usually three points below the worst: a day with nothing but it says nothing of a fall."""
    days = list(all_four(4, 5, 4, 5, 4, 5, 4, 5, 7, 7, 7, 7, 7, low=3))
    days[-2] = PainDay(days[-2].day, before=days[-2].before)
    assert last(tuple(days)) is not None


def test_days_older_than_nine_weeks_do_not_count() -> None:
    days = all_four(*[3] * 40, *[2] * 8, *[5] * 4)
    recent = tuple(one for one in days if days[-1].day - one.day <= 63)
    assert len(recent) < len(days)
    assert last(days) == last(recent) is not None


@quick
@given(series, st.integers(1, 700_000))
def test_days_may_be_counted_from_any_date(answered: list[tuple[Answer, ...]], shift: int) -> None:
    days = [PainDay(1 + 2 * i, *one) for i, one in enumerate(answered) if any(a is not None for a in one)]
    moved = [one._replace(day=one.day + shift) for one in days]
    for i in range(len(days)):
        one, other = rise_on(days, i, Limits(ratio=0, rise=0)), rise_on(moved, i, Limits(ratio=0, rise=0))
        assert (one is None) == (other is None)
        if one is not None and other is not None:
            assert other.day == one.day + shift
            assert other.rise == one.rise


@quick
@given(series)
def test_what_comes_later_does_not_change_it(answered: list[tuple[Answer, ...]]) -> None:
    days = [PainDay(1 + 2 * i, *one) for i, one in enumerate(answered) if any(a is not None for a in one)]
    for i in range(len(days)):
        assert rise_on(days, i, Limits()) == rise_on(days[: i + 1], i, Limits())


@quick
@given(st.integers(0, 10), st.integers(1, 30))
def test_the_same_answers_every_time_are_no_rise(value: int, length: int) -> None:
    assert last(all_four(*[value] * length, low=0), ratio=0) is None


@quick
@given(st.lists(st.integers(0, 10), min_size=10, max_size=30))
def test_falling_pain_is_no_rise(values: list[int]) -> None:
    assert last(every_other_day(*sorted(values, reverse=True)), rise=0.01, ratio=0) is None


def test_the_mean_of_like_values_has_the_variance_of_the_textbook() -> None:
    """Of independent ones 1 / n; of two with autocorrelation phi (1 + phi) / 2."""
    assert _TIED[0][4] == pytest.approx(1 / 4)
    assert _TIED[12][2] == pytest.approx((1 + 0.6) / 2)
