"""The sessions on one athlete's page: what was lifted, what was said beside it, and further ones."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from coachhub.core.ids import new_id
from coachhub.dashboard.selectors.sessions import PAGE, SessionLine, say_sets, sessions_page
from sessions.models import TrainingSet
from sessions.progression.noticed import Noticed
from sessions.services.entries import LiftEntry, PainEntry, SessionEntry, SetEntry
from sessions.services.log import answer_next_morning
from tests.dashboard.made import scope
from tests.dashboard.test_athlete import page_of
from tests.films import a_report, answer, film
from tests.phone.pages import get, html_of, text_of
from tests.world import World, log, squats


def test_a_session_with_all_that_was_said(world: World) -> None:
    session = log(
        world.maya,
        SessionEntry(
            id=new_id(),
            started_at=timezone.now() - timedelta(days=1),
            minutes=55,
            session_rpe=8,
            note="Felt <heavy>.",
            pain_before=PainEntry(1),
            pain_after=PainEntry(3),
            lifts=(
                LiftEntry(
                    new_id(),
                    "back_squat",
                    (SetEntry(new_id(), 5, Decimal(60), warm_up=True),) * 1,
                    pain_worst=PainEntry(4),
                ),
                LiftEntry(new_id(), "leg_press", (SetEntry(new_id(), 12, Decimal(140), rpe=Decimal("7.5")),)),
            ),
        ),
    )
    with scope(world):
        answer_next_morning(actor=world.maya.actor, session=session, pain=PainEntry(2))
    html = html_of(get(world.coach, page_of(world.maya)))
    text = text_of(get(world.coach, page_of(world.maya)))
    assert "55 min , session RPE 8" in text.replace("min,", "min ,")
    assert "Back squat 1 warm-up set – 4 1 before, 3 after, 2 the next morning" in text
    assert "Leg press 1 × 12 at 140 kg 7.5 not said" in text
    assert "Felt &lt;heavy&gt;." in html


def test_what_was_asked_beside_the_sets_reaches_the_coach(world: World) -> None:
    lift = LiftEntry(
        new_id(),
        "back_squat",
        (SetEntry(new_id(), 5, Decimal(80)),),
        heel_raise=True,
        noticed=frozenset({Noticed.BALANCE, Noticed.BOTTOM}),
        pain_worst=PainEntry(4, side="right", place="front"),
    )
    entry = SessionEntry(
        id=new_id(),
        started_at=timezone.now() - timedelta(days=1),
        session_rpe=0,
        sleep_hours=Decimal("7.5"),
        soreness=0,
        lifts=(lift,),
    )
    log(world.maya, entry)
    text = text_of(get(world.coach, page_of(world.maya)))
    assert "session RPE 0, slept 7.5 h, sore muscles 0 of 10" in text  # a zero that was said is said
    assert "Back squat heels raised noticed: uncomfortable at the bottom, balance goes back" in text
    assert "4 right knee, front" in text


def test_what_was_not_said_is_left_out(world: World) -> None:
    log(world.maya, squats(days_ago=1))
    text = text_of(get(world.coach, page_of(world.maya)))
    for words in ("min,", "slept", "sore muscles", "Back squat heels raised", "noticed:", "right knee"):
        assert words not in text, words
    assert not re.search(r"session RPE (\d|None)", text)
    assert not re.search(r"\d (before|after|the next morning)\b", text)


def test_pain_around_the_lifts_says_when_it_was_and_only_what_was_said(world: World) -> None:
    log(world.maya, squats(days_ago=1, before=0))
    assert "0 before" in text_of(get(world.coach, page_of(world.maya)))
    said: dict[str, Any] = {"id": new_id(), "started_at": timezone.now(), "lifts": (), "facts": (), "note": ""}
    assert SessionLine(**said, before=2, after=0, next_morning=3).around == "2 before, 0 after, 3 the next morning"
    assert SessionLine(**said, before=None, after=None, next_morning=3).around == "3 the next morning"
    assert SessionLine(**said, before=None, after=None, next_morning=None).around == ""


@pytest.mark.parametrize(
    ("sets", "said"),
    [
        ([(5, 80), (5, 80), (5, 80)], "3 × 5 at 80 kg"),
        ([(5, 80), (5, 80), (4, 80)], "5, 5, 4 at 80 kg"),
        ([(5, 80), (3, 90)], "1 × 5 at 80 kg, 1 × 3 at 90 kg"),
        ([(10, 0), (10, 0)], "2 × 10, body weight"),
        ([(8, None)], "1 × 8, load not said"),
        ([], ""),
    ],
)
def test_work_sets_as_people_write_them(sets: list[tuple[int, int | None]], said: str) -> None:
    rows = [TrainingSet(reps=reps, load=load) for reps, load in sets]
    for row, (_, load) in zip(rows, sets, strict=True):
        row.load_kg = None if load is None else Decimal(load)
    assert say_sets(rows, "kg") == said


def test_earlier_sessions_a_page_at_a_time(world: World) -> None:
    for days_ago in range(PAGE + 3):
        log(world.maya, squats(days_ago=days_ago))
    with scope(world):
        first = sessions_page(world.maya.athlete, unit="kg")
        assert first.earlier is not None
        second = sessions_page(world.maya.athlete, unit="kg", before=first.earlier)
    moments = [line.started_at for line in (*first.lines, *second.lines)]
    assert len(set(moments)) == PAGE + 3
    assert moments == sorted(moments, reverse=True)
    assert second.earlier is None
    path = reverse("athlete_earlier", args=[world.maya.athlete.pk, "sessions", first.earlier])
    assert html_of(get(world.coach, path)).count('scope="row"') == 3


def test_a_page_after_a_session_that_is_gone_is_empty(world: World) -> None:
    log(world.maya, squats())
    path = reverse("athlete_earlier", args=[world.maya.athlete.pk, "sessions", new_id()])
    assert html_of(get(world.coach, path)).strip() == ""


def test_a_session_of_somebody_else_is_no_place_to_go_on_from(world: World) -> None:
    foreign = log(world.samira, squats())
    log(world.maya, squats(days_ago=2))
    with scope(world):
        assert sessions_page(world.maya.athlete, unit="kg", before=foreign.pk).lines == ()


def test_a_kind_of_list_that_there_is_not(world: World) -> None:
    path = reverse("athlete_earlier", args=[world.maya.athlete.pk, "secrets", new_id()])
    assert get(world.coach, path).status_code == 404


def test_a_video_stands_beside_its_set(world: World) -> None:
    session = log(world.maya, squats())
    with scope(world):
        set_id = session.lifts.get().sets.all()[0].pk
    video = film(world.maya, set_id=set_id)
    link = f'<a href="{reverse("video", args=[video.pk])}">'
    assert f"{link}video</a>" in html_of(get(world.coach, page_of(world.maya)))
    answer(video, a_report())
    assert f"{link}some drift</a>" in html_of(get(world.coach, page_of(world.maya)))
