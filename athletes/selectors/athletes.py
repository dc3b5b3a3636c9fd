"""Which athlete somebody means, and in which squads they are."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet

from athletes.access import Action, Actor, require
from athletes.models import Athlete, Squad


def athlete_to_log_for(actor: Actor, athlete_id: UUID | None) -> Athlete:
    """Into whose log the actor writes: athletes into their own, staff into that of an athlete whom they may read.

    Raises PermissionDenied, and ValidationError for a missing id or one that is nobody's the actor may read.
    """
    require(actor, Action.LOG)
    readable = Athlete.objects.readable_by(actor)
    if actor.athlete_id is not None and athlete_id in {None, actor.athlete_id}:
        return readable.get(pk=actor.athlete_id)
    if athlete_id is None:
        raise ValidationError({"athlete": "Say for which athlete."})
    found = readable.filter(pk=athlete_id).first()
    if found is None:
        raise ValidationError({"athlete": "None of your athletes has this id."})
    return found


def squads_seen(actor: Actor, of: str = "squads") -> Prefetch[str, QuerySet[Squad], str]:
    """To prefetch the squads of athletes, less those that the actor does not look after; `of` leads to them."""
    return Prefetch(of, Squad.objects.visible_to(actor))
