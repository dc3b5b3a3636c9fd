"""Side lunges, step-ups and landings of simulated bodies: what is true of them, and what is read."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from bench.movements import TASKS, Mover, draw, filmed, measured, summarise
from sessions.knee_tracking.corrections import CorrectionError, RepTimes, SaidLeg
from sessions.knee_tracking.drift import ERRORS, Z90
from sessions.knee_tracking.feet import TOE_INSIDE, TOE_REACH, Feet, foot_out_deg
from sessions.knee_tracking.joints import ANKLES, HIPS, KNEES
from sessions.knee_tracking.measure import Measurement, measure
from sessions.knee_tracking.report import Interval, NoteCode, Phase, Rep, Side, Task, Verdict
from sessions.knee_tracking.tasks.rules import LEFT, RIGHT, Method
from sessions.knee_tracking.track import Floats, PoseTrack
from tests.sessions.knee_tracking.movements import OUTWARD, Moves, moving, simulate
from tests.sessions.knee_tracking.skeleton import Shot, mirrored

USUAL = {
    Task.SIDE_LUNGE: Moves(Task.SIDE_LUNGE, depth=0.4),
    Task.STEP_UP: Moves(Task.STEP_UP),
    Task.LANDING: Moves(Task.LANDING, reps=3, depth=0.3, lowering_s=0.3, rise_s=0.8),
}
ONE_LEGGED = [Task.SIDE_LUNGE, Task.STEP_UP]
INWARD = 0.07
SHOT = Shot(width=720, ahead=720)


def of(track: PoseTrack, task: Task) -> Measurement:
    return measure(track, task)


def offsets(one: Measurement) -> list[tuple[Interval | None, Interval | None]]:
    """Left and right offset of each rep."""
    return [(rep.legs.left.offset_pct, rep.legs.right.offset_pct) for rep in one.reps]


def worked(one: Measurement, leg: int) -> float:
    """Median offset of a leg over the reps in which it was measured."""
    known = [pair[leg] for pair in offsets(one)]
    return float(np.median([found.value for found in known if found is not None]))


def inside(moves: Moves, leg: int) -> tuple[Floats, Floats]:
    """How far (n,) the knee of a leg truly stands inside its foot line, and its hips' distance to the ankle (n,)."""
    body = simulate(moves, np.arange(0, moves.duration_s, 1 / 30))
    knee = body[:, KNEES[leg]] - body[:, ANKLES[leg]]
    line = np.tan(np.radians(moves.toe_out_deg))
    return knee[:, 2] * line - OUTWARD[leg] * knee[:, 0], np.linalg.norm(
        body[:, HIPS[leg]] - body[:, ANKLES[leg]], axis=1
    )


# The simulator


@pytest.mark.parametrize("task", TASKS)
def test_bones_keep_their_length(task: Task) -> None:
    moves = replace(USUAL[task], drift=(INWARD, INWARD))
    body = simulate(moves, np.arange(0, moves.duration_s, 1 / 30))
    for leg in (LEFT, RIGHT):
        shank = np.linalg.norm(body[:, KNEES[leg]] - body[:, ANKLES[leg]], axis=1)
        thigh = np.linalg.norm(body[:, HIPS[leg]] - body[:, KNEES[leg]], axis=1)
        assert shank == pytest.approx(np.full(len(body), moves.shank), abs=0.002)
        assert thigh == pytest.approx(
            np.full(len(body), 1 - moves.shank), abs=0.05
        )  # stretched a little in climbing back


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("toes", [0.0, 20.0, 40.0])
def test_the_drift_asked_for_is_the_truth_where_the_leg_is_most_bent(task: Task, toes: float) -> None:
    moves = replace(USUAL[task], drift=(INWARD, INWARD), toe_out_deg=toes, working=(LEFT,))
    true, reach = inside(moves, LEFT)
    bent = reach < reach.min() + 0.05 if task is Task.SIDE_LUNGE else np.ones(len(true), bool)
    assert true[bent].max() == pytest.approx(INWARD, abs=0.003)


