"""From the side: heels, balance and leans as they truly are, within their ranges, and nothing claimed beyond that."""

import json
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from bench.side_view import READINGS, draw, filmed, readings, summarise, truth
from sessions.knee_tracking.joints import ANKLES, HEELS, HIPS, KNEES, SHOULDERS, TOES, Joint
from sessions.knee_tracking.measure import Measurement, measure
from sessions.knee_tracking.report import Balance, Code, Heels, Interval, Side, SideView, Task, ViewKind
from sessions.knee_tracking.report import plain as as_json
from sessions.knee_tracking.side_view.ankle import LIFTED_PCT, READ_SHARE, RISE_SD_PCT, heels_of, rise_sd_pct
from sessions.knee_tracking.side_view.sight import lean_deg
from sessions.knee_tracking.track import PoseTrack
from tests.sessions.knee_tracking.clips import measurement
from tests.sessions.knee_tracking.skeleton import Set, Shot, joints, mirrored, squats, track_of

FROM_LEFT = Shot(yaw_deg=88, height=0.9, width=405, ahead=720)
DEEP = Set(depth=0.55, reps=3, torso_rad=(0.09, 1.0))
TRUE_LEANS = {"torso_lean_deg": 31.4, "shank_lean_deg": 30.6}  # of dev09_side_view, from its truth's joints


def of(track: PoseTrack, task: Task = Task.SQUAT) -> Measurement:
    return measure(track, task)


def side(track: PoseTrack, task: Task = Task.SQUAT) -> SideView:
    found = of(track, task).side
    assert found is not None
    return found


def value(interval: Interval | None) -> float:
    assert interval is not None
    return interval.value


@cache
def plain() -> SideView:
    return side(squats(DEEP, FROM_LEFT))


def moved(track: PoseTrack, pair: list[Joint], by_px: tuple[float, float], after_s: float = 0.0) -> PoseTrack:
    """The track with two joints elsewhere in the picture from a time on."""
    points = track.points.copy()
    later = track.times_s >= after_s
    for joint in pair:
        points[later, joint] += by_px
    return replace(track, points=points)


def hidden(track: PoseTrack, pair: list[Joint], visibility: float) -> PoseTrack:
    seen = track.visibility.copy()
    seen[:, pair] = visibility
    return replace(track, visibility=seen)


# The view


@pytest.mark.parametrize("yaw", [62, 75, 88, -62, -75, -88])
def test_a_view_from_the_side_is_read_and_still_refused(yaw: float) -> None:
    found = of(squats(DEEP, replace(FROM_LEFT, yaw_deg=yaw)))
    assert found.codes[0] is Code.SIDE_VIEW
    assert (found.view.kind, found.reps, found.tracking) == (ViewKind.SIDE, (), None)
    assert found.side is not None
    assert found.side.near_leg is (Side.LEFT if yaw > 0 else Side.RIGHT)
    assert len(found.side.reps) == DEEP.reps


@pytest.mark.parametrize("yaw", [0, 20, -29, 35, -45])
def test_from_the_front_and_half_way_nothing_is_claimed(yaw: float) -> None:
    assert of(squats(DEEP, replace(FROM_LEFT, yaw_deg=yaw))).side is None


def test_from_behind_nothing_is_claimed() -> None:
    found = of(squats(DEEP, replace(FROM_LEFT, yaw_deg=130)))
    assert found.codes[0] is Code.BACK_VIEW
    assert found.side is None


def test_what_is_refused_for_something_worse_is_not_read() -> None:
    track = squats(DEEP, FROM_LEFT)
    dark = replace(track.scene, light=track.scene.light * [1.0, 0.1])
    assert of(replace(track, scene=dark)).codes[:1] == (Code.TOO_DARK,)
    assert of(replace(track, scene=dark)).side is None


def test_without_reps_nothing_is_claimed() -> None:
    assert of(squats(replace(DEEP, depth=0.05), FROM_LEFT)).side is None


def test_feet_that_face_the_other_way_than_the_body_are_not_believed() -> None:
    track = squats(DEEP, FROM_LEFT)
    points = track.points.copy()
    points[:, [*HEELS, *TOES]] = points[:, [*TOES, *HEELS]]
    assert of(replace(track, points=points)).side is None


