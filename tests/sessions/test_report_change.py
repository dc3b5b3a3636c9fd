"""How much a new answer differs from the one before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sessions.knee_tracking.report import Interval, Leg, Legs, Status, Verdict, from_json
from sessions.report_change import Change, Said, change, moved, said
from tests.films import a_refusal, a_report

BEFORE = Said(
    Status.DONE,
    Verdict.SOME_DRIFT,
    certain=True,
    dkasr=Interval(-0.15, -0.18, -0.12),
    offset_pct=Interval(3.0, 1.5, 4.5),
)


def test_the_same_is_unchanged() -> None:
    assert change(BEFORE, replace(BEFORE)) is Change.UNCHANGED


@pytest.mark.parametrize("value", [-0.18, -0.16, -0.12])
def test_a_ratio_inside_what_was_likely(value: float) -> None:
    now = replace(BEFORE, dkasr=Interval(value, value - 0.03, value + 0.03))
    assert change(BEFORE, now) is Change.WITHIN


@pytest.mark.parametrize("value", [-0.181, -0.119])
def test_a_ratio_outside_what_was_likely(value: float) -> None:
    now = replace(BEFORE, dkasr=Interval(value, value - 0.03, value + 0.03))
    assert change(BEFORE, now) is Change.BEYOND


def test_an_offset_outside_what_was_likely_although_the_ratio_stays() -> None:
    assert change(BEFORE, replace(BEFORE, offset_pct=Interval(4.6, 3.0, 6.0))) is Change.BEYOND


def test_a_wider_range_about_the_same_value_has_moved_within() -> None:
    assert change(BEFORE, replace(BEFORE, dkasr=Interval(-0.15, -0.3, 0.0))) is Change.WITHIN


@pytest.mark.parametrize("without", [replace(BEFORE, dkasr=None), replace(BEFORE, offset_pct=None)])
def test_a_number_that_was_measured_before_and_is_not_now(without: Said) -> None:
    assert change(BEFORE, without) is Change.BEYOND
    assert change(without, BEFORE) is Change.BEYOND


@pytest.mark.parametrize(
    "now",
    [
        replace(BEFORE, verdict=Verdict.IN_LINE),
        replace(BEFORE, certain=False),
        replace(BEFORE, status=Status.REJECTED, verdict=Verdict.CANNOT_TELL, certain=False),
    ],
    ids=["another verdict", "not certain any more", "refused now"],
)
def test_other_words_count_more_than_numbers(now: Said) -> None:
    assert change(BEFORE, now) is Change.VERDICT
    assert change(now, BEFORE) is Change.VERDICT


def test_a_report_in_short_has_the_ratio_that_the_verdict_rests_on() -> None:
    report = from_json(a_report(dkasr=-0.15))
    worst = replace(report.reps[1], dkasr=Interval(-0.4, -0.5, -0.3))
    short = said(replace(report, reps=(report.reps[0], worst, report.reps[2])))
    assert (short.status, short.verdict, short.certain) == (Status.DONE, Verdict.SOME_DRIFT, True)
    assert short.dkasr == Interval(-0.15, -0.18, -0.12)


def test_and_the_largest_offset_of_any_leg_in_any_rep() -> None:
    report = from_json(a_report())
    first = replace(report.reps[0], legs=Legs(left=Leg(offset_pct=Interval(2.0, 1.0, 3.0))))
    second = replace(report.reps[1], legs=Legs(right=Leg(offset_pct=Interval(5.0, 4.0, 6.0))))
    assert said(replace(report, reps=(first, second))).offset_pct == Interval(5.0, 4.0, 6.0)
    assert said(report).offset_pct is None


def test_a_refusal_in_short() -> None:
    assert said(from_json(a_refusal())) == Said(Status.REJECTED, Verdict.CANNOT_TELL, False, None, None)


def test_by_how_much_a_number_moved() -> None:
    assert moved(Interval(-0.15, -0.2, -0.1), Interval(-0.08, -0.1, -0.05)) == 0.07
    assert moved(None, Interval(-0.08, -0.1, -0.05)) is None
    assert moved(Interval(-0.15, -0.2, -0.1), None) is None
