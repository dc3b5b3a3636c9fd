"""What a set shows from the side, in words: calm, with its range, and never a fault of the knees."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from sessions.knee_tracking.report import Balance, Heels, Interval
from sessions.side_words import (
    CALM,
    DEPTH_UNKNOWN,
    LIMITER,
    PERCENT,
    SCREEN,
    SHALLOW,
    UNCLEAR,
    give_or_take,
    side_words,
)
from tests.films import a_side, a_side_rep

BANNED = [
    "diagnos",
    "injur",
    "treat",
    "cure",
    "risk",
    "you have",
    "fault of the athlete",
    "bad",
    "wrong",
    "must",
    "fix it",
]


def screen(**values: object) -> dict[str, tuple[str, str]]:
    """The ankle screen's lines: name, answer and number."""
    return {line.name: (line.answer, line.number) for line in side_words(a_side(**values)).screen}


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (Interval(38.2, 32.4, 44.0), "°", "38° ± 6°"),
        (Interval(-0.3, -7.1, 6.5), " %", "0 % ± 7 %"),
        (Interval(-4.6, -11.0, 1.8), " %", "−5 % ± 6 %"),
        (None, "°", ""),
    ],
)
def test_a_number_has_its_unit_and_its_range(value: Interval | None, unit: str, said: str) -> None:
    assert give_or_take(value, unit) == said


@pytest.mark.parametrize(
    ("heels", "said"),
    [(Heels.STAY, "stayed down"), (Heels.LIFT, "lifted"), (Heels.CANNOT_TELL, "cannot tell")],
)
def test_what_the_heels_did(heels: Heels, said: str) -> None:
    assert screen(heels=heels)["Heels"] == (said, f"1{PERCENT} ± 8{PERCENT} of the foot's length off the floor")


def test_heels_that_were_not_seen_have_no_number() -> None:
    assert screen(heels=Heels.CANNOT_TELL, heel_rise_pct=None)["Heels"] == ("cannot tell", "")


def test_falling_back_says_in_which_rep() -> None:
    reps = tuple(a_side_rep(n, balance=Balance.FELL_BACK if n == 2 else Balance.KEPT) for n in (1, 2, 3))
    assert screen(balance=Balance.FELL_BACK, reps=reps)["Balance"][0] == "fell back on rep 2 of three"
    assert screen(balance=Balance.KEPT)["Balance"][0] == "kept, the foot stayed where it was"
    assert screen(balance=Balance.CANNOT_TELL)["Balance"][0] == "cannot tell"


@pytest.mark.parametrize(
    ("deep", "said"),
    [
        (True, "hips about as low as the knees, or lower"),
        (False, "hips clearly above the knees"),
        (None, "cannot tell"),
    ],
)
def test_how_deep(deep: bool | None, said: str) -> None:
    assert screen(deep=deep)["Depth"][0] == said


def test_the_knee_over_the_foot_is_for_the_record() -> None:
    assert screen()["Knee over the foot"] == ("shank leans 27° ± 7°", "no fault either way")
    assert screen(shank_lean_deg=None)["Knee over the foot"] == ("cannot tell", "")


def test_the_torso_is_context() -> None:
    words = side_words(a_side())
    assert words.torso == "30° ± 6° (context; leaning forward is not a fault of the knees)"
    assert side_words(a_side(torso_lean_deg=None)).torso == "cannot tell"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"heels": Heels.LIFT}, LIMITER),
        ({"balance": Balance.FELL_BACK}, LIMITER),
        ({"heels": Heels.CANNOT_TELL, "balance": Balance.FELL_BACK}, LIMITER),
        ({"heels": Heels.LIFT, "deep": False}, LIMITER),
        ({"heels": Heels.CANNOT_TELL}, f"{UNCLEAR} {SCREEN}"),
        ({"balance": Balance.CANNOT_TELL}, f"{UNCLEAR} {SCREEN}"),
        ({"deep": True}, f"{CALM} {SCREEN}"),
        ({"deep": False}, f"{SHALLOW} {SCREEN}"),
        ({"deep": None}, f"{DEPTH_UNKNOWN} {SCREEN}"),
    ],
)
def test_what_follows_from_it(values: dict[str, object], said: str) -> None:
    assert side_words(a_side(**values)).meaning == said


def test_a_heel_raise_is_an_adjustment_and_not_a_fix() -> None:
    assert "an adjustment, not a fix" in LIMITER
    assert "likely" in LIMITER


def test_other_tasks_have_the_torso_alone() -> None:
    bare = a_side(heels=None, balance=None, deep=None, heel_rise_pct=None, shank_lean_deg=None)
    words = side_words(bare)
    assert (words.screen, words.meaning) == ((), "")
    assert words.torso.startswith("30°")


def test_a_row_a_rep_with_a_dash_where_nothing_was_measured() -> None:
    bare = replace(a_side_rep(2), heel_rise_pct=None, torso_lean_deg=None, shank_lean_deg=None, heels=Heels.CANNOT_TELL)
    first, second = side_words(a_side(reps=(a_side_rep(1), bare))).rows
    assert (first.index, first.heels, first.rise, first.torso, first.shank) == (
        1,
        "stayed down",
        f"1{PERCENT} ± 8{PERCENT}",
        "30° ± 6°",
        "27° ± 7°",
    )
    assert (second.heels, second.rise, second.torso, second.shank) == ("cannot tell", "–", "–", "–")


@pytest.mark.parametrize("word", BANNED)
def test_words_that_never_appear(word: str) -> None:
    everything = " ".join([LIMITER, CALM, SHALLOW, DEPTH_UNKNOWN, UNCLEAR, SCREEN, str(side_words(a_side()))])
    assert not re.search(rf"\b{word}", everything, re.IGNORECASE)
