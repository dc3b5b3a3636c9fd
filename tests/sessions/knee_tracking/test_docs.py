"""The page about knee tracking says what the code does."""

import re
from typing import Any

import pytest

from sessions.knee_tracking import SCHEMA, Limits, against_own, blur, fppa, frontal, heads, own_sets, sides, smoothness
from sessions.knee_tracking.camera import FOCAL_PER_SIDE
from sessions.knee_tracking.choosing import FORGOTTEN, REACH
from sessions.knee_tracking.drift import (
    BOTH_LEGS_SD_PCT,
    DOUBTFUL_DEPTH_PCT,
    DOUBTFUL_REFERENCE_PCT,
    DOUBTFUL_YAW_DEG,
    ERRORS,
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
from sessions.knee_tracking.offset import CURVE_DEPTH, LEAST_BEND_PCT
from sessions.knee_tracking.over_time import comparable
from sessions.knee_tracking.planted import OWN_SHANK
from sessions.knee_tracking.report import Balance, Code, FurtherIn, Heels, Task, Verdict, ViewKind
from sessions.knee_tracking.reps import LEAST_DIP, LEAST_SHARE
from sessions.knee_tracking.side_view import ankle, reading, sight
from sessions.knee_tracking.steady import STILL, SUDDEN, WINDOW_S
from sessions.knee_tracking.task_model import PEOPLE
from sessions.knee_tracking.tasks import RULES
from sessions.knee_tracking.tasks.rules import Method
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


@pytest.mark.parametrize("word", [*Code, *Verdict, *ViewKind, *FurtherIn, *Heels, *Balance])
def test_every_word_of_the_report_is_explained(word: str) -> None:
    assert re.search(rf"\b{word}\b", PAGE)


@pytest.mark.parametrize("file", FILES.values())
def test_every_file_is_explained(file: str) -> None:
    assert f"`{file}`" in PAGE


@pytest.mark.parametrize(
    "said",
    [
        f"({against_own.FILMING_SD_PCT}² + ({against_own.TOE_OUT_SD_PCT}·tan toe-out)²) + "
        f"({against_own.TURNED_SD_PCT}·Δyaw°)²",
        f"(1.5 + {against_own.ONLY_ONCE}/n)",
        f"depths within {comparable.DEPTH_BAND_PCT:.0f} % of leg length, yaws within {comparable.YAW_BAND_DEG:.0f}° "
        f"and none over {own_sets.MOST_YAW_DEG:.0f}°, each foot's direction within {own_sets.TOE_OUT_BAND_DEG:.0f}°",
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
        f"the hips come down by under {LEAST_BEND_PCT:.0f} % of leg length after touch-down",
        f"The shank's length is {OWN_SHANK} its own in the picture and {1 - OWN_SHANK:.2f} the usual one",
        f"(share 1 = {CURVE_DEPTH} leg lengths)",
        f"its offset in the deepest {1 - RULES[Task.SIDE_LUNGE].deep:.0%} of the way".replace("%", " %"),
        f"{ERRORS[Method.PLANTED].constant_pct} and {ERRORS[Method.PLANTED].toe_out_pct} in side lunges and step-ups, "
        f"{ERRORS[Method.LANDING].constant_pct} and {ERRORS[Method.LANDING].toe_out_pct} in landings",
        f"come down by {fppa.AT_DEPTH_PCT:.0f} % of leg length (55 to 60° of knee bend)",
        f"only up to {fppa.MOST_YAW_DEG:.0f}° of yaw",
        f"{frontal.HIPS_SEEN_BACK} of a typical lifter's way is taken off",
        f"beyond {sides.YAW_PCT_PER_DEG} % of leg length for each degree of yaw",
        f"and of the {sides.YAW_MISREAD_DEG:.0f}° that it may be misread by",
        f"up to {smoothness.MOST_HZ:.0f} Hz",
        f"wholly below −{-smoothness.ROUGH}, our default",
        f"FPPA | 2.0° | 96 %, {fppa.HALF_WIDTH_DEG:.0f}°",
        f"`tempo_resolution_s`, {1000 / ANALYSED_HZ:.0f} ms at fifteen a second",
        f"the camera stood {sight.NEAREST_DEG:.0f}° to about",
        f"leans beyond {sight.USUAL_LINE_DEG}° from ankle to shoulder",
        f"from {ankle.DEEP_SHARE} of the depth) and divided by {ankle.READ_SHARE}",
        f"{ankle.LIFTED_PCT:.0f} % of the foot's length, about 2.5 cm (default), in at least two reps",
        f"the near foot stands {-ankle.STEP_BACK_PCT:.0f} % of its length further back",
        f"at the most {reading.DEEP_PCT:.0f} % of the thigh over the knees",
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


def test_how_the_athlete_is_followed_is_as_the_page_says() -> None:
    assert PEOPLE == 3
    assert "finds up to three people" in PAGE
    assert f"within {REACH} torso lengths" in PAGE
    assert f"after {FORGOTTEN} such pictures" in PAGE
    assert FORGOTTEN / ANALYSED_HZ == 1.0
