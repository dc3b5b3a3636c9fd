"""The athlete is told from others by place, size and continuity; nobody else's knees are measured."""

from dataclasses import replace

import numpy as np
import pytest

from sessions.knee_tracking.following import FASTEST, Followed, follow, only
from sessions.knee_tracking.grid import evenly
from sessions.knee_tracking.joints import HIPS, MIRRORED
from sessions.knee_tracking.measure import measure
from sessions.knee_tracking.overlay import overlay
from sessions.knee_tracking.report import Code, NoteCode, Task
from sessions.knee_tracking.stance import find_body
from sessions.knee_tracking.tasks import RULES
from sessions.knee_tracking.track import Flags, Floats, PoseTrack
from tests.sessions.knee_tracking.clips import NAMES, measurement, track
from tests.sessions.knee_tracking.skeleton import Set, Shot, depth_over_time, joints, squats, track_of

HZ = 15.0


def reps_of(one: PoseTrack) -> int:
    body = find_body(evenly(one))
    return 0 if body is None else len(RULES[Task.SQUAT].find(body))


def followed(one: PoseTrack) -> Followed:
    return follow(one, reps_of)


def moved(one: PoseTrack, *, scale: float = 1.0, to: tuple[float, float] = (0.0, 0.0)) -> Floats:
    """The points of a track enlarged about the picture's middle, and shifted, px."""
    middle = np.array([one.width, one.height]) / 2
    return np.asarray(middle + scale * (one.points - middle) + to)


def instead(one: PoseTrack, points: Floats, when: Flags) -> PoseTrack:
    """A track that shows other points at some pictures."""
    return replace(one, points=np.where(when[:, None, None], points, one.points))


def between(one: PoseTrack, start_s: float, end_s: float) -> Flags:
    return np.asarray((one.times_s >= start_s) & (one.times_s < end_s))


def walker(one: PoseTrack, start_s: float, speed_px: float = 250.0) -> Floats:
    """Somebody larger who walks upright from the athlete's place to the right."""
    standing = np.repeat(moved(one, scale=1.35)[:1], len(one.times_s), axis=0)
    way = speed_px * (one.times_s - start_s)
    return np.asarray(standing + np.stack([way, np.zeros_like(way)], axis=1)[:, None])


@pytest.mark.parametrize("name", NAMES)
def test_alone_in_the_picture_the_athlete_is_in_every_picture(name: str) -> None:
    one = track(name)
    seen = followed(one)
    assert (seen.pictures == ~np.isnan(one.points[:, 0, 0])).mean() > 0.995
    assert len(seen.seams_s) == 0
    assert not seen.several


def test_who_crosses_in_front_becomes_a_gap_and_the_rep_in_it_is_left_out() -> None:
    one = squats(Set(reps=5))
    bottom = measure(one, Task.SQUAT).reps[2].bottom_s
    crossing = between(one, bottom, bottom + 1.0)
    crossed = instead(one, walker(one, bottom), crossing)
    seen = followed(crossed)
    assert (seen.pictures == ~crossing).all()
    assert seen.seams_s.tolist() == pytest.approx([bottom, bottom + 1.0], abs=0.1)
    got, plain = measure(crossed, Task.SQUAT), measure(one, Task.SQUAT)
    assert got.codes == ()
    bottoms = [rep.bottom_s for rep in plain.reps]
    assert [rep.bottom_s for rep in got.reps] == pytest.approx(bottoms[:2] + bottoms[3:], abs=0.05)
    assert got.summary.verdict is plain.summary.verdict
    for rep, true in zip(got.reps, (*plain.reps[:2], *plain.reps[3:]), strict=True):
        assert rep.legs.left.offset_pct is not None
        assert true.legs.left.offset_pct is not None
        assert rep.legs.left.offset_pct.value == pytest.approx(true.legs.left.offset_pct.value, abs=0.3)
    assert NoteCode.REPS_LEFT_OUT in [note.code for note in got.summary.notes]


