"""Measured against the athlete's own confirmed sets: what falls out of the comparison, what stays, and when not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from sessions.knee_tracking import SCHEMA, Measured, OwnSet, Report, Status, Task, Verdict, from_json, run, to_json
from sessions.knee_tracking.again import measure_again
from sessions.knee_tracking.against_own import SHARES
from sessions.knee_tracking.corrected import correct
from sessions.knee_tracking.corrections import Drop, RepTimes, SaidTask
from sessions.knee_tracking.curve import curve
from sessions.knee_tracking.measure import Measurement, measure
from sessions.knee_tracking.options import Options
from sessions.knee_tracking.own_sets import MOST_SETS, Unlike, comparable, why_not_good, why_unlike
from sessions.knee_tracking.report import ENGINE_VERSION, FootLine, Interval, NoteCode, Timing, Video
from sessions.knee_tracking.track import PoseTrack
from tests.films import a_line, a_refusal, a_report
from tests.sessions.knee_tracking.clips import measurement, track
from tests.sessions.knee_tracking.skeleton import Set, Shot, mirrored, squats

INSIDE = Set(shape=-0.03)  # knees that always stand 3 % of leg length inside the foot line
LINE = a_line(Interval(-0.02, -0.08, 0.04))
LINES: dict[bytes, FootLine | None] = {}  # of tracks that were measured already


def own(line: FootLine | None, name: str = "a", day: str = "2026-11-03", **more: Any) -> OwnSet:
    assert line is not None
    return replace(OwnSet(name, day, ENGINE_VERSION, Task.SQUAT, line), **more)


def confirmed(one: PoseTrack, *names: str) -> list[OwnSet]:
    key = one.points.tobytes()
    if key not in LINES:
        LINES[key] = measure(one, Task.SQUAT).line
    return [own(LINES[key], name) for name in names or ("a",)]


def offsets(one: Measurement) -> list[float]:
    """Largest offset of each leg, median over the reps, % of leg length."""
    legs = [[rep.legs.left.offset_pct, rep.legs.right.offset_pct] for rep in one.reps]
    return [float(np.median([leg.value for leg in side if leg])) for side in zip(*legs, strict=True)]


def half_width(one: Measurement) -> float:
    change = one.reps[0].dkasr
    assert change is not None
    return (change.high - change.low) / 2


class TestWhatIsCompared:
    """Two filmings of one body."""

    def test_how_the_knees_always_stand_falls_out(self) -> None:
        before, now = squats(INSIDE), squats(replace(INSIDE, depth=0.48), Shot(distance=4.2, height=1.2, yaw_deg=5))
        by_line, by_own = measure(now, Task.SQUAT), measure(now, Task.SQUAT, own=confirmed(before))
        assert max(offsets(by_line)) > 1.2
        assert max(offsets(by_own)) < 0.4

    def test_drift_stays_whole(self) -> None:
        drifting = squats(replace(INSIDE, drift=(0.06, 0.0), onset=0.3))
        left, right = offsets(measure(drifting, Task.SQUAT, own=confirmed(squats(INSIDE))))
        assert left == pytest.approx(6.0, abs=0.5)
        assert right < 0.3

    def test_little_is_lost_of_a_drift_from_the_start(self) -> None:
        """A quarter of what the shallow part reads, which is at a fifth of the depth."""
        drifting = squats(Set(drift=(0.06, 0.06)))
        for leg in offsets(measure(drifting, Task.SQUAT, own=confirmed(squats()))):
            assert leg == pytest.approx(6.0 - 0.25 * 0.2 * 6.0, abs=0.35)

    def test_a_drift_in_the_good_set_is_not_drift(self) -> None:
        good, more = squats(Set(drift=(0.02, 0.02))), squats(Set(drift=(0.05, 0.05)))
        for leg in offsets(measure(more, Task.SQUAT, own=confirmed(good))):
            assert leg == pytest.approx(3.0, abs=0.6)

    def test_left_and_right_are_not_confused(self) -> None:
        crooked = squats(Set(shapes_apart=0.03, drift=(0.05, 0.0)))
        plain = squats(Set(shapes_apart=0.03))
        there = measure(crooked, Task.SQUAT, own=confirmed(plain))
        back = measure(mirrored(crooked), Task.SQUAT, own=confirmed(mirrored(plain)))
        assert offsets(there) == pytest.approx(offsets(back)[::-1], abs=0.1)

    def test_a_set_against_itself_reads_next_to_nothing(self) -> None:
        same = track("dev01_clean_squat")
        found = measure(same, Task.SQUAT, own=confirmed(same))
        assert found.summary.verdict is Verdict.IN_LINE
        assert max(offsets(found)) < 0.5

    def test_a_simulated_clip_reads_right_against_the_clean_one_of_its_body(self) -> None:
        """And clear, which it is: against the foot line it was not certain."""
        clean = own(measurement("dev01_clean_squat").line)
        found = measure(track("dev02_drift_rise"), Task.SQUAT, own=[clean])
        assert measurement("dev02_drift_rise").summary.verdict is Verdict.SOME_DRIFT
        assert (found.summary.verdict, found.summary.certain) == (Verdict.CLEAR_DRIFT, True)
        for leg, side in zip(("left", "right"), offsets(found), strict=True):
            offset = getattr(found.reps[0].legs, leg).offset_pct
            assert offset.low < 5.4 < offset.high, (leg, side)


class TestTheInterval:
    """It is the honest one of a difference of two filmings."""

    def test_more_good_sets_make_it_narrower(self) -> None:
        one = squats(Set(drift=(0.03, 0.03)))
        widths = [half_width(measure(one, Task.SQUAT, own=confirmed(squats(), *"abcde"[:n]))) for n in (1, 2, 5)]
        assert widths == sorted(widths, reverse=True)
        assert widths[0] > widths[2] * 1.05

    def test_another_direction_and_turned_feet_make_it_wider(self) -> None:
        good = confirmed(squats())
        straight = half_width(measure(squats(), Task.SQUAT, own=good))
        assert half_width(measure(squats(shot=Shot(yaw_deg=8)), Task.SQUAT, own=good)) > straight
        wide = Set(toe_out_deg=30)
        assert half_width(measure(squats(wide), Task.SQUAT, own=confirmed(squats(wide)))) > 1.2 * straight

    def test_a_shallow_part_off_the_foot_line_casts_no_doubt(self) -> None:
        far = Set(shape=-0.045)
        good = confirmed(squats(far))
        plain = half_width(measure(squats(), Task.SQUAT, own=confirmed(squats())))
        assert half_width(measure(squats(far), Task.SQUAT, own=good)) == pytest.approx(plain, rel=0.1)
        assert half_width(measure(squats(far), Task.SQUAT)) > 1.3 * half_width(measure(squats(), Task.SQUAT))

    def test_the_curve_is_against_the_same(self) -> None:
        one, good = squats(INSIDE), confirmed(squats(INSIDE))
        by_line, by_own = (curve(measure(one, Task.SQUAT, own=sets)) for sets in ([], good))
        assert by_line is not None
        assert by_own is not None
        deepest = [max(one for one in each["offset_pct"]["left"] if one is not None) for each in (by_line, by_own)]
        assert deepest[0] > deepest[1] + 0.8


class TestTheReport:
    """Where it came from can be read back."""

    def test_the_line_is_against_the_foot_line_whatever_the_rest_is(self) -> None:
        one = squats(Set(drift=(0.05, 0.05)))
        by_line, by_own = measure(one, Task.SQUAT), measure(one, Task.SQUAT, own=confirmed(squats(INSIDE)))
        assert by_own.line == by_line.line
        assert by_own.line is not None
        assert by_own.line.dkasr == sorted((rep.dkasr for rep in by_line.reps if rep.dkasr), key=lambda r: r.value)[1]
        assert by_own.reps != by_line.reps

    def test_the_line_has_nine_depths_and_what_makes_sets_alike(self) -> None:
        line = measure(squats(Set(drift=(0.05, 0.0), onset=0.3)), Task.SQUAT).line
        assert line is not None
        assert len(line.left) == len(line.right) == len(SHARES) == 9
        left, right = line.left[-1], line.right[-1]
        assert left is not None
        assert right is not None
        assert left - right == pytest.approx(5.0, abs=0.5)
        assert line.depth_pct == pytest.approx(45, abs=5)
        assert line.toe_out_deg == pytest.approx((15, 15), abs=4)
        assert abs(line.yaw_deg) < 2

    def test_reps_that_differ_are_spread(self) -> None:
        steady, growing = (
            measure(squats(Set(drift=(0.08, 0.08), growing=so)), Task.SQUAT).line for so in (False, True)
        )
        assert steady is not None
        assert growing is not None
        assert growing.spread_pct > steady.spread_pct + 0.5

    def test_one_legged_tasks_have_no_line(self) -> None:
        assert measurement("dev11_split_squat_right").line is None

    def test_it_survives_the_way_through_json(self) -> None:
        report = _report(own_sets=tuple(confirmed(squats(), "a", "b")))
        assert from_json(json.loads(json.dumps(to_json(report)))) == report

    def test_it_conforms_to_the_published_shape(self) -> None:
        jsonschema.validate(json.loads(json.dumps(to_json(_report(own_sets=tuple(confirmed(squats())))))), SCHEMA)

    def test_an_older_report_has_neither(self) -> None:
        document = a_report()
        del document["line"], document["own_sets"]
        older = from_json(document)
        assert (older.line, older.own_sets) == (None, ())

    def test_the_note_says_the_days(self) -> None:
        sets = [own(LINE, "b", "2026-11-10"), own(LINE, "a", "2026-11-03"), own(LINE, "c", "2026-11-10")]
        found = measure(squats(Set(depth=0.48)), Task.SQUAT, own=sets)
        (note,) = [one for one in found.summary.notes if one.code is NoteCode.AGAINST_OWN_SETS]
        days = "3 November 2026 and 10 November 2026"
        assert note.message == f"Measured against the athlete’s own confirmed sets of {days}."
        assert [one.id for one in found.own_sets] == ["a", "b", "c"]
        assert NoteCode.AGAINST_FOOT_LINE not in {one.code for one in found.summary.notes}

    def test_a_single_one_is_a_set(self) -> None:
        found = measure(squats(), Task.SQUAT, own=confirmed(squats()))
        assert "own confirmed set of 3 November 2026." in found.summary.notes[-1].message

    def test_unlike_ones_are_said_to_be_there(self) -> None:
        deep = confirmed(squats(Set(depth=0.55)))
        found = measure(squats(Set(depth=0.4)), Task.SQUAT, own=deep)
        assert found.own_sets == ()
        assert {one.code for one in found.summary.notes} == {NoteCode.UNLIKE_OWN_SETS}
        assert found.reps == measure(squats(Set(depth=0.4)), Task.SQUAT).reps

    def test_those_of_another_task_are_not_spoken_of(self) -> None:
        found = measure(squats(), Task.SQUAT, own=[own(LINE, task=Task.LUNGE)])
        assert {one.code for one in found.summary.notes} == {NoteCode.AGAINST_FOOT_LINE}

    def test_a_refused_video_has_none(self) -> None:
        found = measure(squats(shot=Shot(yaw_deg=50)), Task.SQUAT, own=confirmed(squats()))
        assert (found.line, found.own_sets, found.summary.notes) == (None, (), ())


class TestCorrectedAndAgain:
    """The same sets are compared with, whoever confirmed what since."""

    def test_a_correction_keeps_what_it_was_measured_against(self) -> None:
        one = track("dev05_fatigue_8reps")
        machine = _report(one, own_sets=(own(measurement("dev01_clean_squat").line),))
        last = machine.reps[-1]
        found = correct(one, machine, [Drop(RepTimes(last.start_s, last.end_s))]).report
        assert found.own_sets == machine.own_sets
        by_line = correct(one, replace(machine, own_sets=()), [Drop(RepTimes(last.start_s, last.end_s))]).report
        assert by_line.reps != found.reps

    def test_another_task_is_not_measured_against_them(self) -> None:
        one = track("dev05_fatigue_8reps")
        machine = _report(one, own_sets=(own(measurement("dev01_clean_squat").line),))
        found = correct(one, machine, [SaidTask(Task.SIDE_LUNGE)]).report
        assert (found.own_sets, found.line) == ((), None)

    def test_a_kept_track_is_measured_against_them(self, tmp_path: Path) -> None:
        one, good = squats(INSIDE), confirmed(squats(INSIDE))
        one.save(tmp_path / "track.npz")
        found = measure_again(tmp_path / "track.npz", Task.SQUAT, Video(), good).report
        assert [each.id for each in found.own_sets] == ["a"]
        assert measure_again(tmp_path / "track.npz", Task.SQUAT, Video()).report.own_sets == ()


def _report(one: PoseTrack | None = None, own_sets: tuple[OwnSet, ...] = ()) -> Report:
    found = measure(one if one is not None else squats(), Task.SQUAT, own=own_sets)
    return replace(
        from_json(a_report()),
        view=found.view,
        reps=found.reps,
        summary=found.summary,
        timing_s=Timing(),
        line=found.line,
        own_sets=found.own_sets,
    )


class TestTheChild:
    """The sets reach the process that measures."""

    def test_a_word_says_what_was_meant(self) -> None:
        meant = Options(blur_faces=True, own=tuple(confirmed(squats(), "a", "b")), pose_model="/models/heavy.task")
        assert Options.from_argument(meant.as_argument()) == meant
        assert Options.from_argument(Options().as_argument()) == Options()

    def test_a_child_that_is_told_of_them_measures(self, tmp_path: Path) -> None:
        source = tmp_path / "no_video.mp4"
        source.write_text("words")
        events = list(run(source, task=Task.SQUAT, out=tmp_path / "out", own=[own(LINE, str(n)) for n in range(20)]))
        (report,) = [one.report for one in events if isinstance(one, Measured)]
        assert (report.status, report.own_sets) == (Status.REJECTED, ())


class TestAlike:
    """Which of the confirmed sets are compared with."""

    @pytest.mark.parametrize(
        ("other", "reason"),
        [
            (own(LINE), None),
            (own(replace(LINE, depth_pct=LINE.depth_pct + 8)), None),
            (own(replace(LINE, depth_pct=LINE.depth_pct + 8.1)), Unlike.DEPTH),
            (own(replace(LINE, yaw_deg=LINE.yaw_deg - 10)), None),
            (own(replace(LINE, yaw_deg=LINE.yaw_deg - 10.1)), Unlike.VIEW),
            (own(replace(LINE, toe_out_deg=(15.0, 25.0))), None),
            (own(replace(LINE, toe_out_deg=(15.0, 25.1))), Unlike.FEET),
            (own(LINE, engine_version="0.2.0"), Unlike.ENGINE),
        ],
    )
    def test_depth_view_feet_and_engine(self, other: OwnSet, reason: Unlike | None) -> None:
        assert why_unlike(other, LINE) is reason

    def test_two_slanting_views_are_not_compared_however_alike(self) -> None:
        slanting = replace(LINE, yaw_deg=21.0)
        assert why_unlike(own(slanting), slanting) is Unlike.VIEW

    def test_the_newest_are_taken_oldest_first(self) -> None:
        sets = [own(LINE, str(day), f"2026-11-{day:02}") for day in (9, 3, 8, 4, 7, 5, 6)]
        assert [one.id for one in comparable(sets, LINE)] == ["5", "6", "7", "8", "9"]
        assert len(comparable(sets, LINE)) == MOST_SETS

    def test_unlike_ones_take_no_place(self) -> None:
        sets = [own(LINE, "a"), own(LINE, "b", engine_version="0")]
        assert [one.id for one in comparable(sets, LINE)] == ["a"]


class TestGood:
    """Which sets can be confirmed."""

    @pytest.mark.parametrize("verdict", [Verdict.IN_LINE, Verdict.SOME_DRIFT])
    def test_one_in_line_and_one_with_some_drift(self, verdict: Verdict) -> None:
        assert why_not_good(from_json(a_report(verdict=verdict))) == ""

    def test_clear_drift_only_if_uncertain(self) -> None:
        clear = from_json(a_report(verdict=Verdict.CLEAR_DRIFT))
        assert "clearly moved in" in why_not_good(clear)
        assert why_not_good(replace(clear, summary=replace(clear.summary, certain=False))) == ""

    def test_what_cannot_be_compared_is_refused_with_the_reason(self) -> None:
        fine = from_json(a_report())
        assert fine.line is not None
        unclear = replace(fine, summary=replace(fine.summary, verdict=Verdict.CANNOT_TELL))
        slanting = replace(fine, line=replace(fine.line, yaw_deg=-20.5))
        assert "both legs" in why_not_good(replace(fine, task=Task.LUNGE))
        assert "cannot be told" in why_not_good(unclear)
        assert "older version" in why_not_good(replace(fine, line=None))
        assert "from one side" in why_not_good(slanting)
        assert "measured set" in why_not_good(from_json(a_refusal()))
