"""Who is told of what happens to an alert."""

from __future__ import annotations

from alerts.models import Alert, AlertState, Severity, TransitionKind
from athletes.access import Actor, coaching_staff_of
from athletes.models import Athlete, Membership

BY_THE_SYSTEM = {TransitionKind.OPENED, TransitionKind.RAISED, TransitionKind.REMINDED, TransitionKind.REOPENED}
"""Told when the system did it. What people do, the others see on their pages."""


def staff_for(athlete: Athlete) -> list[Membership]:
    """The coaching staff who look after this athlete and with whom the athlete shares; empty: nobody can be told."""
    return list(coaching_staff_of(athlete).select_related("user").order_by("created_at", "pk"))


def told_of(alert: Alert, kind: TransitionKind, *, by: Actor | None) -> list[Membership]:
    """Who is told when this happens to the alert; whoever did it needs no message.

    A red flag is told each time it happens, anything else once. Once somebody is on it, it is theirs: only they are
    told again.
    """
    wanted: list[Membership] = []
    if kind == TransitionKind.ASSIGNED:
        wanted = _one(alert)
    elif (kind in BY_THE_SYSTEM and by is None) or (
        kind == TransitionKind.REPEATED and alert.severity == Severity.STOP
    ):
        wanted = _whose_it_is(alert)
    return [one for one in wanted if by is None or one.pk != by.membership_id]


def _whose_it_is(alert: Alert) -> list[Membership]:
    """Of an acknowledged alert the person who is on it, if they still look after the athlete; else everybody."""
    if alert.state == AlertState.ACKNOWLEDGED and (one := _one(alert)):
        return one
    return staff_for(alert.athlete)


def _one(alert: Alert) -> list[Membership]:
    return [one for one in staff_for(alert.athlete) if one.pk == alert.assigned_to_id]
