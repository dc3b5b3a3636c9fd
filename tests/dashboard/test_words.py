"""A status and a verdict are said by a shape and a word, and never surer than they are."""

from __future__ import annotations

import pytest

from coachhub.core.pictures import Mark
from coachhub.dashboard.words import Status, status_of, verdict_css, verdict_glyph, verdict_mark, verdict_word
from sessions.models import Attention, Verdict


def test_each_status_has_a_word_a_shape_and_a_colour() -> None:
    assert all(one.word and one.glyph and one.css for one in Status)
    assert len({one.word for one in Status}) == len(Status)


def test_statuses_from_the_most_urgent_to_the_least() -> None:
    assert sorted(Status, key=lambda one: one.rank)[:4] == [
        Status.STOP,
        Status.LOOK,
        Status.CANNOT_TELL,
        Status.IN_LINE,
    ]


def test_red_and_amber_are_for_stop_and_look_only() -> None:
    assert [one for one in Status if one.css == "is-stop"] == [Status.STOP]
    assert [one for one in Status if one.css == "is-look"] == [Status.LOOK]


@pytest.mark.parametrize("attention", Attention.values)
def test_an_athletes_attention_is_the_status(attention: str) -> None:
    assert status_of(attention, has_data=True) == attention


def test_without_anything_logged_nothing_is_in_line() -> None:
    assert status_of(Attention.IN_LINE, has_data=False) is Status.NEW
    assert status_of(Attention.STOP, has_data=False) is Status.STOP


@pytest.mark.parametrize("verdict", Verdict.values)
def test_a_verdict_that_is_not_certain_says_so_and_takes_no_colour(verdict: str) -> None:
    if verdict == Verdict.CANNOT_TELL:
        assert verdict_word(verdict, certain=False) == "Cannot tell"
        return
    assert verdict_word(verdict, certain=False).endswith(", uncertain")
    assert verdict_css(verdict, certain=False) != "is-look"
    assert verdict_mark(verdict, certain=False) is Mark.DOT


def test_drift_that_is_certain_is_to_look_at() -> None:
    for verdict in (Verdict.SOME_DRIFT, Verdict.CLEAR_DRIFT):
        assert verdict_css(verdict) == "is-look"
        assert verdict_mark(verdict) is Mark.LOOK


def test_not_filmed_is_no_verdict() -> None:
    assert verdict_word("", certain=None) == ""
    assert verdict_glyph("") == "cant"
    assert verdict_mark("") is Mark.CANT
