"""`me/` and `squads/`: who the caller is, and the caller's part of the organisation."""

from __future__ import annotations

import pytest

from athletes.models import Membership, Organisation, Role, User
from coachhub.core.ids import new_id
from coachhub.core.scope import organisation_scope
from tests.calling import Api, by_key, key_of
from tests.world import World, make_user


def test_an_athlete_is_told_who_they_are(world: World) -> None:
    got = Api(world.maya).get("me/").json()
    assert got == {
        "user": str(world.maya.user.pk),
        "membership": str(world.maya.membership.pk),
        "name": "Maya Lindqvist",
        "organisation": str(world.organisation.pk),
        "organisation_name": "Northside",
        "role": "athlete",
        "athlete": str(world.maya.athlete.pk),
        "squads": None,
        "may": ["log", "confirm", "check_off"],
        "time_zone": "Europe/Berlin",
        "unit": "kg",
        "blur_faces": False,
    }


ASSISTANT = {"act_on_alert", "comment", "check_off", "correct", "confirm", "advise"}
COACH = ASSISTANT | {"log", "invite", "tune"}


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("owner", COACH | {"manage"}),
        ("coach", COACH),
        ("assistant", ASSISTANT),
        ("clinician", {"comment"}),
    ],
)
def test_each_role_is_told_what_it_may_do(world: World, role: str, may: set[str]) -> None:
    got = Api(world.everybody[role]).get("me/").json()
    assert (got["role"], got["athlete"], set(got["may"])) == (role, None, may)


@pytest.mark.parametrize("role", ["owner", "clinician", "maya"])
def test_everybody_is_told_whether_faces_are_blurred(world: World, role: str) -> None:
    Organisation.objects.filter(pk=world.organisation.pk).update(blur_faces=True)
    assert Api(world.everybody[role]).get("me/").json()["blur_faces"] is True


def test_somebody_limited_to_squads_is_told_which(world: World) -> None:
    assert Api(world.assistant).get("me/").json()["squads"] == [str(world.powerlifting.pk)]


def test_a_read_only_key_may_do_nothing_but_read(world: World) -> None:
    assert by_key(world.owner, read_only=True).get("me/").json()["may"] == []


def test_strangers_are_refused_by_name_of_the_reason(world: World) -> None:
    got = Api().get("me/")
    assert (got.status_code, got.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert got.json()["error"]["code"] == "not_authenticated"


def test_a_key_that_is_none_is_refused_whoever_is_signed_in(world: World) -> None:
    api = Api(world.coach, Authorization="Bearer chk_nothing")
    assert (api.get("me/").status_code, api.get("me/").json()["error"]["code"]) == (401, "authentication_failed")


def test_a_key_counts_before_the_session(world: World) -> None:
    api = Api(world.coach, Authorization=f"Bearer {key_of(world.maya)}")
    assert api.get("me/").json()["name"] == "Maya Lindqvist"


def test_somebody_without_an_organisation_is_a_stranger_here(db: None) -> None:
    api = Api()
    api.client.force_login(make_user("Nobody Yet"))
    assert api.get("me/").status_code == 401


@pytest.mark.parametrize("end", ["membership", "account"])
def test_access_ends_with_membership_and_account(world: World, end: str) -> None:
    session, program = Api(world.coach), by_key(world.coach)
    assert session.get("me/").status_code == program.get("me/").status_code == 200
    with organisation_scope(world.organisation.pk):
        if end == "membership":
            Membership.objects.filter(pk=world.coach.membership.pk).update(ended_at=world.coach.membership.created_at)
        else:
            User.objects.filter(pk=world.coach.user.pk).update(is_active=False)
    assert session.get("me/").status_code == program.get("me/").status_code == 401


def test_a_browser_session_needs_its_csrf_token_and_a_key_does_not(world: World) -> None:
    session, program = Api(world.maya), by_key(world.maya)
    for api in (session, program):
        api.client.handler.enforce_csrf_checks = True
    refused = session.post("check-ins/", {})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "permission_denied")
    assert program.post("check-ins/", {}).status_code == 400


def test_a_page_that_was_made_for_somebody_else_is_a_strangers(world: World, outside: World) -> None:
    """Left open, it still sends what its athlete wrote: not into the log of who signed in since."""
    page = {"X-Athlete": str(world.maya.athlete.pk)}
    entry = {"id": str(new_id()), "ticked": ["no_weight"], "answered_at": "2026-01-01T10:00:00Z"}
    assert Api(world.samira, **page).post("check-ins/", entry).status_code == 401
    assert Api(outside.maya, **page).post("check-ins/", entry).status_code == 401
    assert Api(world.maya, **page).post("check-ins/", entry).status_code == 201


# -- squads -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "squads"),
    [
        ("owner", ["Football U21", "Powerlifting"]),
        ("coach", ["Football U21", "Powerlifting"]),
        ("clinician", ["Football U21", "Powerlifting"]),
        ("assistant", ["Powerlifting"]),
        ("maya", ["Powerlifting"]),
        ("samira", ["Football U21"]),
    ],
)
def test_squads_are_seen_by_those_who_belong_to_them(world: World, role: str, squads: list[str]) -> None:
    found = Api(world.everybody[role]).get("squads/").json()["results"]
    assert [squad["name"] for squad in found] == squads


def test_other_squads_are_not_there(world: World, outside: World) -> None:
    path = f"squads/{world.football.pk}/"
    assert Api(world.coach).get(path).json()["name"] == "Football U21"
    assert Api(world.assistant).get(path).status_code == 404
    assert Api(world.maya).get(path).status_code == 404
    assert Api(outside.owner).get(path).status_code == 404


def test_who_is_in_two_organisations_acts_in_the_one_chosen(world: World, outside: World) -> None:
    """Without a choice in the one joined last; a choice that is no longer theirs counts for nothing."""
    with organisation_scope(outside.organisation.pk):
        Membership.objects.create(organisation=outside.organisation, user=world.coach.user, role=Role.CLINICIAN)
    api = Api(world.coach)
    assert api.get("me/").json()["organisation_name"] == "Southside"
    session = api.client.session
    for chosen, name in ((world, "Northside"), (outside, "Southside")):
        session["organisation"] = str(chosen.organisation.pk)
        session.save()
        assert api.get("me/").json()["organisation_name"] == name
    session["organisation"] = str(world.football.pk)
    session.save()
    assert api.get("me/").json()["organisation_name"] == "Southside"