@pytest.mark.parametrize("task", TASKS)
def test_without_drift_the_bent_knee_stands_over_its_foot(task: Task) -> None:
    true, reach = inside(replace(USUAL[task], working=(LEFT,)), LEFT)
    assert true[reach < reach.min() + 0.05] == pytest.approx(0.0, abs=1e-6)


def test_the_free_leg_of_a_side_lunge_stays_straight() -> None:
    _, reach = inside(replace(USUAL[Task.SIDE_LUNGE], working=(LEFT,)), RIGHT)
    assert reach.min() > 0.98


def test_people_of_all_kinds_are_drawn_alike_from_one_seed() -> None:
    for task in TASKS:
        assert draw(task, np.random.default_rng(4)) == draw(task, np.random.default_rng(4))
        drawn = [draw(task, rng) for rng in [np.random.default_rng(2)] for _ in range(40)]
        assert min(one.of.toe_out_deg for one in drawn) < 5
        assert max(one.of.toe_out_deg for one in drawn) > 35
        assert len({one.of.working for one in drawn}) == 4
        assert {one.of.rests for one in drawn} == {True, False}


# What is read


@pytest.mark.parametrize("task", TASKS)
def test_every_rep_is_found_and_its_leg_measured(task: Task) -> None:
    got = of(moving(USUAL[task], SHOT), task)
    assert len(got.reps) == USUAL[task].reps
    for number, pair in enumerate(offsets(got)):
        legs = {leg for leg, found in enumerate(pair) if found is not None}
        assert legs == ({LEFT, RIGHT} if task is Task.LANDING else {number % 2})


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("shot", [SHOT, replace(SHOT, yaw_deg=12), replace(SHOT, distance=4.8, height=1.4)])
def test_a_drift_is_seen_against_the_same_body_without_it(task: Task, shot: Shot) -> None:
    straight = of(moving(USUAL[task], shot), task)
    drifting = of(moving(replace(USUAL[task], drift=(INWARD, 0.0)), shot), task)
    assert worked(drifting, LEFT) - worked(straight, LEFT) > 100 * INWARD - 3.0
    assert worked(drifting, RIGHT) == pytest.approx(worked(straight, RIGHT), abs=1.5)


@pytest.mark.parametrize("task", TASKS)
def test_intervals_hold_the_truth_of_plain_bodies(task: Task) -> None:
    for drift in (0.0, 0.04, 0.08):
        for pair in offsets(of(moving(replace(USUAL[task], drift=(drift, drift)), SHOT), task)):
            for found in pair:
                assert found is None or found.low <= 100 * drift <= found.high


@pytest.mark.parametrize("task", ONE_LEGGED)
def test_one_leg_is_never_called_clear_and_has_no_ratio(task: Task) -> None:
    got = of(moving(replace(USUAL[task], drift=(0.12, 0.12)), SHOT), task)
    assert got.summary.verdict is Verdict.SOME_DRIFT
    assert not got.summary.certain
    assert all(rep.dkasr is None and rep.kasr.bottom is None for rep in got.reps)
    assert NoteCode.ONE_LEG in [note.code for note in got.summary.notes]


@pytest.mark.parametrize("task", ONE_LEGGED)
def test_a_leg_that_never_worked_has_no_verdict(task: Task) -> None:
    got = of(moving(replace(USUAL[task], working=(RIGHT,)), SHOT), task)
    assert got.summary.left is Verdict.CANNOT_TELL
    assert got.summary.right is not Verdict.CANNOT_TELL


@pytest.mark.parametrize("task", TASKS)
def test_no_side_is_favoured(task: Task) -> None:
    track = moving(replace(USUAL[task], drift=(INWARD, 0.0)), replace(SHOT, yaw_deg=8))
    one, other = of(track, task), of(mirrored(track), task)
    assert worked(one, LEFT) == pytest.approx(worked(other, RIGHT), abs=0.3)
    assert worked(one, RIGHT) == pytest.approx(worked(other, LEFT), abs=0.3)


