"""A number and its unit stay on one line."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client

from coachhub.core.units import UnitsMiddleware, held
from tests.phone.pages import text_of
from tests.world import World


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("36 % above", "36·% above"),
        ("likely 14.6 to 16.2 % of", "likely 14.6 to 16.2·% of"),
        ("5 × 87.5 kg and 190 lb", "5·×·87.5·kg and 190·lb"),
        ("32.2 t, 28.2 klb", "32.2·t, 28.2·klb"),
        ("49 min, slept 6 h, told after 3 s", "49·min, slept 6·h, told after 3·s"),
        ("pain 6 of 10", "pain 6·of·10"),
        ("RPE 8 on 26 Oct, 3 September 2026", "RPE·8 on 26·Oct, 3·September 2026"),
        ("<b>5</b> <span>36 %</span>", "<b>5</b> <span>36·%</span>"),
    ],
)
def test_the_space_between_a_number_and_its_unit_does_not_break(said: str, shown: str) -> None:
    assert held(said) == shown.replace("·", "\N{NO-BREAK SPACE}")


@pytest.mark.parametrize(
    "html",
    [
        "in 12 sessions, 3 of 100, 4 times, 2 sets, 5 dayshifts, 7 Marks",
        '<input value="5 kg" placeholder="20 %">',
        '<a title="12 Sep 2026 18:40">',
        '<script type="application/json">{"said": "5 × 87.5 kg"}</script>',
        "<textarea rows=2>held 5 kg\n</textarea>",
        "<style>a { margin: 5 % }</style>",
        "<template>5 kg <b>6 kg</b></template>",
    ],
)
def test_what_stays_as_it_is(html: str) -> None:
    assert held(html) == html


def test_within_a_tag_that_is_long() -> None:
    html = '<p title="12 %' + " 5 kg" * 9 + '">5 kg</p>'
    assert held(html).count("\N{NO-BREAK SPACE}") == 1


def test_after_a_script_it_goes_on() -> None:
    assert held("<script>5 kg</script> 5 kg") == "<script>5 kg</script> 5\N{NO-BREAK SPACE}kg"


def answered(response: HttpResponseBase) -> Any:
    return UnitsMiddleware(lambda request: response)(HttpRequest())


def test_pages_only() -> None:
    said = "5 × 87.5 kg, 36 %"
    assert "36\N{NO-BREAK SPACE}%" in answered(HttpResponse(said)).content.decode()
    for other in (HttpResponse(said, content_type="text/csv"), JsonResponse({"said": said})):
        assert b"36 %" in answered(other).content
    assert [part.decode() for part in answered(StreamingHttpResponse([said]))] == [said]


def test_on_a_page_of_the_service(world: World, client: Client) -> None:
    client.force_login(world.coach.user)
    page = client.get("/rules/")
    assert "15\N{NO-BREAK SPACE}%" in page.content.decode()
    assert "15 %" in text_of(page)