def test_nobody_else_s_knees_are_drawn() -> None:
    one = squats(Set(reps=5))
    crossing = between(one, 6.0, 7.0)
    crossed = instead(one, walker(one, 6.0), crossing)
    shown = overlay(evenly(only(crossed, measure(crossed, Task.SQUAT).athlete)), crossed)
    drawn = {round(number / shown["hz"], 3): frame for number, frame in enumerate(shown["frames"])}
    assert drawn[6.5] is None
    assert drawn[5.5] is not None
    assert drawn[7.5] is not None


def test_an_athlete_who_does_no_more_reps_stays_the_athlete() -> None:
    """After three reps the model goes over to somebody at rest, and stays there for longer than the set took."""
    one = squats(Set(reps=3, rest_s=1.2))
    times = np.arange(0, 3 * one.duration_s, 1 / HZ)
    long = track_of(joints(Set(reps=3), times), times, Shot())
    after = long.times_s > one.duration_s
    resting = np.repeat(moved(long, to=(200.0, 0.0))[:1], len(times), axis=0)
    seen = followed(instead(long, resting, after))
    assert (seen.pictures == ~after).mean() > 0.99
    assert not seen.several


def test_another_who_goes_on_with_the_set_is_one_too_many() -> None:
    one = squats(Set(reps=6))
    half = one.duration_s / 2
    handed = instead(one, moved(one, scale=0.8, to=(220.0, 10.0)), one.times_s > half)
    assert followed(handed).several
    assert measure(handed, Task.SQUAT).codes == (Code.SEVERAL_PEOPLE,)


