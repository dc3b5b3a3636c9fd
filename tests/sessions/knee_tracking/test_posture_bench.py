"""The simulated sets that the intervals beside the knees are set on, and whether they hold there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from bench.bodies import USUAL
from bench.posture import calibration, draw_posture, read_and_true, true_smoothness
from sessions.knee_tracking.smoothness import ROUGH
from tests.sessions.knee_tracking.clips import ROOT

MEASURES = (
    "depth_share_pct",
    "difference.offset_pct",
    "foot_moved_pct",
    "fppa_deg",
    "lowering_smoothness",
    "rise_smoothness",
    "side_shift_pct",
    "stance.toe_out_deg",
    "stance.width_hip_widths",
    "stance.width_leg_lengths",
)


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """Sixty athletes of every kind."""
    return calibration(60, seed=7)


@pytest.mark.parametrize("name", MEASURES)
def test_about_nine_of_ten_true_values_lie_inside(name: str, document: dict[str, Any]) -> None:
    """85 to 98 over 400 athletes; over sixty the shares scatter by 4."""
    assert 80 <= document["values"][name]["inside_interval_pct"] <= 99.5


def test_every_value_is_looked_at(document: dict[str, Any]) -> None:
    assert set(document["values"]) == set(MEASURES)


def test_the_wrong_leg_is_hardly_ever_named(document: dict[str, Any]) -> None:
    assert document["further_in"]["truly_different"] >= 10
    assert document["further_in"]["wrong_side_pct"] == 0
    assert document["further_in"]["right_side_pct"] >= 70


def test_a_rise_is_called_uneven_only_if_it_was(document: dict[str, Any]) -> None:
    assert document["uneven"]["false_pct"] <= 2
    assert document["uneven"]["found_pct"] >= 25


def test_drawn_alike_from_one_seed() -> None:
    one, other, third = (draw_posture(np.random.default_rng(seed)) for seed in (3, 3, 4))
    assert one[0] == other[0] != third[0]


def test_people_shift_step_tire_and_stick() -> None:
    source = np.random.default_rng(2)
    people = [draw_posture(source)[0].of for _ in range(40)]
    assert {bool(of.shift) for of in people} == {True, False}
    assert {bool(of.step[1]) for of in people} == {True, False}
    assert min(true_smoothness(of)[1] for of in people) < ROUGH < max(true_smoothness(of)[1] for of in people)
    assert max(of.fading for of in people) > 0.15


def test_a_set_that_is_refused_gives_nothing() -> None:
    source = np.random.default_rng(5)
    athlete, also = draw_posture(source)
    assert list(read_and_true(athlete, also, source))
    behind = replace(athlete, shot=replace(athlete.shot, yaw_deg=80.0))
    assert list(read_and_true(behind, also, source)) == []


def test_only_the_rise_sticks() -> None:
    smooth, stuck = true_smoothness(USUAL.of), true_smoothness(replace(USUAL.of, stick=0.9))
    assert smooth[1] == pytest.approx(smooth[0], abs=0.05)
    assert stuck[0] == pytest.approx(smooth[0], abs=0.01)
    assert stuck[1] < smooth[1] - 0.3


def test_make_runs_it() -> None:
    assert "bench.posture" in (ROOT / "Makefile").read_text("utf-8")
