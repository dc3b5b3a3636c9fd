"""How smooth lowering and rise are: one standard measure, that must not take noise or slowness for roughness."""

from __future__ import annotations

import numpy as np
import pytest

from bench.smoothness import compare
from sessions.knee_tracking.grid import GRID_HZ
from sessions.knee_tracking.report import Interval
from sessions.knee_tracking.reps import Span
from sessions.knee_tracking.smoothness import ROUGH, smoothness_of, spectral_arc_length
from sessions.knee_tracking.track import Floats
from tests.sessions.knee_tracking.clips import TWO_LEGGED, measurement
from tests.sessions.knee_tracking.skeleton import Set, depth_over_time

MINIMUM_JERK, HALF_SINE = -1.40, -1.58


def moved(of: Set, noise: float = 0.0, seed: int = 1) -> tuple[Interval, Interval]:
    """The first rep's smoothness, seen fifteen times a second with an error of `noise` leg lengths in each picture."""
    looked = np.arange(0, of.duration_s, 1 / 15)
    seen = depth_over_time(of, looked)[0] + np.random.default_rng(seed).normal(0, noise, len(looked))
    grid = np.arange(0, looked[-1], 1 / GRID_HZ)
    bottom = of.rest_s + of.lowering_s + of.pause_s / 2
    span = Span(of.rest_s, bottom, bottom + of.pause_s / 2 + of.rise_s, of.depth)
    lowering, rise = smoothness_of(grid, np.interp(grid, looked, seen), span)
    assert lowering is not None
    assert rise is not None
    return lowering, rise


def test_a_movement_of_minimum_jerk_and_half_a_sine_have_their_known_values() -> None:
    share = np.linspace(0, 1, 400)
    assert spectral_arc_length(30 * share**2 * (1 - share) ** 2, 200.0) == pytest.approx(MINIMUM_JERK, abs=0.02)
    assert spectral_arc_length(np.sin(np.pi * share), 200.0) == pytest.approx(HALF_SINE, abs=0.03)


def test_neither_size_nor_duration_changes_it() -> None:
    one = np.sin(np.pi * np.linspace(0, 1, 200))
    slow = np.sin(np.pi * np.linspace(0, 1, 500))
    assert spectral_arc_length(5 * one, 200.0) == pytest.approx(spectral_arc_length(one, 200.0))
    assert spectral_arc_length(slow, 200.0) == pytest.approx(spectral_arc_length(one, 200.0), abs=0.03)


@pytest.mark.parametrize("seconds", [0.9, 1.5, 3.0])
def test_a_smooth_movement_is_not_called_uneven_however_slow(seconds: float) -> None:
    for phase in moved(Set(lowering_s=seconds, rise_s=seconds)):
        assert phase.low <= HALF_SINE <= phase.high
        assert phase.high > ROUGH


@pytest.mark.parametrize("seconds", [1.2, 2.0])
def test_a_rise_that_sticks_half_way_is_uneven_and_its_lowering_is_not(seconds: float) -> None:
    lowering, rise = moved(Set(rise_s=seconds, stick=0.9))
    assert rise.high < ROUGH < lowering.high


def test_the_more_it_sticks_the_less_smooth_it_is() -> None:
    values = [moved(Set(rise_s=1.5, stick=stick))[1].value for stick in (0.0, 0.4, 0.6, 0.8)]
    assert values == sorted(values, reverse=True)


@pytest.mark.parametrize("seconds", [0.9, 1.5, 2.5])
def test_the_pose_models_noise_does_not_make_a_movement_uneven(seconds: float) -> None:
    """2 in 1,000 of leg length in each picture, twice what rendered clips show."""
    found = [moved(Set(lowering_s=seconds, rise_s=seconds), 0.002, seed)[1] for seed in range(20)]
    assert np.mean([rise.high < ROUGH for rise in found]) <= 0.1


def test_a_pause_at_the_bottom_is_not_rough() -> None:
    assert all(phase.high > ROUGH for phase in moved(Set(pause_s=2.0), noise=0.001))


def test_where_nothing_moves_nothing_is_said() -> None:
    times = np.arange(0, 3, 1 / GRID_HZ)
    still: Floats = np.zeros(len(times))
    assert smoothness_of(times, still, Span(0.5, 1.5, 2.5, 0.4)) == (None, None)
    assert smoothness_of(times, still, Span(10.0, 11.0, 12.0, 0.4)) == (None, None)


@pytest.mark.parametrize("name", TWO_LEGGED)
def test_rendered_lifters_move_with_minimum_jerk_and_are_read_so(name: str) -> None:
    """One of them slows from rep to rep but never sticks: a slow rise is no rough one."""
    phases = [one for rep in measurement(name).reps for one in (rep.lowering_smoothness, rep.rise_smoothness)]
    assert all(one is not None and one.high > ROUGH for one in phases)
    assert np.mean([one is not None and one.low <= MINIMUM_JERK <= one.high for one in phases]) >= 0.7


def test_of_the_standard_measures_this_one_survives_fifteen_pictures_a_second() -> None:
    found = compare(rises=120)
    arc, jerk = found["spectral_arc_length"], found["log_dimensionless_jerk"]
    assert arc["r"] > 0.85 > jerk["r"]
    assert arc["told_apart_pct"] > jerk["told_apart_pct"] + 20