def test_back_and_forth_between_two_is_one_too_many() -> None:
    one = squats(Set(reps=6))
    other = moved(one, scale=1.0, to=(-230.0, 0.0))
    swapping = instead(one, other, (one.times_s // 5).astype(int) % 2 == 1)
    assert Code.SEVERAL_PEOPLE in measure(swapping, Task.SQUAT).codes


def test_a_glitch_of_one_picture_costs_nothing() -> None:
    one = squats(Set(reps=4))
    glitch = np.zeros(len(one.times_s), bool)
    glitch[[40, 90, 91]] = True
    seen = followed(instead(one, moved(one, to=(0.0, -90.0)), glitch))
    assert (seen.pictures == ~glitch).all()
    assert len(seen.seams_s) == 0
    assert len(measure(instead(one, moved(one, to=(0.0, -90.0)), glitch), Task.SQUAT).reps) == 4


def test_a_short_hole_is_no_seam_a_long_one_is() -> None:
    one = squats(Set(reps=4))

    def holed(seconds: float) -> Followed:
        hole = between(one, 5.0, 5.0 + seconds)
        return followed(only(one, ~hole))

    assert len(holed(0.7).seams_s) == 0
    assert len(holed(1.5).seams_s) == 2


@pytest.mark.parametrize(("times", "jumps"), [(0.7, False), (1.5, True)])
def test_hips_move_only_so_fast(times: float, jumps: bool) -> None:
    one = squats(Set(reps=2))
    torso = np.median(np.linalg.norm(one.points[:, 1:3].mean(axis=1) - one.points[:, HIPS].mean(axis=1), axis=1))
    step = times * (0.25 + FASTEST / HZ) * torso
    leaning = one.points.copy()
    leaning[:, :7, 0] += step  # all but the feet
    seen = followed(instead(one, leaning, one.times_s > one.duration_s / 2))
    assert (len(seen.seams_s) > 0 or not seen.pictures.all()) is jumps


def test_stepping_up_is_no_jump_to_another_body() -> None:
    """The body rises by a step of 40 cm and comes down again; feet and hips together."""
    times = np.arange(0, 12.0, 1 / HZ)
    up, _ = depth_over_time(Set(reps=3, depth=0.45, lowering_s=0.8, rise_s=0.9), times)
    body = joints(Set(reps=0), times)
    body[:, :, 1] += up[:, None]
    seen = followed(track_of(body, times, Shot()))
    assert seen.pictures.all()
    assert len(seen.seams_s) == 0
    assert not seen.several


def cut_at(one: PoseTrack, time_s: float) -> PoseTrack:
    return replace(one, scene=replace(one.scene, cuts_s=np.array([time_s])))


def test_the_same_athlete_from_the_same_place_goes_on_after_a_cut() -> None:
    one = squats(Set(reps=6))
    cut = cut_at(one, one.duration_s / 2 + 0.4)
    assert followed(cut).pictures.all()
    assert NoteCode.CUT_IN_VIDEO in [note.code for note in measure(cut, Task.SQUAT).summary.notes]


@pytest.mark.parametrize("scale", [0.85, 1.2])
def test_after_a_cut_to_another_place_only_the_piece_with_most_reps_counts(scale: float) -> None:
    one = squats(Set(reps=6))
    when = one.duration_s * 0.6
    cut = cut_at(instead(one, moved(one, scale=scale), one.times_s >= when), when)
    got = measure(cut, Task.SQUAT)
    assert got.codes == ()
    assert 3 <= len(got.reps) < 6
    assert all(rep.end_s < when for rep in got.reps)


def test_after_a_cut_to_somebody_built_otherwise_only_one_of_the_two_is_measured() -> None:
    one = squats(Set(reps=6))
    other = squats(Set(reps=6, shank=0.44, drift=(0.06, 0.06)))
    when = one.duration_s * 0.6
    got = measure(cut_at(instead(one, other.points, one.times_s >= when), when), Task.SQUAT)
    assert all(rep.end_s < when for rep in got.reps)
    assert got.summary.verdict is measure(one, Task.SQUAT).summary.verdict


def test_a_cut_that_the_background_hides_shows_in_the_feet() -> None:
    one = squats(Set(reps=6))
    when = one.duration_s * 0.6
    nearer = instead(one, moved(one, scale=1.12), one.times_s >= when)
    got = measure(nearer, Task.SQUAT)
    assert 3 <= len(got.reps) < 6
    assert all(rep.end_s < when for rep in got.reps)
    assert followed(instead(one, moved(one, to=(9.0, 0.0)), one.times_s >= when)).pictures.all()


def test_from_the_front_to_the_side_leaves_the_front() -> None:
    front, side = squats(Set(reps=6)), squats(Set(reps=6), Shot(yaw_deg=85))
    when = front.duration_s * 0.6
    later = front.times_s >= when
    both = replace(instead(front, side.points, later), world=np.where(later[:, None, None], side.world, front.world))
    got = measure(cut_at(both, when), Task.SQUAT)
    assert got.codes == ()
    assert got.view.yaw_deg == pytest.approx(measure(front, Task.SQUAT).view.yaw_deg, abs=1.0)
    assert all(rep.end_s < when for rep in got.reps)


def test_an_image_in_a_mirror_that_is_followed_for_a_while_is_not_measured() -> None:
    one = squats(Set(reps=6))
    flip = np.array([one.width, 0.0]) + np.array([-0.7, 1.0]) * moved(one, scale=0.7)[:, MIRRORED]
    mirrored = between(one, 3.0, 9.0)
    seen = followed(instead(one, flip - np.array([350.0, 0.0]), mirrored))
    assert not (seen.pictures & mirrored).any() or not (seen.pictures & ~mirrored).any()


def test_nobody_at_all_is_followed_nowhere() -> None:
    one = squats()
    nobody = only(one, np.zeros(len(one.times_s), bool))
    assert not followed(nobody).pictures.any()
    assert measure(nobody, Task.SQUAT).codes[0] is Code.NO_PERSON


def test_only_takes_the_others_out_and_changes_nothing_else() -> None:
    one = track("dev02_drift_rise")
    kept = np.arange(len(one.times_s)) % 2 == 0
    less = only(one, kept)
    assert np.isnan(less.points[~kept]).all()
    assert np.isnan(less.visibility[~kept]).all()
    assert (less.points[kept] == one.points[kept]).all()
    assert not np.isnan(one.points[~kept]).any()


def test_a_measured_clip_s_athlete_is_where_the_track_is() -> None:
    assert measurement("dev02_drift_rise").athlete.mean() > 0.99