def test_a_mirrored_video_says_the_same_of_the_other_leg() -> None:
    other = side(mirrored(squats(DEEP, FROM_LEFT)))
    assert other.near_leg is Side.RIGHT
    for name in READINGS:
        assert value(getattr(other, name)) == pytest.approx(value(getattr(plain(), name)), abs=0.2)


# The leans


@pytest.mark.parametrize("yaw", [65, 75, 88, -70])
@pytest.mark.parametrize("height", [0.4, 0.9, 1.5])
@pytest.mark.parametrize("steep", [0.5, 1.5])
def test_leans_are_the_true_ones_wherever_the_camera_stands(yaw: float, height: float, steep: float) -> None:
    athlete = replace(DEEP, torso_rad=(0.07, steep))
    found = side(squats(athlete, replace(FROM_LEFT, yaw_deg=yaw, height=height)))
    assert value(found.torso_lean_deg) == pytest.approx(truth(athlete)["torso_lean_deg"], abs=2.0)
    assert value(found.shank_lean_deg) == pytest.approx(truth(athlete)["shank_lean_deg"], abs=3.5)


def test_a_torso_that_leans_more_reads_as_more() -> None:
    upright, leaning = (side(squats(replace(DEEP, torso_rad=(0.07, one)), FROM_LEFT)) for one in (0.5, 1.3))
    true = np.degrees(0.8 * DEEP.depth)
    assert value(leaning.torso_lean_deg) - value(upright.torso_lean_deg) == pytest.approx(true, abs=1.5)


@pytest.mark.parametrize("roll", [-6.0, 6.0])
def test_half_of_the_camera_s_roll_is_taken_out(roll: float) -> None:
    held = value(side(squats(DEEP, replace(FROM_LEFT, roll_deg=roll))).torso_lean_deg)
    assert abs(held - value(plain().torso_lean_deg)) == pytest.approx(3.0, abs=0.5)


def test_knees_far_in_front_of_the_toes_change_no_word() -> None:
    """They are told as the shank's lean, and nothing follows from it."""
    far = side(squats(replace(DEEP, lean=1.5), FROM_LEFT))
    assert value(far.shank_lean_deg) > value(plain().shank_lean_deg) + 10
    assert (far.heels, far.balance) == (plain().heels, plain().balance)
    assert of(squats(replace(DEEP, lean=1.5), FROM_LEFT)).summary.notes == ()


def test_a_lean_is_forward_of_vertical() -> None:
    ways = np.array([[0.0, 1.0], [1.0, 1.0], [-1.0, 1.0], [1.0, 0.0]])
    assert lean_deg(ways, np.zeros((4, 2))) == pytest.approx([0, 45, -45, 90])


# The depth


def test_deep_and_shallow_squats_are_told_apart() -> None:
    deep, shallow = (side(squats(replace(DEEP, depth=depth), FROM_LEFT)) for depth in (0.62, 0.25))
    assert (deep.deep, shallow.deep) == (True, False)
    assert value(deep.hips_over_knees_pct) < -15 < 50 < value(shallow.hips_over_knees_pct)


def test_in_between_it_cannot_be_told() -> None:
    depths = np.arange(0.38, 0.5, 0.02)
    said = [side(squats(replace(DEEP, depth=float(depth)), FROM_LEFT)).deep for depth in depths]
    assert None in said
    assert said == sorted(said, key=[False, None, True].index)


# The heels


@pytest.mark.parametrize("yaw", [65, 88, -75])
@pytest.mark.parametrize("lift", [0.0, 0.1, 0.2, 0.35])
def test_the_rise_of_a_heel_is_read_in_the_deep_part(lift: float, yaw: float) -> None:
    """Without a pose model that shows only a share of it, the reading is larger by that share.

    And by up to 12 % of itself where the foot points half towards the camera and looks short.
    """
    found = side(squats(replace(DEEP, heel_lift=lift), replace(FROM_LEFT, yaw_deg=yaw)))
    assert value(found.heel_rise_pct) == pytest.approx(100 * lift / READ_SHARE, abs=1.0 + 17 * lift)


