"""The library: complete, each entry sourced, short sentences, no word that must not appear."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from sessions.catalogue import CATALOGUE
from sessions.progression.library.cues import (
    COMFORTABLE,
    CUES,
    FOOT,
    MOBILITY,
    QUESTIONS_TO_ASK,
    RETURN_GATE,
    RETURN_LADDER,
    SPACING,
    WARM_UP,
    Tip,
)
from sessions.progression.library.exercises import SUPPORT_EXERCISES, VARIATIONS
from sessions.progression.library.pages import PAGES, Page, Part
from sessions.progression.library.sources import ARTICLES, Source
from sessions.progression.pain import Band, pain_band
from sessions.progression.warm_up import warm_up_ramp
from sessions.progression.warning_questions import ADVICE, QUESTIONS, Tier
from tests.phone.pages import BANNED

TIPS = (*CUES, *FOOT, *WARM_UP, *MOBILITY, *SPACING, *RETURN_LADDER, RETURN_GATE)
BY_KEY = {page.key: page for page in PAGES}
LONGEST = 25
"""Words in a sentence, a list's entry included: our default for what is read between two sets."""


def said_by(page: Page) -> Iterator[str]:
    """Everything the page says."""
    yield from (page.title, page.lead)
    for part in page.parts:
        yield from (part.heading, *part.sentences, *part.points)


def everything() -> list[str]:
    """Every text of the library."""
    texts = [tip.text for tip in TIPS]
    texts += [text for one in VARIATIONS for text in (one.name, one.why, one.note)]
    texts += [text for one in SUPPORT_EXERCISES for text in (one.name, one.how)]
    return [*texts, *QUESTIONS_TO_ASK, *(text for page in PAGES for text in said_by(page))]


def part(page: str, heading: str) -> Part:
    """A part of a page by its heading."""
    return next(one for one in BY_KEY[page].parts if one.heading == heading)


def test_the_six_squats_and_the_six_support_exercises_are_in() -> None:
    assert [one.key for one in VARIATIONS] == [
        "box_squat",
        "heels_raised",
        "goblet_squat",
        "leg_press",
        "partial_range",
        "less_load",
    ]
    assert [one.exercise for one in SUPPORT_EXERCISES] == [
        "glute_bridge",
        "hip_thrust",
        "split_squat",
        "step_up",
        "lateral_band_walk",
        "single_leg_squat",
    ]


def test_each_exercise_can_be_logged() -> None:
    logged = {entry.key for entry in CATALOGUE}
    named = {one.exercise for one in (*VARIATIONS, *SUPPORT_EXERCISES) if one.exercise}
    assert named <= logged
    assert [one.key for one in VARIATIONS if one.exercise is None] == ["less_load"]


def test_the_pages_people_ask_for_are_in() -> None:
    assert list(BY_KEY) == [
        "pain-scale",
        "get-assessed",
        "knees-caving-in",
        "knees-past-toes",
        "sore-or-joint",
        "other-squats",
        "warm-up",
        "mobility",
        "spacing",
        "going-back",
    ]


@pytest.mark.parametrize("tips", [CUES, FOOT, WARM_UP, MOBILITY, SPACING, RETURN_LADDER], ids=lambda tips: tips[0].key)
def test_tips_are_found_by_their_key(tips: tuple[Tip, ...]) -> None:
    keys = [tip.key for tip in tips]
    assert len(set(keys)) == len(keys) >= 3


@pytest.mark.parametrize("text", everything())
def test_no_text_says_what_it_must_not(text: str) -> None:
    assert not BANNED.search(text)
    assert not re.search(r"\b(you have|injur\w*|risks?|safe\w*|unsafe|weakness|ego)\b", text, re.IGNORECASE)


@pytest.mark.parametrize("text", everything())
def test_sentences_are_short(text: str) -> None:
    for sentence in re.split(r"(?<=[.:?!]) ", text):
        assert len(sentence.split()) <= LONGEST, sentence


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.key)
def test_every_part_says_where_it_comes_from(page: Page) -> None:
    for one in page.parts:
        assert one.sources, one.heading
        assert one.sentences or one.points, one.heading
    assert len(set(page.sources)) == len(page.sources)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.key)
