"""`athletes/{id}/tracking/`: what the videos say together, for those who may see them."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.calling import Api, by_key
from tests.filmed_sets import filmed_session
from tests.sessions.api.test_athletes import stop_sharing
from tests.world import Person, World


def path_of(person: Person) -> str:
    return f"athletes/{person.athlete.pk}/tracking/"


def weeks_of_videos(person: Person) -> None:
    for days_ago, change in ((20, -0.02), (14, -0.03), (7, -0.04)):
        filmed_session(person, (60, -0.01), (75, change), days_ago=days_ago)
    filmed_session(person, (60, -0.01), (85, -0.25))


def test_the_facts_with_units_and_intervals(world: World) -> None:
    weeks_of_videos(world.maya)
    got = Api(world.coach).get(path_of(world.maya)).json()
    (one,) = got["exercises"]
    assert (one["exercise"], one["name"], one["task"]) == ("back_squat", "Back squat", "squat")
    assert len(one["sets"]) == 8
    assert one["sets"][-1]["load_kg"] == 85
    assert one["sets"][-1]["change"] == {"value": -0.25, "low": -0.28, "high": -0.22}
    baseline = one["baseline"]
    assert (baseline["state"], baseline["reference"], baseline["confirmed"]) == ("more_inward", -0.03, False)
    assert baseline["difference"]["value"] == pytest.approx(-0.22)
    assert baseline["mdc"] == pytest.approx(0.12465)
    assert baseline["left_out"] == [{"reason": "load", "sets": 3}]
    assert len(baseline["days"]) == 3
    assert one["last_time"]["reference"] == -0.04
    assert one["last_time"]["newest"] == one["sets"][-1]["video"]


def test_the_ceiling_and_the_slope(world: World) -> None:
    weeks_of_videos(world.maya)
    load = Api(world.coach).get(path_of(world.maya)).json()["exercises"][0]["load"]
    assert (load["sets"], load["lightest_kg"], load["heaviest_kg"]) == (8, 60, 85)
    assert load["ceiling"] == {
        "reach": "found",
        "value_kg": 75,
        "high_kg": 85,
        "certain": True,
        "heaviest_in_line_kg": 75,
        "lightest_drifting_kg": 85,
        "why": None,
    }
    assert load["slope"]["low"] < load["slope"]["value"] < 0


def test_what_cannot_be_told_says_why(world: World) -> None:
    filmed_session(world.maya, (80, -0.05), (80, -0.06))
    (one,) = Api(world.coach).get(path_of(world.maya)).json()["exercises"]
    assert (one["load"]["trend"], one["load"]["slope"], one["load"]["why"]) == ("cannot_tell", None, "few_sets")
    assert (one["set_to_set"]["trend"], one["set_to_set"]["sets"], one["set_to_set"]["why"]) == (
        "cannot_tell",
        2,
        "few_sets",
    )
    assert (one["baseline"]["state"], one["baseline"]["difference"]) == ("cannot_tell", None)


def test_the_default_says_that_it_is_one(world: World) -> None:
    got = Api(world.coach).get(path_of(world.maya)).json()
    assert got == {
        "exercises": [],
        "precision": {
            "sem": 0.045,
            "sem_low": None,
            "sem_high": None,
            "mdc": pytest.approx(0.12465),
            "is_default": True,
            "athletes": 0,
            "enough": 20,
        },
    }


@pytest.mark.parametrize("who", ["owner", "coach", "assistant", "clinician", "maya"])
def test_who_may_see_it(world: World, who: str) -> None:
    filmed_session(world.maya, (80, -0.05))
    assert len(Api(world.everybody[who]).get(path_of(world.maya)).json()["exercises"]) == 1


def test_who_may_not(world: World, outside: World) -> None:
    filmed_session(world.maya, (80, -0.05))
    for outsider in (world.samira, outside.owner, outside.coach, outside.maya):
        assert Api(outsider).get(path_of(world.maya)).status_code == 404
    assert Api(world.assistant).get(path_of(world.samira)).status_code == 404
    assert Api().get(path_of(world.maya)).status_code == 401


def test_without_consent_to_share_it_is_there_for_the_athlete_only(world: World) -> None:
    filmed_session(world.maya, (80, -0.05))
    stop_sharing(world)
    assert Api(world.coach).get(path_of(world.maya)).status_code == 404
    assert Api(world.maya).get(path_of(world.maya)).status_code == 200


def test_a_key_that_only_reads_is_enough(world: World) -> None:
    assert by_key(world.coach, read_only=True).get(path_of(world.maya)).status_code == 200


def test_it_is_read_only(world: World) -> None:
    assert Api(world.coach).post(path_of(world.maya), {}).status_code == 405


def test_it_costs_six_queries(world: World, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    weeks_of_videos(world.maya)
    api, path = Api(world.coach), path_of(world.maya)
    with django_assert_num_queries(6):  # who asks: 3 · athlete · videos · pairs
        assert api.get(path).status_code == 200


def test_it_is_in_the_openapi_document(world: World) -> None:
    document = Api(world.coach).get("schema/").json()
    operation = document["paths"]["/api/v1/athletes/{id}/tracking/"]["get"]
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
    assert answer == {"$ref": "#/components/schemas/Tracking"}
    parts = document["components"]["schemas"]
    assert {"exercises", "precision"} <= set(parts["Tracking"]["properties"])
    assert "Minimum detectable change" in parts["Change"]["properties"]["mdc"]["description"]
