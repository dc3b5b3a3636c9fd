"""The simulated bodies that the intervals are set on, and whether the intervals hold there."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench.bodies import NOMINAL, USUAL, Athlete, bias_by_depth, draw, filmed, measured, summarise
from bench.calibration import calibration_svg
from sessions.knee_tracking.drift import Z90, ratio_half_width
from sessions.knee_tracking.measure import measure
from sessions.knee_tracking.offset import Tracking
from sessions.knee_tracking.report import Task

ROOT = Path(__file__).parents[3]
SVG = "{http://www.w3.org/2000/svg}"


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def tracking_of(athlete: Athlete) -> Tracking:
    got = measure(filmed(athlete, rng()), Task.SQUAT).tracking
    assert got is not None
    return got


def squatting(**of: Any) -> Athlete:
    return replace(USUAL, of=replace(USUAL.of, **of))


@pytest.fixture(scope="module")
def population() -> dict[str, Any]:
    """A hundred athletes of every kind."""
    source = rng(11)
    return summarise([row for _ in range(100) for row in measured(draw(source), source)], 100)


# The simulator


def test_the_usual_athlete_reads_nothing() -> None:
    """Else the simulator would show its own difference from the bodies that the constants come from."""
    got = measure(filmed(USUAL, rng()), Task.SQUAT)
    for rep in got.reps:
        for leg in (rep.legs.left, rep.legs.right):
            assert leg.offset_pct is not None
            assert leg.offset_pct.value < 0.3


def test_the_model_has_to_read_inward_while_shallow() -> None:
    bias = bias_by_depth()
    assert bias[0] > 1.0
    assert all(abs(pct) < 1.0 for pct in bias[3:])


@pytest.mark.parametrize("drift", [0.03, 0.06, 0.09])
def test_a_drift_is_read_as_it_is(drift: float) -> None:
    (row,) = measured(squatting(drift=(drift, drift), onset=0.3), rng())
    for read, true, _ in row["legs"]:
        assert true == pytest.approx(100 * drift)
        assert read == pytest.approx(true, abs=0.5)
    assert row["dkasr"][1] == pytest.approx(-2 * drift / USUAL.of.stance)


def test_drawn_alike_from_one_seed() -> None:
    assert draw(rng(4)) == draw(rng(4))
    assert draw(rng(4)) != draw(rng(5))


def test_people_differ_in_everything() -> None:
    source = rng(2)
    people = [draw(source) for _ in range(60)]
    assert min(one.of.toe_out_deg for one in people) < 4
    assert max(one.of.toe_out_deg for one in people) > 36
    assert {one.of.onset for one in people} == {0.0, 0.25, 0.4}
    assert any(one.of.shape > 0.01 for one in people)
    assert any(one.of.shape < -0.01 for one in people)
    assert max(abs(one.shot.yaw_deg) for one in people) <= 25


# What the interval follows


def test_feet_that_point_outward_make_the_interval_wider() -> None:
    narrow, wide = (tracking_of(squatting(toe_out_deg=toes)) for toes in (5.0, 35.0))
    assert narrow.toe_out_deg == pytest.approx([5, 5], abs=3)
    assert wide.toe_out_deg == pytest.approx([35, 35], abs=5)
    assert ratio_half_width(wide) > 1.5 * ratio_half_width(narrow)


def test_toe_out_is_the_athlete_s_whatever_the_camera_s_yaw() -> None:
    aside = replace(USUAL, shot=replace(USUAL.shot, yaw_deg=15.0))
    left, right = tracking_of(aside).toe_out_deg
    assert left == pytest.approx(right, abs=0.5)
    assert left == pytest.approx(16, abs=4)


def test_a_wide_stance_makes_the_ratio_surer() -> None:
    """The same error of the knees is a smaller share of a larger distance."""
    close, apart = (tracking_of(squatting(stance=stance)) for stance in (0.34, 0.55))
    assert ratio_half_width(apart) < 0.75 * ratio_half_width(close)


def test_wide_feet_are_not_read_as_drift() -> None:
    got = measure(filmed(squatting(toe_out_deg=38.0), rng()), Task.SQUAT)
    assert all(rep.dkasr is not None and rep.dkasr.value > -0.1 for rep in got.reps)


# Whether it holds


def test_nine_of_ten_true_values_lie_inside(population: dict[str, Any]) -> None:
    assert population["measured"] >= 85
    assert 82 <= population["offset_pct"]["inside_interval_pct"] <= 98
    assert 80 <= population["dkasr"]["inside_interval_pct"] <= 98


def test_the_errors_are_small_enough_to_be_of_use(population: dict[str, Any]) -> None:
    assert population["offset_pct"]["median_error"] < 1.1
    assert population["offset_pct"]["median_half_width"] < 2.6
    assert population["yaw_off_deg"]["median"] < 2.5


def test_wider_feet_are_no_less_often_inside(population: dict[str, Any]) -> None:
    assert [part["toe_out_deg"] for part in population["by_toe_out"]] == [[0, 10], [10, 20], [20, 30], [30, 40]]
    assert all(part["inside_interval_pct"] >= 72 for part in population["by_toe_out"])


def test_more_is_inside_wider_intervals(population: dict[str, Any]) -> None:
    for key in ("offset_inside_pct", "dkasr_inside_pct"):
        shares = [step[key] for step in population["calibration"]]
        assert shares == sorted(shares)
        assert len(shares) == len(NOMINAL)
    ninety = next(step for step in population["calibration"] if step["nominal_pct"] == 90)
    assert ninety["offset_inside_pct"] == pytest.approx(population["offset_pct"]["inside_interval_pct"], abs=0.6)
    assert pytest.approx(1.645) == Z90


# The picture


def test_the_picture_has_both_lines_and_what_they_are() -> None:
    drawn = ET.fromstring(
        calibration_svg([50, 90], {"offset of a leg": [52.0, 91.0], "change of the ratio": [48.0, 88.0]})
    )
    assert len(drawn.findall(f"{SVG}polyline")) == 2
    said = {one.text for one in drawn.findall(f"{SVG}text")}
    assert {"offset of a leg", "change of the ratio", "per cent found inside", "per cent meant to lie inside"} <= said


def test_a_perfect_calibration_lies_on_the_diagonal() -> None:
    drawn = ET.fromstring(calibration_svg([20, 60], {"offset of a leg": [20.0, 60.0]}))
    line = drawn.find(f"{SVG}polyline")
    assert line is not None
    places = [tuple(map(float, one.split(","))) for one in line.attrib["points"].split()]
    assert [x + y for x, y in places] == pytest.approx([360.0, 360.0], abs=0.2)


def test_the_published_picture_is_there() -> None:
    published = ROOT / "docs" / "knee-tracking-calibration.svg"
    assert len(ET.parse(published).getroot().findall(f"{SVG}polyline")) == 2
    assert "(knee-tracking-calibration.svg)" in (ROOT / "docs" / "knee-tracking.md").read_text("utf-8")
