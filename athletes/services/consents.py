"""Giving and withdrawing consent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.functions import Now

from athletes.access import Actor
from athletes.models import Athlete, Consent, ConsentKind
from athletes.services.locking import lock_athlete
from coachhub.core.events import Event, announce


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn(Event):
    """The athlete took a consent back: what rested on it has to stop and be erased."""

    athlete: Athlete
    kind: ConsentKind


def in_force(athlete: Athlete) -> frozenset[ConsentKind]:
    """The consents that the athlete has given and not withdrawn."""
    kinds = Consent.objects.filter(athlete=athlete, withdrawn_at=None).values_list("kind", flat=True)
    return frozenset(ConsentKind(kind) for kind in kinds)


@transaction.atomic
def set_consents(*, actor: Actor, athlete: Athlete, given: Iterable[ConsentKind]) -> None:
    """Make exactly `given` the consents in force. The athlete's own decision only; else PermissionDenied."""
    if actor.athlete_id != athlete.pk or actor.read_only:
        raise PermissionDenied("Only athletes themselves decide what they agree to.")
    lock_athlete(athlete)
    wanted, now = frozenset(given), in_force(athlete)
    for kind in sorted(wanted - now):
        Consent.objects.create(
            organisation_id=athlete.organisation_id,
            athlete=athlete,
            kind=kind,
            text=ConsentKind(kind).label,
            given_by_id=actor.user_id,
        )
    for kind in sorted(now - wanted):
        Consent.objects.filter(athlete=athlete, kind=kind, withdrawn_at=None).update(withdrawn_at=Now())
        announce(ConsentWithdrawn(athlete=athlete, kind=kind))
