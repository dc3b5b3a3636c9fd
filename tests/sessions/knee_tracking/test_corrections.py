"""A coach's corrections on the synthetic clips' tracks: what each does, in which order, and that undoing is whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import jsonschema
import numpy as np
import pytest

from sessions.knee_tracking.corrected import correct
from sessions.knee_tracking.correcting import FADE_S, move_joints
from sessions.knee_tracking.corrections import (
    KINDS,
    Correction,
    CorrectionError,
    Drop,
    Merge,
    MovedJoint,
    RepTimes,
    SaidLeg,
    SaidTask,
    Split,
    said_task,
)
from sessions.knee_tracking.joints import Joint
from sessions.knee_tracking.measure import Measurement, measure
from sessions.knee_tracking.report import (
    SCHEMA,
    NoteCode,
    Rep,
    Report,
    Side,
    Task,
    Verdict,
    build,
    from_json,
    plain,
    to_json,
)
from tests.films import a_measured_report
from tests.sessions.knee_tracking.clips import measurement, task, track

FATIGUE, SPLIT_SQUAT = "dev05_fatigue_8reps", "dev11_split_squat_right"


def times(rep: Rep) -> RepTimes:
    return RepTimes(rep.start_s, rep.end_s)


def rep(number: int, name: str = FATIGUE) -> RepTimes:
    return times(measurement(name).reps[number - 1])


def corrected(*corrections: Correction, name: str = FATIGUE) -> Measurement:
    return measure(track(name), task(name), corrections)


def refused(*corrections: Correction, name: str = FATIGUE) -> CorrectionError:
    with pytest.raises(CorrectionError) as caught:
        corrected(*corrections, name=name)
    return caught.value


def same_report(one: Measurement, other: Measurement) -> bool:
    return (one.reps, one.summary, one.view) == (other.reps, other.summary, other.view)


def starts(reps: Sequence[Rep]) -> list[float]:
    return [one.start_s for one in reps]


# Dropping


@pytest.mark.parametrize("number", [1, 4, 8])
def test_a_dropped_rep_is_gone_and_the_others_keep_their_times(number: int) -> None:
    machine = measurement(FATIGUE).reps
    left = corrected(Drop(rep(number))).reps
    assert starts(left) == [one.start_s for one in machine if one.index != number]
    assert [one.index for one in left] == list(range(1, 8))


def test_without_the_drifting_reps_the_set_is_in_line() -> None:
    assert measurement(FATIGUE).summary.verdict is Verdict.CLEAR_DRIFT
    left = corrected(Drop(rep(6)), Drop(rep(7)), Drop(rep(8)))
    assert left.summary.verdict is Verdict.IN_LINE


def test_taking_everything_back_is_the_machines_measurement_again() -> None:
    assert not same_report(corrected(Drop(rep(8))), measurement(FATIGUE))
    assert same_report(corrected(), measurement(FATIGUE))


def test_independent_corrections_may_come_in_any_order() -> None:
    one = corrected(Drop(rep(2)), Merge(rep(5), rep(6)))
    other = corrected(Merge(rep(5), rep(6)), Drop(rep(2)))
    assert same_report(one, other)


def test_a_rep_can_be_dropped_once() -> None:
    error = refused(Drop(rep(3)), Drop(rep(3)))
    assert (error.field, error.number) == ("rep", 1)


def test_a_dropped_rep_is_still_meant_when_its_times_move_a_little() -> None:
    meant = rep(3)
    near = RepTimes(meant.start_s - 0.1, meant.end_s + 0.1)
    assert same_report(corrected(Drop(near)), corrected(Drop(meant)))


def test_half_of_a_rep_is_not_the_rep() -> None:
    meant = rep(3)
    middle = (meant.start_s + meant.end_s) / 2
    assert refused(Drop(RepTimes(meant.start_s, middle))).field == "rep"


# Merging and splitting


def test_merged_neighbours_reach_from_one_start_to_the_other_end() -> None:
    machine = measurement(FATIGUE).reps
    merged = corrected(Merge(rep(2), rep(3))).reps
    assert len(merged) == len(machine) - 1
    assert (merged[1].start_s, merged[1].end_s) == (machine[1].start_s, machine[2].end_s)
    assert merged[1].bottom_s == machine[2].bottom_s  # the third is the deeper one


def test_merging_then_splitting_where_the_second_began_gives_both_back() -> None:
    machine = measurement(FATIGUE).reps
    whole = times(corrected(Merge(rep(2), rep(3))).reps[1])
    back = corrected(Merge(rep(2), rep(3)), Split(whole, machine[2].start_s)).reps
    assert len(back) == len(machine)
    for got, was in zip(back, machine, strict=True):
        assert got.bottom_s == pytest.approx(was.bottom_s, abs=0.05)
        assert got.verdict == was.verdict
        assert got.dkasr is not None
        assert was.dkasr is not None
        assert got.dkasr.value == pytest.approx(was.dkasr.value, abs=0.01)


@pytest.mark.parametrize(("first", "second"), [(2, 4), (3, 2), (5, 5)])
def test_only_neighbours_in_their_order_are_merged(first: int, second: int) -> None:
    error = refused(Merge(rep(first), rep(second)))
    assert error.field == "other"
    assert f"not {first} and {second}" in error.sentence


def test_after_a_drop_those_beside_it_are_neighbours() -> None:
    assert len(corrected(Drop(rep(3)), Merge(rep(2), rep(4))).reps) == 6


def test_nothing_is_merged_across_a_cut() -> None:
    machine = measurement(FATIGUE).reps
    between = np.array([(machine[1].end_s + machine[2].start_s) / 2])
    seen = track(FATIGUE)
    cut = replace(seen, scene=replace(seen.scene, cuts_s=between))
    with pytest.raises(CorrectionError, match="picture changes"):
        measure(cut, Task.SQUAT, [Merge(rep(2), rep(3))])


@pytest.mark.parametrize("off_s", [-0.5, 0.0])
def test_a_split_before_the_rep_is_refused(off_s: float) -> None:
    error = refused(Split(rep(4), rep(4).start_s + off_s))
    assert error.field == "at_s"
    assert "outside the rep: it goes from 10.6 to 12.3 s" in error.sentence


def test_a_split_leaves_time_for_two_reps() -> None:
    assert "0.8 s at least" in refused(Split(rep(4), rep(4).start_s + 0.3)).sentence


def test_a_split_at_the_bottom_is_refused() -> None:
    deep = measurement(FATIGUE).reps[3]
    assert "hips are high" in refused(Split(times(deep), deep.bottom_s)).sentence


# Task and leg


def test_the_task_said_last_holds() -> None:
    assert said_task(Task.SQUAT, []) is Task.SQUAT
    said = [SaidTask(Task.LUNGE), SaidTask(Task.SPLIT_SQUAT)]
    assert said_task(Task.SQUAT, said) is Task.SPLIT_SQUAT


def test_another_task_is_measured_as_if_it_had_been_said_before() -> None:
    as_squat = measure(track(SPLIT_SQUAT), Task.SQUAT, [SaidTask(Task.SPLIT_SQUAT)])
    assert same_report(as_squat, measurement(SPLIT_SQUAT))


def test_a_leg_is_said_where_it_could_not_be_told() -> None:
    squat = [SaidTask(Task.SINGLE_LEG_SQUAT)]
    assert any(note.code is NoteCode.LEG_UNKNOWN for note in corrected(*squat).summary.notes)
    legs = [SaidLeg(rep(number), Side.RIGHT) for number in range(1, 9)]
    told = corrected(*squat, *legs)
    assert not any(note.code is NoteCode.LEG_UNKNOWN for note in told.summary.notes)
    assert all(one.legs.right.offset_pct and not one.legs.left.offset_pct for one in told.reps)


def test_the_other_leg_of_a_split_squat_is_measured_when_said() -> None:
    machine = measurement(SPLIT_SQUAT).reps[0]
    assert machine.legs.left.offset_pct is None
    said = corrected(SaidLeg(times(machine), Side.LEFT), name=SPLIT_SQUAT).reps[0]
    assert said.legs.left.offset_pct is not None
    assert said.legs.right.offset_pct is None


def test_in_a_squat_no_leg_is_said() -> None:
    assert refused(SaidLeg(rep(1), Side.LEFT)).field == "leg"


# A moved joint


def moved(at_s: float, x: float = 0.5, y: float = 0.5, joint: str = "left_knee") -> MovedJoint:
    return MovedJoint(at_s, joint, x, y)


def test_a_moved_joint_is_there_at_the_nearest_picture_and_fades_away() -> None:
    seen = track(FATIGUE)
    nearest = 100
    after = move_joints(seen, [moved(float(seen.times_s[nearest]) + 0.02, 0.25, 0.75)])
    assert after.points[nearest, Joint.LEFT_KNEE] == pytest.approx([0.25 * seen.width, 0.75 * seen.height])
    way = after.points[nearest, Joint.LEFT_KNEE] - seen.points[nearest, Joint.LEFT_KNEE]
    beside = after.points[nearest + 1, Joint.LEFT_KNEE] - seen.points[nearest + 1, Joint.LEFT_KNEE]
    share = 1 - (seen.times_s[nearest + 1] - seen.times_s[nearest]) / FADE_S
    assert beside == pytest.approx(share * way)
    far = np.abs(seen.times_s - seen.times_s[nearest]) >= FADE_S
    np.testing.assert_array_equal(after.points[far], seen.points[far])


def test_no_other_joint_moves() -> None:
    seen = track(FATIGUE)
    after = move_joints(seen, [moved(8.0)])
    others = [joint for joint in Joint if joint is not Joint.LEFT_KNEE]
    np.testing.assert_array_equal(after.points[:, others], seen.points[:, others])


def test_moved_twice_it_is_where_it_was_put_last() -> None:
    seen = track(FATIGUE)
    after = move_joints(seen, [moved(8.0, 0.2, 0.2), moved(8.0, 0.3, 0.4)])
    nearest = int(np.abs(seen.times_s - 8.0).argmin())
    assert after.points[nearest, Joint.LEFT_KNEE] == pytest.approx([0.3 * seen.width, 0.4 * seen.height])


def test_a_knee_moved_inward_at_the_bottom_is_measured_so() -> None:
    first = measurement(FATIGUE).reps[0]
    seen = track(FATIGUE)
    nearest = int(np.abs(seen.times_s - first.bottom_s).argmin())
    knee, other = seen.points[nearest, Joint.LEFT_KNEE], seen.points[nearest, Joint.RIGHT_KNEE]
    x, y = (knee + 0.3 * (other - knee)) / [seen.width, seen.height]
    after = corrected(moved(first.bottom_s, float(x), float(y))).reps
    assert after[0].legs.left.offset_pct is not None
    assert first.legs.left.offset_pct is not None
    assert after[0].legs.left.offset_pct.value > first.legs.left.offset_pct.value + 2
    assert after[4].bottom_s == measurement(FATIGUE).reps[4].bottom_s


@pytest.mark.parametrize(
    ("move", "field"),
    [
        (moved(8.0, x=1.2), "x"),
        (moved(8.0, y=-0.1), "x"),
        (moved(99.0), "at_s"),
        (moved(-1.0), "at_s"),
        (moved(8.0, joint="left_elbow"), "joint"),
    ],
)
def test_a_joint_outside_picture_or_video_or_of_no_name_is_refused(move: MovedJoint, field: str) -> None:
    error = refused(Drop(rep(1)), move)
    assert (error.field, error.number) == (field, 1)


def test_where_nobody_was_seen_nothing_is_moved() -> None:
    seen = track(FATIGUE)
    points = seen.points.copy()
    points[100] = np.nan
    with pytest.raises(CorrectionError, match="Nobody was seen"):
        move_joints(replace(seen, points=points), [moved(float(seen.times_s[100]))])


# The corrected report


def machine() -> Report:
    return from_json(a_measured_report(FATIGUE))


def test_the_corrected_report_has_the_published_shape_and_the_videos_own_facts() -> None:
    made = correct(track(FATIGUE), machine(), [Drop(rep(8)), SaidTask(Task.SQUAT)])
    jsonschema.validate(to_json(made.report), SCHEMA)
    assert made.report.video == machine().video
    assert len(made.report.reps) == 7
    assert made.curve is not None
    assert made.overlay is None  # nobody moved a joint: the machine's skeleton holds


def test_a_moved_joint_makes_another_skeleton() -> None:
    made = correct(track(FATIGUE), machine(), [moved(8.0, 0.25, 0.75)])
    assert made.overlay is not None
    number = round((8.0 - made.overlay["start_s"]) * made.overlay["hz"])
    x, y = made.overlay["frames"][number][Joint.LEFT_KNEE]
    assert (x, y) == pytest.approx((0.25, 0.75), abs=0.05)


def test_what_would_have_to_be_refused_is_no_correction() -> None:
    drops = [Drop(rep(number)) for number in range(1, 9)]
    with pytest.raises(CorrectionError) as caught:
        correct(track(FATIGUE), machine(), drops)
    assert (caught.value.field, caught.value.number) == ("rep", 7)


@pytest.mark.parametrize(
    "one",
    [
        Drop(RepTimes(1.0, 2.0)),
        Merge(RepTimes(1.0, 2.0), RepTimes(3.0, 4.0)),
        Split(RepTimes(1.0, 3.0), 2.0),
        SaidTask(Task.LUNGE),
        SaidLeg(RepTimes(1.0, 2.0), Side.RIGHT),
        moved(1.0),
    ],
)
def test_a_correction_survives_being_stored(one: Correction) -> None:
    (kind,) = [name for name, made in KINDS.items() if made is type(one)]
    assert build(KINDS[kind], plain(one)) == one
