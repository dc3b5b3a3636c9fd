"""Telling of an open red flag sooner, once others have to be told: who was told left or is out of reach, say.

Only the moment is set here; the sweep tells (alerts/services/reminders.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.db.models.functions import Now
from django.utils import timezone

from alerts.models import Alert, AlertState, Channel, Delivery, Severity
from alerts.services.ladder import ladder_of, next_telling, reachable, reached, staff_for

AT_ONCE = timedelta(0)


def tell_in_time() -> None:
    """Look at each open red flag of the active organisation, after its staff or a ladder changed."""
    waiting = Alert.objects.filter(severity=Severity.STOP, remind_at__isnull=False, athlete__archived_at=None)
    for alert in waiting.select_related("athlete"):
        hasten(alert)


def hasten(alert: Alert) -> None:
    """Whose turn is it, by staff, ladder and channels as they are now?

    Told at once if any of them is in reach and was not told yet, and otherwise not later than the next step.
    """
    staff = staff_for(alert.athlete)
    if not staff:
        return
    now, steps = timezone.now(), ladder_of(alert.athlete, staff)
    untold = reachable(reached(alert, steps, now)).difference(_told_outside(alert))
    wait = AT_ONCE if untold else next_telling(alert, steps, now)
    open_still = Alert.objects.filter(pk=alert.pk, state=AlertState.OPEN)
    open_still.filter(remind_at__gt=Now() + wait).update(remind_at=Now() + wait)


def _told_outside(alert: Alert) -> Iterator[UUID]:
    """The people to whom a message was written since it is open."""
    since = Delivery.objects.filter(transition__alert=alert, transition__at__gte=alert.open_since)
    for one in since.exclude(channel=Channel.APP).select_related("endpoint"):
        person = one.endpoint.owner_id if one.endpoint is not None else one.recipient_id
        if person is not None:
            yield person
