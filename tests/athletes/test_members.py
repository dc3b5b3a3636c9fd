"""Members and squads: who may change what, and what is always true afterwards."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from athletes.access import Actor
from athletes.models import Athlete, Membership, Role, Squad, SquadAthlete, SquadStaff
from athletes.selectors.actors import actor_by_key
from athletes.selectors.organisations import organisations_of
from athletes.services.accounts import change_own
from athletes.services.api_keys import create_key
from athletes.services.invitations import InvitationOverError, invite, join
from athletes.services.members import change_role, end_membership, limit_to_squads, restore_membership
from athletes.services.organisations import change_organisation
from athletes.services.squads import delete_squad, rename_squad, set_squad_members
from coachhub.core.scope import organisation_scope
from tests.world import Person, World, make_member, make_user


def an_empty_squad(world: World) -> Squad:
    return Squad.objects.get_or_create(organisation=world.organisation, name="Empty")[0]


DEEDS: dict[str, Callable[[World, Actor], object]] = {
    "change_role": lambda world, actor: change_role(actor=actor, membership=world.assistant.membership, role="coach"),
    "limit": lambda world, actor: limit_to_squads(actor=actor, membership=world.assistant.membership, squads=[]),
    "end": lambda world, actor: end_membership(actor=actor, membership=world.assistant.membership),
    "restore": lambda world, actor: restore_membership(actor=actor, membership=world.assistant.membership),
    "rename": lambda world, actor: rename_squad(actor=actor, squad=world.football, name="Other"),
    "delete": lambda world, actor: delete_squad(actor=actor, squad=an_empty_squad(world)),
    "move": lambda world, actor: set_squad_members(actor=actor, squad=world.football, athletes=[]),
    "organisation": lambda world, actor: change_organisation(
        actor=actor, name="N", time_zone="UTC", country="DE", blur_faces=False
    ),
}


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("role", ["coach", "assistant", "clinician", "maya"])
def test_only_owners_shape_the_organisation(scoped: World, deed: str, role: str) -> None:
    with pytest.raises(PermissionDenied):
        DEEDS[deed](scoped, scoped.everybody[role].actor)
    DEEDS[deed](scoped, scoped.owner.actor)


def squads_of(person: Person) -> set[str]:
    return {row.squad.name for row in SquadStaff.objects.filter(membership=person.membership).select_related("squad")}


def test_limits_are_exactly_those_given(scoped: World) -> None:
    owner, assistant = scoped.owner.actor, scoped.assistant.membership
    limit_to_squads(actor=owner, membership=assistant, squads=[scoped.football.pk])
    assert squads_of(scoped.assistant) == {"Football U21"}
    assert scoped.assistant.actor.squad_ids == frozenset({scoped.football.pk})
    limit_to_squads(actor=owner, membership=assistant, squads=[])
    assert scoped.assistant.actor.squad_ids is None


def test_an_owner_is_never_limited(scoped: World) -> None:
    with pytest.raises(ValidationError, match="An owner sees every squad"):
        limit_to_squads(actor=scoped.owner.actor, membership=scoped.owner.membership, squads=[scoped.football.pk])
    scoped.assistant.membership.refresh_from_db()
    change_role(actor=scoped.owner.actor, membership=scoped.assistant.membership, role=Role.OWNER)
    assert squads_of(scoped.assistant) == set()


def test_an_athlete_is_not_turned_into_staff_nor_staff_into_an_athlete(scoped: World) -> None:
    for membership, role in ((scoped.maya.membership, "coach"), (scoped.coach.membership, "athlete")):
        with pytest.raises(ValidationError, match="an invitation of their own"):
            change_role(actor=scoped.owner.actor, membership=membership, role=role)


def test_squads_of_another_organisation_limit_nobody(scoped: World, outside: World) -> None:
    with pytest.raises(ValidationError, match="squads of this organisation"):
        limit_to_squads(actor=scoped.owner.actor, membership=scoped.coach.membership, squads=[outside.football.pk])


def test_leaving_keeps_what_was_logged_and_coming_back_brings_it_back(scoped: World) -> None:
    owner, membership = scoped.owner.actor, scoped.maya.membership
    end_membership(actor=owner, membership=membership)
    athlete = Athlete.objects.get(membership=membership)
    assert athlete.archived_at is not None
    first = Membership.objects.get(pk=membership.pk).ended_at
    end_membership(actor=owner, membership=membership)
    assert Membership.objects.get(pk=membership.pk).ended_at == first
    restore_membership(actor=owner, membership=membership)
    assert Athlete.objects.get(pk=athlete.pk).archived_at is None
    assert Membership.objects.get(pk=membership.pk).ended_at is None


def test_joining_again_by_an_invitation_brings_the_athlete_back_to_the_roster(scoped: World) -> None:
    end_membership(actor=scoped.owner.actor, membership=scoped.maya.membership)
    join(user=scoped.maya.user, invitation=invite(actor=scoped.coach.actor))
    athlete = Athlete.objects.get(membership=scoped.maya.membership)
    assert (athlete.archived_at, athlete.name) == (None, "Maya Lindqvist")


def test_a_link_from_before_does_not_bring_back_who_had_to_leave(scoped: World) -> None:
    owner, coach = scoped.owner.actor, scoped.coach
    link = invite(actor=owner, role=Role.COACH, people=5)
    end_membership(actor=owner, membership=coach.membership)
    with pytest.raises(InvitationOverError, match="before you left"):
        join(user=coach.user, invitation=link)
    assert Membership.objects.get(pk=coach.membership.pk).ended_at is not None
    assert join(user=coach.user, invitation=invite(actor=owner, role=Role.COACH)).ended_at is None


@pytest.mark.parametrize("end", ["leaves", "is no owner any more"])
def test_who_no_longer_owns_leaves_no_way_in_for_staff(scoped: World, end: str) -> None:
    former = make_member(scoped.organisation, Role.OWNER, "Former Owner")
    staff, athletes = invite(actor=former.actor, role=Role.COACH), invite(actor=former.actor)
    if end == "leaves":
        end_membership(actor=scoped.owner.actor, membership=former.membership)
    else:
        change_role(actor=scoped.owner.actor, membership=former.membership, role=Role.ASSISTANT)
    with pytest.raises(InvitationOverError):
        join(user=make_user("A Second Account"), invitation=staff)
    assert join(user=make_user("Nia Okafor"), invitation=athletes).role == Role.ATHLETE


def test_who_comes_back_is_limited_as_invited_and_has_no_key_from_before(scoped: World) -> None:
    owner, assistant = scoped.owner.actor, scoped.assistant
    _, key = create_key(actor=assistant.actor, name="Script", read_only=False)
    end_membership(actor=owner, membership=assistant.membership)
    assert actor_by_key(key) is None
    join(user=assistant.user, invitation=invite(actor=owner, role=Role.ASSISTANT, squad_id=scoped.football.pk))
    assert squads_of(assistant) == {"Football U21"}
    assert actor_by_key(key) is None


def test_two_owners_who_leave_at_once_do_not_leave_the_organisation_alone(shared: World) -> None:
    with organisation_scope(shared.organisation.pk):
        second = make_member(shared.organisation, Role.OWNER, "Second Owner")
    actors = [shared.owner.actor, second.actor]

    def leave(actor: Actor) -> str:
        try:
            with organisation_scope(shared.organisation.pk):
                end_membership(actor=actor, membership=Membership.objects.get(pk=actor.membership_id))
        except ValidationError:
            return "stays"
        finally:
            connection.close()
        return "left"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(leave, actors)) == ["left", "stays"]


def test_members_of_a_squad_are_exactly_those_given(scoped: World) -> None:
    wanted = [scoped.maya.athlete.pk, scoped.samira.athlete.pk]
    for _ in range(2):
        set_squad_members(actor=scoped.owner.actor, squad=scoped.football, athletes=wanted)
        assert set(SquadAthlete.objects.filter(squad=scoped.football).values_list("athlete", flat=True)) == set(wanted)


def test_an_athlete_of_another_organisation_joins_no_squad(scoped: World, outside: World) -> None:
    with pytest.raises(ValidationError, match="athletes of this organisation"):
        set_squad_members(actor=scoped.owner.actor, squad=scoped.football, athletes=[outside.maya.athlete.pk])


def test_a_squads_name_is_used_once(scoped: World) -> None:
    with pytest.raises(ValidationError):
        rename_squad(actor=scoped.owner.actor, squad=scoped.football, name="powerlifting")


def test_an_unknown_clock_is_refused(scoped: World) -> None:
    with pytest.raises(ValidationError, match="time zone"):
        change_organisation(
            actor=scoped.owner.actor, name="N", time_zone="Mars/Olympus", country="GB", blur_faces=False
        )


def test_staff_change_their_own_name_and_unit(scoped: World) -> None:
    change_own(actor=scoped.coach.actor, name=" Jonas ", unit="lb")
    scoped.coach.user.refresh_from_db()
    assert (scoped.coach.user.name, scoped.coach.user.unit) == ("Jonas", "lb")
    with pytest.raises(ValidationError):
        change_own(actor=scoped.coach.actor, name="Jonas", unit="stone")


def test_organisations_of_a_person_are_those_they_have_not_left(scoped: World, outside: World) -> None:
    with organisation_scope(outside.organisation.pk):
        there = Membership.objects.create(
            organisation=outside.organisation, user=scoped.coach.user, role=Role.ASSISTANT
        )
    assert [one.name for one in organisations_of(scoped.coach.user.pk)] == ["Northside", "Southside"]
    with organisation_scope(outside.organisation.pk):
        Membership.objects.filter(pk=there.pk).update(ended_at="2026-01-01T00:00Z")
    assert [one.name for one in organisations_of(scoped.coach.user.pk)] == ["Northside"]
