"""Which version of the engine measured, and what an earlier one said otherwise: one quiet line on a video's page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from coachhub.dashboard.selectors.review import said_of
from sessions.knee_tracking import ENGINE_VERSION, Report, Verdict, from_json
from sessions.models import KneeAnalysis
from sessions.services.videos import measure_again
from tests.dashboard.made import scope
from tests.films import a_refusal, a_report, analysis_of, answer, film
from tests.kept import DRIFTING, NO_REP, OLD, STRAIGHT, kept, read_as, remeasure
from tests.phone.pages import BANNED, broken_by_our_policy, browser_of, get, html_of, text_of
from tests.sessions.knee_tracking.skeleton import Set
from tests.world import World

QUERIES_OF_A_PAGE = 10


@pytest.fixture
def read(world: World) -> Callable[..., KneeAnalysis]:
    """A set as the earlier version read it, measured again by this one."""

    def made(of: Set = DRIFTING, report: Report | dict[str, Any] | None = None) -> KneeAnalysis:
        with scope(world):
            before = kept(world.maya, of, report)
            assert remeasure(analysis=before, apply=True).replaced_by
            return before

    return made


def shown(world: World, analysis: KneeAnalysis) -> str:
    return text_of(get(world.coach, reverse("video", args=[analysis.video_id])))


def test_which_version_measured(world: World) -> None:
    video = film(world.maya)
    assert "Measured by engine" not in shown(world, analysis_of(video))
    text = shown(world, answer(video, a_report()))
    assert f"Measured by engine {ENGINE_VERSION}." in text
    assert " read: " not in text


def test_a_refusal_has_its_version_too(world: World) -> None:
    assert f"Measured by engine {ENGINE_VERSION}." in shown(world, answer(film(world.maya), a_refusal()))


def test_what_an_earlier_version_said_otherwise(world: World, read: Callable[..., KneeAnalysis]) -> None:
    text = shown(world, read(report=a_report(dkasr=-0.15)))
    assert (
        f"Measured by engine {ENGINE_VERSION}. Engine {OLD} read: "
        "some drift on all three reps, at the bottom: −0.15 (likely −0.18 to −0.12)."
    ) in text
    assert "Clear drift" in text


def test_one_that_was_in_line(world: World, read: Callable[..., KneeAnalysis]) -> None:
    text = shown(world, read(report=a_report(dkasr=-0.01, verdict=Verdict.IN_LINE)))
    assert f"Engine {OLD} read: in line over 3 reps: −0.01 (likely −0.04 to +0.02)." in text


def test_one_that_could_not_tell_although_it_measured(world: World, read: Callable[..., KneeAnalysis]) -> None:
    text = shown(world, read(report=read_as(DRIFTING, verdict=Verdict.CANNOT_TELL)))
    assert f"Engine {OLD} read: cannot tell, 3 reps seen. " in text


def test_one_that_refused(world: World, read: Callable[..., KneeAnalysis]) -> None:
    text = shown(world, read(report=a_refusal()))
    assert f"Engine {OLD} read: cannot tell. {a_refusal()['reason']['message']}" in text


def test_one_that_measured_what_is_refused_now(world: World, read: Callable[..., KneeAnalysis]) -> None:
    text = shown(world, read(NO_REP, read_as(DRIFTING)))
    assert f"Engine {OLD} read: clear drift on all three reps" in text
    assert "No number is shown and nothing is counted." in text


def test_the_same_answer_is_not_said_twice(world: World, read: Callable[..., KneeAnalysis]) -> None:
    text = shown(world, read())
    assert f"Measured by engine {ENGINE_VERSION}." in text
    assert OLD not in text


@pytest.mark.parametrize(("shift", "said"), [(0.0004, False), (0.01, True)])
def test_a_number_is_another_one_when_it_is_written_otherwise(
    world: World, read: Callable[..., KneeAnalysis], shift: float, said: bool
) -> None:
    assert (OLD in shown(world, read(STRAIGHT, read_as(STRAIGHT, shift=shift)))) == said


def test_an_answer_as_another_task_is_no_earlier_version_of_this_one(world: World) -> None:
    with scope(world):
        before = kept(world.maya, report=a_report(dkasr=-0.15))
        measure_again(actor=world.maya.actor, video=before.video, task="lunge")
    text = shown(world, answer(before.video, a_report(dkasr=-0.3, verdict=Verdict.CLEAR_DRIFT)))
    assert "Measured by engine" in text
    assert OLD not in text


def test_of_several_earlier_versions_the_last_one(world: World, read: Callable[..., KneeAnalysis]) -> None:
    before = read(report=a_report(dkasr=-0.15))
    with scope(world):
        middle = KneeAnalysis.objects.exclude(track_of=None).select_related("athlete", "track_of").get()
        report = a_report(dkasr=-0.22, verdict=Verdict.CLEAR_DRIFT)
        KneeAnalysis.objects.filter(pk=middle.pk).update(engine_version="0.0.10", report=report, worst_dkasr=-0.22)
        middle.refresh_from_db()
        assert remeasure(analysis=middle, apply=True).replaced_by
    text = shown(world, before)
    assert "Engine 0.0.10 read: clear drift on all three reps, at the bottom: −0.22" in text
    assert OLD not in text


def test_the_page_costs_no_more_than_any_other(
    world: World, read: Callable[..., KneeAnalysis], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    before = read(report=a_report(dkasr=-0.15))
    browser = browser_of(world.coach)
    browser.get(reverse("video", args=[before.video_id]))
    with django_assert_max_num_queries(QUERIES_OF_A_PAGE):
        browser.get(reverse("video", args=[before.video_id]))


def test_nothing_that_our_policy_would_block_and_no_word_that_must_not_be_said(
    world: World, read: Callable[..., KneeAnalysis]
) -> None:
    for before in (read(report=a_report(dkasr=-0.15)), read(report=a_refusal())):
        html = html_of(get(world.coach, reverse("video", args=[before.video_id])))
        assert broken_by_our_policy(html) == []
        assert BANNED.findall(html) == []


def test_the_earlier_answer_reads_as_the_report_says() -> None:
    assert said_of(from_json(a_report())) == (
        "some drift on all three reps, at the bottom: −0.15 (likely −0.18 to −0.12)."
    )
    assert said_of(read_as(DRIFTING, verdict=Verdict.CANNOT_TELL)).endswith(".")
    assert not said_of(read_as(DRIFTING, verdict=Verdict.CANNOT_TELL)).endswith("..")
