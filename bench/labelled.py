"""The engine against labelled clips: reps, refusals, camera, offsets, verdicts.

A folder of footage holds MANIFEST.json, the clips it labels, and `synthetic/*.mp4`, each with its truth beside it.
"""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np

from bench.figures import Json, middle, most, share
from sessions.knee_tracking import EngineFailure, Filed, Measured, Task, run, to_json

IN_TIME_S = 0.10
LABEL_TASKS = {"drop_landing": Task.LANDING}
CUTS = {"some drift": -0.10, "clear drift": -0.20}


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip with what is known of it: a label read by eye, or a synthetic clip's exact truth."""

    path: Path
    task: Task
    expected: str
    borderline: bool
    codes: tuple[str, ...]
    reps: int | None
    label_times: tuple[tuple[float, float, float], ...]
    truth: Json | None


def find_clips(footage: Path) -> Iterator[Clip]:
    """Every labelled clip of a folder, synthetic ones first."""
    for path in sorted(footage.glob("synthetic/*.mp4")):
        yield _synthetic(path)
    for label in json.loads((footage / "MANIFEST.json").read_text("utf-8")):
        yield Clip(
            path=footage / label["file"],
            task=_task(label["task"]),
            expected=label["expected"],
            borderline=label["borderline"],
            codes=tuple(label["reason_codes"]),
            reps=label["reps"],
            label_times=tuple(tuple(times) for times in label["rep_times"] or ()),
            truth=None,
        )


def _synthetic(path: Path) -> Clip:
    truth = json.loads(path.with_suffix(".json").read_text("utf-8"))
    codes = {"view": "side_view", "feet out of frame": "body_cut_off", "head out of frame": "body_cut_off"}
    why = truth["expected"]["refuse_because"]
    return Clip(
        path=path,
        task=_task(truth["task"]),
        expected="rejected" if why else "done",
        borderline=False,
        codes=tuple(codes.get(reason, reason.replace(" ", "_")) for reason in why),
        reps=len(truth["reps"]),
        label_times=(),
        truth=truth,
    )


def _task(label: str) -> Task:
    name = label.replace(" ", "_")
    return LABEL_TASKS.get(name) or (Task(name) if name in list(Task) else Task.SQUAT)


def measure_clip(clip: Clip, pose_model: Path | None = None) -> Json:
    """Run the engine on one clip and compare."""
    began = perf_counter()
    report, filed = None, Filed()
    with TemporaryDirectory(prefix="coachhub-bench-") as out:
        try:
            for event in run(clip.path, task=clip.task, out=Path(out), pose_model=pose_model):
                report = to_json(event.report) if isinstance(event, Measured) else report
                filed = event if isinstance(event, Filed) else filed
        except EngineFailure as failure:
            return {"clip": clip.path.name, "failure": str(failure)[-300:]}
    assert report is not None
    reason = report["reason"]
    codes = [reason["code"], *reason["also"]] if reason else []
    done = report["status"] == "done"
    row: Json = {
        "clip": clip.path.name,
        "task": clip.task,
        "pose_model": report["engine"]["pose_model"],
        "expected": clip.expected + (" (borderline)" if clip.borderline else ""),
        "got": report["status"],
        "codes": codes,
        "status_right": report["status"] == clip.expected or clip.borderline,
        "code_right": done or codes[0] in clip.codes if clip.expected == "rejected" or not done else True,
        "reps": {"label": clip.reps, "got": len(report["reps"]) if done else None},
        "view": report["view"],
        "verdict": {key: report["summary"][key] for key in ("verdict", "certain", "left", "right", "when")},
        "fatigue": report["summary"]["fatigue"],
        "seconds": {**report["timing_s"], "wall": round(perf_counter() - began, 2)},
        "web_copy_s": filed.web_copy_s,
        "peak_memory_mb": filed.peak_memory_mb,
        "video_s": report["video"]["duration_s"],
    }
    if done and clip.reps == len(report["reps"]):
        row["times"] = times_off(clip, report["reps"])
    if clip.truth is not None and done:
        row["truth"] = against_truth(clip.truth, report)
    return row


def times_off(clip: Clip, reps: list[Json]) -> list[list[float]]:
    """Start, bottom and end of each rep: by how much they lie outside the truth's range, or off the label, in s."""
    if clip.truth is None:
        rows = [
            [rep[key] - seen for key, seen in zip(("start_s", "bottom_s", "end_s"), label, strict=True)]
            for rep, label in zip(reps, clip.label_times, strict=False)
        ]
    else:
        rows = [
            [
                outside(rep["start_s"], true["start_s"], true["start_15pct_s"]),
                outside(rep["bottom_s"], true["bottom_start_s"], true["bottom_end_s"]),
                outside(rep["end_s"], true["end_10pct_s"], true["end_s"]),
            ]
            for rep, true in zip(reps, clip.truth["reps"], strict=True)
        ]
    return [[round(value, 3) for value in row] for row in rows]


def outside(value: float, low: float, high: float) -> float:
    """How far a value lies outside a range; 0 inside."""
    return value - low if value < low else max(0.0, value - high)


