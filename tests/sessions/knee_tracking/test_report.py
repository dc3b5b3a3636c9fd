"""The report as values and as JSON: one shape, published, the same on both sides."""

import json
import subprocess
import sys
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from sessions.knee_tracking import SCHEMA, Code, Report, Status, Task, from_json, to_json
from sessions.knee_tracking.report import (
    Balance,
    Difference,
    Engine,
    FurtherIn,
    Heels,
    NoteCode,
    Phase,
    Side,
    Stance,
    Summary,
    Timing,
    Trend,
    Verdict,
    Video,
    View,
    ViewKind,
)
from sessions.knee_tracking.wording import reason
from tests.sessions.knee_tracking.clips import MEASURED, NAMES, measurement, task

VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def report(name: str) -> Report:
    """The report of a synthetic clip, as the engine would put it together."""
    found = measurement(name)
    return Report(
        engine=Engine("coachhub-knee-tracking", "0", "a model"),
        task=task(name),
        status=Status.REJECTED if found.codes else Status.DONE,
        reason=reason(found.codes, read_from_side=found.side is not None) if found.codes else None,
        video=Video(30.0, 600, 20.0, 1280, 720, 0, "h264", vfr=False),
        view=found.view,
        reps=found.reps,
        summary=found.summary,
        timing_s=Timing(total=1.5),
        side=found.side,
        line=found.line,
    )


def document(name: str = MEASURED[0]) -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(json.dumps(to_json(report(name))))
    return copy


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", NAMES)
def test_every_report_conforms(name: str) -> None:
    VALIDATOR.validate(document(name))


@pytest.mark.parametrize("name", NAMES)
def test_a_report_survives_the_way_through_json(name: str) -> None:
    assert from_json(json.loads(json.dumps(to_json(report(name))))) == report(name)


def test_an_unreadable_file_s_report_conforms() -> None:
    unreadable = Report(
        engine=Engine("coachhub-knee-tracking", "0", None),
        task=Task.LUNGE,
        status=Status.REJECTED,
        reason=reason([Code.NOT_A_VIDEO]),
        video=Video(),
        view=View(),
        reps=(),
        summary=Summary(),
        timing_s=Timing(),
    )
    VALIDATOR.validate(json.loads(json.dumps(to_json(unreadable))))


def test_names_at_the_top() -> None:
    names = ["schema", "engine", "task", "status", "reason", "video", "view", "reps", "summary", "timing_s"]
    assert list(document()) == [*names, "side", "line", "own_sets"]


@pytest.mark.parametrize(
    ("path", "names"),
    [
        (("engine",), {"name", "version", "pose_model"}),
        (("video",), {"fps", "frames", "duration_s", "width", "height", "rotation_deg", "codec", "vfr"}),
        (("view",), {"kind", "yaw_deg"}),
        (
            ("summary",),
            {"verdict", "certain", "left", "right", "when", "fatigue", "notes"}
            | {"stance", "difference", "tempo_resolution_s"},
        ),
        (("summary", "stance"), {"width_leg_lengths", "width_hip_widths", "toe_out_deg"}),
        (("summary", "stance", "toe_out_deg"), {"left", "right"}),
        (("summary", "difference"), {"offset_pct", "further_in"}),
        (("summary", "fatigue"), {"slope_pct_per_rep", "verdict"}),
        (("summary", "fatigue", "slope_pct_per_rep"), {"value", "low", "high"}),
        (("timing_s",), {"probe", "decode", "pose", "measure", "proxy", "total"}),
        (("reps", 0, "kasr"), {"standing", "lowering_50", "bottom", "rise_50", "rise_min"}),
        (("reps", 0, "dkasr"), {"value", "low", "high"}),
        (("reps", 0, "legs"), {"left", "right"}),
        (
            ("reps", 0, "legs", "left"),
            {"offset_pct", "bottom_pct", "worst_phase", "verdict", "fppa_deg", "foot_moved_pct"},
        ),
        (("reps", 0, "legs", "left", "offset_pct"), {"value", "low", "high"}),
    ],
)
def test_names_below(path: tuple[str | int, ...], names: set[str]) -> None:
    value: Any = document()
    for step in path:
        value = value[step]
    assert set(value) == names


def test_names_of_a_rep() -> None:
    assert list(document()["reps"][0]) == [
        "index",
        "start_s",
        "bottom_s",
        "end_s",
        "lowering_s",
        "pause_s",
        "rise_s",
        "depth_pct",
        "kasr",
        "dkasr",
        "legs",
        "verdict",
        "depth_share_pct",
        "side_shift_pct",
        "lowering_smoothness",
        "rise_smoothness",
    ]


def enumerated(*path: str) -> set[str]:
    value: Any = SCHEMA
    for step in path:
        value = value[step]
    return set(value["enum"]) - {None}


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        (Task, ("$defs", "task")),
        (Status, ("properties", "status")),
        (ViewKind, ("properties", "view", "properties", "kind")),
        (Verdict, ("$defs", "verdict")),
        (Phase, ("$defs", "phase")),
        (Code, ("$defs", "code")),
        (Trend, ("properties", "summary", "properties", "fatigue", "properties", "verdict")),
        (FurtherIn, ("properties", "summary", "properties", "difference", "properties", "further_in")),
        (Side, ("$defs", "sideView", "properties", "near_leg")),
        (NoteCode, ("properties", "summary", "properties", "notes", "items", "properties", "code")),
    ],
)
def test_the_schema_knows_every_word_the_engine_says(kind: Any, path: tuple[str, ...]) -> None:
    assert enumerated(*path) == {word.value for word in kind}


