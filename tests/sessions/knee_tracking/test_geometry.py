"""The field's formulas give the worked examples, whatever the picture's unit, place or direction of y."""

from typing import Any

import numpy as np
import pytest

from sessions.knee_tracking.geometry import fppa_deg, kasr, medial_offset_pct
from tests.sessions.knee_tracking.clips import floats

NOWHERE = [float("nan"), float("nan")]


def points(inputs: dict[str, Any], *names: str) -> list[Any]:
    return [NOWHERE if inputs[name] is None else floats(inputs[name]) for name in names]


@pytest.mark.parametrize("scale", [0.1, 7.0])
@pytest.mark.parametrize("up", [1.0, -1.0])
def test_nothing_depends_on_scale_shift_or_direction_of_y(scale: float, up: float) -> None:
    hip, knee, ankle = np.array([0.1, 2.0]), np.array([-0.2, 1.1]), np.array([0.0, 0.0])
    there = [point * scale * np.array([1.0, up]) + np.array([31.0, -4.0]) for point in (hip, knee, ankle)]
    assert fppa_deg(there[0], there[1], there[2], 1) == pytest.approx(fppa_deg(hip, knee, ankle, 1))
    usual = medial_offset_pct(hip, knee, ankle, 1, 2)
    assert medial_offset_pct(there[0], there[1], there[2], 1, 2 * scale) == pytest.approx(usual)


def test_whole_series_are_measured_at_once() -> None:
    knees = np.array([[20.0, 50.0], [16.0, 50.0], [np.nan, 50.0]])
    got = kasr(knees, -knees, [20.0, 0.0], [-20.0, 0.0])
    assert got[:2] == pytest.approx([1.0, 0.8])
    assert np.isnan(got[2])


def test_a_deep_knee_is_beyond_ninety_degrees() -> None:
    # The shin comes back up under the knee: the angle keeps growing instead of folding back at 90°.
    assert fppa_deg([0, 1], [1, 1], [0.5, 1.5], 1) == pytest.approx(-135.0)
