"""What athletes and coaches read is kind, short, complete, and never says what it must not."""

import re

import pytest

from sessions.knee_tracking.report import Balance, Code, Heels, NoteCode, Status, Trend, Verdict, ViewKind
from sessions.knee_tracking.text import BALANCE, HEELS, NOTHING, TRENDS, VERDICTS, VIEWS, lines
from sessions.knee_tracking.wording import NOTES, READ_FROM_SIDE, REFUSALS, note, reason
from tests.sessions.knee_tracking.test_report import report

BANNED = [
    "diagnos",
    "injur",
    r"\btears?\b",
    r"\btreat",
    r"\bcures?\b",
    "safe to train",
    "cleared",
    "normal knee",
    "tendinitis",
    "valgus",
    "risk",
    "you have",
]
TEXTS = [text for pair in (*REFUSALS.values(), READ_FROM_SIDE) for text in pair] + list(NOTES.values())


@pytest.mark.parametrize("word", BANNED)
def test_words_that_never_appear(word: str) -> None:
    assert not [text for text in TEXTS if re.search(word, text, re.IGNORECASE)]


def test_every_code_has_its_words() -> None:
    assert set(REFUSALS) == set(Code)
    assert set(NOTES) == set(NoteCode)


@pytest.mark.parametrize("text", TEXTS)
def test_texts_are_short_whole_sentences(text: str) -> None:
    assert text[0].isupper()
    assert text.endswith(".")
    assert len(text) <= 180


@pytest.mark.parametrize("code", Code)
def test_a_refusal_says_what_to_change(code: Code) -> None:
    told = reason([code])
    assert told.message != told.advice
    assert told.also == ()


def test_the_first_reason_is_told_and_the_others_listed() -> None:
    told = reason([Code.TOO_DARK, Code.SIDE_VIEW, Code.NO_REPS])
    assert told.code is Code.TOO_DARK
    assert told.also == (Code.SIDE_VIEW, Code.NO_REPS)
    assert "dark" in told.message


def test_a_note_carries_its_own_words() -> None:
    assert note(NoteCode.FEET_MOVED).message == NOTES[NoteCode.FEET_MOVED]


def test_the_terminal_knows_every_word() -> None:
    assert set(VERDICTS) == set(Verdict)
    assert set(VIEWS) == set(ViewKind)
    assert set(TRENDS) == set(Trend)
    assert set(HEELS) == set(Heels)
    assert set(BALANCE) == set(Balance)


def test_a_measured_set_reads_as_a_table() -> None:
    text = list(lines(report("dev05_fatigue_8reps")))
    assert "8 reps: clear drift, rise" in text
    assert any("gets worse" in line for line in text)
    rows = [line for line in text if re.match(r"^ +\d+ +\d+\.\d", line)]
    assert len(rows) == 8
    assert all("(" in row and " to " in row for row in rows)
    assert text[-1].endswith("not medical advice.")


def test_a_row_has_units_above_it_and_true_minus_signs() -> None:
    text = "\n".join(lines(report("dev05_fatigue_8reps")))
    assert "% of leg" in text
    assert "−0.3" in text
    assert "-0." not in text


def test_a_refused_set_reads_as_a_reason() -> None:
    text = list(lines(report("dev09_side_view")))
    assert any(line.startswith("Not measured: ") for line in text)
    assert any(line.startswith("What to change: ") for line in text)
    assert not any("Education" in line for line in text)
    assert [line for line in text if line.startswith("torso 30 (")]
    assert [line for line in text if line.startswith("heels: stay down, ")]
    assert "balance: kept" in text
    assert report("dev09_side_view").status is Status.REJECTED


def test_what_was_not_measured_is_a_dash() -> None:
    text = list(lines(report("dev11_split_squat_right")))
    rows = [line for line in text if re.match(r"^ +\d+ +\d+\.\d", line)]
    assert all(NOTHING in row for row in rows)
