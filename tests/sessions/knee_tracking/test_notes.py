"""Which remarks go with which result, and which reps are left out of it."""

from dataclasses import replace

import numpy as np
import pytest

from sessions.knee_tracking.measure import measure
from sessions.knee_tracking.report import NoteCode, Task, Verdict
from sessions.knee_tracking.track import PoseTrack
from tests.sessions.knee_tracking.clips import MEASURED, TWO_LEGGED, measurement, track
from tests.sessions.knee_tracking.movements import Moves, moving
from tests.sessions.knee_tracking.skeleton import Set, Shot, joints, squats, track_of


def notes(one: PoseTrack, task: Task = Task.SQUAT) -> set[NoteCode]:
    return {note.code for note in measure(one, task).summary.notes}


def test_a_plain_good_set_has_one_remark_only() -> None:
    assert notes(squats()) == {NoteCode.AGAINST_FOOT_LINE}


def test_a_refused_video_has_none() -> None:
    assert notes(squats(shot=Shot(yaw_deg=50))) == set()


@pytest.mark.parametrize(("yaw", "told"), [(0.0, False), (15.0, True), (-15.0, True)])
def test_a_slanting_view(yaw: float, told: bool) -> None:
    assert (NoteCode.OBLIQUE in notes(squats(shot=Shot(yaw_deg=yaw)))) is told


def test_one_leg() -> None:
    codes = notes(track("dev11_split_squat_right"), Task.SPLIT_SQUAT)
    assert NoteCode.ONE_LEG in codes
    assert NoteCode.LEG_UNKNOWN not in codes


def test_a_leg_that_cannot_be_told() -> None:
    assert {NoteCode.ONE_LEG, NoteCode.LEG_UNKNOWN, NoteCode.FEW_REPS} <= notes(squats(), Task.SPLIT_SQUAT)


def test_a_foot_that_is_not_on_a_box() -> None:
    codes = notes(track_upside_down(), Task.STEP_UP)
    assert {NoteCode.ONE_LEG, NoteCode.LEG_UNKNOWN, NoteCode.FEW_REPS} <= codes
    assert NoteCode.AGAINST_FOOT_LINE not in codes


def test_a_landing_says_what_it_is_measured_against_and_that_it_has_no_tempo() -> None:
    codes = notes(landings(0.3), Task.LANDING)
    assert {NoteCode.LANDING, NoteCode.AGAINST_FOOT_LINE} <= codes
    assert not codes & {NoteCode.NOT_MEASURED, NoteCode.HARDLY_BENT, NoteCode.ONE_LEG}
    assert NoteCode.LANDING not in notes(squats(), Task.SQUAT)


def test_stiff_landings() -> None:
    assert {NoteCode.HARDLY_BENT, NoteCode.FEW_REPS} <= notes(landings(0.06), Task.LANDING)


def test_who_never_stands_where_they_landed() -> None:
    """The clip ends as the athlete comes up: there is nothing to take the scale from."""
    of = Moves(Task.LANDING, reps=1, depth=0.3, lowering_s=0.3, rise_s=0.8)
    one = moving(of)
    whole = one.times_s < of.duration_s - of.rest_s - 1.6 - 0.4
    cut = replace(
        one,
        times_s=one.times_s[whole],
        points=one.points[whole],
        visibility=one.visibility[whole],
        world=one.world[whole],
    )
    assert {NoteCode.NOT_MEASURED, NoteCode.FEW_REPS} <= notes(cut, Task.LANDING)


def landings(depth: float) -> PoseTrack:
    return moving(Moves(Task.LANDING, reps=2, depth=depth, lowering_s=0.3, rise_s=0.8))


def track_upside_down() -> PoseTrack:
    """Somebody who rises instead of sinking: the whole body goes up and comes down again."""
    one = squats(Set(depth=1e-4), Shot(distance=4.5))
    up = 25 * np.clip(np.sin(np.pi * one.times_s / 3.5), 0, None) ** 2
    points = one.points.copy()
    points[..., 1] -= up[:, None]
    return replace(one, points=points)


@pytest.mark.parametrize(("reps", "told"), [(1, True), (2, False), (5, False)])
def test_too_few_reps_for_a_verdict(reps: int, told: bool) -> None:
    assert (NoteCode.FEW_REPS in notes(squats(Set(reps=reps, rest_s=2.0)))) is told


def test_a_slowing_rise() -> None:
    assert NoteCode.RISE_SLOWED in {note.code for note in measurement("dev05_fatigue_8reps").summary.notes}
    assert NoteCode.RISE_SLOWED not in notes(squats(Set(reps=6)))


