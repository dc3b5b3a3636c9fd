"""Whose face is blurred: everybody's if the organisation wants it, a minor's always; who says so, and its history."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from athletes.models import Athlete, Organisation
from athletes.services.accounts import change_details, set_minor
from athletes.services.invitations import invite, join
from athletes.services.members import end_membership
from athletes.services.organisations import change_organisation
from tests.world import World, make_user


def wanted(world: World, *, blur_faces: bool) -> Organisation:
    return change_organisation(
        actor=world.owner.actor, name="Northside", time_zone="Europe/Berlin", country="GB", blur_faces=blur_faces
    )


def history() -> list[bool]:
    """What was said of athletes before, oldest first."""
    events = Athlete.pgh_event_model._base_manager.order_by("pgh_id")  # type: ignore[attr-defined]  # made by tracking
    return [one.is_minor for one in events]


def test_at_first_nobodys(scoped: World) -> None:
    assert not scoped.organisation.blur_faces
    assert not scoped.maya.athlete.is_minor
    assert not scoped.maya.athlete.face_is_blurred


@pytest.mark.parametrize("organisation", [False, True])
@pytest.mark.parametrize("minor", [False, True])
def test_it_is_blurred_if_either_says_so(scoped: World, organisation: bool, minor: bool) -> None:
    wanted(scoped, blur_faces=organisation)
    set_minor(actor=scoped.maya.actor, athlete=scoped.maya.athlete, is_minor=minor)
    assert scoped.maya.athlete.face_is_blurred is (organisation or minor)
    assert scoped.samira.athlete.face_is_blurred is organisation


def test_one_organisations_wish_is_no_others(scoped: World, outside: World) -> None:
    wanted(scoped, blur_faces=True)
    assert Organisation.objects.get(pk=scoped.organisation.pk).blur_faces
    assert not Organisation.objects.get(pk=outside.organisation.pk).blur_faces


def test_everybody_acts_knowing_it(scoped: World) -> None:
    wanted(scoped, blur_faces=True)
    assert all(person.actor.blur_faces for person in scoped.everybody.values())


@pytest.mark.parametrize("who", ["maya", "coach", "owner"])
def test_the_athlete_and_the_coaches_say_who_is_a_minor(scoped: World, who: str) -> None:
    set_minor(actor=scoped.everybody[who].actor, athlete=scoped.maya.athlete, is_minor=True)
    assert scoped.maya.athlete.is_minor
    set_minor(actor=scoped.everybody[who].actor, athlete=scoped.maya.athlete, is_minor=False)
    assert not scoped.maya.athlete.is_minor


@pytest.mark.parametrize("who", ["samira", "assistant", "clinician"])
def test_others_do_not(scoped: World, who: str) -> None:
    with pytest.raises(PermissionDenied):
        set_minor(actor=scoped.everybody[who].actor, athlete=scoped.maya.athlete, is_minor=True)
    assert not scoped.maya.athlete.is_minor


def test_what_was_said_before_is_kept_in_the_history(scoped: World) -> None:
    athlete = scoped.maya.athlete
    set_minor(actor=scoped.coach.actor, athlete=athlete, is_minor=True)
    assert history() == [False]
    details = {"name": "Maya", "phone": "", "unit": "kg", "time_zone": "Europe/Berlin"}
    change_details(actor=scoped.maya.actor, athlete=athlete, **details, is_minor=False)
    assert history() == [False, True]


@pytest.mark.parametrize("is_minor", [False, True])
def test_it_is_said_when_joining(scoped: World, is_minor: bool) -> None:
    membership = join(user=make_user("Ada"), invitation=invite(actor=scoped.coach.actor), is_minor=is_minor)
    assert Athlete.objects.get(membership=membership).is_minor is is_minor


@pytest.mark.parametrize(("before", "said", "after"), [(True, False, True), (False, True, True), (False, False, False)])
def test_who_comes_back_stays_what_was_said_before_or_says_it_now(
    scoped: World, before: bool, said: bool, after: bool
) -> None:
    maya = scoped.maya
    set_minor(actor=maya.actor, athlete=maya.athlete, is_minor=before)
    end_membership(actor=scoped.owner.actor, membership=maya.membership)
    join(user=maya.user, invitation=invite(actor=scoped.coach.actor), is_minor=said)
    assert maya.athlete.is_minor is after
