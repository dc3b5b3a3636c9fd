"""The parts of the offset: the camera, the feet, the knees' way forward, the yaw; and what is left out."""

from dataclasses import replace

import numpy as np
import pytest

from sessions.knee_tracking.camera import Camera, find_camera, segment_px
from sessions.knee_tracking.drift import MAXIMUM_GAIN, MAXIMUM_ZERO_PCT, find_drift
from sessions.knee_tracking.feet import MOVED, find_feet
from sessions.knee_tracking.feet import moved as foot_moved
from sessions.knee_tracking.grid import evenly
from sessions.knee_tracking.joints import Joint
from sessions.knee_tracking.measure import measure
from sessions.knee_tracking.offset import MOST_REFERENCE_PCT, Tracking, track_both, track_working
from sessions.knee_tracking.phases import Phases, find_phases
from sessions.knee_tracking.report import NoteCode, Phase, Task
from sessions.knee_tracking.reps import Span
from sessions.knee_tracking.stance import Body, find_body
from sessions.knee_tracking.tasks.rules import LEFT, RIGHT, Method, find_squats
from sessions.knee_tracking.track import PoseTrack
from sessions.knee_tracking.travel import (
    SHANK,
    bend_at,
    hips_by_posture,
    shank_lean_deg,
    travel_by_length,
    travel_by_posture,
)
from sessions.knee_tracking.yaw import squat_yaw_deg
from tests.sessions.knee_tracking.clips import TWO_LEGGED, measurement, truth
from tests.sessions.knee_tracking.skeleton import Set, Shot, squats

SIZE = (720, 405)


def prepared(track: PoseTrack) -> tuple[Body, Phases, list[Span]]:
    body = find_body(evenly(track))
    assert body is not None
    spans = find_squats(body)
    return body, find_phases(body, spans), spans


def camera_of(track: PoseTrack) -> Camera:
    body, phases, _ = prepared(track)
    found = find_camera(body.points, phases.still, (track.width, track.height), straight_legs=True)
    assert found is not None
    return found


def tracking_of(track: PoseTrack) -> Tracking:
    body, phases, spans = prepared(track)
    found = track_both(body, phases, spans, (track.width, track.height))
    assert found is not None
    return found


@pytest.mark.parametrize("distance", [3.0, 3.5, 4.5])
def test_the_distance_follows_from_the_athlete_s_size(distance: float) -> None:
    """The joints of the simulation are true ones; the model's points make a leg 5 % shorter."""
    assert camera_of(squats(shot=Shot(distance=distance))).distance == pytest.approx(0.95 * distance, rel=0.04)


@pytest.mark.parametrize("roll", [-2.0, -0.8, 0.0, 0.8, 2.0])
def test_roll_is_read_from_the_standing_body_and_taken_out(roll: float) -> None:
    track = squats(shot=Shot(roll_deg=roll, yaw_deg=10))
    camera = camera_of(track)
    assert camera.roll_deg == pytest.approx(roll, abs=0.3)
    level = camera_of(squats(shot=Shot(yaw_deg=10)))
    body, _, _ = prepared(track)
    upright, _, _ = prepared(squats(shot=Shot(yaw_deg=10)))
    assert np.abs(camera.rays(body.points) - level.rays(upright.points)).max() < 0.004


def test_a_roll_too_small_to_be_known_is_left_alone() -> None:
    camera = Camera(np.array([0.0, 0.0]), 500.0, 150.0, roll_deg=0.4)
    assert camera.rays(np.array([50.0, 100.0])).tolist() == [0.1, 0.2]


def test_without_straight_legs_the_torso_gives_the_size() -> None:
    track = squats()
    body, phases, _ = prepared(track)
    by_torso = find_camera(body.points, phases.still, SIZE, straight_legs=False)
    assert by_torso is not None
    assert by_torso.leg_px == pytest.approx(camera_of(track).leg_px, rel=0.15)


def test_no_standing_frame_no_camera() -> None:
    body, phases, _ = prepared(squats())
    assert find_camera(body.points, np.zeros_like(phases.still), SIZE, straight_legs=True) is None


def test_thigh_and_shank_are_read_apart() -> None:
    body, phases, _ = prepared(squats())
    thigh, shank = segment_px(body.points[phases.still])
    assert thigh == pytest.approx(shank, rel=0.08)