@pytest.mark.parametrize(("kind", "name"), [(Heels, "heelsOrNull"), (Balance, "balanceOrNull")])
def test_the_schema_knows_what_is_said_from_the_side(kind: Any, name: str) -> None:
    assert enumerated("$defs", name) == {word.value for word in kind}


BROKEN: dict[str, Any] = {
    "an unknown field": lambda doc: doc.update(extra=1),
    "a missing field": lambda doc: doc.pop("view"),
    "a done report without reps": lambda doc: doc.update(reps=[]),
    "a done report with a reason": lambda doc: doc.update(reason=document("dev09_side_view")["reason"]),
    "a measured report with readings from the side": lambda doc: doc.update(side=document("dev09_side_view")["side"]),
    "readings from the side without reps": lambda doc: doc.update(
        document("dev09_side_view"), side=document("dev09_side_view")["side"] | {"reps": []}
    ),
    "a number for a verdict": lambda doc: doc["summary"].update(verdict=1),
    "half an interval": lambda doc: doc["reps"][0]["dkasr"].pop("low"),
    "a negative time": lambda doc: doc["reps"][0].update(start_s=-1),
    "an invented phase": lambda doc: doc["summary"].update(when=["descent"]),
    "a rejected report with reps": lambda doc: doc.update(
        status="rejected", reason=document("dev09_side_view")["reason"]
    ),
    "a rejected report that is certain": lambda doc: doc.update(
        document("dev09_side_view"), summary=doc["summary"] | {"certain": True}
    ),
    "a refusal without advice": lambda doc: doc.update(
        document("dev09_side_view") | {"reason": {"code": "side_view", "message": "x", "also": []}}
    ),
}


@pytest.mark.parametrize("how", BROKEN)
def test_the_schema_refuses(how: str) -> None:
    broken = document()
    BROKEN[how](broken)
    assert not VALIDATOR.is_valid(broken)


def test_a_report_of_another_shape_is_not_read() -> None:
    incomplete = document()
    del incomplete["summary"]
    with pytest.raises(KeyError):
        from_json(incomplete)
    wrong = document() | {"task": "handstand"}
    with pytest.raises(ValueError, match="handstand"):
        from_json(wrong)


NEWER = {
    "summary": ("stance", "difference", "tempo_resolution_s"),
    "rep": ("depth_share_pct", "side_shift_pct", "lowering_smoothness", "rise_smoothness"),
    "leg": ("fppa_deg", "foot_moved_pct"),
}


def test_a_report_of_an_engine_that_did_not_look_beside_the_knees_conforms_and_is_read_as_not_measured() -> None:
    older = document()
    for part, names in NEWER.items():
        for rep in older["reps"]:
            places = {"summary": [older["summary"]], "rep": [rep], "leg": rep["legs"].values()}
            for place in places[part]:
                for name in names:
                    place.pop(name, None)
    VALIDATOR.validate(older)
    read = from_json(older)
    assert read.summary.stance == Stance()
    assert read.summary.difference == Difference()
    assert read.summary.tempo_resolution_s is None
    assert [(rep.depth_share_pct, rep.side_shift_pct, rep.rise_smoothness) for rep in read.reps] == [
        (None, None, None)
    ] * len(read.reps)
    assert read.reps[1].legs.left.fppa_deg is None
    assert read.reps[1].legs.left.offset_pct is not None


def test_what_an_older_engine_did_not_say_is_the_default() -> None:
    older = document()
    del older["summary"]["notes"], older["reps"][0]["legs"]["left"]["worst_phase"]
    read = from_json(older)
    assert read.summary.notes == ()
    assert read.reps[0].legs.left.worst_phase is None
    assert read.reps[0].legs.left.offset_pct is not None


def test_a_report_from_before_the_side_was_read_has_none() -> None:
    older = document("dev09_side_view")
    del older["side"]
    VALIDATOR.validate(older)
    assert from_json(older).side is None


def test_missing_stays_null_and_never_becomes_zero() -> None:
    bare = replace(report(MEASURED[0]), view=View(), video=Video())
    got = to_json(bare)
    assert got["view"]["yaw_deg"] is None
    assert all(value is None for value in got["video"].values())


def test_numbers_are_rounded_to_what_they_mean() -> None:
    for rep in document()["reps"]:
        assert rep["start_s"] == round(rep["start_s"], 2)
        assert rep["depth_pct"] == round(rep["depth_pct"], 1)
        assert rep["dkasr"]["value"] == round(rep["dkasr"]["value"], 3)
        assert rep["legs"]["left"]["offset_pct"]["low"] == round(rep["legs"]["left"]["offset_pct"]["low"], 2)


def test_reading_reports_needs_no_video_library() -> None:
    """A web process has no numpy; it must still read and check reports."""
    heavy = {"numpy", "scipy", "av", "cv2", "mediapipe"}
    look = f"import sys, sessions.knee_tracking; print({heavy} & set(sys.modules))"
    got = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert got.stdout.strip() == "set()"