def test_two_reps_are_too_few_to_speak_of_slowing() -> None:
    assert NoteCode.RISE_SLOWED not in notes(squats(Set(reps=2)))


def spliced(slant_deg: float, reps: int = 6) -> PoseTrack:
    """A set of which the last rep is filmed from another side."""
    straight, slanting = squats(Set(reps=reps)), squats(Set(reps=reps), Shot(yaw_deg=slant_deg))
    later = straight.times_s > straight.duration_s - 3.6
    return replace(
        straight,
        points=np.where(later[:, None, None], slanting.points, straight.points),
        world=np.where(later[:, None, None], slanting.world, straight.world),
    )


@pytest.mark.parametrize(("slant", "left_out"), [(0.0, False), (5.0, False), (14.0, True), (20.0, True)])
def test_a_rep_seen_from_elsewhere_is_counted_and_left_out(slant: float, left_out: bool) -> None:
    got = measure(spliced(slant), Task.SQUAT)
    assert len(got.reps) == 6
    assert (got.reps[-1].dkasr is None) is left_out
    assert all(rep.dkasr is not None for rep in got.reps[:-1])
    assert (NoteCode.REPS_LEFT_OUT in {note.code for note in got.summary.notes}) is left_out


def test_a_rep_left_out_does_not_touch_the_verdict() -> None:
    usual, mixed = measure(squats(Set(reps=6)), Task.SQUAT), measure(spliced(20.0), Task.SQUAT)
    assert mixed.summary.verdict is usual.summary.verdict
    assert mixed.reps[-1].verdict is Verdict.CANNOT_TELL
    assert mixed.reps[-1].depth_pct is not None
    assert mixed.reps[-1].lowering_s is not None


def test_a_foot_that_moved() -> None:
    one = squats()
    points = one.points.copy()
    later = one.times_s > one.duration_s * 0.75 - 0.6
    left = [5, 7, 9, 11]
    points[:, left, 0] += np.where(later, 8.0, 0.0)[:, None]
    assert NoteCode.FEET_MOVED in notes(replace(one, points=points))


@pytest.mark.parametrize("name", TWO_LEGGED)
def test_feet_that_stay_are_not_said_to_have_moved(name: str) -> None:
    assert NoteCode.FEET_MOVED not in {note.code for note in measurement(name).summary.notes}


def test_a_cut_is_told_even_outside_the_reps() -> None:
    one = squats()
    cut = replace(one, scene=replace(one.scene, cuts_s=np.array([0.2])))
    assert NoteCode.CUT_IN_VIDEO in notes(cut)
    assert len(measure(cut, Task.SQUAT).reps) == 4


@pytest.mark.parametrize("name", MEASURED)
def test_every_remark_comes_once_and_with_words(name: str) -> None:
    said = measurement(name).summary.notes
    assert len({note.code for note in said}) == len(said)
    assert all(note.message for note in said)


BODIES = [
    Set(toe_out_deg=0.0),
    Set(toe_out_deg=30.0),
    Set(stance=0.3),
    Set(stance=0.6),
    Set(depth=0.3),
    Set(depth=0.55),
    Set(lowering_s=3.0),
]


@pytest.mark.parametrize("of", BODIES, ids=str)
@pytest.mark.parametrize("yaw", [0.0, 12.0])
def test_stance_feet_depth_and_tempo_do_not_turn_a_straight_squat_into_clear_drift(of: Set, yaw: float) -> None:
    got = measure(squats(of, Shot(yaw_deg=yaw)), Task.SQUAT)
    assert len(got.reps) == of.reps
    assert got.summary.verdict is not Verdict.CLEAR_DRIFT


@pytest.mark.parametrize("of", BODIES, ids=str)
def test_a_true_drift_is_seen_on_every_stance(of: Set) -> None:
    straight = measure(squats(of), Task.SQUAT)
    drifting = measure(squats(replace(of, drift=(0.08, 0.08))), Task.SQUAT)
    for rep, other in zip(straight.reps, drifting.reps, strict=True):
        assert rep.dkasr is not None
        assert other.dkasr is not None
        assert other.dkasr.value < rep.dkasr.value - 0.1


def test_a_wider_body_in_the_same_place_reads_the_same() -> None:
    times = np.arange(0, 15, 1 / 15)
    body = joints(Set(), times)
    usual, taller = (measure(track_of(size * body, times, Shot(distance=4.2)), Task.SQUAT) for size in (1.0, 1.1))
    for rep, other in zip(usual.reps, taller.reps, strict=True):
        assert rep.dkasr is not None
        assert other.dkasr is not None
        assert other.dkasr.value == pytest.approx(rep.dkasr.value, abs=0.03)