def test_a_side_lunge_is_read_where_the_hips_are_over_the_foot_only() -> None:
    """On the way there the leg leans outward, and its knee stands far inside without any drift."""
    moves = replace(USUAL[Task.SIDE_LUNGE], rests=False, working=(LEFT,))
    true, _ = inside(moves, LEFT)
    assert true.max() > 0.08
    assert worked(of(moving(moves, SHOT), Task.SIDE_LUNGE), LEFT) < 2.0


def test_a_foot_that_steps_out_is_measured_where_it_stands() -> None:
    stepping, staying = (
        of(moving(replace(USUAL[Task.SIDE_LUNGE], rests=rests, drift=(INWARD, INWARD)), SHOT), Task.SIDE_LUNGE)
        for rests in (True, False)
    )
    for leg in (LEFT, RIGHT):
        assert worked(stepping, leg) == pytest.approx(worked(staying, leg), abs=1.0)


def test_a_step_up_has_neither_depth_nor_tempo() -> None:
    got = of(moving(USUAL[Task.STEP_UP], SHOT), Task.STEP_UP)
    assert {(rep.depth_pct, rep.lowering_s, rep.pause_s, rep.rise_s) for rep in got.reps} == {(None,) * 4}
    assert all(rep.bottom_s == rep.start_s for rep in got.reps)


def test_the_box_is_nearer_than_the_floor_and_measured_from_there() -> None:
    near, far = (
        of(moving(replace(USUAL[Task.STEP_UP], forward=forward, drift=(INWARD, INWARD)), SHOT), Task.STEP_UP)
        for forward in (0.3, 0.5)
    )
    assert near.tracking is not None
    assert far.tracking is not None
    assert far.tracking.camera.distance < near.tracking.camera.distance - 0.1
    assert worked(near, LEFT) == pytest.approx(worked(far, LEFT), abs=1.5)


def test_a_landing_has_both_legs_a_ratio_and_a_depth_but_no_tempo() -> None:
    got = of(moving(replace(USUAL[Task.LANDING], drift=(INWARD, INWARD)), SHOT), Task.LANDING)
    true = -2 * INWARD / USUAL[Task.LANDING].stance
    for rep in got.reps:
        assert rep.dkasr is not None
        assert rep.dkasr.value == pytest.approx(true, abs=0.25)
        assert rep.depth_pct == pytest.approx(30, abs=4)
        assert rep.kasr.bottom is not None
        assert (rep.lowering_s, rep.pause_s, rep.rise_s) == (None, None, None)
    assert Phase.BOTTOM in got.summary.when


def test_landings_can_be_clear_since_both_legs_have_their_own_shallow_part() -> None:
    got = of(moving(replace(USUAL[Task.LANDING], drift=(0.12, 0.12), onset=0.4), SHOT), Task.LANDING)
    assert got.summary.verdict is Verdict.CLEAR_DRIFT


def test_a_stiff_landing_cannot_tell() -> None:
    got = of(moving(replace(USUAL[Task.LANDING], depth=0.06), SHOT), Task.LANDING)
    assert len(got.reps) == 3
    assert got.summary.verdict is Verdict.CANNOT_TELL


def test_the_interval_says_what_the_method_and_the_foot_leave_open() -> None:
    def width(rep: Rep) -> float:
        found = rep.legs.left.offset_pct
        assert found is not None
        return found.high - found.low

    assert ERRORS[Method.BOTH_LEGS].constant_pct < ERRORS[Method.LANDING].constant_pct
    assert ERRORS[Method.LANDING].constant_pct < ERRORS[Method.PLANTED].constant_pct
    for task in TASKS:
        narrow, wide = (
            of(moving(replace(USUAL[task], toe_out_deg=toes, working=(LEFT,)), SHOT), task) for toes in (2.0, 38.0)
        )
        assert width(narrow.reps[0]) >= 2 * Z90 * ERRORS[Method.LANDING].constant_pct
        assert width(wide.reps[0]) > 1.2 * width(narrow.reps[0])