@pytest.mark.parametrize(("lift", "said"), [(0.0, Heels.STAY), (0.08, Heels.CANNOT_TELL), (0.3, Heels.LIFT)])
def test_heels_stay_lift_or_it_cannot_be_told(lift: float, said: Heels) -> None:
    found = side(squats(replace(DEEP, heel_lift=lift), FROM_LEFT))
    assert found.heels is said
    assert {rep.heels for rep in found.reps} == {said}


def test_heels_that_lift_do_not_change_the_torso() -> None:
    lifted = side(squats(replace(DEEP, heel_lift=0.3), FROM_LEFT))
    assert value(lifted.torso_lean_deg) == pytest.approx(value(plain().torso_lean_deg), abs=0.5)


@pytest.mark.parametrize(
    ("rise", "said"),
    [
        (None, Heels.CANNOT_TELL),
        (Interval(2, -5, 9.9), Heels.STAY),
        (Interval(3, -4, 10.0), Heels.CANNOT_TELL),
        (Interval(17, 10.0, 24), Heels.CANNOT_TELL),
        (Interval(18, 10.1, 26), Heels.LIFT),
    ],
)
def test_the_whole_interval_has_to_say_so(rise: Interval | None, said: Heels) -> None:
    assert heels_of(rise) is said


def test_a_large_rise_is_known_less_exactly() -> None:
    assert rise_sd_pct(0.0) < rise_sd_pct(LIFTED_PCT) < rise_sd_pct(40.0)


def test_one_rep_has_numbers_and_no_word() -> None:
    """Five seconds, or it is refused as too short first."""
    found = side(squats(replace(DEEP, reps=1, rest_s=2.5), FROM_LEFT))
    assert found.heel_rise_pct is not None
    assert found.heels is Heels.CANNOT_TELL


def test_more_reps_do_not_remove_what_is_constant_in_a_clip() -> None:
    rise = side(squats(replace(DEEP, reps=8), FROM_LEFT)).heel_rise_pct
    assert rise is not None
    assert rise.high - rise.value >= 1.6 * RISE_SD_PCT


def test_a_foot_that_does_not_stand_still_says_nothing() -> None:
    track = squats(DEEP, FROM_LEFT)
    points = track.points.copy()
    shaken = np.random.default_rng(1).normal(0, 8, (len(points), 2))
    points[:, HEELS, 1] += shaken
    found = side(replace(track, points=points))
    assert (found.heels, found.heel_rise_pct, found.balance) == (Heels.CANNOT_TELL, None, Balance.CANNOT_TELL)
    assert found.torso_lean_deg is not None


def test_a_heel_that_is_up_while_standing_is_no_ground_to_measure_from() -> None:
    """Standing on the toes and squatting on the whole foot: the heel comes down, and was never on the floor before."""
    times = np.arange(0, DEEP.duration_s, 1 / 15)
    body = joints(DEEP, times)
    standing = body[:, HIPS[0], 1] > body[0, HIPS[0], 1] - 0.05
    body[np.ix_(standing, HEELS, [1])] += 0.1
    found = side(track_of(body, times, FROM_LEFT))
    assert (found.heels, found.heel_rise_pct) == (Heels.CANNOT_TELL, None)


@pytest.mark.parametrize("share", [0.0, 0.4])
def test_a_foot_that_is_seen_much_too_short_is_misread(share: float) -> None:
    track = squats(DEEP, FROM_LEFT)
    points = track.points.copy()
    points[:, HEELS] = points[:, TOES] + share * (points[:, HEELS] - points[:, TOES]) + [1e-6, 0.0]
    found = side(replace(track, points=points))
    assert (found.heels, found.heel_rise_pct, found.balance) == (Heels.CANNOT_TELL, None, Balance.CANNOT_TELL)


@pytest.mark.parametrize("seed", range(8))
def test_nonsense_in_the_track_gives_no_nonsense_in_the_report(seed: int) -> None:
    """Points thrown about and pictures without anybody: no NaN, no infinity, and the report keeps its shape."""
    rng = np.random.default_rng(seed)
    track = squats(DEEP, FROM_LEFT)
    points, world = track.points.copy(), track.world.copy()
    for joint in rng.integers(0, len(Joint), 3):
        thrown = rng.random(len(points)) < rng.random()
        points[thrown, joint] += rng.normal(0, rng.choice([5.0, 100.0, 1000.0]), (int(thrown.sum()), 2))
    lost = rng.random(len(points)) < 0.3 * rng.random()
    points[lost], world[lost] = np.nan, np.nan
    found = of(replace(track, points=points, world=world)).side
    json.dumps(as_json(found), allow_nan=False)


