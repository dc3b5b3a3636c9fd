"""Ramps of the last leg sessions, and the pain beside them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sessions.progression.history import AthleteHistory, LiftRecord, SessionRecord
from sessions.progression.ramps import PainBeside, RampCount, count_ramps, first_work_kg, has_ramp, pain_beside_ramps
from tests.sessions.progression.building import MONDAY, bench, day, history, lift, session, warm_up, work

RAMP = (warm_up(40), warm_up(60), warm_up(80), work(100))


def ramped(*, pain: int | None = None) -> LiftRecord:
    return lift(*RAMP, pain=pain)


def straight(*, pain: int | None = None) -> LiftRecord:
    return lift(work(100), work(100), pain=pain)


def on_days(*lifts: LiftRecord) -> list[SessionRecord]:
    """One session a day, the last on that Monday."""
    return [session(MONDAY - timedelta(days=len(lifts) - 1 - i), one) for i, one in enumerate(lifts)]


def of(*lifts: LiftRecord) -> AthleteHistory:
    return history(day(0), on_days(*lifts))


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (ramped(), True),
        (straight(), False),
        (lift(warm_up(60), work(100)), False),
        (lift(warm_up(20), work(39)), None),
        (lift(warm_up(None), work(100)), None),
        (lift(work(None)), None),
        (lift(warm_up(40)), None),
    ],
)
def test_a_ramp_is_there_or_not_or_cannot_be_told(first: LiftRecord, expected: bool | None) -> None:
    assert has_ramp(session(MONDAY, first)) is expected


def test_only_the_first_leg_lift_is_asked() -> None:
    assert has_ramp(session(MONDAY, bench(), ramped(), straight())) is True
    assert has_ramp(session(MONDAY, bench())) is None


def test_a_warm_up_after_the_first_work_set_is_no_ramp() -> None:
    assert has_ramp(session(MONDAY, lift(work(100), warm_up(40), warm_up(70), work(100)))) is False


def test_the_first_work_load() -> None:
    assert first_work_kg(session(MONDAY, ramped())) == 100
    assert first_work_kg(session(MONDAY, bench())) is None


def test_ramps_of_the_last_ten_leg_sessions_are_counted() -> None:
    found = of(ramped(), *[straight()] * 4, *[ramped()] * 5, lift(work(None)))
    assert count_ramps(found) == RampCount(present=5, missing=4, unknown=1)


def test_sessions_without_legs_are_not_counted() -> None:
    assert count_ramps(of(ramped(), bench(), bench())) == RampCount(1, 0, 0)
    assert count_ramps(history(day(0))) == RampCount(0, 0, 0)


def test_pain_with_a_ramp_stands_beside_pain_without() -> None:
    sessions = on_days(*(ramped(pain=p) for p in (1, 2, 3)), *(straight(pain=p) for p in (4, 4, 5, 5)))
    assert pain_beside_ramps(sessions) == PainBeside(3, 4, 2.0, 4.5)


@pytest.mark.parametrize(("with_ramp", "without"), [(2, 5), (5, 2), (0, 9), (0, 0)])
def test_fewer_than_three_of_a_kind_are_not_compared(with_ramp: int, without: int) -> None:
    sessions = on_days(*[ramped(pain=1)] * with_ramp, *[straight(pain=4)] * without)
    assert pain_beside_ramps(sessions) == PainBeside(with_ramp, without, None, None)


def test_pain_that_was_not_said_is_not_zero() -> None:
    sessions = on_days(*[ramped(pain=2)] * 3, *[straight(pain=4)] * 3, ramped(), straight())
    assert pain_beside_ramps(sessions) == PainBeside(3, 3, 2.0, 4.0)


def test_a_pain_of_zero_counts() -> None:
    assert pain_beside_ramps(on_days(*[ramped(pain=0)] * 3, *[straight(pain=0)] * 3)) == PainBeside(3, 3, 0.0, 0.0)


def test_pain_of_the_session_and_of_other_lifts_is_not_taken() -> None:
    sessions = [session(day(-i), ramped(), straight(pain=8), pain_worst=7) for i in range(6)]
    assert pain_beside_ramps(sessions) == PainBeside(0, 0, None, None)
