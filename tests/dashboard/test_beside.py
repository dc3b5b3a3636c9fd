"""What stands beside the knees as the coach reads it: with its likely range, and in words only beyond it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coachhub.dashboard.selectors.beside import NBSP, Beside, Line, Table, beside
from coachhub.dashboard.selectors.review import review
from sessions.knee_tracking.report import Difference, FurtherIn, Interval, Leg, Legs, PerSide, Rep, Report, Stance
from tests.phone.made import rep, report

STANCE = Stance(
    Interval(0.437, 0.419, 0.454),
    Interval(1.77, 1.58, 1.95),
    PerSide(Interval(19.4, 14.9, 23.9), Interval(-2.2, -6.7, 2.3)),
)


def of(*reps: Rep, stance: Stance | None = None, difference: Difference | None = None) -> Report:
    made = report(made=reps or (rep(1), rep(2)))
    return replace(
        made, summary=replace(made.summary, stance=stance or Stance(), difference=difference or Difference())
    )


def line(name: str, *reps: Rep, **of_set: Stance | Difference) -> Line:
    (found,) = (one for one in beside(of(*reps, **of_set)).lines if one.name == name)  # type: ignore[arg-type]
    return found


def aside(index: int, value: float, half: float = 1.8) -> Rep:
    return replace(rep(index), side_shift_pct=Interval(value, value - half, value + half))


def test_an_older_report_says_nothing_of_it() -> None:
    assert beside(of()) == Beside((), Table((), ()), "")
    assert review(of()).beside.lines == ()


def test_the_stance_in_hip_widths_and_leg_lengths() -> None:
    said = line("Stance", stance=STANCE)
    assert said.word == "1.8 hip widths"
    assert said.number == "(likely 1.6 to 1.9); 0.44 leg lengths (likely 0.42 to 0.45)"


def test_toes_of_each_foot_with_their_ranges() -> None:
    said = line("Toes out", stance=STANCE)
    assert said.word == f"left{NBSP}19°, right{NBSP}−2°"
    assert said.number == "likely left 15° to 24°, right −7° to 2°"


@pytest.mark.parametrize(
    ("difference", "word", "number"),
    [
        (
            Difference(Interval(7.6, 6.0, 9.1), FurtherIn.LEFT),
            "left further in",
            "left less right +7.6 (likely +6.0 to +9.1) % of leg length",
        ),
        (
            Difference(Interval(0.1, -1.6, 1.7), FurtherIn.NEITHER),
            "no difference",
            "left less right +0.1 (likely −1.6 to +1.7) % of leg length",
        ),
        (
            Difference(None, FurtherIn.NOT_COMPARED),
            "not compared",
            "the camera stands to one side, which may explain it",
        ),
    ],
)
def test_left_and_right(difference: Difference, word: str, number: str) -> None:
    assert line("Left and right", difference=difference) == Line("Left and right", word, number)


def test_a_shift_names_a_side_only_beyond_its_range() -> None:
    said = line("Side shift", aside(1, 0.4), aside(2, 3.1), aside(3, 2.5))
    assert said.word == "to the left on the last two of three reps"
    assert said.number == "most on rep 2: 3.1 % of leg length to the left (likely 1.3 to 4.9)"
    said = line("Side shift", aside(1, -0.4), aside(2, -1.2))
    assert said.word == "none to tell"
    assert said.number == "most on rep 2: −1.2 (likely −3.0 to +0.6) % of leg length, + to the left"


def test_a_shift_to_the_right_is_read_with_the_smaller_edge_first() -> None:
    said = line("Side shift", aside(1, -3.0), rep(2)).number
    assert said == "most on rep 1: 3.0 % of leg length to the right (likely 1.2 to 4.8)"


def test_feet_that_stay_and_a_foot_that_moved() -> None:
    still = replace(rep(2), legs=Legs(Leg(foot_moved_pct=Interval(0.1, -0.4, 0.6)), Leg()))
    assert line("Feet", rep(1), still) == Line("Feet", "stayed in place", "")
    steps = Legs(Leg(foot_moved_pct=Interval(5.0, 4.5, 5.5)), Leg(foot_moved_pct=Interval(-2.0, -2.5, -1.5)))
    said = line("Feet", rep(1), replace(rep(2), legs=steps))
    assert said.word == "left moved before rep 2 and right moved before rep 2"
    assert said.number == (
        "5.0 % of leg length outward (likely 4.5 to 5.5); 2.0 % of leg length inward (likely 1.5 to 2.5)"
    )


def test_smooth_and_uneven() -> None:
    even = replace(rep(1), lowering_smoothness=Interval(-1.5, -1.7, -1.3), rise_smoothness=Interval(-1.5, -1.7, -1.3))
    assert line("Smoothness", even).word == "smooth"
    stuck = replace(even, index=2, rise_smoothness=Interval(-1.95, -2.12, -1.78))
    said = line("Smoothness", even, stuck)
    assert said.word == "uneven rise on the last of two reps"
    assert said.number == "least −1.95 (likely −2.12 to −1.78), spectral arc length"


def test_depth_against_the_athletes_own_deepest_rep() -> None:
    deep, less = (
        replace(rep(index), depth_share_pct=share)
        for index, share in ((1, Interval(100, 98, 100)), (2, Interval(88, 86, 90)))
    )
    assert line("Depth", deep, less) == Line("Depth", "least on rep 2", "88 % of the deepest (likely 86 to 90 %)")
    near = replace(less, depth_share_pct=Interval(98.5, 96.5, 100))
    assert line("Depth", deep, near).word == "even"
    assert not beside(of(deep)).lines  # one rep is its own deepest


def test_the_shallow_angle_is_the_last_line_and_decides_nothing() -> None:
    legs = Legs(Leg(fppa_deg=Interval(-26.4, -32, -20)), Leg(fppa_deg=Interval(-24.0, -30, -18)))
    made = of(replace(rep(1), legs=legs), stance=STANCE)
    assert beside(made).lines[-1].word == f"left{NBSP}−26°, right{NBSP}−24°"
    assert review(made).lead == review(of(rep(1))).lead


def test_the_table_has_the_range_in_its_heads_and_a_dash_for_what_was_not_measured() -> None:
    legs = Legs(right=Leg(foot_moved_pct=Interval(-1.2, -1.7, -0.7)))
    table = beside(of(aside(1, 0.4), replace(aside(2, -2.1, half=2.5), legs=legs), rep(3))).table
    assert table.columns == (f"Side shift, % of leg ±{NBSP}2.5", f"Foot, left · right, % ±{NBSP}0.5")
    assert table.rows == (("1", "0.4", "–"), ("2", "−2.1", f"–{NBSP}·{NBSP}−1.2"), ("3", "–", "–"))


def test_the_steps_of_tempo() -> None:
    made = of()
    assert beside(replace(made, summary=replace(made.summary, tempo_resolution_s=0.067))).steps == "0.07"
