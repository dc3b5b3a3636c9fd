"""The whole measurement on the synthetic clips' tracks, against what really happened in them."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sessions.knee_tracking.measure import measure
from sessions.knee_tracking.report import NoteCode, Phase, Rep, Task, Trend, Verdict, ViewKind
from tests.sessions.knee_tracking.clips import (
    MEASURED,
    NAMES,
    ONE_LEGGED,
    REFUSED,
    TWO_LEGGED,
    measurement,
    task,
    track,
    truth,
)
from tests.sessions.knee_tracking.skeleton import Set, Shot, mirrored, squats

WORSE = {"in line": 0, "some drift": 1, "clear drift": 2}
PHASES = {"lowering": Phase.LOWERING, "rising": Phase.RISE, "bottom": Phase.BOTTOM}


def pairs(name: str) -> list[tuple[Rep, dict[str, Any]]]:
    return list(zip(measurement(name).reps, truth(name)["reps"], strict=True))


def legs(name: str) -> list[str]:
    return list(truth(name)["legs_measured"])


def offset_errors(name: str, leg: str) -> list[float]:
    """Error of one leg's offset in each rep, % of leg length."""
    found = []
    for rep, true in pairs(name):
        offset = getattr(rep.legs, leg).offset_pct
        assert offset is not None
        found.append(offset.value - true[f"{leg}_medial_pct_leg_max"])
    return found


def test_all_twelve_clips_are_here() -> None:
    assert len(NAMES) == 12


@pytest.mark.parametrize("name", MEASURED)
def test_reps_are_counted(name: str) -> None:
    assert len(measurement(name).reps) == len(truth(name)["reps"])


@pytest.mark.parametrize("name", MEASURED)
def test_reps_are_timed(name: str) -> None:
    for rep, true in pairs(name):
        assert true["start_s"] - 0.05 <= rep.start_s <= true["start_15pct_s"] + 0.05
        assert true["bottom_start_s"] - 0.05 <= rep.bottom_s <= true["bottom_end_s"] + 0.05
        assert true["end_10pct_s"] - 0.05 <= rep.end_s <= true["end_s"] + 0.05


@pytest.mark.parametrize(
    ("got", "true"), [("lowering_s", "lowering_s"), ("pause_s", "pause_s"), ("rise_s", "rising_s")]
)
def test_tempo(got: str, true: str) -> None:
    errors = np.abs([getattr(rep, got) - known[true] for name in MEASURED for rep, known in pairs(name)])
    assert np.median(errors) <= 0.12
    assert np.percentile(errors, 95) <= 0.3


@pytest.mark.parametrize("name", MEASURED)
def test_depth(name: str) -> None:
    for rep, true in pairs(name):
        assert rep.depth_pct == pytest.approx(true["hip_drop_pct_leg"], rel=0.12)


@pytest.mark.parametrize("name", MEASURED)
def test_view(name: str) -> None:
    yaw = measurement(name).view.yaw_deg
    assert yaw is not None
    assert yaw == pytest.approx(truth(name)["camera"]["yaw_deg"], abs=5.0)


@pytest.mark.parametrize(("name", "code"), REFUSED.items())
def test_what_cannot_be_measured_is_refused_and_says_nothing_else(name: str, code: str) -> None:
    refused = measurement(name)
    assert [*refused.codes] == [code]
    assert refused.reps == ()
    assert refused.summary.verdict is Verdict.CANNOT_TELL


@pytest.mark.parametrize("name", TWO_LEGGED)
def test_inward_offset_of_each_leg(name: str) -> None:
    for leg in legs(name):
        assert np.median(np.abs(offset_errors(name, leg))) < 2.0


def test_inward_offset_over_all_squats() -> None:
    errors = np.abs([error for name in TWO_LEGGED for leg in legs(name) for error in offset_errors(name, leg)])
    assert np.median(errors) <= 0.6
    assert np.percentile(errors, 90) <= 1.6