@pytest.mark.parametrize("toe_out", [0.0, 10.0, 20.0, 30.0])
def test_the_feet_s_direction(toe_out: float) -> None:
    """Within the big toe's 2.3°, which true toes of the simulation do not have."""
    track = squats(Set(toe_out_deg=toe_out))
    camera = camera_of(track)
    body, phases, _ = prepared(track)
    feet = find_feet(camera.rays(body.points), phases.still | (phases.rep >= 0), camera)
    assert feet.out_deg == pytest.approx([toe_out + 2.3] * 2, abs=4.0)


@pytest.mark.parametrize("yaw", [-15.0, 15.0])
def test_yaw_turns_both_feet_the_same_way(yaw: float) -> None:
    track = squats(shot=Shot(yaw_deg=yaw))
    camera = camera_of(track)
    body, phases, _ = prepared(track)
    left, right = find_feet(camera.rays(body.points), phases.still, camera).out_deg
    assert (right - left) / 2 == pytest.approx(yaw, abs=2.5)


def test_a_foot_that_moved_is_told_from_one_that_did_not() -> None:
    track = squats()
    camera = camera_of(track)
    body, phases, _ = prepared(track)
    usual = find_feet(camera.rays(body.points), phases.still, camera)
    for share, expected in ((0.5, False), (2.0, True)):
        shift = np.array([[share * MOVED / camera.distance, 0.0], [0.0, 0.0]])
        assert foot_moved(replace(usual, ankle=usual.ankle + shift, toe=usual.toe + shift), usual, camera) is expected


def test_the_shank_leans_further_the_more_the_knee_bends() -> None:
    lean = shank_lean_deg(np.array([0.0, 30.0, 60.0, 120.0]))
    assert lean[0] == 0
    assert (np.diff(lean) > 0).all()
    assert lean[-1] < 34


def test_bend_and_travel_follow_the_depth() -> None:
    drop = np.array([0.0, 0.1, 0.3, 0.5])
    assert bend_at(drop)[0] == pytest.approx(0)
    assert (np.diff(bend_at(drop)) > 0).all()
    assert (np.diff(travel_by_posture(drop)) > 0).all()
    assert travel_by_posture(drop)[-1] == pytest.approx(0.26, abs=0.03)


def test_the_hips_go_back_as_the_knees_go_forward() -> None:
    deep = np.array([0.5])
    assert hips_by_posture(deep)[0] < -0.1 < 0 < travel_by_posture(deep)[0]


@pytest.mark.parametrize("travel", [0.0, 0.1, 0.25])
def test_foreshortening_gives_the_knee_s_way_forward(travel: float) -> None:
    ankle_at = np.array([0.2, 0.8, 4.0])
    up = np.sqrt(SHANK**2 - travel**2)
    knee_at = ankle_at + np.array([0.0, -up, -travel])
    got = travel_by_length(knee_at[None, :2] / knee_at[2], ankle_at[:2] / ankle_at[2], 4.0, SHANK)
    assert got[0] == pytest.approx(travel, abs=0.02)


def test_a_shank_longer_than_believed_gives_the_nearest_point_instead_of_nothing() -> None:
    got = travel_by_length(np.array([[0.05, 0.05]]), np.array([0.05, 0.25]), 4.0, SHANK)
    assert np.isfinite(got).all()


@pytest.mark.parametrize("yaw", [-20.0, -10.0, 0.0, 10.0, 20.0])
def test_yaw_for_measuring_is_good_to_two_degrees(yaw: float) -> None:
    track = squats(shot=Shot(yaw_deg=yaw))
    body, phases, spans = prepared(track)
    camera = camera_of(track)
    rays = camera.rays(body.points)
    feet = find_feet(rays, phases.still | (phases.rep >= 0), camera)
    drop = body.drop * body.level_px / camera.leg_px
    got = squat_yaw_deg(body, rays, drop, phases, spans, feet, camera)
    assert got == pytest.approx(yaw, abs=2.0)


def test_unequally_turned_feet_are_not_taken_for_yaw() -> None:
    track = squats()
    body, phases, spans = prepared(track)
    camera = camera_of(track)
    rays = camera.rays(body.points)
    feet = find_feet(rays, phases.still, camera)
    askew = replace(feet, out_deg=np.array([0.0, 60.0]))
    drop = body.drop * body.level_px / camera.leg_px
    assert squat_yaw_deg(body, rays, drop, phases, spans, askew, camera) == pytest.approx(0.0, abs=2.0)


def test_yaw_needs_a_bottom_that_is_seen() -> None:
    track = squats()
    body, phases, _ = prepared(track)
    camera = camera_of(track)
    rays = camera.rays(body.points)
    feet = find_feet(rays, phases.still, camera)
    assert squat_yaw_deg(body, rays, body.drop, phases, [], feet, camera) is None


