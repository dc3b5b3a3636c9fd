"""Who is in which squad."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from athletes.access import Action, Actor, require
from athletes.events import StaffChanged
from athletes.models import Athlete, Squad, SquadAthlete, SquadStaff
from coachhub.core.events import announce


@transaction.atomic
def rename_squad(*, actor: Actor, squad: Squad, name: str) -> None:
    """Another name. Raises ValidationError for an empty name or one in use."""
    require(actor, Action.MANAGE)
    squad.name = name.strip()
    squad.full_clean()
    squad.save(update_fields=["name"])


@transaction.atomic
def delete_squad(*, actor: Actor, squad: Squad) -> None:
    """An empty squad goes. Raises ValidationError while somebody is in it, or sees nothing but it."""
    require(actor, Action.MANAGE)
    Squad.objects.select_for_update().get(pk=squad.pk)
    if SquadAthlete.objects.filter(squad=squad).exists():
        raise ValidationError("Athletes are in this squad. Move them first.")
    if SquadStaff.objects.filter(squad=squad).exists():
        raise ValidationError("Staff are limited to this squad. Change what they see first.")
    squad.delete()


@transaction.atomic
def set_squad_members(*, actor: Actor, squad: Squad, athletes: Iterable[UUID]) -> None:
    """Make exactly these athletes the squad's; those who left stay as they were.

    Raises ValidationError for an athlete of another organisation.
    """
    require(actor, Action.MANAGE)
    wanted = set(athletes)
    if Athlete.objects.filter(pk__in=wanted).count() != len(wanted):
        raise ValidationError({"athletes": "Choose from the athletes of this organisation."})
    Squad.objects.select_for_update().get(pk=squad.pk)
    there = SquadAthlete.objects.filter(squad=squad)
    there.filter(athlete__archived_at=None).exclude(athlete__in=wanted).delete()
    known = set(there.values_list("athlete", flat=True))
    SquadAthlete.objects.bulk_create(
        SquadAthlete(organisation_id=squad.organisation_id, squad=squad, athlete_id=athlete)
        for athlete in wanted - known
    )
    announce(StaffChanged(squad.organisation_id))