def against_truth(truth: Json, report: Json) -> Json:
    """Errors of a synthetic clip's numbers, rep by rep."""
    expected = truth["expected"]
    pairs = list(zip(report["reps"], truth["reps"], strict=True)) if len(report["reps"]) == len(truth["reps"]) else []
    offsets = [
        {
            "rep": rep["index"],
            "leg": leg,
            "true": true[f"{leg}_medial_pct_leg_max"],
            **rep["legs"][leg]["offset_pct"],
        }
        for rep, true in pairs
        for leg in truth["legs_measured"]
        if rep["legs"][leg]["offset_pct"] is not None
    ]
    changes = [{"true": true["worst_dkasr"], **rep["dkasr"]} for rep, true in pairs if rep["dkasr"] is not None]
    worst = sorted(change["value"] for change in changes)[1:2]
    return {
        "verdict": expected["verdict"],
        "point_verdict": point_verdict(worst[0]) if worst else None,
        "yaw_deg": truth["camera"]["yaw_deg"],
        "offsets": offsets,
        "dkasr": changes,
        "depth_off_pct": [
            round(rep["depth_pct"] - true["hip_drop_pct_leg"], 1) for rep, true in pairs if rep["depth_pct"] is not None
        ],
        "worsens": expected["dkasr_first_third"] - expected["dkasr_last_third"] >= -CUTS["some drift"],
    }


def point_verdict(second_worst: float) -> str:
    """The verdict of the second-worst rep's value alone, without its interval."""
    return next((word for word, cut in reversed(CUTS.items()) if second_worst <= cut), "in line")


def summarise(rows: list[Json]) -> Json:
    """The figures over all clips."""
    firm = [row for row in rows if "borderline" not in row.get("expected", "borderline")]
    wanted = [row for row in firm if row["expected"] == "done"]
    refused = [row for row in firm if row["expected"] == "rejected"]
    true = [row for row in rows if "truth" in row]
    two_legged = [row for row in true if row["task"] == Task.SQUAT]
    times = np.abs([value for row in true for rep in row.get("times", []) for value in rep])
    offsets = [one for row in two_legged for one in row["truth"]["offsets"]]
    one_legged = [one for row in true if row not in two_legged for one in row["truth"]["offsets"]]
    dkasr = [one["value"] - one["true"] for row in two_legged for one in row["truth"]["dkasr"]]
    yaw = np.abs([row["view"]["yaw_deg"] - row["truth"]["yaw_deg"] for row in true])
    verdicts = [(row["verdict"]["verdict"].replace("_", " "), row["truth"]) for row in true]
    clear = [row for row in true if row["truth"]["verdict"] == "clear drift"]
    run_s = sum(row["seconds"]["total"] for row in rows if row.get("seconds") and row.get("video_s"))
    return {
        "failures": [row["clip"] for row in rows if "failure" in row],
        "rep_count_exact": share(row["reps"]["label"] == row["reps"]["got"] for row in wanted),
        "refused_with_a_true_code": share(row["status_right"] and row["code_right"] for row in refused),
        "wrong": [row["clip"] for row in rows if not row.get("status_right") or not row.get("code_right")],
        "times_within_0.10_s": share(value <= IN_TIME_S for value in times),
        "times_worst_s": most(times),
        "yaw_off_deg": {"median": middle(yaw), "worst": most(yaw)},
        "offset_two_legged": _errors(offsets),
        "offset_one_legged": _errors(one_legged),
        "dkasr_rms": round(float(np.sqrt(np.mean(np.square(dkasr)))), 3) if dkasr else None,
        "point_verdict_right": share(t["point_verdict"] in (t["verdict"], None) for _, t in verdicts),
        "clear_mistaken_for_in_line": [
            row["clip"]
            for row in true
            if {row["truth"]["verdict"], row["truth"]["point_verdict"]} == {"clear drift", "in line"}
        ],
        "clear_and_certain": share(row["verdict"]["certain"] and "clear" in row["verdict"]["verdict"] for row in clear),
        "fatigue_right": share((row["fatigue"]["verdict"] == "worsens") == row["truth"]["worsens"] for row in true),
        "seconds_to_report_per_video_second": round(run_s / sum(row.get("video_s") or 0.0 for row in rows), 2),
        "peak_memory_mb": max(row.get("peak_memory_mb") or 0.0 for row in rows),
    }


def _errors(offsets: list[Json]) -> Json:
    size = np.abs([one["value"] - one["true"] for one in offsets])
    return {
        "reps_and_legs": len(offsets),
        "median_pct": middle(size),
        "p90_pct": round(float(np.percentile(size, 90)), 2) if len(size) else None,
        "inside_interval": share(one["low"] <= one["true"] <= one["high"] for one in offsets),
        "median_half_width_pct": middle(np.array([(one["high"] - one["low"]) / 2 for one in offsets])),
    }


def document(footage: Path, wanted: Callable[[Clip], bool], pose_model: Path | None = None) -> Json:
    """Measure the clips wanted; progress goes to the error output."""
    rows = []
    for clip in filter(wanted, find_clips(footage)):
        rows.append(measure_clip(clip, pose_model))
        print(clip.path.name, rows[-1].get("got"), rows[-1].get("codes"), file=sys.stderr, flush=True)
    return {"summary": summarise(rows), "clips": rows}
