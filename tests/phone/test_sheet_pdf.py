"""The sheet to take along as a PDF file: the page's own words, on A4."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pypdf
import pytest
import typst
from django.urls import reverse
from django.utils import timezone

from coachhub.core.scope import organisation_scope
from coachhub.phone.selectors.sheet import Sheet, SheetRow, sheet_of
from coachhub.phone.selectors.stop import stop_of
from coachhub.phone.sheet_pdf import LAYOUT, sheet_name, sheet_pdf
from sessions.models import CheckIn
from sessions.progression.library.cues import QUESTIONS_TO_ASK
from tests.phone.made import answer
from tests.phone.pages import get, text_of
from tests.world import World, log, squats

A4 = (595, 842)
"""Points, rounded."""


@pytest.fixture
def check_in(world: World) -> CheckIn:
    return answer(world.maya, "stuck", movement="squat", side="right")


def download(world: World, check_in: CheckIn) -> Any:
    return get(world.maya, reverse("sheet_pdf", args=[check_in.pk]))


def read(file: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(BytesIO(file))


def words(file: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in read(file).pages).split())


def sheet(world: World, check_in: CheckIn) -> Sheet:
    with organisation_scope(world.organisation.pk), timezone.override(world.maya.actor.time_zone):
        return sheet_of(world.maya.actor, stop_of(world.maya.actor, check_in.pk))


def test_the_page_offers_it(world: World, check_in: CheckIn) -> None:
    page = get(world.maya, reverse("sheet", args=[check_in.pk]))
    assert f'href="{reverse("sheet_pdf", args=[check_in.pk])}" download>Save as PDF' in page.content.decode()


def test_it_comes_as_a_file_that_nothing_on_the_way_keeps(world: World, check_in: CheckIn) -> None:
    response = download(world, check_in)
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{sheet_name(sheet(world, check_in))}"'
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.content.startswith(b"%PDF-")


def test_its_name_tells_nothing_of_whom_or_what(world: World, check_in: CheckIn) -> None:
    assert sheet_name(sheet(world, check_in)) == f"summary-{timezone.localtime():%Y-%m-%d}.pdf"


def test_it_is_a4_with_a_title_and_a_language(world: World, check_in: CheckIn) -> None:
    file = read(download(world, check_in).content)
    box = file.pages[0].mediabox
    assert (round(box.width), round(box.height)) == A4
    assert file.metadata is not None
    assert str(file.metadata.title).startswith(f"{world.maya.athlete.name}, summary of ")
    assert str(file.root_object["/Lang"]) == "en-GB"


def test_it_says_what_the_page_says(world: World, check_in: CheckIn) -> None:
    log(world.maya, squats(days_ago=3, load=81, before=1, pain=4))
    page = text_of(get(world.maya, reverse("sheet", args=[check_in.pk])))
    file = words(download(world, check_in).content)
    made = sheet(world, check_in)
    told = [made.title, made.lead, made.answered, made.scale, made.education, *made.stop.ticked, *QUESTIONS_TO_ASK]
    told += [line for row in made.rows for line in row.lines]
    assert len(told) > 10
    assert [one for one in told if one not in page] == []
    assert [one for one in told if one not in file] == []
    assert "right knee, in squats" in file
    assert "1 4 – –" in file


def test_without_sessions_it_says_so(world: World, check_in: CheckIn) -> None:
    file = words(download(world, check_in).content)
    assert "Nothing was logged in these weeks." in file
    assert "next morning" not in file


def test_a_long_table_has_its_head_on_every_page(world: World, check_in: CheckIn) -> None:
    made = sheet(world, check_in)
    rows = tuple(
        SheetRow(timezone.localdate(), (f"Back squat 4 × 5 at {load} kg", "Leg press"), ("1", "4", "–", "0"))
        for load in range(60, 90)
    )
    pages = [page.extract_text() for page in read(sheet_pdf(replace(made, rows=rows))).pages]
    with_rows = [page for page in pages if " kg" in page]
    assert len(with_rows) > 1
    assert all("next morning" in page and "Training" in page for page in with_rows)
    assert [f"Page {i + 1} of {len(pages)}" in page for i, page in enumerate(pages)] == [True] * len(pages)
    assert all(f"at {load} kg" in " ".join(pages) for load in range(60, 90))


def test_of_very_many_sessions_the_newest_and_it_says_so(
    world: World, check_in: CheckIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "The newest" not in sheet(world, check_in).scale
    monkeypatch.setattr("coachhub.phone.selectors.sheet.MOST_ROWS", 2)
    for days_ago in (3, 1, 2):
        log(world.maya, squats(days_ago=days_ago, load=80 + days_ago))
    made = sheet(world, check_in)
    assert ["81 kg" in row.lines[0] for row in made.rows] == [True, False]
    assert "The newest 2 sessions." in made.scale


def test_a_name_is_never_read_as_markup(world: World, check_in: CheckIn) -> None:
    name = 'Maya "#panic()" *O* <b>'
    assert name in words(sheet_pdf(replace(sheet(world, check_in), name=name)))


def test_the_layout_keeps_the_rules_for_readers_of_screens(world: World, check_in: CheckIn) -> None:
    """By the engine's own check of PDF/UA-1, which refuses what breaks them."""
    log(world.maya, squats(days_ago=3, pain=4))
    made = sheet(world, check_in)
    said = {
        "title": made.title,
        "lead": made.lead,
        "ticked": made.stop.ticked,
        "answered": made.answered,
        "rows": [{"day": "1 Nov", "lines": made.rows[0].lines, "pain": made.rows[0].pain}],
        "when": made.when,
        "nothing": made.nothing,
        "scale": made.scale,
        "questions": made.questions,
        "education": made.education,
    }
    asked = {"said": json.dumps(said)}
    assert typst.compile(LAYOUT, root=LAYOUT.parent, sys_inputs=asked, format="pdf", pdf_standards="ua-1")


def test_an_old_answers_file_is_about_the_weeks_before_it(world: World) -> None:
    check_in = answer(world.maya, "stuck", at=timezone.now() - timedelta(days=40))
    log(world.maya, squats(days_ago=50, load=81))
    with organisation_scope(world.organisation.pk):
        assert "81 kg" in words(sheet_pdf(sheet(world, check_in)))


def test_another_athlete_and_a_coach_find_nothing(world: World, check_in: CheckIn) -> None:
    address = reverse("sheet_pdf", args=[check_in.pk])
    assert get(world.samira, address).status_code == 404
    assert get(world.coach, address).status_code == 404
    assert get(None, address).status_code == 302


def test_none_of_these_has_no_file(world: World) -> None:
    nothing = answer(world.maya)
    assert download(world, nothing).status_code == 404
