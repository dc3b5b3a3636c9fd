"""The bench of bodies filmed several times: what it simulates, and that the interval against own sets holds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bench.bodies import USUAL, Misreading
from bench.twice import again, figures, inward, simulate


def test_the_same_bones_before_another_camera() -> None:
    other = again(USUAL, np.random.default_rng(1), good=False)
    assert (other.of.shank, other.of.shape, other.of.foot) == (USUAL.of.shank, USUAL.of.shape, USUAL.of.foot)
    assert other.shot.distance != USUAL.shot.distance
    assert other.of.toe_out_deg != USUAL.of.toe_out_deg


def test_a_confirmed_set_drifts_little() -> None:
    rng = np.random.default_rng(2)
    assert max(max(again(USUAL, rng, good=True).of.drift) for _ in range(20)) <= 0.02


def test_half_of_the_misreadings_variance_stays_with_the_body() -> None:
    body = replace(USUAL, misreading=Misreading(1.0, (0.1, -0.1), (0.0, 0.0), (0.0, 0.0), 0.0, 0.001))
    rng = np.random.default_rng(3)
    knees = np.array([again(body, rng, good=True).misreading.knee for _ in range(40)])
    assert knees.mean(axis=0) == pytest.approx([0.1 * np.sqrt(0.5), -0.1 * np.sqrt(0.5)], abs=0.004)


def test_true_drift_begins_at_its_onset() -> None:
    one = replace(USUAL, of=replace(USUAL.of, drift=(0.06, 0.0), onset=0.4))
    assert inward(one, np.array([0.4, 0.7, 1.0]))[:, 0] == pytest.approx([0, 3, 6])


def test_against_own_sets_it_is_nearer_and_the_interval_holds() -> None:
    """A handful, to see that it runs; the figures of many are in docs/knee-tracking.md."""
    found = figures(simulate(5, seed=9))
    assert found["compared"] == 7
    own, line = found["own"], found["line"]
    assert own["offset_pct"]["inside_interval_pct"] >= 80
    assert own["offset_pct"]["median_half_width"] < line["offset_pct"]["median_half_width"]
    assert own["dkasr"]["rms_error"] < line["dkasr"]["rms_error"]
