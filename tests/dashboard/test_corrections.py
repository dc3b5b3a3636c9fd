"""Corrections on the video page: both answers in sight, and what is refused said beside what was sent."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.storage import default_storage
from django.urls import reverse

from sessions.knee_tracking import Task
from sessions.models import Correction, Video
from sessions.selectors.files import file_behind
from tests.dashboard.made import scope
from tests.films import a_refusal, a_report, analysis_of, answer, film, measured
from tests.phone.pages import BANNED, broken_by_our_policy, browser_of, get, html_of, text_of
from tests.world import Person, World

MENUS = 'aria-label="Reps to correct"'


def page_of(video: Video) -> str:
    return reverse("video", args=[video.pk])


def send(person: Person, video: Video, *, part: bool = True, **values: Any) -> Any:
    """A form of the page, as htmx sends it or as a browser without scripts does."""
    headers = {"HX-Request": "true"} if part else {}
    return browser_of(person).post(reverse("correct", args=[video.pk]), {"seen": 0} | values, headers=headers)


def undo(person: Person, video: Video, *, part: bool = True, number: int = 0) -> Any:
    with scope(video.organisation):
        key = Correction.objects.filter(analysis__video=video)[number].pk
    headers = {"HX-Request": "true"} if part else {}
    return browser_of(person).post(reverse("undo_correction", args=[video.pk, key]), headers=headers)


def test_uncorrected_the_page_says_nothing_of_corrections(world: World) -> None:
    html = html_of(get(world.coach, page_of(measured(world.maya))))
    assert "Corrected by" not in html
    assert MENUS in html
    assert '<details class="ch-table ch-correct ch-gap-s"><summary>Correct' in html  # shut


def test_the_answer_says_both_and_the_part_brings_head_and_strip(world: World) -> None:
    video = measured(world.maya)
    got = send(world.coach, video, kind="drop", rep=8)
    text, html = text_of(got), html_of(got)
    assert "Machine: 8 reps, clear drift −0.27." in text
    assert "Corrected by Coach of Northside today" in text
    assert ": 7 reps, some drift, uncertain −0.20." in text
    assert "Dropped the rep at 20.7–22.4 s" in text
    assert html.count("data-rep-chip") == 7
    assert 'id="head" hx-swap-oob="true"' in html
    assert "<html" not in html
    assert "on the last two of seven reps" in text_of(get(world.coach, page_of(video)))


def test_the_curve_of_the_page_is_the_corrected_one(world: World) -> None:
    video = measured(world.maya, curve=b"{}")
    send(world.coach, video, kind="drop", rep=8)
    html = html_of(get(world.coach, page_of(video)))
    address = html.split('id="answer"')[1].split('data-curve="')[1].split('"')[0]
    with scope(world):
        found = file_behind(address.strip("/").split("/")[-1], world.coach.actor)
    assert found is not None
    with default_storage.open(found.name) as stored:
        assert b"dkasr" in stored.read()


def test_undone_the_page_is_as_before(world: World) -> None:
    video = measured(world.maya)
    send(world.coach, video, kind="drop", rep=8)
    text = text_of(undo(world.coach, video))
    assert "Machine: 8 reps, clear drift −0.27. Nothing is corrected." in text
    assert "Machine:" not in text_of(get(world.coach, page_of(video)))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"kind": "split", "rep": 2, "at_s": 1}, "This moment is outside the rep: it goes from 5.7 to 7.3 s."),
        ({"kind": "merge", "rep": 1, "other": 3}, "Only neighbours can be one rep"),
        ({"kind": "task", "task": "squat"}, "It is measured as this task already."),
        ({"kind": "joint", "at_s": 8, "joint": "left_knee", "x": 2, "y": 0.5}, "has to be inside the picture"),
        ({"kind": "drop", "rep": "many"}, "Enter a whole number."),
        ({"kind": "erase", "rep": 1}, "erase is not one of the available choices."),
    ],
)
def test_what_is_refused_is_said_once_where_it_was_sent(world: World, values: dict[str, Any], said: str) -> None:
    video = measured(world.maya, overlay=b"{}", web=b"copy")
    got = send(world.coach, video, **values)
    assert text_of(got).count(said) == 1
    assert 'ch-correct ch-gap-s" open' in html_of(got)
    assert analysis_of(video).corrected_report is None


def test_the_second_of_two_is_told_and_sees_what_the_first_did(world: World) -> None:
    video = measured(world.maya)
    send(world.owner, video, kind="drop", rep=8)
    text = text_of(send(world.coach, video, kind="drop", rep=1))
    assert "Owner of Northside corrected this in the meantime: look again, yours was not taken." in text
    assert "Corrected by Owner of Northside" in text


def test_what_another_rests_on_is_said_where_it_was_to_be_undone(world: World) -> None:
    video = measured(world.maya)
    send(world.coach, video, kind="merge", rep=1, other=2)
    send(world.coach, video, kind="drop", rep=1, seen=1)
    assert "would not fit without it: undo that first." in text_of(undo(world.coach, video))


def test_without_scripts_it_is_the_page_again(world: World) -> None:
    video = measured(world.maya)
    refused = send(world.coach, video, part=False, kind="drop", rep=20)
    assert [str(one) for one in get_messages(refused.wsgi_request)] == ["There is no rep 20: 8 are counted."]
    made = send(world.coach, video, part=False, kind="drop", rep=8)
    assert (made.status_code, made["Location"]) == (302, page_of(video))
    assert "Corrected by" in text_of(get(world.coach, page_of(video)))
    assert undo(world.coach, video, part=False)["Location"] == page_of(video)


def test_which_leg_worked_is_asked_in_one_legged_tasks_only(world: World) -> None:
    squat = measured(world.maya)
    split_squat = measured(world.maya, "dev11_split_squat_right", Task.SPLIT_SQUAT)
    assert "The left leg worked" not in text_of(get(world.coach, page_of(squat)))
    assert "The left leg worked" in text_of(get(world.coach, page_of(split_squat)))
    text = text_of(send(world.coach, split_squat, kind="leg", rep=1, leg="left"))
    assert "Left leg worked in the rep at" in text


def test_a_corrected_task_is_the_one_that_is_shown(world: World) -> None:
    video = measured(world.maya)
    assert "Task: split squat" in text_of(send(world.coach, video, kind="task", task="split_squat"))
    assert "Split squat" in html_of(get(world.coach, page_of(video))).split("<h1>")[1].split("</h1>")[0]


def test_clinicians_read_corrections_and_make_none(world: World) -> None:
    video = measured(world.maya)
    send(world.coach, video, kind="drop", rep=8)
    html = html_of(get(world.clinician, page_of(video)))
    assert "Corrected by Coach of Northside" in html
    assert MENUS not in html
    assert ">Undo<" not in html
    assert send(world.clinician, video, kind="drop", rep=1, seen=1).status_code == 403


def test_what_cannot_be_corrected_offers_nothing(world: World) -> None:
    bare, refused = film(world.maya), film(world.maya)
    answer(bare, a_report())
    answer(refused, a_refusal())
    for video in (bare, refused):
        assert MENUS not in html_of(get(world.coach, page_of(video)))


def test_the_athlete_reads_the_corrected_answer(world: World) -> None:
    video = measured(world.maya)
    mine = reverse("my_video", args=[video.pk])
    assert "All 8 reps" in text_of(get(world.maya, mine))
    send(world.coach, video, kind="drop", rep=8)
    assert "All 7 reps" in text_of(get(world.maya, mine))


def test_words_and_policy(world: World) -> None:
    video = measured(world.maya, overlay=b"{}", web=b"copy")
    got = send(world.coach, video, kind="drop", rep=8)
    assert not broken_by_our_policy(html_of(got))
    assert not BANNED.search(text_of(got))
