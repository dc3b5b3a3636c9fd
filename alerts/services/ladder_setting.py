"""The ladder as owners set it: for a squad, for the organisation, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from alerts.models import LadderStep
from alerts.models.ladder import LONGEST_MINUTES, USUAL
from alerts.services.hastening import tell_in_time
from athletes.access import Action, Actor, require
from athletes.models import Role, Squad


class Whose(StrEnum):
    """Who set a ladder."""

    SQUAD = "squad"
    ORGANISATION = "organisation"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Ladder:
    """Minutes without an answer after which each role is told of a red flag; None: never."""

    whose: Whose
    minutes: Mapping[Role, int | None]


@transaction.atomic
def set_ladder(*, actor: Actor, squad: Squad | None, minutes: Mapping[Role, int | None]) -> None:
    """Minutes after which each role is told, None: never; for one squad, or (None) for those without their own.

    Red flags that are open climb by it from now on.
    Raises ValidationError when nobody would be told, or for more than a day.
    """
    require(actor, Action.MANAGE)
    wanted = {role: value for role, value in minutes.items() if value is not None}
    if not wanted:
        raise ValidationError("Somebody has to be told: give at least one of them a number of minutes.")
    for role, value in wanted.items():
        if not 0 <= value <= LONGEST_MINUTES:
            raise ValidationError({Role(role).value: f"Between 0 and {LONGEST_MINUTES} minutes."})
    LadderStep.objects.filter(squad=squad).delete()
    LadderStep.objects.bulk_create(
        LadderStep(organisation_id=actor.organisation_id, squad=squad, role=role, minutes=value)
        for role, value in wanted.items()
    )
    tell_in_time()


@transaction.atomic
def drop_ladder(*, actor: Actor, squad: Squad | None) -> None:
    """Go back to the organisation's ladder, or (None) to the usual one."""
    require(actor, Action.MANAGE)
    LadderStep.objects.filter(squad=squad).delete()
    tell_in_time()


def ladder_now(squad: Squad | None) -> Ladder:
    """The ladder that holds for a squad, or (None) for those without their own. One query."""
    found: dict[UUID | None, dict[str, int]] = {}
    for step in LadderStep.objects.filter(Q(squad=None) | Q(squad=squad)):
        found.setdefault(step.squad_id, {})[step.role] = step.minutes
    whose, known = Whose.DEFAULT, {str(role): minutes for role, minutes in USUAL.items()}
    if None in found:
        whose, known = Whose.ORGANISATION, found[None]
    if squad is not None and squad.pk in found:
        whose, known = Whose.SQUAD, found[squad.pk]
    return Ladder(whose, {role: known.get(role) for role in USUAL})
