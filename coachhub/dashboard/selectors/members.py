"""Who belongs to the organisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from athletes.access import Actor
from athletes.models import Membership, Role

LEFT_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Member:
    """One member; `squads` empty for staff: all of them."""

    id: UUID
    name: str
    email: str
    role: str
    squads: str
    since: datetime
    ended_at: datetime | None
    is_you: bool


@dataclass(frozen=True, slots=True)
class MembersPage:
    """Staff, athletes, and the last who left."""

    staff: tuple[Member, ...]
    athletes: tuple[Member, ...]
    left: tuple[Member, ...]


def members_page(actor: Actor) -> MembersPage:
    """Everybody, by name. Three queries."""
    rows = Membership.objects.select_related("user", "athlete").prefetch_related("squads", "athlete__squads")
    members = [_member(actor, row) for row in rows.order_by("user__name", "id")]
    left = sorted((one for one in members if one.ended_at), key=lambda one: one.ended_at or one.since, reverse=True)
    here = [one for one in members if one.ended_at is None]
    return MembersPage(
        staff=tuple(one for one in here if one.role != Role.ATHLETE.label),
        athletes=tuple(one for one in here if one.role == Role.ATHLETE.label),
        left=tuple(left[:LEFT_SHOWN]),
    )


def _member(actor: Actor, row: Membership) -> Member:
    athlete = getattr(row, "athlete", None)
    squads = athlete.squads.all() if athlete else row.squads.all()
    return Member(
        id=row.pk,
        name=row.user.name,
        email=row.user.email,
        role=str(Role(row.role).label),
        squads=", ".join(squad.name for squad in squads),
        since=row.created_at,
        ended_at=row.ended_at,
        is_you=row.pk == actor.membership_id,
    )
