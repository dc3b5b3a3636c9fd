"""The field's formulas give the worked examples, whatever the picture's unit, place or direction of y."""

from typing import Any

import numpy as np
import pytest

from sessions.knee_tracking.geometry import fppa_deg, kasr, knee_to_hip, knee_toe_offset, medial_offset_pct
from tests.sessions.knee_tracking.clips import floats, name_of, same, vectors

NOWHERE = [float("nan"), float("nan")]


def points(inputs: dict[str, Any], *names: str) -> list[Any]:
    return [NOWHERE if inputs[name] is None else floats(inputs[name]) for name in names]


@pytest.mark.parametrize("vector", vectors("geometry", "fppa"), ids=name_of)
def test_projection_angle(vector: Any) -> None:
    inputs = vector["inputs"]
    hip, knee, ankle = points(inputs, "hip", "knee", "ankle")
    got = fppa_deg(hip, knee, ankle, inputs["lateral_x"])
    assert same(got, vector["expected"]["fppa_deg"], vector["tolerance"])


@pytest.mark.parametrize("vector", vectors("geometry", "kasr"), ids=name_of)
def test_separation_ratio(vector: Any) -> None:
    got = kasr(*points(vector["inputs"], "left_knee", "right_knee", "left_ankle", "right_ankle"))
    assert same(got, vector["expected"]["kasr"], vector["tolerance"])


@pytest.mark.parametrize("vector", vectors("geometry", "knee_toe_offset"), ids=name_of)
def test_knee_against_toe(vector: Any) -> None:
    inputs = vector["inputs"]
    knee, toe, left_hip, right_hip = points(inputs, "knee", "toe", "left_hip", "right_hip")
    got = knee_toe_offset(knee, toe, left_hip, right_hip, inputs["lateral_x"])
    assert same(got, vector["expected"]["hip_widths"], vector["tolerance"])


@pytest.mark.parametrize("vector", vectors("geometry", "two_legs"), ids=name_of)
def test_yaw_moves_the_two_angles_apart_and_hardly_the_ratio(vector: Any) -> None:
    expected, tolerance = vector["expected"], vector["tolerance"]
    seen = {name: floats(point) for name, point in vector["inputs"]["points"].items()}
    outward = vector["inputs"]["lateral_x_right"]
    knees = seen["left_knee"], seen["right_knee"]
    right = fppa_deg(seen["right_hip"], seen["right_knee"], seen["right_ankle"], outward)
    left = fppa_deg(seen["left_hip"], seen["left_knee"], seen["left_ankle"], -outward)
    assert same(kasr(*knees, seen["left_ankle"], seen["right_ankle"]), expected["kasr"], tolerance)
    assert same(knee_to_hip(*knees, seen["left_hip"], seen["right_hip"]), expected["knee_to_hip"], tolerance)
    assert same(right, expected["fppa_right_deg"], tolerance)
    assert same(left, expected["fppa_left_deg"], tolerance)


@pytest.mark.parametrize("vector", vectors("geometry", "medial_offset_change"), ids=name_of)
def test_an_imposed_shift_is_read_as_itself(vector: Any) -> None:
    inputs, expected, tolerance = vector["inputs"], vector["expected"], vector["tolerance"]
    for side, outward in (("right", inputs["lateral_x_right"]), ("left", -inputs["lateral_x_right"])):
        leg = inputs["leg_length_px"]
        before, after = (
            medial_offset_pct(
                floats(inputs[when][f"{side}_hip"]),
                floats(inputs[when][f"{side}_knee"]),
                floats(inputs[when][f"{side}_ankle"]),
                outward,
                leg,
            )
            for when in ("before", "after")
        )
        assert same(after - before, expected[f"{side}_change_pct"], tolerance)
    for when in ("before", "after"):
        places = [floats(inputs[when][name]) for name in ("left_knee", "right_knee", "left_ankle", "right_ankle")]
        assert same(kasr(*places), expected[f"kasr_{when}"], tolerance)


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
