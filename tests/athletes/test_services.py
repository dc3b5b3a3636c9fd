"""Inviting and joining, consents, organisations and keys: each deed once, also when it is sent twice at once."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from athletes.models import (
    ApiKey,
    Athlete,
    Consent,
    ConsentKind,
    Invitation,
    Membership,
    Organisation,
    Role,
    Squad,
    SquadStaff,
)
from athletes.selectors.actors import USE_NOTED_EVERY, acting, actor_by_key, actor_by_user
from athletes.services.accounts import display_name
from athletes.services.api_keys import create_key, revoke_key
from athletes.services.consents import ConsentWithdrawn, in_force, set_consents
from athletes.services.invitations import InvitationOverError, find, invite, join, link, revoke
from athletes.services.organisations import create_squad, found_organisation
from coachhub.core import events
from coachhub.core.events import subscribe
from coachhub.core.ids import new_id
from coachhub.core.scope import every_organisation, organisation_scope
from tests.world import World, make_user


def token(invitation: Invitation) -> str:
    return link(invitation).rstrip("/").rsplit("/", 1)[1]


def uses(invitation: Invitation) -> int:
    with every_organisation():
        return Invitation.objects.get(pk=invitation.pk).uses


# -- inviting -----------------------------------------------------------------------------------------


def test_an_invitation_is_good_for_a_fortnight_and_one_person(scoped: World) -> None:
    invitation = invite(actor=scoped.coach.actor)
    assert (invitation.role, invitation.uses_allowed, invitation.squad) == (Role.ATHLETE, 1, None)
    assert timedelta(days=13, hours=23) < invitation.expires_at - timezone.now() <= timedelta(days=14)


def test_a_link_leads_to_its_invitation_from_anywhere(scoped: World) -> None:
    invitation = invite(actor=scoped.coach.actor)
    assert link(invitation).startswith("http")
    assert find(token(invitation)) == invitation


@pytest.mark.parametrize("broken", ["", "nonsense", "a:b:c"])
def test_a_link_that_is_not_whole_says_so(db: None, broken: str) -> None:
    with pytest.raises(InvitationOverError, match="not complete"):
        find(broken)


def test_a_link_of_another_purpose_is_none(scoped: World) -> None:
    invitation = invite(actor=scoped.coach.actor)
    with pytest.raises(InvitationOverError):
        find(signing.dumps(invitation.pk.hex, salt="video-file"))


def test_links_end_by_being_revoked_expiring_or_being_used_up(scoped: World) -> None:
    revoked, expired, used = (invite(actor=scoped.coach.actor) for _ in range(3))
    revoke(actor=scoped.coach.actor, invitation=revoked)
    Invitation.objects.filter(pk=expired.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    join(user=make_user("Quick One"), invitation=used)
    for invitation, why in ((revoked, "withdrawn"), (expired, "run out"), (used, "run out")):
        with pytest.raises(InvitationOverError, match=why):
            find(token(invitation))


@pytest.mark.parametrize("end", ["revoked", "expired"])
def test_who_opened_the_page_in_time_and_joined_too_late_is_not_in(scoped: World, end: str) -> None:
    invitation, user = invite(actor=scoped.coach.actor), make_user("Too Late")
    if end == "revoked":
        revoke(actor=scoped.coach.actor, invitation=invitation)
    else:
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(InvitationOverError):
        join(user=user, invitation=invitation)
    assert not Membership.objects.filter(user=user).exists()


@pytest.mark.parametrize("people", [0, 201])
def test_for_how_many_people_it_can_be(scoped: World, people: int) -> None:
    with pytest.raises(ValidationError) as refused:
        invite(actor=scoped.coach.actor, people=people)
    assert list(refused.value.message_dict) == ["people"]


def test_squads_of_others_are_none(scoped: World, outside: World) -> None:
    for actor, squad in (
        (scoped.coach.actor, outside.football.pk),
        (scoped.coach.actor, new_id()),
        (replace(scoped.coach.actor, squad_ids=frozenset({scoped.football.pk})), scoped.powerlifting.pk),
        (replace(scoped.coach.actor, squad_ids=frozenset({scoped.football.pk})), None),
    ):
        with pytest.raises(ValidationError, match="one of your squads"):
            invite(actor=actor, squad_id=squad)


def test_who_does_not_invite(scoped: World) -> None:
    for person in (scoped.assistant, scoped.clinician, scoped.maya):
        with pytest.raises(PermissionDenied):
            invite(actor=person.actor)
    with pytest.raises(PermissionDenied):
        invite(actor=scoped.coach.actor, role=Role.ASSISTANT)
    with pytest.raises(ValidationError):
        invite(actor=scoped.owner.actor, role=Role.OWNER)


# -- joining ------------------------------------------------------------------------------------------


def test_an_athlete_joins_into_the_squad_without_any_consent_given_for_them(scoped: World) -> None:
    user = make_user("Nia Okafor")
    membership = join(user=user, invitation=invite(actor=scoped.coach.actor, squad_id=scoped.football.pk))
    athlete = Athlete.objects.get(membership=membership)
    assert (athlete.name, athlete.time_zone, list(athlete.squads.all())) == (
        "Nia Okafor",
        "Europe/Berlin",
        [scoped.football],
    )
    assert in_force(athlete) == frozenset()


def test_staff_join_limited_to_the_squad_they_were_invited_for(scoped: World) -> None:
    invitation = invite(actor=scoped.owner.actor, role=Role.ASSISTANT, squad_id=scoped.football.pk)
    membership = join(user=make_user("New Assistant"), invitation=invitation)
    assert acting(membership).squad_ids == frozenset({scoped.football.pk})
    assert not Athlete.objects.filter(membership=membership).exists()
    free = join(user=make_user("Free One"), invitation=invite(actor=scoped.owner.actor, role=Role.COACH))
    assert acting(free).squad_ids is None


def test_joining_twice_changes_nothing_and_uses_one_place(scoped: World) -> None:
    invitation, user = invite(actor=scoped.coach.actor, people=5), make_user("Double Click")
    assert join(user=user, invitation=invitation) == join(user=user, invitation=invitation)
    assert uses(invitation) == 1


def test_somebody_who_is_in_already_keeps_their_role(scoped: World) -> None:
    invitation = invite(actor=scoped.coach.actor)
    assert join(user=scoped.owner.user, invitation=invitation).role == Role.OWNER
    assert uses(invitation) == 0


def test_who_left_comes_back_to_their_own_log(scoped: World) -> None:
    athlete = scoped.maya.athlete
    Membership.objects.filter(pk=scoped.maya.membership.pk).update(ended_at=timezone.now())
    assert actor_by_user(scoped.maya.user.pk) is None
    membership = join(user=scoped.maya.user, invitation=invite(actor=scoped.coach.actor))
    assert Athlete.objects.get(membership=membership) == athlete
    assert membership.ended_at is None


def test_a_double_click_on_the_last_place_is_one_person(shared: World) -> None:
    with organisation_scope(shared.organisation.pk):
        invitation, user = invite(actor=shared.coach.actor), make_user("Double Click")

    def click(_: int) -> Membership:
        try:
            return join(user=user, invitation=invitation)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(click, range(6)))) == 1
    assert uses(invitation) == 1


def test_ten_people_for_three_places(shared: World) -> None:
    with organisation_scope(shared.organisation.pk):
        invitation = invite(actor=shared.coach.actor, people=3)
    people = [make_user(f"Athlete {number}") for number in range(10)]

    def click(number: int) -> bool:
        try:
            join(user=people[number], invitation=invitation)
        except InvitationOverError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(click, range(10))) == 3
    assert uses(invitation) == 3


# -- consents -----------------------------------------------------------------------------------------


@pytest.fixture
def withdrawn(monkeypatch: pytest.MonkeyPatch) -> list[ConsentKind]:
    """The consents that were announced as withdrawn."""
    found: list[ConsentKind] = []
    monkeypatch.setattr(events, "_subscribers", defaultdict(list))
    subscribe(ConsentWithdrawn)(lambda event: found.append(event.kind))
    return found


def test_each_consent_stands_alone_with_the_sentence_that_was_agreed_to(
    scoped: World, withdrawn: list[ConsentKind]
) -> None:
    maya = scoped.maya
    set_consents(actor=maya.actor, athlete=maya.athlete, given=[ConsentKind.LOG])
    assert in_force(maya.athlete) == {ConsentKind.LOG}
    assert sorted(withdrawn) == sorted(set(ConsentKind) - {ConsentKind.LOG})
    set_consents(actor=maya.actor, athlete=maya.athlete, given=[ConsentKind.LOG, ConsentKind.VIDEO])
    given = Consent.objects.get(athlete=maya.athlete, kind=ConsentKind.VIDEO, withdrawn_at=None)
    assert (given.text, given.given_by) == ("Keep and measure videos I send", maya.user)
    assert Consent.objects.filter(athlete=maya.athlete, kind=ConsentKind.VIDEO).count() == 2  # the first is kept


def test_the_same_consents_again_change_nothing(scoped: World, withdrawn: list[ConsentKind]) -> None:
    before = set(Consent.objects.values_list("pk", "given_at", "withdrawn_at"))
    set_consents(actor=scoped.maya.actor, athlete=scoped.maya.athlete, given=list(ConsentKind))
    assert set(Consent.objects.values_list("pk", "given_at", "withdrawn_at")) == before
    assert withdrawn == []


def test_nobody_agrees_for_somebody_else(scoped: World) -> None:
    for actor in (scoped.owner.actor, scoped.samira.actor, replace(scoped.maya.actor, read_only=True)):
        with pytest.raises(PermissionDenied):
            set_consents(actor=actor, athlete=scoped.maya.athlete, given=[])
    assert in_force(scoped.maya.athlete) == set(ConsentKind)


def test_a_consent_sent_six_times_at_once_is_given_once(shared: World) -> None:
    def send(_: int) -> None:
        try:
            with organisation_scope(shared.organisation.pk):
                set_consents(actor=shared.maya.actor, athlete=shared.maya.athlete, given=[ConsentKind.LOG])
        finally:
            connection.close()

    with organisation_scope(shared.organisation.pk):
        Consent.objects.filter(athlete=shared.maya.athlete).delete()
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(send, range(6)))
        assert Consent.objects.filter(athlete=shared.maya.athlete).count() == 1


# -- organisations ------------------------------------------------------------------------------------


def test_founding_makes_an_owner_and_the_first_squad(db: None) -> None:
    founder = make_user("New Owner")
    owner = found_organisation(
        founder=founder, name=" Riverside ", time_zone="Europe/London", country="GB", squad=" First team "
    )
    assert (owner.role, owner.organisation.name) == (Role.OWNER, "Riverside")
    with organisation_scope(owner.organisation_id):
        assert [squad.name for squad in Squad.objects.all()] == ["First team"]
    assert acting(owner).squad_ids is None


@pytest.mark.parametrize(("name", "zone", "field"), [("", "Europe/London", "name"), ("X", "Mars/Olympus", "time_zone")])
def test_an_organisation_that_cannot_be(db: None, name: str, zone: str, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        found_organisation(founder=make_user("Owner"), name=name, time_zone=zone, country="GB")
    assert field in refused.value.message_dict
    assert not Organisation.objects.exists()


def test_who_cannot_be_reached_founds_nothing(db: None) -> None:
    founder = make_user("Unconfirmed")
    EmailAddress.objects.update(verified=False)
    with pytest.raises(ValidationError, match="Confirm your e-mail address"):
        found_organisation(founder=founder, name="X", time_zone="Europe/London", country="GB")


def test_squads_are_made_by_owners_and_named_once(scoped: World) -> None:
    assert create_squad(actor=scoped.owner.actor, name=" Juniors ").name == "Juniors"
    for name in ("juniors", ""):
        with pytest.raises(ValidationError):
            create_squad(actor=scoped.owner.actor, name=name)
    with pytest.raises(PermissionDenied):
        create_squad(actor=scoped.coach.actor, name="Seniors")


# -- keys and actors ----------------------------------------------------------------------------------


def test_a_keys_text_is_kept_nowhere(scoped: World) -> None:
    key, text = create_key(actor=scoped.coach.actor, name=" importer ", read_only=False)
    assert text.startswith("chk_")
    assert (key.name, key.hint, bytes(key.digest)) == ("importer", text[-4:], hashlib.sha256(text.encode()).digest())
    assert text not in str(list(ApiKey.objects.values()))


def test_a_key_acts_as_its_owner_until_it_is_revoked(scoped: World) -> None:
    key, text = create_key(actor=scoped.assistant.actor, name="importer", read_only=True)
    actor = actor_by_key(text)
    assert actor == replace(scoped.assistant.actor, read_only=True)
    assert not revoke_key(actor=scoped.owner.actor, key_id=str(key.pk))  # each their own
    assert revoke_key(actor=scoped.assistant.actor, key_id=str(key.pk))
    assert not revoke_key(actor=scoped.assistant.actor, key_id=str(key.pk))
    assert actor_by_key(text) is None
    assert actor_by_key("chk_nothing") is None


def test_use_of_a_key_is_noted_now_and_then(scoped: World) -> None:
    key, text = create_key(actor=scoped.coach.actor, name="importer", read_only=False)

    def noted() -> object:
        return ApiKey.objects.get(pk=key.pk).last_used_at

    actor_by_key(text)
    first = noted()
    actor_by_key(text)
    assert first == noted() is not None
    ApiKey.objects.update(last_used_at=timezone.now() - USE_NOTED_EVERY - timedelta(seconds=1))
    actor_by_key(text)
    assert noted() > first  # type: ignore[operator]  # both are times


def test_a_key_needs_a_name(scoped: World) -> None:
    with pytest.raises(ValidationError):
        create_key(actor=scoped.coach.actor, name="  ", read_only=False)


def test_an_actor_has_the_time_and_unit_of_the_person(scoped: World) -> None:
    Athlete.objects.filter(pk=scoped.maya.athlete.pk).update(time_zone="Asia/Tokyo")
    assert (scoped.maya.actor.time_zone, scoped.coach.actor.time_zone) == ("Asia/Tokyo", "Europe/Berlin")
    assert (scoped.maya.actor.unit, scoped.maya.actor.country) == ("kg", "GB")


def test_squads_limit_an_actor_only_as_long_as_they_are_set(scoped: World) -> None:
    assert scoped.assistant.actor.squad_ids == frozenset({scoped.powerlifting.pk})
    SquadStaff.objects.create(
        organisation=scoped.organisation, squad=scoped.football, membership=scoped.assistant.membership
    )
    assert scoped.assistant.actor.squad_ids == frozenset({scoped.powerlifting.pk, scoped.football.pk})


def test_somebody_without_a_name_is_addressed_by_mail(db: None) -> None:
    user = make_user("Ada")
    assert display_name(user) == "Ada"
    user.name = ""
    assert display_name(user) == user.email
