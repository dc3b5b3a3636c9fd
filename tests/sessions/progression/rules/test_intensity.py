"""A jump of intensity: the top set's share of the estimated 1RM against what is usual."""

from datetime import date

import pytest

from sessions.progression.findings import Finding, Severity
from sessions.progression.history import SessionRecord
from sessions.progression.rules.intensity import IntensityJump
from tests.sessions.progression.building import bench, day, history, lift, session, squats, warm_up, work

USUAL = [session(day(d), squats(60, rpe=6)) for d in (-16, -12, -8, -4)]
"""Five at 60 kg with four left: an estimated 1RM of 78 kg, trained at 77 % of it."""


def jump(*sessions: SessionRecord, today: date | None = None, points: float | None = None) -> Finding | None:
    rule = IntensityJump() if points is None else IntensityJump().with_thresholds({"points": points})
    return rule.evaluate(history(today or day(0), sessions))


def test_a_jump_is_one_plain_sentence_with_its_readings() -> None:
    last = session(day(0), squats(74))
    found = jump(*USUAL, last)
    assert found is not None
    assert found.sentence == "Back squat: top set at 95 % of the estimated 1RM, usually 77 %."
    assert found.severity is Severity.NOTE
    assert found.about == last.id
    assert [(one.value, one.unit) for one in found.readings] == [(74, "kg"), (78.0, "kg"), (94.9, "%"), (76.9, "%")]


@pytest.mark.parametrize(("kg", "found"), [(71.7, False), (71.8, True)])
def test_up_to_fifteen_points_it_is_no_jump(kg: float, found: bool) -> None:
    assert (jump(*USUAL, session(day(0), squats(kg))) is not None) is found


def test_the_number_can_be_moved() -> None:
    assert jump(*USUAL, session(day(0), squats(66)), points=5) is not None
    assert jump(*USUAL, session(day(0), squats(74)), points=40) is None


def test_much_more_of_the_same_weight_is_no_jump() -> None:
    assert jump(*USUAL, session(day(0), squats(60, reps=12, sets=8))) is None


def test_a_heavier_day_now_and_then_is_usual_once_it_is() -> None:
    heavy = [session(day(d), squats(74, rpe=9)) for d in (-15, -11, -7)]
    assert jump(*USUAL[1:], *heavy, session(day(0), squats(76))) is None


@pytest.mark.parametrize("known", [0, 2])
def test_of_too_few_sessions_nothing_is_usual(known: int) -> None:
    assert jump(*USUAL[4 - known :], session(day(0), squats(100))) is None


def test_without_an_effort_nothing_is_told() -> None:
    """An estimate without one is the least the 1RM can be: a share of it would be too large."""
    blind = [session(day(d), squats(60)) for d in (-16, -12, -8, -4)]
    assert jump(*blind, session(day(0), squats(100))) is None


def test_an_unknown_load_is_no_load() -> None:
    assert jump(*USUAL, session(day(0), squats(None))) is None
    assert jump(*(session(one.day, squats(None, rpe=6)) for one in USUAL), session(day(0), squats(100))) is None


def test_what_lies_more_than_four_weeks_back_is_no_longer_usual() -> None:
    old = [session(day(d), squats(60, rpe=6)) for d in (-40, -36, -32)]
    assert jump(*old, session(day(0), squats(100))) is None


def test_warm_ups_and_other_exercises_count_for_nothing() -> None:
    warm = session(day(0), lift(warm_up(74), work(60)))
    assert jump(*USUAL, warm) is None
    assert jump(*USUAL, session(day(0), bench(120))) is None
    assert jump(*USUAL, session(day(0), lift(work(100), exercise="leg_press"))) is None


def test_the_largest_of_two_jumps_is_told() -> None:
    two = [session(one.day, squats(60, rpe=6), lift(work(40, rpe=6), exercise="split_squat")) for one in USUAL]
    found = jump(*two, session(day(0), squats(74), lift(work(52), exercise="split_squat")))
    assert found is not None
    assert found.sentence.startswith("Split squat: top set at 100 %")


@pytest.mark.parametrize(("later", "found"), [(6, True), (7, False)])
def test_it_is_told_for_a_week(later: int, found: bool) -> None:
    assert (jump(*USUAL, session(day(0), squats(74)), today=day(later)) is not None) is found
