"""The bench's own arithmetic: figures that decide are worked out right, and nothing good is made of nothing."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bench.figures import Json
from bench.labelled import (
    Clip,
    against_truth,
    find_clips,
    measure_clip,
    outside,
    point_verdict,
    summarise,
    times_off,
)
from sessions.knee_tracking import Event, Filed, Measured, Task, to_json
from tests.sessions.knee_tracking.clips import MEASURED, TESTS, measurement, truth
from tests.sessions.knee_tracking.test_report import report


def clip(**facts: Any) -> Clip:
    known: Json = {
        "path": Path("a.mp4"),
        "task": Task.SQUAT,
        "expected": "done",
        "borderline": False,
        "codes": (),
        "reps": 2,
        "label_times": (),
        "truth": None,
    }
    return Clip(**{**known, **facts})


def row(**facts: Any) -> Json:
    """A measured clip's row, as good as it gets."""
    return {
        "clip": "a.mp4",
        "task": Task.SQUAT,
        "expected": "done",
        "got": "done",
        "status_right": True,
        "code_right": True,
        "reps": {"label": 2, "got": 2},
        "view": {"kind": "front", "yaw_deg": 1.0},
        "verdict": {"verdict": "clear_drift", "certain": True},
        "fatigue": {"verdict": "steady"},
        "seconds": {"total": 6.0},
        "peak_memory_mb": 480.0,
        "video_s": 10.0,
        **facts,
    }


def against(**facts: Any) -> Json:
    return {
        "verdict": "clear drift",
        "point_verdict": "clear drift",
        "yaw_deg": 0.0,
        "offsets": [{"true": 5.0, "value": 5.4, "low": 4.0, "high": 6.8}],
        "dkasr": [{"true": -0.25, "value": -0.27, "low": -0.3, "high": -0.2}],
        "worsens": False,
        **facts,
    }


def test_a_clip_is_measured_with_the_model_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Path | None] = []

    def runs(_source: Path, *, pose_model: Path | None, **_: Any) -> Iterator[Event]:
        asked.append(pose_model)
        yield Measured(report("dev01_clean_squat"))
        yield Filed(peak_memory_mb=500.0)

    monkeypatch.setattr("bench.labelled.run", runs)
    row = measure_clip(clip(), Path("heavy.task"))
    measure_clip(clip())
    assert asked == [Path("heavy.task"), None]
    assert (row["pose_model"], row["got"], row["peak_memory_mb"]) == ("a model", "done", 500.0)


@pytest.mark.parametrize(("value", "expected"), [(0.5, -0.5), (1.0, 0.0), (1.5, 0.0), (2.0, 0.0), (2.25, 0.25)])
def test_inside_a_range_is_no_error(value: float, expected: float) -> None:
    assert outside(value, 1.0, 2.0) == expected


@pytest.mark.parametrize(
    ("value", "word"),
    [(0.0, "in line"), (-0.09, "in line"), (-0.10, "some drift"), (-0.19, "some drift"), (-0.20, "clear drift")],
)
def test_words_of_a_single_value(value: float, word: str) -> None:
    assert point_verdict(value) == word


def test_times_against_a_label_are_differences() -> None:
    reps = [{"start_s": 1.1, "bottom_s": 2.0, "end_s": 2.9}]
    assert times_off(clip(label_times=((1.0, 2.0, 3.0),)), reps) == [[0.1, 0.0, -0.1]]


def test_times_against_truth_are_what_lies_outside_it() -> None:
    true = {
        "start_s": 1.0,
        "start_15pct_s": 1.4,
        "bottom_start_s": 2.0,
        "bottom_end_s": 2.2,
        "end_10pct_s": 3.0,
        "end_s": 3.4,
    }
    reps = [{"start_s": 1.2, "bottom_s": 2.3, "end_s": 2.8}]
    assert times_off(clip(truth={"reps": [true]}), reps) == [[0.0, 0.1, -0.2]]


@pytest.mark.parametrize("name", MEASURED)
def test_errors_of_a_clip_are_those_of_its_reps(name: str) -> None:
    got = against_truth(truth(name), json.loads(json.dumps(to_json(report(name)))))
    legs = truth(name)["legs_measured"]
    assert len(got["offsets"]) == len(legs) * len(measurement(name).reps)
    first = measurement(name).reps[0]
    known = getattr(first.legs, got["offsets"][0]["leg"]).offset_pct
    assert known is not None
    assert got["offsets"][0]["value"] == known.value
    assert got["offsets"][0]["true"] == truth(name)["reps"][0][f"{got['offsets'][0]['leg']}_medial_pct_leg_max"]
    assert got["yaw_deg"] == truth(name)["camera"]["yaw_deg"]