def test_a_page_is_read_in_two_minutes(page: Page) -> None:
    """At 200 words a minute, our default for somebody who rests between two sets."""
    assert sum(len(text.split()) for text in said_by(page)) <= 400


def test_every_tip_and_exercise_names_its_sources() -> None:
    assert all(tip.sources for tip in TIPS)
    assert all(one.sources for one in VARIATIONS)


def test_no_list_is_attributed_to_the_article_whose_lists_are_lost() -> None:
    for page in PAGES:
        for one in page.parts:
            assert not (one.points and Source.LEG_DAY in one.sources), one.heading
    assert not any(one.source is Source.LEG_DAY for one in SUPPORT_EXERCISES)
    assert not any(Source.LEG_DAY in one.sources for one in VARIATIONS)


def test_every_article_is_used() -> None:
    used = {source for page in PAGES for source in page.sources}
    assert set(ARTICLES) <= used


def test_the_bands_are_those_that_the_rules_use() -> None:
    lines = part("pain-scale", "Three bands").points
    assert [line.split(":")[0] for line in lines] == ["0 to 3", "4 to 5", "Above 5"]
    assert [pain_band(value) for value in (0, 3, 4, 5, 6)] == [
        Band.GREEN,
        Band.GREEN,
        Band.AMBER,
        Band.AMBER,
        Band.RED,
    ]
    assert "2 points" in " ".join(part("pain-scale", "The morning after").sentences).lower()


def test_the_tiers_are_those_of_the_stop_page_with_every_question_once() -> None:
    page = BY_KEY["get-assessed"]
    assert [one.heading for one in page.parts[:3]] == [ADVICE[tier].title for tier in Tier]
    asked = [point for one in page.parts[:3] for point in one.points]
    assert sorted(asked) == sorted(question.text for question in QUESTIONS)
    assert page.parts[3].points == QUESTIONS_TO_ASK


def test_only_the_page_about_getting_assessed_shows_with_a_red_flag() -> None:
    assert [page.key for page in PAGES if not page.suggests] == ["get-assessed"]


def test_the_ramp_as_told_is_one_that_the_rule_accepts() -> None:
    texts = " ".join(part("warm-up", "The ramp").points)
    assert "at most 50 %" in texts
    assert "above 25 %" in texts
    assert "two sets; three from 85 %" in texts
    told = warm_up_ramp([50, 75], 100, None)
    assert told is not None
    assert told.present


def test_the_way_back_has_its_gate() -> None:
    assert COMFORTABLE == 3
    assert part("going-back", "Five steps").ordered
    assert len(part("going-back", "Five steps").points) == len(RETURN_LADDER) == 5
    gate = part("going-back", "Before each step").sentences[0]
    assert "at most 3 of 10" in gate
    assert "knees in line" in gate


def test_drift_is_told_calmly_and_without_over_correcting() -> None:
    page = BY_KEY["knees-caving-in"]
    said = " ".join(said_by(page))
    assert "Do not panic, do pay attention." in said
    assert "Do not over-correct" in said
    assert "ordinary" in said
    assert all(one.name in said for one in SUPPORT_EXERCISES)
    assert all(tip.text in said for tip in (*CUES, *FOOT))


def test_the_squats_page_has_why_and_note_of_each() -> None:
    said = " ".join(said_by(BY_KEY["other-squats"]))
    assert all(text in said for one in VARIATIONS for text in (one.name, one.why, one.note))


def test_the_toes_page_says_that_nobody_is_flagged() -> None:
    said = " ".join(said_by(BY_KEY["knees-past-toes"]))
    assert "never counts it against anybody" in said
    assert "lower back" in said


def test_the_word_check_and_the_length_check_can_fail() -> None:
    assert BANNED.search("This will cure it.")
    assert len(("word " * 26).split()) > LONGEST