@pytest.mark.parametrize("name", ONE_LEGGED)
def test_inward_offset_of_a_working_leg(name: str) -> None:
    assert legs(name) == ["right"]
    assert np.median(np.abs(offset_errors(name, "right"))) <= 1.5
    assert all(rep.legs.left.offset_pct is None for rep in measurement(name).reps)
    assert all(rep.dkasr is None for rep in measurement(name).reps)


def test_intervals_hold_the_truth() -> None:
    inside, halves = [], []
    for name in MEASURED:
        for leg in legs(name):
            for rep, true in pairs(name):
                offset = getattr(rep.legs, leg).offset_pct
                inside.append(offset.low <= true[f"{leg}_medial_pct_leg_max"] <= offset.high)
                halves.append((offset.high - offset.low) / 2)
    assert np.mean(inside) >= 0.85
    assert np.median(halves) <= 2.0


def test_ratio_change() -> None:
    errors = []
    for name in TWO_LEGGED:
        for rep, true in pairs(name):
            assert rep.dkasr is not None
            errors.append(rep.dkasr.value - min(0.0, true["worst_dkasr"]))
    assert np.sqrt(np.mean(np.square(errors))) <= 0.04


@pytest.mark.parametrize("name", TWO_LEGGED)
def test_ratio_itself(name: str) -> None:
    for rep, true in pairs(name):
        at = {(point["phase"], point["depth_pct"]): point["kasr"] for point in true["points"]}
        assert rep.kasr.lowering_50 == pytest.approx(at["lowering", 50], abs=0.14)
        assert rep.kasr.rise_50 == pytest.approx(at["rising", 50], abs=0.14)
        assert rep.kasr.bottom == pytest.approx(at["lowering", 100], abs=0.14)


@pytest.mark.parametrize("name", MEASURED)
def test_verdict_is_never_worse_than_the_truth_nor_far_from_it(name: str) -> None:
    """The lower state where the interval straddles a cut: at most one below the truth, never above it."""
    got, true = measurement(name).summary, truth(name)["expected"]["verdict"]
    below = WORSE[true] - WORSE[got.verdict.value.replace("_", " ")]
    assert below in (0, 1)
    assert below == 0 or not got.certain


@pytest.mark.parametrize("name", TWO_LEGGED)
def test_point_verdict(name: str) -> None:
    second_worst = sorted(rep.dkasr.value for rep in measurement(name).reps if rep.dkasr)[1]
    got = "clear drift" if second_worst <= -0.20 else "some drift" if second_worst <= -0.10 else "in line"
    assert got == truth(name)["expected"]["verdict"]


def test_the_drifting_leg_is_named() -> None:
    summary = measurement("dev04_left_only").summary
    assert summary.left is Verdict.CLEAR_DRIFT
    assert summary.right is Verdict.IN_LINE


@pytest.mark.parametrize(
    ("name", "when"),
    [
        ("dev02_drift_rise", (Phase.RISE,)),
        ("dev05_fatigue_8reps", (Phase.RISE,)),
        ("dev06_drift_bottom", (Phase.BOTTOM,)),
        ("dev08_yaw15_drift", (Phase.LOWERING, Phase.BOTTOM, Phase.RISE)),
    ],
)
def test_when_in_the_rep_is_named(name: str, when: tuple[Phase, ...]) -> None:
    assert measurement(name).summary.when == when


@pytest.mark.parametrize("name", MEASURED)
def test_fatigue(name: str) -> None:
    expected = truth(name)["expected"]
    worsens = expected["dkasr_first_third"] - expected["dkasr_last_third"] >= 0.10
    assert (measurement(name).summary.fatigue.verdict is Trend.WORSENS) == worsens


def test_fatigue_slope_is_inside_its_interval() -> None:
    name = "dev05_fatigue_8reps"
    slope = measurement(name).summary.fatigue.slope_pct_per_rep
    assert slope is not None
    means = [(true["left_medial_pct_leg_max"] + true["right_medial_pct_leg_max"]) / 2 for _, true in pairs(name)]
    true_slope = np.median([(means[j] - means[i]) / (j - i) for i in range(8) for j in range(i + 1, 8)])
    assert slope.low <= true_slope <= slope.high


