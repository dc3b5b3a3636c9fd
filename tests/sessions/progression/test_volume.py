"""Volume load, load by calendar day, session RPE."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.progression.sets import KG_PER_LB, SetRecord, kg_from_lb
from sessions.progression.volume import Volume, daily_load, session_rpe, total, volume_load
from tests.sessions.progression.building import BERLIN, warm_up, work
from tests.sessions.progression.strategies import quick, sets


def test_a_known_part_is_not_the_whole() -> None:
    assert volume_load([work(100), work(None)]) == Volume(500, 1)
    assert volume_load([work(100), work(None)]).whole_kg is None
    assert volume_load([work(100), work(90)]).whole_kg == 950


def test_a_set_without_reps_is_as_unknown_as_one_without_load() -> None:
    assert volume_load([work(100), work(100, None)]) == Volume(500, 1)


def test_warm_ups_count_neither_as_load_nor_as_unknown() -> None:
    assert volume_load([warm_up(None), warm_up(60), work(100)]) == Volume(500, 0)
    assert volume_load([warm_up(60)]) == Volume(None, 0)


def test_a_failed_set_is_zero_reps_and_known() -> None:
    assert volume_load([work(100, 0)]) == Volume(0, 0)


@quick
@given(st.lists(sets, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_sets_does_not_matter(logged: list[SetRecord], random: Random) -> None:
    shuffled = list(logged)
    random.shuffle(shuffled)
    assert volume_load(shuffled) == volume_load(logged)


@quick
@given(st.lists(st.tuples(st.integers(1, 20), st.integers(0, 600)), min_size=1, max_size=12))
def test_pounds_or_kilograms_make_the_same_volume(pairs: list[tuple[int, int]]) -> None:
    in_pounds = volume_load(work(kg_from_lb(load), reps) for reps, load in pairs)
    as_if_kilograms = volume_load(work(load, reps) for reps, load in pairs)
    assert as_if_kilograms.volume_kg is not None
    assert in_pounds.volume_kg == pytest.approx(as_if_kilograms.volume_kg * KG_PER_LB, rel=1e-12)


@quick
@given(st.lists(sets, max_size=12))
def test_missing_is_never_zero(logged: list[SetRecord]) -> None:
    got = volume_load(logged)
    known = [s for s in logged if not s.warm_up and s.reps is not None and s.load_kg is not None]
    assert (got.volume_kg is None) == (not known)
    assert got.unknown_sets == sum(not s.warm_up for s in logged) - len(known)


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^at: .* has no time zone"):
        daily_load([(datetime(2026, 2, 2, 8), 100.0)], BERLIN)  # noqa: DTZ001 - the naive moment is the point


def test_two_sessions_one_of_them_unknown_make_the_day_unknown() -> None:
    morning, evening = datetime(2026, 2, 2, 8, tzinfo=BERLIN), datetime(2026, 2, 2, 18, tzinfo=BERLIN)
    assert daily_load([(morning, 100.0), (evening, None)], BERLIN) == {date(2026, 2, 2): None}
    assert daily_load([(morning, 100.0), (evening, float("nan"))], BERLIN) == {date(2026, 2, 2): None}


moments = st.integers(0, 5 * 24 * 60).map(
    # Five days round the night of 25 October 2026, when 02:00 to 03:00 happens twice in Berlin.
    lambda minutes: datetime(2026, 10, 23, tzinfo=UTC) + timedelta(minutes=minutes)
)


@quick
@given(st.lists(st.tuples(moments, st.integers(0, 500)), max_size=20))
def test_no_load_is_lost_or_counted_twice_when_the_clocks_change(entries: list[tuple[datetime, int]]) -> None:
    days = daily_load([(at, float(load)) for at, load in entries], BERLIN)
    assert total(days.values()) == sum(load for _, load in entries)
    assert list(days) == sorted({at.astimezone(BERLIN).date() for at, _ in entries})


@quick
@given(st.permutations([(8, 200.0), (12, 0.1), (18, 150.0), (20, 0.2)]))
def test_the_order_of_a_days_entries_does_not_matter(entries: list[tuple[int, float]]) -> None:
    at_hours = [(datetime(2026, 2, 2, hour, tzinfo=BERLIN), load) for hour, load in entries]
    assert daily_load(at_hours, BERLIN) == {date(2026, 2, 2): 350.3}


def test_nothing_at_all_is_a_rest_and_one_unknown_is_unknown() -> None:
    assert total([]) == 0
    assert total([1.5, 2]) == 3.5
    assert total([1.5, None]) is None


def test_both_ends_of_the_scale_count() -> None:
    assert session_rpe(10, 60) == 600
    assert session_rpe(0, 0) == 0
    assert session_rpe(10.1, 60) is None


@pytest.mark.parametrize("minutes", [-1, float("nan")])
def test_impossible_minutes_give_no_session_rpe(minutes: float) -> None:
    assert session_rpe(7, minutes) is None
