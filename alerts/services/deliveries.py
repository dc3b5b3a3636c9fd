"""Messages on their way: written with what they tell, then handed to their channel until it has taken them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from alerts.channels import CHANNELS
from alerts.channels.base import PassingError, PermanentError
from alerts.models import (
    Alert,
    AlertState,
    AlertTransition,
    Channel,
    Delivery,
    DeliveryState,
    TransitionKind,
)
from alerts.services.ladder import staff_for
from alerts.services.preferences import breaks_quiet, quiet_until
from alerts.services.recipients import Audience
from alerts.services.waiting import WAITS, wait_before
from athletes.models import Membership
from coachhub.core.leases import kept, settle
from coachhub.core.live import Message, tell
from coachhub.core.nudge import nudge

TRIED_FOR = timedelta(hours=24)
"""Default. Passing errors are waited out for this long, and through all pauses even if nobody was there to try before;
a red flag that is still open is told again meanwhile."""
AGAIN = {TransitionKind.REMINDED, TransitionKind.REPEATED}
UNWRITTEN = (DeliveryState.QUEUED, DeliveryState.WAITING)
"""A message says how things stand when it is sent: one that is being sent may not know the newest any more."""

log = structlog.get_logger(__name__)


def write_deliveries(transition: AlertTransition, audience: Audience) -> None:
    """A row for each person and channel, in the transition's transaction; workers are nudged when it commits.

    Whoever the last telling still waits for on a channel is told by that one: telling again adds nothing there.
    """
    from alerts.tasks import deliver

    pending = _pending(transition.alert) if transition.kind in AGAIN else set()
    quiet = {} if breaks_quiet(transition.alert) else quiet_until(audience.outside, transition.at)
    rows = [
        _delivery(transition, person, channel, quiet.get(person.pk))
        for channel, people in _by_channel(audience)
        for person in people
        if (person.pk, channel.value) not in pending
    ]
    Delivery.objects.bulk_create(rows)
    for row in rows:
        if row.state == DeliveryState.QUEUED and row.due_at <= transition.at:
            nudge(deliver, str(row.pk))


def hand_over(delivery: Delivery) -> None:
    """Send a claimed delivery, and settle it: sent, to be tried again, or given up with the reason."""
    if reason := _no_longer_wanted(delivery):
        _settle(delivery, DeliveryState.DEAD, error=reason)
        return
    try:
        with kept(delivery, seconds=settings.CONFIG.lease_s):
            CHANNELS[Channel(delivery.channel)].send(delivery)
    except PermanentError as error:
        _settle(delivery, DeliveryState.DEAD, error=str(error))
    except PassingError as error:
        _try_again(delivery, str(error))
    except Exception as error:  # ours to mend: but a message is not lost to a mistake, nor tried without a pause
        log.exception("delivery_failed", delivery=str(delivery.pk))
        _try_again(delivery, f"{type(error).__name__}: {error}")
    else:
        _settle(delivery, DeliveryState.SENT, error="", sent_at=Now())


def _by_channel(audience: Audience) -> Iterator[tuple[Channel, list[Membership]]]:
    for key, channel in CHANNELS.items():
        yield key, channel.reaches(audience.app if channel.instant else audience.outside)


def _delivery(
    transition: AlertTransition, person: Membership, channel: Channel, held_until: datetime | None
) -> Delivery:
    there = CHANNELS[channel].instant
    return Delivery(
        organisation_id=transition.organisation_id,
        transition=transition,
        recipient=person,
        channel=channel,
        state=DeliveryState.SENT if there else DeliveryState.QUEUED,
        sent_at=transition.at if there else None,
        due_at=transition.at if there or held_until is None else held_until,
    )


def _pending(alert: Alert) -> set[tuple[object, str]]:
    """For whom a message waits that will go out. Locked, so that no worker takes it up as things were before this."""
    waiting = Delivery.objects.filter(transition__alert=alert, state__in=UNWRITTEN).select_related("transition")
    rows = waiting.select_for_update(of=["self"])
    return {(row.recipient_id, row.channel) for row in rows if not _taken_on(row.transition, alert)}


def _no_longer_wanted(delivery: Delivery) -> str:
    """Why a message need not go out any more; empty when it has to. Things may have changed while it waited."""
    transition, alert = delivery.transition, delivery.transition.alert
    if alert.state == AlertState.RESOLVED:
        return "Not needed any more: the alert was resolved."
    if _taken_on(transition, alert):
        return "Not needed any more: somebody is on it."
    if delivery.recipient not in staff_for(alert.athlete):
        return "Not sent: this person does not look after the athlete any more."
    return ""


def _taken_on(transition: AlertTransition, alert: Alert) -> bool:
    """Whether this reminds of something that somebody is on by now."""
    return transition.kind == TransitionKind.REMINDED and transition.state == AlertState.OPEN != alert.state


def _try_again(delivery: Delivery, error: str) -> None:
    if timezone.now() - delivery.transition.at >= TRIED_FOR and delivery.attempts >= len(WAITS):
        _settle(delivery, DeliveryState.DEAD, error=f"Given up after {TRIED_FOR.days * 24} hours. {error}")
        return
    log.warning("delivery_waits", delivery=str(delivery.pk), attempt=delivery.attempts, error=error)
    _settle(delivery, DeliveryState.WAITING, error=error, due_at=Now() + wait_before(delivery.attempts))


def _settle(delivery: Delivery, state: DeliveryState, *, error: str, **values: object) -> None:
    """Only the holder of the newest claim can; open pages show it."""
    alert = delivery.transition.alert
    error = error.replace("\0", "?")  # of a server's answer; the database takes none
    with transaction.atomic():
        if settle(delivery, state=state, error=error, **values):
            data = {"alert": str(alert.pk), "kind": "delivery"}
            tell(Message(str(delivery.organisation_id), "alerts", str(alert.athlete_id), data))
