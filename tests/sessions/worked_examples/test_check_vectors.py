"""The command that checks a folder of worked examples."""

import json
import math
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from sessions.worked_examples import SCHEMA, Example, UnreadableError, check, examples_in

VECTORS = Path(__file__).parents[2] / "vectors"


def vector(**changes: Any) -> dict[str, Any]:
    """One lift of 100 kg, once, by Epley."""
    whole = {"name": "one", "function": "epley", "inputs": {"load_kg": 100, "reps": 1}, "expected": {"e1rm_kg": 100}}
    return whole | {"tolerance": 1e-6} | changes


def write(folder: Path, *vectors: Any, name: str = "e1rm.json", schema: str = SCHEMA) -> Path:
    file = folder / name
    file.write_text(json.dumps({"schema": schema, "topic": "e1rm", "vectors": vectors}), encoding="utf-8")
    return file


def run(folder: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """Exit code and what was printed."""
    code = 0
    try:
        call_command("check_vectors", str(folder), *words)
    except SystemExit as ended:
        code = int(str(ended.code))
    return code, capsys.readouterr().out


def test_ours_are_all_reproduced(capsys: pytest.CaptureFixture[str]) -> None:
    code, out = run(VECTORS, capsys)
    *lines, summary = out.splitlines()
    assert code == 0
    assert all(line.endswith(": ok") for line in lines)
    assert summary == f"{len(lines)} of {len(lines)} worked examples reproduced."
    assert len(lines) > 200


def test_one_line_says_which_and_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, vector(), vector(name="two", expected={"e1rm_kg": 103.33}))
    code, out = run(tmp_path, capsys)
    assert code == 1
    assert out.splitlines() == [
        "e1rm.json epley one: ok",
        "e1rm.json epley two: MISMATCH: e1rm_kg: 100.0 instead of 103.33 ± 1e-06",
        "1 of 2 worked examples reproduced.",
    ]


def test_json_says_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, vector(), vector(name="two", function="astrology"))
    code, out = run(tmp_path, capsys, "--json")
    document = json.loads(out)
    assert code == 1
    assert (document["checked"], document["mismatches"], document["unreadable"]) == (2, 1, {})
    assert [one["ok"] for one in document["vectors"]] == [True, False]
    assert document["vectors"][1]["problem"] == "astrology: no function of ours has this name"


def test_another_schema_is_passed_over_and_nothing_checked_is_no_success(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, vector(), schema="somebody.else/1")
    (tmp_path / "notes.txt").write_text("not ours")
    assert run(tmp_path, capsys) == (1, "0 of 0 worked examples reproduced.\n")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "not JSON"),
        (f'{{"schema": "{SCHEMA}"}}', "vectors: not a list"),
        (f'{{"schema": "{SCHEMA}", "vectors": [NaN]}}', "NaN is not JSON"),
        (f'{{"schema": "{SCHEMA}", "vectors": [1]}}', "vectors[0]: not an object"),
        (f'{{"schema": "{SCHEMA}", "vectors": [{{"name": "a"}}]}}', "needs a name and a function"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_and_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, why: str
) -> None:
    write(tmp_path, vector())
    (tmp_path / "broken.json").write_text(text)
    code, out = run(tmp_path, capsys)
    assert code == 1
    assert "epley one: ok" in out
    assert "broken.json: UNREADABLE" in out
    assert why in out


@pytest.mark.parametrize(
    "bad",
    [
        [vector(), vector()],
        [vector(inputs=[1])],
        [vector(expected=None)],
        [vector(tolerance="small")],
        [vector(tolerance={"e1rm_kg": -1})],
    ],
)
def test_an_example_that_is_none_is_refused(tmp_path: Path, bad: list[Any]) -> None:
    with pytest.raises(UnreadableError, match=r"vectors\[\d\]"):
        examples_in(write(tmp_path, *bad))