@pytest.mark.parametrize("joint", [HEELS, TOES])
def test_a_hidden_near_foot_says_nothing(joint: list[Joint]) -> None:
    found = side(hidden(squats(DEEP, FROM_LEFT), [joint[0]], 0.6))
    assert (found.heels, found.balance, found.deep) == (Heels.CANNOT_TELL, Balance.CANNOT_TELL, None)
    assert found.torso_lean_deg is not None


def test_a_near_foot_below_the_picture_says_nothing() -> None:
    track = squats(DEEP, FROM_LEFT)
    edge = int(track.points[:, [Joint.LEFT_HEEL, Joint.LEFT_TOE], 1].min()) - 2
    found = side(replace(track, height=edge))
    assert (found.heels, found.balance) == (Heels.CANNOT_TELL, Balance.CANNOT_TELL)


def test_the_far_leg_is_not_looked_at() -> None:
    far = [Joint.RIGHT_HEEL, Joint.RIGHT_TOE]
    found = side(hidden(moved(squats(DEEP, FROM_LEFT), far, (30.0, -40.0)), [*far, Joint.RIGHT_KNEE], 0.1))
    assert found.heels is Heels.STAY
    assert value(found.heel_rise_pct) == pytest.approx(value(plain().heel_rise_pct), abs=0.1)


def test_a_shoulder_outside_the_picture_leaves_the_heels() -> None:
    found = side(moved(squats(DEEP, FROM_LEFT), SHOULDERS, (-400.0, 0.0)))
    assert found.torso_lean_deg is None
    assert found.heel_rise_pct is not None


# The balance


def stepping(back: float, camera_px: float = 0.0) -> PoseTrack:
    """Feet that stand `back` leg lengths further back after the second rep; the picture moves by so many px."""
    times = np.arange(0, DEEP.duration_s, 1 / 15)
    body = joints(DEEP, times)
    rep_s = (DEEP.duration_s - DEEP.rest_s) / DEEP.reps
    since = times - (DEEP.rest_s + rep_s + DEEP.lowering_s)
    gone = np.clip(since / 0.5, 0, 1)
    body[:, :, 2] -= back * gone[:, None]
    track = track_of(body, times, FROM_LEFT)
    camera = track.scene.camera.copy()
    camera[1:, 1] = camera_px * np.diff(gone)
    points = track.points + (camera_px * gone)[:, None, None] * [1.0, 0.0]
    return replace(track, points=points, scene=replace(track.scene, camera=camera))


def test_a_squat_that_stays_in_place_keeps_balance() -> None:
    assert plain().balance is Balance.KEPT
    assert {rep.balance for rep in plain().reps} == {Balance.KEPT}


def test_a_step_back_is_falling_back() -> None:
    found = side(stepping(0.15))
    assert found.balance is Balance.FELL_BACK
    assert [rep.balance for rep in found.reps] == [Balance.KEPT, Balance.FELL_BACK, Balance.KEPT]


def test_a_step_forward_is_not() -> None:
    assert side(stepping(-0.15)).reps[1].balance is Balance.CANNOT_TELL


def test_a_small_shift_of_the_foot_is_none() -> None:
    assert side(stepping(0.04)).balance is Balance.KEPT


def test_a_camera_that_pans_is_no_step() -> None:
    assert side(stepping(0.0, camera_px=25.0)).balance is Balance.KEPT
    assert side(stepping(0.15, camera_px=25.0)).reps[1].balance is Balance.FELL_BACK


def test_where_the_background_shows_nothing_it_cannot_be_told() -> None:
    track = stepping(0.15)
    camera = track.scene.camera.copy()
    camera[:, 1:] = np.nan
    assert side(replace(track, scene=replace(track.scene, camera=camera))).balance is Balance.CANNOT_TELL


def test_the_body_s_centre_far_behind_the_heel_is_falling_back() -> None:
    times = np.arange(0, DEEP.duration_s, 1 / 15)
    body = joints(DEEP, times)
    down = (body[0, HIPS[0], 1] - body[:, HIPS[0], 1]) / DEEP.depth
    for pair, back in ((SHOULDERS, 0.6), (HIPS, 0.4), (KNEES, 0.1)):
        body[np.ix_(range(len(times)), pair, [2])] -= (back * down)[:, None, None]
    assert side(track_of(body, times, FROM_LEFT)).balance is Balance.FELL_BACK


