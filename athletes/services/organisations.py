"""Founding an organisation and shaping its squads."""

from __future__ import annotations

from zoneinfo import available_timezones

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction

from athletes.access import Action, Actor, require
from athletes.events import ClockChanged
from athletes.models import Membership, Organisation, Role, Squad, User
from coachhub.core.events import announce
from coachhub.core.scope import organisation_scope


@transaction.atomic
def found_organisation(*, founder: User, name: str, time_zone: str, country: str, squad: str = "") -> Membership:
    """A new organisation with its founder as owner, and its first squad if one is named.

    Raises ValidationError for an unknown time zone or a founder whose e-mail address is not confirmed:
    alerts will be sent there.
    """
    if time_zone not in available_timezones():
        raise ValidationError({"time_zone": "Choose a time zone from the list."})
    if not EmailAddress.objects.filter(user=founder, verified=True).exists():
        raise ValidationError("Confirm your e-mail address first: alerts will be sent there.")
    organisation = Organisation(name=name.strip(), time_zone=time_zone, country=country)
    organisation.full_clean()
    organisation.save()
    with organisation_scope(organisation.pk):
        owner = Membership.objects.create(organisation=organisation, user=founder, role=Role.OWNER)
        if squad.strip():
            Squad.objects.create(organisation=organisation, name=squad.strip())
    return owner


@transaction.atomic
def change_organisation(*, actor: Actor, name: str, time_zone: str, country: str, blur_faces: bool) -> Organisation:
    """Another name, clock or country; faces blurred or not, from the next video. Raises ValidationError by field."""
    require(actor, Action.MANAGE)
    if time_zone not in available_timezones():
        raise ValidationError({"time_zone": "Choose a time zone from the list."})
    organisation = Organisation.objects.get(pk=actor.organisation_id)
    has_moved = organisation.time_zone != time_zone
    organisation.name, organisation.time_zone, organisation.country = name.strip(), time_zone, country
    organisation.blur_faces = blur_faces
    organisation.full_clean()
    organisation.save(update_fields=["name", "time_zone", "country", "blur_faces"])
    if has_moved:
        announce(ClockChanged(organisation.pk))
    return organisation


@transaction.atomic
def create_squad(*, actor: Actor, name: str) -> Squad:
    """A new squad. Raises ValidationError for an empty name or one in use."""
    require(actor, Action.MANAGE)
    squad = Squad(organisation_id=actor.organisation_id, name=name.strip())
    squad.full_clean()
    squad.save()
    return squad
