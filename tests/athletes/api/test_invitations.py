"""`invitations/`: a link by which people join, and who may make, see and revoke one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest

from athletes.models import Invitation, SquadStaff
from athletes.services import invitations
from coachhub.core.ids import new_id
from coachhub.core.scope import organisation_scope
from tests.calling import Api
from tests.world import World


def invited(world: World, by: str = "coach", **asked: Any) -> dict[str, Any]:
    got = Api(world.everybody[by]).post("invitations/", asked)
    assert got.status_code == 201, got.content
    found: dict[str, Any] = got.json()
    return found


def token(invitation: dict[str, Any]) -> str:
    link: str = invitation["link"]
    return urlsplit(link).path.strip("/").removeprefix("join/")


def limit_coach_to_powerlifting(world: World) -> None:
    with organisation_scope(world.organisation.pk):
        SquadStaff.objects.create(
            organisation=world.organisation, squad=world.powerlifting, membership=world.coach.membership
        )


def test_an_invitation_is_a_link_that_leads_back_to_it(world: World) -> None:
    made = invited(world, squad=str(world.powerlifting.pk), people=12)
    assert (made["role"], made["squad"], made["uses_allowed"], made["uses"]) == (
        "athlete",
        str(world.powerlifting.pk),
        12,
        0,
    )
    assert str(invitations.find(token(made)).pk) == made["id"]


def test_a_revoked_link_leads_nowhere_and_revoking_twice_changes_nothing(world: World) -> None:
    made, api = invited(world), Api(world.coach)
    first = api.post(f"invitations/{made['id']}/revoke/").json()
    second = api.post(f"invitations/{made['id']}/revoke/").json()
    assert first["revoked_at"] == second["revoked_at"] is not None
    with pytest.raises(invitations.InvitationOverError):
        invitations.find(token(made))


@pytest.mark.parametrize(
    ("role", "status"), [("owner", 201), ("coach", 201), ("assistant", 403), ("clinician", 403), ("maya", 403)]
)
def test_who_invites_athletes(world: World, role: str, status: int) -> None:
    assert Api(world.everybody[role]).post("invitations/", {}).status_code == status


@pytest.mark.parametrize("invited_role", ["coach", "assistant", "clinician"])
def test_only_owners_invite_staff(world: World, invited_role: str) -> None:
    assert invited(world, "owner", role=invited_role)["role"] == invited_role
    assert Api(world.coach).post("invitations/", {"role": invited_role}).status_code == 403


def test_nobody_is_invited_to_own(world: World) -> None:
    got = Api(world.owner).post("invitations/", {"role": "owner"})
    assert list(got.json()["error"]["fields"]) == ["role"]


@pytest.mark.parametrize("people", [0, 201, -1])
def test_for_how_many_people(world: World, people: int) -> None:
    got = Api(world.coach).post("invitations/", {"people": people})
    assert got.json()["error"]["fields"] == {"people": ["An invitation is for 1 to 200 people."]}


def test_another_organisations_squad_is_none(world: World, outside: World) -> None:
    theirs = Api(world.coach).post("invitations/", {"squad": str(outside.powerlifting.pk)})
    nobodys = Api(world.coach).post("invitations/", {"squad": str(new_id())})
    assert theirs.json() == nobodys.json()
    assert theirs.json()["error"]["fields"] == {"squad": ["Choose one of your squads."]}


@pytest.mark.parametrize("squad", ["football", None])
def test_a_limited_coach_invites_into_their_own_squads_only(world: World, squad: str | None) -> None:
    """Without a squad, too, the athlete would be one whom this coach cannot see."""
    limit_coach_to_powerlifting(world)
    asked = {"squad": str(getattr(world, squad).pk) if squad else None}
    got = Api(world.coach).post("invitations/", asked)
    assert got.json()["error"]["fields"] == {"squad": ["Choose one of your squads."]}
    assert invited(world, squad=str(world.powerlifting.pk))


def test_who_sees_which_invitations(world: World, outside: World) -> None:
    staff = invited(world, "owner", role="assistant")
    football, powerlifting = (invited(world, squad=str(one.pk)) for one in (world.football, world.powerlifting))
    invited(outside)

    def seen(role: str) -> set[str]:
        found = Api(world.everybody[role]).get("invitations/").json()["results"]
        return {one["id"] for one in found}

    assert seen("owner") == {staff["id"], football["id"], powerlifting["id"]}
    assert seen("coach") == {football["id"], powerlifting["id"]}
    assert seen("assistant") == seen("clinician") == seen("maya") == set()
    limit_coach_to_powerlifting(world)
    assert seen("coach") == {powerlifting["id"]}


def test_nobody_revokes_what_they_do_not_see(world: World, outside: World) -> None:
    staff = invited(world, "owner", role="assistant")
    for person in (world.coach, world.assistant, world.maya, outside.owner):
        assert Api(person).post(f"invitations/{staff['id']}/revoke/").status_code == 404
    with organisation_scope(world.organisation.pk):
        assert Invitation.objects.get().revoked_at is None
