"""People's own accounts."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction

from athletes.access import Action, Actor, require_for
from athletes.models import Athlete, User


def display_name(user: User) -> str:
    """How a person is addressed in mails and pages."""
    return user.name or user.email


@transaction.atomic
def change_own(*, actor: Actor, name: str, unit: str) -> None:
    """What members of staff say of themselves. Raises ValidationError by field, PermissionDenied."""
    if actor.read_only:
        raise PermissionDenied("A read-only key changes nothing.")
    user = User.objects.get(pk=actor.user_id)
    user.name, user.unit = name.strip(), unit
    user.full_clean()
    user.save(update_fields=["name", "unit"])


@transaction.atomic
def change_details(
    *, actor: Actor, athlete: Athlete, name: str, phone: str, unit: str, time_zone: str, is_minor: bool
) -> None:
    """What athletes say of themselves. Days of sessions already logged stay as they were.

    Raises ValidationError by field, PermissionDenied for anybody else's.
    """
    if actor.athlete_id != athlete.pk or actor.read_only:
        raise PermissionDenied("Only athletes themselves change their details.")
    user = User.objects.get(pk=actor.user_id)
    user.name = athlete.name = name.strip()
    user.unit = unit
    athlete.phone, athlete.time_zone = phone.strip(), time_zone
    athlete.is_minor = is_minor
    user.full_clean()
    athlete.full_clean()
    user.save(update_fields=["name", "unit"])
    athlete.save(update_fields=["name", "phone", "time_zone", "is_minor"])


@transaction.atomic
def set_minor(*, actor: Actor, athlete: Athlete, is_minor: bool) -> None:
    """Say that an athlete is under 18, or no longer: they themselves, or a coach. Raises PermissionDenied."""
    require_for(actor, Action.LOG, athlete.pk)
    athlete.is_minor = is_minor
    athlete.save(update_fields=["is_minor"])