def test_hips_behind_the_heel_are_every_squat_s() -> None:
    times = np.array([DEEP.rest_s + DEEP.lowering_s + 0.1])
    at_bottom = joints(DEEP, times)[0]
    assert at_bottom[HIPS[0], 2] < at_bottom[HEELS[0], 2]
    assert plain().balance is Balance.KEPT


# Other tasks


def test_other_tasks_get_the_torso_and_no_ankle_screen() -> None:
    found = side(squats(DEEP, FROM_LEFT), Task.SPLIT_SQUAT)
    assert found.torso_lean_deg is not None
    told = (
        found.heels,
        found.balance,
        found.deep,
        found.heel_rise_pct,
        found.shank_lean_deg,
        found.hips_over_knees_pct,
    )
    assert told == (None,) * 6
    assert {(rep.heels, rep.balance) for rep in found.reps} == {(None, None)}


# How far off it is


def test_errors_and_ranges_on_simulated_athletes_as_the_pose_model_sees_them() -> None:
    """Of the 90 % intervals 85 to 98 % hold the truth; here of 120 athletes, in the docs of 500."""
    rows = readings(120, seed=3)
    got = summarise(rows, 120)
    assert got["read"] >= 115
    for name, most in zip(READINGS, (3.5, 4.0, 8.0, 4.0), strict=True):
        assert 83 <= got[name]["inside_interval_pct"] <= 98, name
        assert got[name]["median_error"] <= most, name
    for row in rows:
        if row["heels"] is Heels.LIFT:
            assert row["true"]["heel_rise_pct"] > LIFTED_PCT - 5
        if row["heels"] is Heels.STAY:
            assert row["true"]["heel_rise_pct"] < LIFTED_PCT + 5


def test_the_pose_model_s_errors_do_move_the_readings() -> None:
    """Else the figures would be about nothing."""
    rng = np.random.default_rng(5)
    athlete, shot = draw(rng)
    first, second = (side(filmed(athlete, shot, rng)) for _ in range(2))
    assert first != second


# The one clip with a truth


def test_the_clip_from_the_side_is_read_as_it_is() -> None:
    found = measurement("dev09_side_view").side
    assert found is not None
    assert (found.near_leg, found.heels, found.balance, found.deep) == (Side.LEFT, Heels.STAY, Balance.KEPT, True)
    assert len(found.reps) == 4
    for name, true in TRUE_LEANS.items():
        interval = getattr(found, name)
        assert interval.low <= true <= interval.high
    hips = found.hips_over_knees_pct
    assert hips is not None
    assert hips.low <= 2.4 <= hips.high


def test_its_numbers_are_rounded_to_what_they_mean() -> None:
    found = measurement("dev09_side_view").side
    assert found is not None
    for rep in found.reps:
        assert rep.bottom_s == round(rep.bottom_s, 2)
        for name in READINGS:
            interval = getattr(rep, name)
            assert interval.value == round(interval.value, 1)
            assert interval.low < interval.value < interval.high


def test_no_clip_from_the_front_has_readings_from_the_side() -> None:
    assert [measurement(name).side for name in ("dev01_clean_squat", "dev07_yaw15_clean", "dev10_feet_cut")] == [
        None
    ] * 3


def test_ankles_are_where_the_foot_is() -> None:
    """The skeleton's own truth: a lifted heel takes the ankle with it, and the toe stays."""
    times = np.array([0.0, DEEP.rest_s + DEEP.lowering_s + 0.1])
    flat, lifted = joints(DEEP, times), joints(replace(DEEP, heel_lift=0.3), times)
    foot = np.linalg.norm(flat[0, HEELS[0]] - flat[0, TOES[0]])
    assert lifted[1, HEELS[0], 1] - flat[1, HEELS[0], 1] == pytest.approx(0.3 * foot)
    assert lifted[1, ANKLES[0], 1] > flat[1, ANKLES[0], 1] + 0.15 * foot
    assert lifted[1, TOES[0]] == pytest.approx(flat[1, TOES[0]])
