"""From a signed-in person or an API key to an Actor."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from athletes.access import COACHING, Actor, along
from athletes.models import RUNNING, Absence, ApiKey, Membership
from coachhub.core.scope import every_organisation

USE_NOTED_EVERY = timedelta(minutes=5)


def actor_by_user(user_id: UUID, organisation_id: str | None = None) -> Actor | None:
    """The person acting in the chosen organisation, else in the one joined last; None without any."""
    with every_organisation():
        mine = _memberships().filter(user_id=user_id).order_by("-id")
        chosen = mine.filter(organisation_id=organisation_id).first() if organisation_id else None
        membership = chosen or mine.first()
    return _actor(membership) if membership else None


def acting(membership: Membership) -> Actor:
    """The member acting, for programs that act as them (the demo's history, a command)."""
    with every_organisation():
        return _actor(_memberships().get(pk=membership.pk))


def actor_by_key(key: str) -> Actor | None:
    """The membership that an API key acts as; None for an unknown or revoked key. Notes the use now and then."""
    digest = hashlib.sha256(key.encode()).digest()
    with every_organisation():
        found = ApiKey.objects.filter(digest=digest, revoked_at=None).first()
        if found is None:
            return None
        membership = _memberships().filter(pk=found.membership_id).first()
        if found.last_used_at is None or found.last_used_at < timezone.now() - USE_NOTED_EVERY:
            ApiKey.objects.filter(pk=found.pk).update(last_used_at=Now())
    return _actor(membership, read_only=found.read_only) if membership else None


def _memberships() -> QuerySet[Membership]:
    squads = ArrayAgg("squadstaff__squad", filter=Q(squadstaff__isnull=False), default=None)
    active = Membership.objects.filter(ended_at=None, user__is_active=True)
    return active.annotate(limited_to=squads).select_related("athlete", "user", "organisation")


def _squads_seen(membership: Membership, limited_to: list[UUID] | None) -> frozenset[UUID] | None:
    """The squads somebody sees, their own and those of people for whom they stand in, in turn too; None: all."""
    if not limited_to or membership.role not in COACHING:
        return frozenset(limited_to) if limited_to else None
    with every_organisation():
        away = Absence.objects.filter(RUNNING, organisation=membership.organisation_id, membership__ended_at=None)
        absences = list(away.values_list("stand_in", "membership", "membership__squadstaff__squad"))
    places = along([(by, who) for by, who, _ in absences], [membership.pk])
    squads = {squad for _, who, squad in absences if who in places and who != membership.pk}
    return None if None in squads else frozenset(limited_to) | squads


def _actor(membership: Membership, *, read_only: bool = False) -> Actor:
    limited_to: list[UUID] | None = membership.limited_to  # type: ignore[attr-defined]  # annotated above
    athlete = getattr(membership, "athlete", None)
    organisation = membership.organisation
    return Actor(
        user_id=membership.user_id,
        membership_id=membership.pk,
        organisation_id=membership.organisation_id,
        role=membership.role,
        name=membership.user.name,
        organisation_name=organisation.name,
        time_zone=athlete.time_zone if athlete else organisation.time_zone,
        country=organisation.country,
        unit=membership.user.unit,
        squad_ids=_squads_seen(membership, limited_to),
        athlete_id=athlete.pk if athlete else None,
        blur_faces=organisation.blur_faces,
        read_only=read_only,
    )
