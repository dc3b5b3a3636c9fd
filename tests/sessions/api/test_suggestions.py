"""Suggestions over the API: offers, decisions, tasks and the days they were done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from sessions.models import Decision, Suggestion
from tests.alerts.acting import tick
from tests.calling import Api
from tests.suggesting import BY_HAND, HURTS, decided, hurt, offered, picked
from tests.world import Person, World

ROOT = "suggestions/"


def offers(reader: Person, athlete: Person) -> Any:
    return Api(reader).get(f"athletes/{athlete.athlete.pk}/offers/")


def said(world: World, **values: Any) -> Any:
    body = {"athlete": str(world.maya.athlete.pk), "key": HURTS, "decision": "accepted"} | values
    return Api(world.coach).post(ROOT, body)


def test_an_offer_has_all_that_a_coach_needs_to_decide(world: World) -> None:
    hurt(world.maya)
    first = offers(world.coach, world.maya).json()[0]
    assert first == {
        "key": HURTS,
        "about": offered(world.maya)[HURTS],
        "sentence": "Worst pain was 4 of 10 in the last session.",
        "title": "Take load off until it is clean",
        "how": first["how"],
        "reason": first["reason"],
        "note": first["note"],
        "comes_from": first["comes_from"],
    }
    assert all(first[one] for one in ("how", "reason", "note"))
    assert "knee pain during squats" in first["comes_from"]


def test_beside_a_red_flag_nothing_is_offered_nor_accepted(world: World) -> None:
    hurt(world.maya)
    about = offered(world.maya)[HURTS]
    tick(world.maya)
    assert offers(world.coach, world.maya).json() == []
    for refused in (said(world, about=about), said(world, key=BY_HAND)):
        assert refused.status_code == 409
        assert refused.json()["error"]


def test_offers_are_not_for_athletes(world: World) -> None:
    assert offers(world.maya, world.maya).status_code == 403
    assert offers(world.samira, world.maya).status_code == 404


def test_accepting_an_offer(world: World) -> None:
    hurt(world.maya)
    answered = said(world, about=offered(world.maya)[HURTS])
    assert answered.status_code == 201
    row = answered.json()
    assert (row["decision"], row["by"], row["ended_at"]) == ("accepted", "Coach of Northside", None)
    assert [one["week"] for one in row["check_points"]] == [2, 4, 6]
    assert [one["answer"] for one in row["check_points"]] == ["", "", ""]
    assert row["readings"][0]["unit"] == "of 10"


def test_dismissing_one_and_not_twice(world: World) -> None:
    hurt(world.maya)
    about = offered(world.maya)[HURTS]
    assert said(world, about=about, decision="dismissed").json()["check_points"] == []
    assert said(world, about=about).status_code == 409


def test_picking_by_hand_needs_no_offer_and_cannot_be_a_dismissal(world: World) -> None:
    assert said(world, key=BY_HAND).json()["about"] == ""
    assert said(world, key=BY_HAND, decision="dismissed").status_code == 400
    assert said(world, key="suggest.rest").status_code == 400
    assert said(world, athlete=str(world.organisation.pk)).status_code == 400


def test_taking_back_and_ending(world: World) -> None:
    row = picked(world.coach, world.maya)
    api = Api(world.coach)
    ended = api.post(f"{ROOT}{row.pk}/end/")
    assert ended.json()["ended_at"] is not None
    assert api.post(f"{ROOT}{row.pk}/end/").json()["ended_at"] == ended.json()["ended_at"]
    assert api.delete(f"{ROOT}{row.pk}/").status_code == 204
    assert api.get(f"{ROOT}{row.pk}/").status_code == 404


def test_taking_back_too_late(world: World) -> None:
    row = picked(world.coach, world.maya, ago=timedelta(minutes=2))
    assert Api(world.coach).delete(f"{ROOT}{row.pk}/").status_code == 409


def test_the_athlete_says_what_was_done(world: World) -> None:
    row = picked(world.coach, world.maya)
    today = timezone.now().astimezone(world.maya.athlete.zone).date()
    api = Api(world.maya)
    assert api.post(f"{ROOT}{row.pk}/done/", {"day": f"{today}"}).json()["days_done"] == [f"{today}"]
    assert api.post(f"{ROOT}{row.pk}/done/", {"day": f"{today}", "done": False}).json()["days_done"] == []
    assert api.post(f"{ROOT}{row.pk}/done/", {"day": f"{today + timedelta(days=1)}"}).status_code == 409
    assert api.post(f"{ROOT}{row.pk}/done/", {"day": "tomorrow"}).status_code == 400


def test_athletes_see_their_tasks_and_not_what_was_dismissed(world: World) -> None:
    hurt(world.maya)
    decided(world.coach, world.maya, decision=Decision.DISMISSED)
    task = picked(world.coach, world.maya)
    picked(world.coach, world.samira)
    assert [one["id"] for one in Api(world.maya).get(ROOT).json()["results"]] == [str(task.pk)]
    assert len(Api(world.coach).get(ROOT).json()["results"]) == 3


def test_beside_a_red_flag_an_athlete_sees_no_task(world: World) -> None:
    task = picked(world.coach, world.maya)
    tick(world.maya)
    assert Api(world.maya).get(ROOT).json()["results"] == []
    assert Api(world.maya).get(f"{ROOT}{task.pk}/").status_code == 404
    assert Api(world.coach).get(f"{ROOT}{task.pk}/").status_code == 200


def test_it_can_be_asked_for_by_athlete_decision_and_end(world: World) -> None:
    hurt(world.maya)
    decided(world.coach, world.maya, decision=Decision.DISMISSED)
    row = picked(world.coach, world.maya)
    picked(world.coach, world.samira)
    api = Api(world.coach)

    def count(**query: str) -> int:
        return len(api.get(ROOT, **query).json()["results"])

    assert count(athlete=str(world.maya.athlete.pk)) == 2
    assert count(decision="dismissed") == 1
    assert count(decision="accepted", ended="false") == 2
    api.post(f"{ROOT}{row.pk}/end/")
    assert (count(ended="true"), count(decision="accepted", ended="false")) == (1, 1)


def test_an_entry_that_the_library_has_no_more_is_still_shown(world: World) -> None:
    row = picked(world.coach, world.maya)
    Suggestion._base_manager.filter(pk=row.pk).update(key="suggest.of_old")
    assert Api(world.coach).get(f"{ROOT}{row.pk}/").json()["title"] == ""


def test_a_list_takes_six_queries(world: World, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for person in (world.maya, world.samira):
        picked(world.coach, person)
        picked(world.coach, person, HURTS)
    api = Api(world.coach)
    with django_assert_num_queries(6):  # who asks: 3 · decisions · check points · days
        api.get(ROOT)