def test_partial_depth_is_no_fault() -> None:
    partial = measurement("dev12_partial_pause")
    assert partial.summary.verdict is Verdict.IN_LINE
    assert all(rep.depth_pct is not None and rep.depth_pct < 40 for rep in partial.reps)


def test_a_set_measured_with_the_wrong_task_stays_honest() -> None:
    """Squats called split squats: neither foot is in front, so no leg is named and nothing claimed."""
    got = measure(track("dev02_drift_rise"), Task.SPLIT_SQUAT)
    assert len(got.reps) == 5
    assert got.summary.verdict is Verdict.CANNOT_TELL
    assert NoteCode.LEG_UNKNOWN in [note.code for note in got.summary.notes]


@pytest.mark.parametrize("other", [Task.SIDE_LUNGE, Task.STEP_UP, Task.LANDING])
def test_squats_called_something_else_claim_nothing(other: Task) -> None:
    got = measure(track("dev01_clean_squat"), other)
    if got.codes:
        assert got.codes == ("no_reps",)
        return
    assert all(rep.legs.left.offset_pct is None and rep.dkasr is None for rep in got.reps)
    assert got.summary.verdict is Verdict.CANNOT_TELL


def test_slowing_down_is_noted() -> None:
    codes = [note.code for note in measurement("dev05_fatigue_8reps").summary.notes]
    assert NoteCode.RISE_SLOWED in codes
    assert NoteCode.RISE_SLOWED not in [note.code for note in measurement("dev01_clean_squat").summary.notes]


def test_every_measurement_says_what_it_is_measured_against() -> None:
    for name in MEASURED:
        assert NoteCode.AGAINST_FOOT_LINE in [note.code for note in measurement(name).summary.notes]


def test_a_slanting_view_is_noted_and_named() -> None:
    slanting = measurement("dev07_yaw15_clean")
    assert slanting.view.kind is ViewKind.SLIGHT_FRONT
    assert NoteCode.OBLIQUE in [note.code for note in slanting.summary.notes]
    assert measurement("dev01_clean_squat").view.kind is ViewKind.FRONT


def test_a_cut_video_loses_the_rep_under_the_cut_and_says_so() -> None:
    whole = track("dev01_clean_squat")
    bottom = truth("dev01_clean_squat")["reps"][2]["bottom_s"]
    cut = replace(whole, scene=replace(whole.scene, cuts_s=np.array([bottom])))
    got = measure(cut, Task.SQUAT)
    assert len(got.reps) == 4
    assert NoteCode.CUT_IN_VIDEO in [note.code for note in got.summary.notes]


def test_one_rep_gives_numbers_but_no_verdict_on_the_set() -> None:
    got = measure(squats(Set(reps=1, rest_s=2.0)), Task.SQUAT)
    assert len(got.reps) == 1
    assert got.reps[0].dkasr is not None
    assert got.summary.verdict is Verdict.CANNOT_TELL
    assert NoteCode.FEW_REPS in [note.code for note in got.summary.notes]


def test_a_hole_in_a_rep_is_bridged_for_counting_and_left_out_of_the_measurement() -> None:
    whole = track("dev02_drift_rise")
    bottom = truth("dev02_drift_rise")["reps"][2]["bottom_s"]
    seen = (whole.times_s < bottom + 0.1) | (whole.times_s > bottom + 0.7)
    holed = replace(
        whole,
        times_s=whole.times_s[seen],
        points=whole.points[seen],
        visibility=whole.visibility[seen],
        world=whole.world[seen],
    )
    got = measure(holed, Task.SQUAT)
    assert len(got.reps) == 5
    assert got.tracking is not None
    assert got.body is not None
    inside = (got.body.times_s > bottom + 0.15) & (got.body.times_s < bottom + 0.65)
    assert np.isnan(got.tracking.offset_pct[inside]).all()


