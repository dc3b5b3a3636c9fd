"""`athletes/` and `exercises/`: who trains, with what is kept ready of each, as far as the caller may see it."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from athletes.models import Athlete, Consent, Organisation, SquadAthlete
from coachhub.core.scope import organisation_scope
from sessions.models import Attention, Exercise
from sessions.services.refresh import set_attention
from tests.calling import Api
from tests.films import a_report, answer, film
from tests.world import World, log, make_athlete, squats


def names(answer: dict[str, list[dict[str, str]]]) -> list[str]:
    return [one["name"] for one in answer["results"]]


def stop_sharing(world: World) -> None:
    with organisation_scope(world.organisation.pk):
        Consent.objects.filter(athlete=world.maya.athlete, kind="share_coach").delete()


def test_an_athlete_is_shown_with_what_is_kept_ready(world: World) -> None:
    log(world.maya, squats(load=80, sets=4, reps=5, pain=3))
    answer(film(world.maya), a_report(dkasr=-0.15))
    got = Api(world.coach).get(f"athletes/{world.maya.athlete.pk}/").json()
    assert (got["name"], got["squads"]) == (
        "Maya Lindqvist",
        [{"id": str(world.powerlifting.pk), "name": "Powerlifting"}],
    )
    shown = got["snapshot"]
    assert (shown["pain_series"], shown["sessions_logged"], shown["leg_load_week_kg"]) == ([3], 1, 1600)
    assert (shown["tracking_verdict"], shown["tracking_certain"], shown["tracking_dkasr"]) == (
        "some_drift",
        True,
        -0.15,
    )
    assert shown["leg_load_change"] is None  # one week says nothing of a change


@pytest.mark.parametrize("is_minor", [False, True])
def test_who_is_under_18_is_said(world: World, is_minor: bool) -> None:
    with organisation_scope(world.organisation.pk):
        Athlete.objects.filter(pk=world.maya.athlete.pk).update(is_minor=is_minor)
    for person in (world.coach, world.maya):
        assert Api(person).get(f"athletes/{world.maya.athlete.pk}/").json()["is_minor"] is is_minor


def test_nothing_logged_is_no_snapshot(world: World) -> None:
    assert Api(world.coach).get(f"athletes/{world.samira.athlete.pk}/").json()["snapshot"] is None


def test_athletes_come_by_name(world: World) -> None:
    make_athlete(world.organisation, "Anna Berg")
    assert names(Api(world.coach).get("athletes/").json()) == ["Anna Berg", "Maya Lindqvist", "Samira Haddad"]


def test_athletes_see_themselves_only(world: World) -> None:
    assert names(Api(world.maya).get("athletes/").json()) == ["Maya Lindqvist"]
    assert Api(world.maya).get(f"athletes/{world.samira.athlete.pk}/").status_code == 404


def test_an_assistant_sees_the_athletes_and_squads_of_their_squads_only(world: World) -> None:
    """Maya is in another squad as well, which the assistant has nothing to do with."""
    with organisation_scope(world.organisation.pk):
        SquadAthlete.objects.create(organisation=world.organisation, squad=world.football, athlete=world.maya.athlete)
    found = Api(world.assistant).get("athletes/").json()
    assert names(found) == ["Maya Lindqvist"]
    assert [squad["name"] for squad in found["results"][0]["squads"]] == ["Powerlifting"]


def test_a_clinician_sees_who_agreed_to_it(world: World) -> None:
    with organisation_scope(world.organisation.pk):
        Consent.objects.filter(athlete=world.samira.athlete, kind="share_clinician").delete()
    assert names(Api(world.clinician).get("athletes/").json()) == ["Maya Lindqvist"]


def test_who_does_not_share_is_named_and_no_more(world: World) -> None:
    log(world.maya, squats(pain=6))
    stop_sharing(world)
    got = Api(world.coach).get(f"athletes/{world.maya.athlete.pk}/").json()
    assert (got["name"], got["snapshot"]) == ("Maya Lindqvist", None)


def test_filters(world: World) -> None:
    api = Api(world.coach)
    assert names(api.get("athletes/", squad=str(world.football.pk)).json()) == ["Samira Haddad"]
    for person, attention in ((world.maya, Attention.STOP), (world.samira, Attention.LOOK)):
        log(person, squats())
        with organisation_scope(world.organisation.pk):
            set_attention(athlete=person.athlete, attention=attention, sentence="Why.")
    assert names(api.get("athletes/", attention="stop").json()) == ["Maya Lindqvist"]
    both = api.client.get("/api/v1/athletes/?attention=stop&attention=look").json()
    assert names(both) == ["Maya Lindqvist", "Samira Haddad"]
    refused = api.get("athletes/", attention="panic")
    assert list(refused.json()["error"]["fields"]) == ["attention"]


def test_a_filter_does_not_tell_what_is_not_shared(world: World) -> None:
    log(world.maya, squats())
    with organisation_scope(world.organisation.pk):
        set_attention(athlete=world.maya.athlete, attention=Attention.STOP, sentence="Why.")
    stop_sharing(world)
    assert names(Api(world.coach).get("athletes/", attention="stop").json()) == []


def test_another_organisations_squad_has_nobody(world: World, outside: World) -> None:
    assert names(Api(world.coach).get("athletes/", squad=str(outside.powerlifting.pk)).json()) == []


def test_a_page_of_a_hundred_athletes_costs_six_queries(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with organisation_scope(world.organisation.pk):
        many = Athlete.objects.bulk_create(
            Athlete(organisation=world.organisation, name=f"Athlete {number:03}", time_zone="Europe/Berlin")
            for number in range(100)
        )
        SquadAthlete.objects.bulk_create(
            SquadAthlete(organisation=world.organisation, squad=world.powerlifting, athlete=one) for one in many
        )
        Consent.objects.bulk_create(
            Consent(organisation=world.organisation, athlete=one, kind="share_coach", text="Yes") for one in many
        )
        for one in many:
            set_attention(athlete=one, attention=Attention.IN_LINE, sentence="")
    api = Api(world.coach)
    with django_assert_num_queries(6):  # who asks: 3 · athletes · squads · snapshots
        page = api.get("athletes/", page_size=100).json()
    assert len(page["results"]) == 100
    assert page["next"]
    assert all(one["snapshot"] for one in page["results"][:100])


# -- exercises ----------------------------------------------------------------------------------------


def test_the_catalogue_is_everybodys_and_the_organisations_own(world: World, outside: World) -> None:
    def own(organisation: Organisation, key: str) -> None:
        Exercise.objects.create(organisation=organisation, key=key, name=key, movement="squat")

    own(world.organisation, "belt-squat")
    own(outside.organisation, "secret-squat")
    keys = [one["key"] for one in Api(world.maya).get("exercises/", page_size=200).json()["results"]]
    assert keys[0] == "back_squat"
    assert "belt-squat" in keys
    assert "secret-squat" not in keys


@pytest.mark.parametrize(("key", "task"), [("back_squat", "squat"), ("bulgarian_split_squat", "split_squat")])
def test_the_catalogue_says_as_what_an_exercise_is_measured(world: World, key: str, task: str) -> None:
    catalogue = {one["key"]: one for one in Api(world.coach).get("exercises/").json()["results"]}
    assert catalogue[key]["video_task"] == task