def test_the_strings_for_floats_that_json_lacks_are_read_as_those(tmp_path: Path) -> None:
    (one,) = (
        examples_in(write(tmp_path, vector(inputs={"load_kg": "NaN", "reps": ["Infinity", "-Infinity", "x"]}))) or []
    )
    assert math.isnan(one.inputs["load_kg"])
    assert one.inputs["reps"] == [math.inf, -math.inf, "x"]


def test_a_missing_folder_is_an_error_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="not a folder"):
        call_command("check_vectors", str(tmp_path / "nowhere"))


def example(function: str, inputs: dict[str, Any], expected: dict[str, Any], tolerance: float = 1e-6) -> Example:
    return Example("made.json", "made up", function, inputs, expected, tolerance)


NAN = math.nan
EMPTY: list[Any] = []
SET = {"reps": 5, "load": 100, "unit": "kg", "warmup": False}


@pytest.mark.parametrize(
    "one",
    [
        example("epley", {"load_kg": NAN, "reps": 5}, {"e1rm_kg": None}),
        example("e1rm_from_pounds", {"load_lb": NAN, "reps": 5}, {"load_kg": None, "epley_kg": None, "epley_lb": None}),
        example("e1rm_from_pounds", {"load_lb": 225, "reps": 12}, {"epley_kg": None, "brzycki_kg": None}),
        example("rpe_table", {"load_kg": 100, "reps": 5, "rpe": None}, {"percent": None, "e1rm_kg": None}),
        example("session_e1rm", {"sets": EMPTY}, {"e1rm_kg": None, "low_kg": None, "high_kg": None}),
        example("session_e1rm", {"sets": [{"load_kg": -5, "reps": 5, "rpe": 11}]}, {"e1rm_kg": None}),
        example("ewma_acwr", {"daily_load": EMPTY}, {"acute": None, "chronic": None, "ratio": None, "shown": None}),
        example("monotony_strain", {"daily_load": [1, 2]}, {"monotony": None, "strain": None, "level": None}),
        example("warm_up_ramp", {"warm_up_kg": [None], "work_kg": 1, "work_share_of_e1rm": None}, {"present": None}),
        example(
            "volume_load", {"sets": [{"reps": 5, "load": NAN, "unit": "kg", "warmup": False}]}, {"unknown_sets": 1}
        ),
        example("volume_load", {"sets": [{"reps": -1, "load": 5, "unit": "lb", "warmup": False}]}, {"unknown_sets": 1}),
        example("pain_band", {"value": 3.0}, {"band": "invalid"}),
        example("pain_trend", {"readings": EMPTY}, {"first_alert_day": None, "alert_days": EMPTY, "sd": None}),
        example("next_morning_rise", {"sessions": EMPTY}, {"after_each": EMPTY}),
        example("theil_sen", {"times": EMPTY, "values": EMPTY}, {"slope": None}),
        example("mann_kendall", {"values": EMPTY}, {"z": None}),
        example("ostrc_h2", {"answers": EMPTY}, {"severity": None, "substantial": None}),
        example("fatigue_slope", {"kasr_per_rep": [1.0, None, NAN]}, {"slope_per_rep": None, "fall": None}),
        example(
            "tracking_state", {"interval": None, "reps_showing_it": 3}, {"state": "cannot tell", "uncertain": None}
        ),
        example("fppa", {"hip": None, "knee": [0, 1], "ankle": [0, 0], "lateral_x": 1}, {"fppa_deg": None}),
        example("reps_and_tempo", {"signal": {"fps": 30, "segments": EMPTY}}, {"count": 0, "reps": EMPTY}),
    ],
    ids=lambda one: one.function,
)
def test_what_cannot_be_told_is_null_and_never_an_exception(one: Example) -> None:
    assert check(one).problem is None


def test_what_an_example_breaks_is_reported_and_not_raised() -> None:
    found = check(example("epley", {"weight": 100}, {"e1rm_kg": 100}))
    assert found.problem == "KeyError: 'load_kg'"