def test_a_wrong_count_is_not_compared_rep_by_rep() -> None:
    document = json.loads(json.dumps(to_json(report("dev01_clean_squat"))))
    document["reps"].pop()
    got = against_truth(truth("dev01_clean_squat"), document)
    assert got["offsets"] == got["dkasr"] == []
    assert got["point_verdict"] is None


def test_a_perfect_run_has_perfect_figures() -> None:
    got = summarise([row(truth=against(), times=[[0.0, 0.0, 0.05]])])
    assert got["rep_count_exact"] == "1 of 1"
    assert got["times_within_0.10_s"] == "3 of 3"
    assert got["offset_two_legged"]["median_pct"] == pytest.approx(0.4)
    assert got["offset_two_legged"]["inside_interval"] == "1 of 1"
    assert got["offset_two_legged"]["median_half_width_pct"] == pytest.approx(1.4)
    assert got["dkasr_rms"] == pytest.approx(0.02)
    assert got["point_verdict_right"] == got["clear_and_certain"] == got["fatigue_right"] == "1 of 1"
    assert got["seconds_to_report_per_video_second"] == 0.6
    assert got["wrong"] == got["failures"] == got["clear_mistaken_for_in_line"] == []


def test_faults_are_counted_and_named() -> None:
    rows = [
        row(clip="short.mp4", reps={"label": 3, "got": 2}),
        row(clip="kept.mp4", expected="rejected", status_right=False),
        row(clip="why.mp4", expected="rejected", got="rejected", code_right=False),
        {"clip": "broken.mp4", "failure": "out of memory"},
    ]
    got = summarise(rows)
    assert got["rep_count_exact"] == "0 of 1"
    assert got["refused_with_a_true_code"] == "0 of 2"
    assert got["wrong"] == ["kept.mp4", "why.mp4", "broken.mp4"]
    assert got["failures"] == ["broken.mp4"]


def test_borderline_clips_count_neither_way() -> None:
    got = summarise([row(expected="done (borderline)", got="rejected", reps={"label": 1, "got": None})])
    assert got["rep_count_exact"] == "0 of 0"
    assert got["refused_with_a_true_code"] == "0 of 0"


def test_clear_taken_for_in_line_is_named() -> None:
    got = summarise([row(truth=against(point_verdict="in line"))])
    assert got["clear_mistaken_for_in_line"] == ["a.mp4"]
    assert got["point_verdict_right"] == "0 of 1"


def test_uncertain_is_no_hiding_place() -> None:
    got = summarise([row(verdict={"verdict": "clear_drift", "certain": False}, truth=against())])
    assert got["clear_and_certain"] == "0 of 1"


def test_without_truth_there_are_no_errors_rather_than_none() -> None:
    got = summarise([row()])
    assert got["offset_two_legged"]["median_pct"] is None
    assert got["dkasr_rms"] is None
    assert got["yaw_off_deg"] == {"median": None, "worst": None}


def test_clips_come_from_their_labels(tmp_path: Path) -> None:
    (tmp_path / "synthetic").mkdir()
    name = "dev10_feet_cut"
    (tmp_path / "synthetic" / f"{name}.mp4").touch()
    (tmp_path / "synthetic" / f"{name}.json").write_text((TESTS / "truth" / f"{name}.json").read_text("utf-8"), "utf-8")
    label = {
        "file": "one.mp4",
        "task": "side lunge",
        "expected": "done",
        "borderline": True,
        "reason_codes": [],
        "reps": 4,
        "rep_times": [[1, 2, 3]],
    }
    (tmp_path / "MANIFEST.json").write_text(json.dumps([label]))
    made, real = find_clips(tmp_path)
    assert (made.expected, made.codes, made.reps) == ("rejected", ("body_cut_off",), 4)
    assert (real.task, real.borderline, real.label_times) == (Task.SIDE_LUNGE, True, ((1, 2, 3),))


@pytest.mark.parametrize(
    ("label", "task"),
    [
        ("squat", Task.SQUAT),
        ("sumo squat", Task.SQUAT),
        ("drop_landing", Task.LANDING),
        ("split squat", Task.SPLIT_SQUAT),
    ],
)
def test_labels_name_tasks_in_their_own_words(label: str, task: Task, tmp_path: Path) -> None:
    known = {"file": "a.mp4", "task": label, "expected": "done", "borderline": False, "reason_codes": [], "reps": 1}
    (tmp_path / "MANIFEST.json").write_text(json.dumps([{**known, "rep_times": None}]))
    assert [one.task for one in find_clips(tmp_path)] == [task]
