"""The page about knee tracking says what the code does."""

import re
from typing import Any

import pytest

from sessions.knee_tracking import SCHEMA, Limits, blur, heads
from sessions.knee_tracking.camera import FOCAL_PER_SIDE
from sessions.knee_tracking.drift import (
    BOTH_LEGS_SD_PCT,
    DOUBTFUL_DEPTH_PCT,
    DOUBTFUL_REFERENCE_PCT,
    DOUBTFUL_YAW_DEG,
    LEGS_CORRELATE,
    SUSTAINED_FRAMES,
    TOE_OUT_SD_PCT,
    YAW_SD_PCT,
    Z90,
)
from sessions.knee_tracking.events import FILES
from sessions.knee_tracking.following import FASTEST, GROWN, JUMP, SAME_BUILD
from sessions.knee_tracking.frames import ANALYSED_HZ, ANALYSED_SIDE
from sessions.knee_tracking.gates import (
    CUT_SHARE,
    DARKEST,
    FOUND_SHARE,
    HEAD_SHARE,
    LEAST_CONTRAST,
    LEAST_OF_LIGHT,
    LONGEST_FRAME_S,
    MOST_STEP,
    MOST_TRAVEL,
    MOST_ZOOM,
    OTHERS_SHARE,
    SHORTEST_S,
)
from sessions.knee_tracking.grid import GAP_S, GRID_HZ
from sessions.knee_tracking.measure import OFF_VIEW_DEG
from sessions.knee_tracking.mirrors import FURTHER_OFF, IN_STEP
from sessions.knee_tracking.report import Code, Task, Verdict, ViewKind
from sessions.knee_tracking.reps import LEAST_DIP, LEAST_SHARE
from sessions.knee_tracking.steady import STILL, SUDDEN, WINDOW_S
from sessions.knee_tracking.theil_sen import FLAGGED_FALL
from sessions.knee_tracking.verdict import CLEAR, SOME
from sessions.knee_tracking.view import FRONT_DEG, LIMIT_DEG
from sessions.knee_tracking.watch import COMPLETE
from tests.sessions.knee_tracking.clips import ROOT

PAGE = (ROOT / "docs" / "knee-tracking.md").read_text("utf-8")


def names(schema: dict[str, Any]) -> set[str]:
    """All property names anywhere in a schema."""
    found = set(schema.get("properties", {}))
    for value in schema.values():
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict):
                found |= names(part)
                found |= {name for inner in part.values() if isinstance(inner, dict) for name in names(inner)}
    return found


@pytest.mark.parametrize("name", sorted(names(SCHEMA)))
def test_every_field_of_the_report_is_explained(name: str) -> None:
    assert re.search(rf"\b{name}\b", PAGE)


@pytest.mark.parametrize("word", [*Code, *Verdict, *ViewKind])
def test_every_word_of_the_report_is_explained(word: str) -> None:
    assert re.search(rf"\b{word}\b", PAGE)


@pytest.mark.parametrize("file", FILES.values())
def test_every_file_is_explained(file: str) -> None:
    assert f"`{file}`" in PAGE


@pytest.mark.parametrize(
    "said",
    [
        f"to {FRONT_DEG:.0f}°), slight_front (to {LIMIT_DEG:.0f}°)",
        f"yaw over {LIMIT_DEG:.0f}° in over a quarter",
        f"under {COMPLETE:.0%} of the promised length".replace("%", " %"),
        f"over {Limits().max_duration_s / 60:.0f} min",
        f"under {SHORTEST_S:.0f} s",
        f"median interval over {1000 * LONGEST_FRAME_S:.0f} ms",
        f"under {100 * FOUND_SHARE:.0f} % of the pictures",
        f"under {DARKEST:.0f} of 255",
        f"over {100 * OTHERS_SHARE:.0f} % of the samples",
        f"over {100 * CUT_SHARE:.0f} % of the reps' frames, head in over {100 * HEAD_SHARE:.0f} %",
        f"under {LEAST_CONTRAST:.0f} of 255 and under {LEAST_OF_LIGHT} of that light",
        f"the feet by over {MOST_STEP} across",
        f"smaller by {100 * (1 - FURTHER_OFF):.0f} % and in step (hips' heights correlate by {IN_STEP})",
        f"under {STILL} torso lengths in {WINDOW_S:.0f} s",
        f"suddenly over {100 * SUDDEN:.0f} % nearer",
        f"({JUMP} torso lengths and {FASTEST:.0f} more a second) or the torso grows by over {100 * (GROWN - 1):.0f} %",
        f"lengths within {100 * SAME_BUILD:.0f} %",
        f"over {MOST_TRAVEL} leg lengths or {100 * MOST_ZOOM:.0f} % in scale",
        f"Cuts at −{-SOME:.2f} and −{-CLEAR:.2f}",
        f"`{Z90}·√({BOTH_LEGS_SD_PCT}² + ({TOE_OUT_SD_PCT}·tan toe-out)² + ({YAW_SD_PCT}·yaw°)² + scatter²)`",
        f"whose errors correlate by {LEGS_CORRELATE}",
        f"more than {DOUBTFUL_REFERENCE_PCT:.0f} % off the foot line, yaw over {DOUBTFUL_YAW_DEG:.0f}°",
        f"less than {DOUBTFUL_DEPTH_PCT:.0f} % of leg length",
        f"a dip of at least {LEAST_DIP} and {LEAST_SHARE} of the set's deep ones",
        f"`grid`): {GRID_HZ:.0f} Hz",
        f"More than {GAP_S} s without",
        f"{ANALYSED_SIDE} px on the longest side",
        f"turns by more than {OFF_VIEW_DEG:.0f}°",
        f"falls by at least {FLAGGED_FALL:.2f}",
        f"not found for more than {heads.GAP_S} s",
        f"{blur.CELLS} by {blur.CELLS} averages, rounded to steps of {blur.STEP} of 255",
        f"largest sustained ({SUSTAINED_FRAMES / GRID_HZ:.2f} s) distance",
    ],
)
def test_numbers_on_the_page_are_the_code_s(said: str) -> None:
    assert said in PAGE


def test_the_rate_is_spelled_out() -> None:
    assert ANALYSED_HZ == 15.0
    assert "Fifteen pictures a second" in PAGE


def test_what_it_cannot_do_comes_first() -> None:
    headings = re.findall(r"^## (.+)$", PAGE, re.MULTILINE)
    assert headings[0] == "What it cannot do"


@pytest.mark.parametrize("word", ["diagnos", "injury risk", "treat ", "cure", "safe to train", "cleared", "tendinitis"])
def test_the_page_says_nothing_it_must_not(word: str) -> None:
    assert word not in PAGE.lower()


def test_every_task_has_its_module_as_the_page_says() -> None:
    folder = ROOT / "sessions" / "knee_tracking" / "tasks"
    assert {path.stem for path in folder.glob("*.py")} >= {task.value for task in Task}


def test_modules_named_on_the_page_exist() -> None:
    folder = ROOT / "sessions" / "knee_tracking"
    lists = re.findall(r"\((`[a-z_`, /]+`)\)", PAGE)
    named = {module for part in lists for module in re.findall(r"`([a-z_]+)/?`", part)}
    assert len(named) > 12
    for module in named:
        assert (folder / f"{module}.py").exists() or (folder / module).is_dir(), module


def test_the_assumed_lens_is_a_phone_s() -> None:
    assert 0.6 < FOCAL_PER_SIDE < 0.9
