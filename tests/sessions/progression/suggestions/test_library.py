"""The texts: plain, within the words that are allowed, and each with its source."""

import re

import pytest

from sessions.progression.findings import REGISTRY
from sessions.progression.suggestions import ADVICE, LIBRARY, Advice, Family, Measure, Source
from sessions.progression.suggestions.choosing import RULES
from tests.sessions.progression.suggestions.strategies import found_by_all
from tests.sessions.progression.test_rules import BANNED

ALLOWED = {"because"}
POINTS = {  # the numbered points of what is suggested, by what the title has to speak of
    43: "box",
    44: "heels",
    45: "Goblet",
    46: "Leg press",
    47: "Partial range",
    48: "load off",
    49: "knees in line with toes",
    50: "Lower slowly",
    51: "whole foot",
    52: "hip and glute work",
    53: "hamstring",
    54: "mobility",
    55: "empty bar",
    56: "step back",
    57: "Space",
    58: "lighter week",
    59: "Keep going",
    60: "keep training",
    61: "Rebuild",
    62: "Film",
}


def texts(one: Advice) -> tuple[str, ...]:
    return (one.title, one.how, one.reason, one.note, one.source)


@pytest.mark.parametrize("point", POINTS.items(), ids=lambda point: str(point[0]))
def test_every_point_has_its_entry(point: tuple[int, str]) -> None:
    assert [one for one in LIBRARY if point[1] in one.title]


@pytest.mark.parametrize("one", LIBRARY, ids=lambda one: one.key)
def test_an_entry_is_plain_and_promises_nothing(one: Advice) -> None:
    for text in texts(one):
        assert not BANNED.search(text), text
        assert not re.search(r"\b(ego|weak\w*|wrong|bad|fault|heal\w*|recover fully|guarantee\w*|prevent\w*)\b", text)
    assert len(one.title) <= 50
    assert len(one.how) <= 170
    assert one.how.endswith(".")
    assert one.reason.endswith(".")
    assert one.note.endswith(".")


@pytest.mark.parametrize("one", LIBRARY, ids=lambda one: one.key)
def test_an_entry_says_where_it_comes_from(one: Advice) -> None:
    assert one.sources
    assert all(source.value in one.source for source in one.sources)
    if re.search(r"\d", one.how):
        assert one.numbers, "a number needs a source, or the word default"
    if one.numbers:
        assert re.search(r"default|own|rules on|\d{4}", one.numbers)


def test_lists_are_never_taken_from_the_article_whose_lists_are_lost() -> None:
    hips = ADVICE["suggest.hip_work"]
    assert "glute bridge" in hips.how
    assert hips.sources == (Source.CAVE_IN,)
    assert all(Source.LEG_DAY not in one.sources for one in LIBRARY if one.how.count(",") > 3)


def test_all_six_exercises_and_all_six_variations_are_there() -> None:
    exercises = ("glute bridge", "hip thrust", "split squat", "step-up", "lateral band walk", "single-leg work")
    assert all(one in ADVICE["suggest.hip_work"].how for one in exercises)
    variations = ("box_squat", "heel_raise", "goblet_squat", "leg_press", "partial_range", "reduce_load")
    assert all(f"suggest.{key}" in ADVICE for key in variations)


def test_knees_past_toes_are_no_matter_for_a_suggestion() -> None:
    assert not [one for one in LIBRARY if re.search("past (the )?toes", " ".join(texts(one)))]


def test_every_rule_has_its_entry_and_takes_reason_and_source_from_it() -> None:
    for rule in RULES:
        assert ADVICE[rule.key].source == rule.source
        assert REGISTRY[rule.key] == rule()
        assert rule.__doc__
    assert {one.reason == ADVICE[one.rule].reason for one in found_by_all()} == {True}


def test_only_mobility_is_done_for_itself_day_by_day() -> None:
    assert [one.key for one in LIBRARY if one.is_daily] == ["suggest.mobility"]


def test_what_videos_answer_is_known() -> None:
    assert {one.family for one in LIBRARY if one.measure is Measure.TRACKING} == {Family.TRACKING, Family.HABIT}
    assert all(one.is_answered_by_video == (one.measure is not Measure.PAIN) for one in LIBRARY)