@pytest.mark.parametrize("out", [0.0, 20.0, 40.0])
@pytest.mark.parametrize("aside", [0.0, 0.6])
def test_a_foot_far_from_the_middle_points_where_it_points(out: float, aside: float) -> None:
    """The toes are nearer than the ankle, so a foot at the side seems to point further out."""
    distance, angle = 3.5, np.radians(out)
    toe = aside + TOE_REACH * np.sin(angle) - TOE_INSIDE
    rays = np.array([[aside / distance, 0.0], [-aside / distance, 0.0]])
    toes = np.array([[toe, 0.0], [-toe, 0.0]]) / (distance - TOE_REACH * np.cos(angle))
    feet = Feet(rays, toes, np.full(2, 10.0))
    for leg in (LEFT, RIGHT):
        assert foot_out_deg(feet, leg, distance) == pytest.approx(out, abs=0.1)


@pytest.mark.parametrize("task", ONE_LEGGED)
def test_a_coach_may_say_which_leg_worked(task: Task) -> None:
    track = moving(replace(USUAL[task], working=(LEFT,)), SHOT)
    first = of(track, task).reps[0]
    said = measure(track, task, [SaidLeg(RepTimes(first.start_s, first.end_s), Side.RIGHT)])
    assert said.reps[0].legs.left.offset_pct is None
    assert said.reps[1].legs.left.offset_pct is not None


def test_in_a_landing_no_leg_can_be_said() -> None:
    track = moving(USUAL[Task.LANDING], SHOT)
    first = of(track, Task.LANDING).reps[0]
    with pytest.raises(CorrectionError):
        measure(track, Task.LANDING, [SaidLeg(RepTimes(first.start_s, first.end_s), Side.RIGHT)])


# Whether it holds


@cache
def population(task: Task) -> dict[str, Any]:
    """Twenty-four athletes of every kind."""
    rng = np.random.default_rng(21)
    rows = [row for _ in range(24) if (row := measured(draw(task, rng), rng)) is not None]
    return summarise(rows, 24)


@pytest.mark.parametrize("task", TASKS)
def test_nine_of_ten_true_values_lie_inside(task: Task) -> None:
    found = population(task)
    assert found["counted_right"] >= 20
    assert found["legs_measured"] >= 0.9 * found["of"]
    assert found["wrong_legs"] == 0
    assert 80 <= found["offset_pct"]["inside_interval_pct"] <= 100


@pytest.mark.parametrize("task", TASKS)
def test_the_errors_are_small_enough_to_be_of_use(task: Task) -> None:
    found = population(task)["offset_pct"]
    assert found["median_error"] < 2.0
    assert found["median_half_width"] < 5.5


def test_one_leg_is_never_clear_and_has_no_change_of_the_ratio() -> None:
    for task in ONE_LEGGED:
        assert population(task)["clear_drift"] == 0
        assert "dkasr" not in population(task)
    assert population(Task.LANDING)["dkasr"]["inside_interval_pct"] >= 80


def test_reps_that_were_read_otherwise_give_no_row() -> None:
    one = draw(Task.LANDING, np.random.default_rng(3))
    nobody = Mover(replace(one.of, hop=0.001, box=0.05), one.shot, one.misreading)
    assert measured(nobody, np.random.default_rng(3)) is None


def test_misreading_moves_the_points_by_its_size() -> None:
    one = replace(draw(Task.STEP_UP, np.random.default_rng(5)), shape=(0.0, 0.0))
    other = replace(one, shape=(0.05, 0.0))
    first, second = (filmed(mover, np.random.default_rng(6)) for mover in (one, other))
    moved_px = second.points[:, KNEES[LEFT], 0] - first.points[:, KNEES[LEFT], 0]
    leg_px = one.shot.focal_per_side * one.shot.ahead / one.shot.distance
    assert np.median(moved_px) == pytest.approx(0.05 * leg_px, rel=0.25)
    assert second.points[:, KNEES[RIGHT]] == pytest.approx(first.points[:, KNEES[RIGHT]])