def simulated(drift: tuple[float, float] = (0.0, 0.0), shot: Shot | None = None) -> list[Rep]:
    """Reps of a simulated set; shares of leg length that the knees drift inward, left and right."""
    return list(measure(squats(Set(drift=drift), shot or Shot()), Task.SQUAT).reps)


def inward(reps: list[Rep], leg: str) -> float:
    """Median offset of a leg at the bottom of its reps."""
    return float(np.median([getattr(rep.legs, leg).bottom_pct for rep in reps]))


@pytest.mark.parametrize("shot", [Shot(), Shot(yaw_deg=12), Shot(yaw_deg=-12), Shot(distance=4.5)])
@pytest.mark.parametrize("drift", [0.03, 0.06, 0.09])
def test_a_simulated_drift_is_read_as_what_it_is(shot: Shot, drift: float) -> None:
    """A little less is read, since half of what is there while shallow goes into the reference."""
    still, moved = simulated(shot=shot), simulated((drift, drift), shot)
    for leg in ("left", "right"):
        assert inward(moved, leg) - inward(still, leg) == pytest.approx(100 * drift, rel=0.2)


def test_a_drift_of_one_leg_stays_with_that_leg() -> None:
    still, moved = simulated(), simulated((0.06, 0.0))
    assert inward(moved, "left") - inward(still, "left") > 4.0
    assert abs(inward(moved, "right") - inward(still, "right")) < 0.5


@pytest.mark.parametrize("shot", [Shot(), Shot(yaw_deg=10), Shot(yaw_deg=-18, roll_deg=1)])
def test_mirroring_swaps_left_and_right_exactly(shot: Shot) -> None:
    straight = squats(Set(drift=(0.07, 0.02)), shot, noise_px=0.3)
    reps, mirrors = (measure(seen, Task.SQUAT).reps for seen in (straight, mirrored(straight)))
    for rep, mirror in zip(reps, mirrors, strict=True):
        assert rep.dkasr == mirror.dkasr
        assert rep.legs.left.offset_pct == mirror.legs.right.offset_pct
        assert rep.legs.right.offset_pct == mirror.legs.left.offset_pct


@pytest.mark.parametrize(
    "shot",
    [
        Shot(roll_deg=2),
        Shot(roll_deg=-2),
        Shot(width=480, ahead=270),
        Shot(distance=4.2),
        Shot(focal_per_side=0.65),
        Shot(height=0.6, distance=4.2),
        Shot(height=1.2),
    ],
    ids=str,
)
def test_how_the_camera_is_held_moves_an_offset_by_little(shot: Shot) -> None:
    usual, other = simulated((0.05, 0.05)), simulated((0.05, 0.05), shot)
    assert len(other) == len(usual)
    for leg in ("left", "right"):
        assert inward(other, leg) == pytest.approx(inward(usual, leg), abs=1.0)


def test_thinning_a_track_to_ten_pictures_a_second_changes_little() -> None:
    usual = measure(squats(Set(drift=(0.05, 0.05)), hz=15), Task.SQUAT).reps
    thin = measure(squats(Set(drift=(0.05, 0.05)), hz=10), Task.SQUAT).reps
    assert inward(list(thin), "left") == pytest.approx(inward(list(usual), "left"), abs=0.3)


def test_growing_drift_worsens_and_steady_drift_does_not() -> None:
    growing = measure(squats(Set(reps=8, drift=(0.08, 0.08), growing=True)), Task.SQUAT)
    steady = measure(squats(Set(reps=8, drift=(0.08, 0.08))), Task.SQUAT)
    assert growing.summary.fatigue.verdict is Trend.WORSENS
    assert steady.summary.fatigue.verdict is Trend.STEADY


def test_the_task_of_every_clip_is_known() -> None:
    assert {task(name) for name in NAMES} == {Task.SQUAT, Task.SPLIT_SQUAT}
