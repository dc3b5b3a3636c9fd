"""Pages of results: a cursor that new rows do not shift."""

from __future__ import annotations

import base64

import pytest

from athletes.models import Squad
from tests.calling import Api
from tests.films import film
from tests.world import World, make_athlete


def test_a_row_added_while_paging_neither_repeats_nor_hides_another(world: World) -> None:
    made = [str(film(world.maya).pk) for _ in range(4)]
    api = Api(world.coach)
    first = api.get("videos/", page_size=2).json()
    film(world.maya)
    second = api.client.get(first["next"]).json()
    assert [one["id"] for one in first["results"] + second["results"]] == made[::-1]


def test_one_can_go_back(world: World) -> None:
    for number in range(4):
        make_athlete(world.organisation, f"Athlete {number}")
    api = Api(world.coach)
    first = api.get("athletes/", page_size=3).json()
    second = api.client.get(first["next"]).json()
    assert api.client.get(second["previous"]).json()["results"] == first["results"]


def test_people_of_the_same_name_are_all_there(world: World) -> None:
    for _ in range(5):
        make_athlete(world.organisation, "Kim Lee")
    api, seen = Api(world.coach), []
    page = api.get("athletes/", page_size=2).json()
    while page["next"]:
        seen += page["results"]
        page = api.client.get(page["next"]).json()
    seen += page["results"]
    assert len({one["id"] for one in seen}) == len(seen) == 7


def test_a_page_is_never_longer_than_two_hundred(world: World) -> None:
    Squad._base_manager.bulk_create(
        Squad(organisation=world.organisation, name=f"Squad {number}") for number in range(210)
    )
    assert len(Api(world.coach).get("squads/", page_size=1000).json()["results"]) == 200


@pytest.mark.parametrize("cursor", ["a", "bm8", base64.b64encode(b"p=%00").decode()])
def test_a_cursor_that_is_none_of_ours_is_not_found(world: World, cursor: str) -> None:
    got = Api(world.coach).get("athletes/", cursor=cursor)
    assert (got.status_code, got.json()["error"]["message"]) == (404, "Invalid cursor")


def test_a_cursor_of_another_list_is_refused(world: World) -> None:
    for list_, cursor in (("videos/", b"p=Maya"), ("sessions/", b"p=Maya"), ("exercises/", b"p=Maya")):
        assert Api(world.coach).get(list_, cursor=base64.b64encode(cursor).decode()).status_code == 400
