"""Other bodies than the one family that the constants come from: what must hold for all of them."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from sessions.knee_tracking.joints import ANKLES, HIPS, KNEES, Joint
from sessions.knee_tracking.measure import Measurement, measure
from sessions.knee_tracking.report import Task, Verdict
from sessions.knee_tracking.track import PoseTrack
from tests.sessions.knee_tracking.skeleton import Set, Shot, mirrored, squats

SHOTS = [Shot(), Shot(yaw_deg=15), Shot(yaw_deg=-15), Shot(distance=4.5, height=1.1)]
STANCES = [Set(toe_out_deg=toes, stance=wide) for toes, wide in product((5.0, 15.0, 25.0), (0.35, 0.5))]
INWARD = 0.06


def short(value: object) -> str:
    """A shot or a stance in a few words, for the tests' names."""
    if isinstance(value, Set):
        return f"toes {value.toe_out_deg:.0f} stance {value.stance}"
    if isinstance(value, Shot):
        return f"yaw {value.yaw_deg:.0f} from {value.distance}"
    return str(value)


def of(track: PoseTrack) -> Measurement:
    return measure(track, Task.SQUAT)


def change(one: Measurement) -> float:
    """Median worst change of the ratio over the reps."""
    return float(np.median([rep.dkasr.value for rep in one.reps if rep.dkasr is not None]))


def leg_s(track: PoseTrack) -> float:
    """The athlete's standing height of the hips, px."""
    return float(track.points[0, ANKLES, 1].mean() - track.points[0, HIPS, 1].mean())


def bowed(track: PoseTrack, share: float) -> PoseTrack:
    """Legs whose knees always stand further out (or in), by a share of leg length, in every frame."""
    points = track.points.copy()
    points[:, Joint.LEFT_KNEE, 0] += share * leg_s(track)
    points[:, Joint.RIGHT_KNEE, 0] -= share * leg_s(track)
    return replace(track, points=points)


@pytest.mark.parametrize("shot", SHOTS, ids=short)
@pytest.mark.parametrize("stance", STANCES, ids=short)
def test_a_straight_squat_is_never_clear_drift(stance: Set, shot: Shot) -> None:
    assert of(squats(stance, shot)).summary.verdict is not Verdict.CLEAR_DRIFT


@pytest.mark.parametrize("shot", SHOTS, ids=short)
@pytest.mark.parametrize("stance", STANCES, ids=short)
def test_a_drift_is_seen_against_the_same_body_without_it(stance: Set, shot: Shot) -> None:
    straight, drifting = of(squats(stance, shot)), of(squats(replace(stance, drift=(INWARD, INWARD)), shot))
    true = -2 * INWARD / stance.stance
    assert change(drifting) - change(straight) == pytest.approx(true, rel=0.45)
    assert change(drifting) < change(straight) - 0.08


@pytest.mark.parametrize("stance", STANCES, ids=short)
def test_each_leg_keeps_its_own_drift(stance: Set) -> None:
    left, right = (of(squats(replace(stance, drift=drift))) for drift in ((INWARD, 0.0), (0.0, INWARD)))
    for one, drifting, other in ((left, "left", "right"), (right, "right", "left")):
        for rep in one.reps:
            worse, better = (getattr(rep.legs, leg).offset_pct for leg in (drifting, other))
            assert worse.value > better.value + 2.0


@pytest.mark.parametrize("share", [-0.03, -0.015, 0.015, 0.03])
def test_bow_legs_and_knock_knees_are_not_called_clear_drift(share: float) -> None:
    """They stand where they stand while the squat is shallow already, so their own shallow part knows them."""
    assert of(bowed(squats(), share)).summary.verdict is not Verdict.CLEAR_DRIFT


@pytest.mark.parametrize("share", [-0.02, 0.02])
def test_half_of_a_body_s_own_shape_is_taken_for_drift_and_half_is_not(share: float) -> None:
    usual, shaped = of(squats()), of(bowed(squats(), share))
    inward = [np.median([rep.legs.left.bottom_pct for rep in one.reps]) for one in (usual, shaped)]
    assert inward[1] - inward[0] == pytest.approx(-100 * share / 2, abs=0.7)


@pytest.mark.parametrize("shot", [Shot(), Shot(yaw_deg=12), Shot(yaw_deg=-20)], ids=short)
@pytest.mark.parametrize("drift", [(0.0, 0.0), (0.07, 0.0), (0.04, 0.08)])
def test_no_side_is_favoured(shot: Shot, drift: tuple[float, float]) -> None:
    straight = squats(Set(drift=drift), shot, noise_px=0.4)
    one, other = of(straight), of(mirrored(straight))
    assert one.summary.left is other.summary.right
    assert one.summary.right is other.summary.left
    assert one.summary.verdict is other.summary.verdict
    assert one.view.yaw_deg == pytest.approx(-(other.view.yaw_deg or 0.0), abs=0.11)


@pytest.mark.parametrize("noise", [0.5, 1.0, 2.0])
def test_jitter_of_the_points_moves_a_rep_by_little(noise: float) -> None:
    quiet, shaken = of(squats(Set(reps=6))), of(squats(Set(reps=6), noise_px=noise))
    assert len(shaken.reps) == 6
    assert change(shaken) == pytest.approx(change(quiet), abs=0.04 * noise + 0.02)


@pytest.mark.parametrize("share", [-0.08, 0.08])
def test_long_and_short_thighs(share: float) -> None:
    """A knee higher or lower on the leg than the constants believe."""
    track = squats(Set(drift=(INWARD, INWARD)))
    points = track.points.copy()
    for hip, knee, ankle in zip(HIPS, KNEES, ANKLES, strict=True):
        points[:, knee] += share * (points[:, ankle] - points[:, hip])
    other = of(replace(track, points=points))
    assert len(other.reps) == 4
    assert change(other) == pytest.approx(change(of(track)), abs=0.12)


@pytest.mark.parametrize("lens", [0.6, 0.75, 0.9])
def test_the_lens_need_not_be_known(lens: float) -> None:
    shot = Shot(focal_per_side=lens, distance=3.5 * lens / 0.75)
    assert change(of(squats(Set(drift=(INWARD, INWARD)), shot))) == pytest.approx(
        change(of(squats(Set(drift=(INWARD, INWARD))))), abs=0.06
    )


@pytest.mark.parametrize("depth", [0.25, 0.35, 0.45, 0.55])
def test_partial_range_is_measured_and_no_fault(depth: float) -> None:
    got = of(squats(Set(depth=depth)))
    assert len(got.reps) == 4
    assert got.summary.verdict is not Verdict.CLEAR_DRIFT
    assert all(rep.depth_pct == pytest.approx(100 * depth, rel=0.2) for rep in got.reps)


def test_reps_of_a_set_agree_with_each_other() -> None:
    got = of(squats(Set(reps=8, drift=(0.05, 0.05)), noise_px=0.3))
    values = [rep.dkasr.value for rep in got.reps if rep.dkasr is not None]
    assert len(values) == 8
    assert np.std(values) < 0.025
