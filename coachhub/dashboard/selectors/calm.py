"""Everybody at a glance, for the day on which nobody needs anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from athletes.access import Actor
from athletes.models import Athlete
from coachhub.core import saying
from coachhub.dashboard.words import Status, status_of

MOST = 36  # more do not fit into a glance


@dataclass(frozen=True, slots=True)
class Leg:
    """One athlete in the picture."""

    id: UUID
    first_name: str
    is_clear: bool


@dataclass(frozen=True, slots=True)
class Glance:
    """The athletes whose logs the reader sees; `legs` stay empty when they are too many to draw."""

    total: int
    trained: int
    unclear: tuple[str, ...]
    legs: tuple[Leg, ...]

    @property
    def said(self) -> str:
        """Nine of twelve athletes trained since yesterday. …"""
        if not self.trained:
            trained = "Nobody trained since yesterday."
        else:
            who = "athlete" if self.total == 1 else "athletes"
            several = f"{saying.spelled(self.trained)} of {saying.spelled(self.total)} {who}"
            trained = f"{several.capitalize()} trained since yesterday."
        if not self.unclear:
            return f"{trained} Nothing they logged needs you."
        names = ", ".join(self.unclear[:3]) + (f" and {len(self.unclear) - 3} more" if len(self.unclear) > 3 else "")
        return f"{trained} Nothing they logged needs you; cannot tell: {names}."


def glance(actor: Actor) -> Glance:
    """Everybody with their status. One query."""
    since = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
    athletes = list(
        Athlete.objects.readable_by(actor).filter(archived_at=None).select_related("snapshot").order_by("name")
    )
    legs = [(athlete, getattr(athlete, "snapshot", None)) for athlete in athletes]
    clear = {
        athlete.pk
        for athlete, snapshot in legs
        if snapshot is not None
        and status_of(snapshot.attention, has_data=bool(snapshot.last_session_at or snapshot.tracking_at))
        not in (Status.NEW, Status.CANNOT_TELL)
    }
    return Glance(
        total=len(athletes),
        trained=sum(
            1 for _, snapshot in legs if snapshot and snapshot.last_session_at and snapshot.last_session_at >= since
        ),
        unclear=tuple(athlete.name for athlete in athletes if athlete.pk not in clear),
        legs=tuple(Leg(one.pk, one.first_name, one.pk in clear) for one in athletes) if len(athletes) <= MOST else (),
    )
