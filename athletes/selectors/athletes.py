"""Which athlete somebody means."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError

from athletes.access import Action, Actor, require
from athletes.models import Athlete


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