def test_offsets_exist_in_reps_only() -> None:
    track = squats()
    _, phases, _ = prepared(track)
    tracking = tracking_of(track)
    assert not np.isnan(tracking.offset_pct[phases.rep >= 0]).any()
    assert np.isnan(tracking.offset_pct[phases.rep < 0]).all()
    assert not np.isnan(tracking.kasr[phases.still]).any()


def test_ratio_while_standing_is_what_the_stance_is() -> None:
    """Knees of straight legs stand between hips and ankles: 0.42 apart below, 0.26 above, so 0.34 in the middle."""
    track = squats()
    _, phases, _ = prepared(track)
    assert np.median(tracking_of(track).kasr[phases.still]) == pytest.approx(1.0, abs=0.05)


def test_a_shallow_part_far_off_the_foot_line_leaves_the_leg_unmeasured() -> None:
    track = squats()
    points = track.points.copy()
    points[:, Joint.LEFT_TOE, 0] += 0.2 * camera_of(track).leg_px
    got = tracking_of(replace(track, points=points))
    assert abs(got.reference_pct[LEFT]) > MOST_REFERENCE_PCT
    assert np.isnan(got.offset_pct[:, LEFT]).all()
    assert np.isnan(got.kasr).all()


def test_a_foot_that_stands_elsewhere_in_one_rep_is_measured_from_there() -> None:
    track = squats(Set(reps=4))
    leg = [Joint.LEFT_ANKLE, Joint.LEFT_HEEL, Joint.LEFT_TOE, Joint.LEFT_KNEE]
    points = track.points.copy()
    later = track.times_s > track.duration_s * 0.75 - 0.6
    points[:, leg, 0] += np.where(later, 0.05 * camera_of(track).leg_px, 0.0)[:, None]
    got = measure(replace(track, points=points), Task.SQUAT)
    assert NoteCode.FEET_MOVED in [note.code for note in got.summary.notes]
    bottoms = [rep.legs.left.bottom_pct for rep in got.reps]
    assert None not in bottoms
    assert bottoms == pytest.approx([bottoms[0]] * 4, abs=1.0)


def test_the_working_leg_alone_is_measured() -> None:
    track = squats()
    body, phases, spans = prepared(track)
    got = track_working(body, phases, spans, SIZE, [(LEFT,), (RIGHT,), (), (LEFT,)])
    assert got is not None
    for number, legs in enumerate([(LEFT,), (RIGHT,), (), (LEFT,)]):
        known = ~np.isnan(got.offset_pct[phases.of(number)]).all(axis=0)
        assert tuple(np.flatnonzero(known)) == legs
    assert np.isnan(got.kasr).all()
    assert np.isnan(got.own_pct).all()


def test_no_rep_left_out_gets_a_number() -> None:
    track = squats(Set(drift=(0.06, 0.06)))
    _, phases, _ = prepared(track)
    drifts = find_drift(tracking_of(track), phases, [True, False, True, True])
    assert drifts[1].change is None
    assert drifts[1].by_phase == {}
    assert drifts[1].kasr.bottom is None
    assert drifts[1].legs[LEFT].offset_pct is None
    assert drifts[0].change is not None


def test_a_single_wild_frame_is_not_a_drift() -> None:
    """The largest offset must be sustained for more than a tenth of a second."""
    track = squats()
    _, phases, _ = prepared(track)
    tracking = tracking_of(track)
    wild = tracking.offset_pct.copy()
    frame = int(np.flatnonzero(phases.rep == 1)[20])
    wild[frame] += 4.0
    usual, got = (
        find_drift(one, phases, [True] * 4)[1].legs[LEFT].offset_pct
        for one in (tracking, replace(tracking, offset_pct=wild))
    )
    assert usual is not None
    assert got is not None
    assert got.value - usual.value <= 4.0 / 4 / MAXIMUM_GAIN + 1e-9


def constant(tracking: Tracking, phases: Phases, pct: float) -> Tracking:
    """The tracking with the same offset in every frame of every rep."""
    flat = np.where((phases.rep >= 0)[:, None], pct, np.nan) * np.ones((1, 2))
    return replace(tracking, offset_pct=flat, own_pct=flat)


