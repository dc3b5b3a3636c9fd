"""Who is told of what happens to an alert."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from django.utils import timezone

from alerts.models import Alert, AlertState, Severity, TransitionKind
from alerts.services.ladder import ladder_of, next_telling, present, reached, staff_for
from athletes.access import Actor
from athletes.models import Membership

BY_THE_SYSTEM = {TransitionKind.OPENED, TransitionKind.RAISED, TransitionKind.REMINDED, TransitionKind.REOPENED}
"""Told when the system did it. What people do, the others see on their pages."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Who finds it in the app, and whom it follows out of the app: those whom the ladder has reached."""

    app: tuple[Membership, ...] = ()
    outside: tuple[Membership, ...] = ()
    again_in: timedelta | None = None
    """Of a red flag: when the ladder has its next step, or the reminder comes."""


def told_of(alert: Alert, kind: TransitionKind, *, by: Actor | None) -> Audience:
    """Who is told when this happens to the alert; whoever did it needs no message.

    A red flag is told each time it happens, anything else once. Once somebody is on it, it is theirs: only they are
    told again, or who stands in for them.
    """
    if kind == TransitionKind.ASSIGNED:
        return _without(_one(alert), by)
    again = kind == TransitionKind.REPEATED and alert.severity == Severity.STOP
    if not again and (kind not in BY_THE_SYSTEM or by is not None):
        return Audience()
    if alert.state == AlertState.ACKNOWLEDGED and (theirs := _one(alert)).app:
        return _without(theirs, by)
    staff, now = staff_for(alert.athlete), timezone.now()
    steps = ladder_of(alert.athlete, staff)
    found = Audience(tuple(staff), tuple(reached(alert, steps, now)), next_telling(alert, steps, now))
    return _without(found, by)


def _one(alert: Alert) -> Audience:
    """Whose it is, if they still look after the athlete."""
    staff = staff_for(alert.athlete)
    mine = next((one for one in staff if one.pk == alert.assigned_to_id), None)
    if mine is None:
        return Audience()
    return Audience((mine,), (present(staff).get(mine, mine),))


def _without(audience: Audience, by: Actor | None) -> Audience:
    def others(people: Iterable[Membership]) -> tuple[Membership, ...]:
        return tuple(one for one in people if by is None or one.pk != by.membership_id)

    return replace(audience, app=others(audience.app), outside=others(audience.outside))