def test_a_rep_s_value_is_its_maximum_corrected_for_being_one() -> None:
    track = squats()
    _, phases, _ = prepared(track)
    leg = find_drift(constant(tracking_of(track), phases, 5.0), phases, [True] * 4)[0].legs[RIGHT]
    assert leg.offset_pct is not None
    assert leg.offset_pct.value == pytest.approx((5.0 - MAXIMUM_ZERO_PCT) / MAXIMUM_GAIN)
    assert leg.bottom_pct == pytest.approx(5.0)


def test_an_outward_knee_reads_zero_inward() -> None:
    track = squats()
    _, phases, _ = prepared(track)
    drift = find_drift(constant(tracking_of(track), phases, -3.0), phases, [True] * 4)[0]
    leg = drift.legs[LEFT]
    assert leg.offset_pct is not None
    assert leg.offset_pct.value == 0.0
    assert leg.worst_phase is None
    assert drift.change is not None
    assert drift.change.interval.value == 0.0


def test_the_phase_with_the_largest_offset_is_the_worst() -> None:
    track = squats()
    _, phases, _ = prepared(track)
    tracking = constant(tracking_of(track), phases, 2.0)
    tracking.offset_pct[(phases.rep >= 0) & ~phases.lowering] += 3.0
    drift = find_drift(tracking, phases, [True] * 4)[0]
    assert drift.legs[LEFT].worst_phase is Phase.RISE
    assert drift.by_phase[Phase.RISE] > drift.by_phase[Phase.LOWERING]


def half_width(tracking: Tracking, phases: Phases) -> float:
    offset = find_drift(tracking, phases, [True] * 4)[0].legs[LEFT].offset_pct
    assert offset is not None
    return (offset.high - offset.low) / 2


def test_the_interval_widens_where_there_is_reason_to_doubt() -> None:
    track = squats()
    _, phases, _ = prepared(track)
    good = replace(constant(tracking_of(track), phases, 2.0), yaw_deg=0.0, reference_pct=np.zeros(2))
    usual = half_width(good, phases)
    doubtful = [
        replace(good, reference_pct=np.array([4.0, 0.0])),
        replace(good, yaw_deg=22.0),
        replace(good, camera=replace(good.camera, leg_px=good.camera.focal_px / 2.5)),
        replace(good, depth_pct=good.depth_pct * 0.5),
    ]
    for one in doubtful:
        assert half_width(one, phases) >= 1.4 * usual
    assert half_width(replace(good, yaw_deg=15.0), phases) > usual
    assert half_width(replace(good, method=Method.WORKING_LEG), phases) > 1.5 * usual


def test_scatter_between_reps_widens_and_a_trend_does_not() -> None:
    track = squats()
    _, phases, _ = prepared(track)
    good = replace(constant(tracking_of(track), phases, 2.0), yaw_deg=0.0, reference_pct=np.zeros(2))

    def with_reps(values: list[float]) -> Tracking:
        flat = good.offset_pct.copy()
        for number, value in enumerate(values):
            flat[phases.of(number)] = value
        return replace(good, offset_pct=flat)

    assert half_width(with_reps([1.0, 2.0, 3.0, 4.0]), phases) == pytest.approx(half_width(good, phases))
    assert half_width(with_reps([1.0, 4.0, 1.0, 4.0]), phases) > 1.3 * half_width(good, phases)


@pytest.mark.parametrize("name", TWO_LEGGED)
def test_stance_of_the_synthetic_clips(name: str) -> None:
    tracking = measurement(name).tracking
    assert tracking is not None
    known = truth(name)
    true = known["set"]["stance_m"] / known["athlete"]["leg_length_m"]
    assert tracking.separation == pytest.approx(true, abs=0.03)


@pytest.mark.parametrize("name", TWO_LEGGED)
def test_distance_of_the_synthetic_clips(name: str) -> None:
    tracking = measurement(name).tracking
    assert tracking is not None
    known = truth(name)
    true = known["camera"]["distance_m"] / known["athlete"]["leg_length_m"]
    assert tracking.camera.distance == pytest.approx(true, rel=0.1)


def test_points_of_feet_lost_in_a_rep_leave_it_to_the_usual_feet() -> None:
    track = squats()
    points = track.points.copy()
    body, _, spans = prepared(track)
    inside = (track.times_s > spans[1].start_s - 0.05) & (track.times_s < spans[1].end_s + 0.05)
    points[inside] = np.nan
    got = tracking_of(replace(track, points=points))
    assert np.isnan(
        got.offset_pct[(body.times_s > spans[1].start_s + 0.2) & (body.times_s < spans[1].end_s - 0.2)]
    ).all()
