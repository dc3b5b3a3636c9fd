"""Messages on their way: written with what they tell, then handed to their channel until it has taken them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from alerts.channels import CHANNELS
from alerts.channels.base import Answer, PassingError, PermanentError, SendingError, Target, Telling
from alerts.channels.email import server
from alerts.models import (
    Alert,
    AlertState,
    AlertTransition,
    Channel,
    Delivery,
    DeliveryState,
    Endpoint,
    Severity,
    TransitionKind,
)
from alerts.services import limits, outcomes
from alerts.services.hastening import hasten
from alerts.services.ladder import reachable
from alerts.services.preferences import breaks_quiet, quiet_until
from alerts.services.recipients import Audience
from alerts.services.waiting import WAITS, wait_before
from athletes.access import coaching_staff_ids
from athletes.models import Membership
from coachhub.core.leases import kept, settle
from coachhub.core.live import Message, tell
from coachhub.core.nudge import nudge
from coachhub.core.saying import plural

TRIED_FOR = timedelta(hours=24)
"""Default. Passing errors are waited out for this long, and through all pauses even if nobody was there to try before;
a red flag that is still open is told again meanwhile."""
AGAIN = {TransitionKind.REMINDED, TransitionKind.REPEATED}
UNWRITTEN = (DeliveryState.QUEUED, DeliveryState.WAITING)
"""A message says how things stand when it is sent: one that is being sent may not know the newest any more."""

log = structlog.get_logger(__name__)


def write_deliveries(transition: AlertTransition, audience: Audience) -> None:
    """A row for each person and channel, and each endpoint, in the transition's transaction; nudged when it commits.

    Whoever the last telling still waits for on a channel is told by that one, which is tried now: however long its
    pauses have become, a red flag is tried as often as it is told.
    """
    pending = _pending(transition.alert) if transition.kind in AGAIN else {}
    quiet = {} if breaks_quiet(transition.alert) else quiet_until(audience.outside, transition.at)
    targets = list(_targets(transition, audience))
    rows = [
        _delivery(transition, target, channel, _held_until(target, quiet))
        for channel, target in targets
        if CHANNELS[channel].each or _key(target, channel) not in pending
    ]
    Delivery.objects.bulk_create(rows)
    _nudge(row for row in rows if row.state == DeliveryState.QUEUED and row.due_at <= transition.at)
    if waiting := [pending[key] for channel, target in targets if (key := _key(target, channel)) in pending]:
        Delivery.objects.filter(pk__in=[one.pk for one in waiting], due_at__gt=Now()).update(due_at=Now())
        _nudge(waiting)


def hand_over(delivery: Delivery) -> None:
    """Send a claimed delivery, and settle it: sent, to be tried again, held, or given up with the reason."""
    endpoint = outcomes.endpoint_of(delivery)
    if not _is_wanted(delivery, endpoint):
        return
    if until := _quiet_until(delivery):
        _postpone(delivery, until, "It comes when the quiet hours end.")
        return
    if until := _paused_until(delivery, endpoint):
        _postpone(delivery, until, "This channel did not answer just now: it is given a moment.")
        return
    if until := limits.held_until(delivery):
        _hold(delivery, until)
        return
    also = [one for one in limits.held_with(delivery) if _is_wanted(one, endpoint)]
    began = monotonic()
    try:
        with kept(delivery, seconds=settings.CONFIG.lease_s):
            answer = CHANNELS[Channel(delivery.channel)].send(delivery, also)
    except SendingError as error:
        _failed(delivery, also, endpoint, error, monotonic() - began)
    except Exception as error:  # ours to mend: but a message is not lost to a mistake, nor tried without a pause
        log.exception("delivery_failed", delivery=str(delivery.pk))
        passing = PassingError(f"{type(error).__name__}: {error}")
        _failed(delivery, also, endpoint, passing, monotonic() - began)
    else:
        _sent(delivery, also, endpoint, answer, monotonic() - began)


def _nudge(rows: Iterable[Delivery]) -> None:
    from alerts.tasks import way_of

    for row in rows:
        task, priority = way_of(row)
        nudge(task, str(row.pk), priority=priority)


def _targets(transition: AlertTransition, audience: Audience) -> Iterator[tuple[Channel, Target]]:
    """In the app everybody who looks after the athlete, outside it those whom the ladder has reached."""
    endpoints = _endpoints(audience.outside)
    there, outside = (Telling(transition, people, endpoints) for people in (audience.app, audience.outside))
    for key, channel in CHANNELS.items():
        for target in channel.targets(there if channel.instant else outside):
            yield key, target


def _endpoints(people: Sequence[Membership]) -> list[Endpoint]:
    """The organisation's own that are on, and all of these people; of e-mail also those that are off."""
    whose = Q(owner=None) | Q(owner__in=[one.pk for one in people])
    return list(Endpoint.objects.filter(whose & (Q(off_at=None) | Q(channel=Channel.EMAIL))).order_by("pk"))


def _held_until(target: Target, quiet: Mapping[UUID, datetime]) -> datetime | None:
    """When the quiet hours of the person behind a target end; the organisation's own endpoints have none."""
    person = target.recipient.pk if target.recipient else target.endpoint.owner_id if target.endpoint else None
    return quiet.get(person) if person else None


def _quiet_until(delivery: Delivery) -> datetime | None:
    """When the quiet hours end into which a message has come since it was written; None outside them."""
    person = delivery.person
    if person is None or breaks_quiet(delivery.transition.alert):
        return None
    return quiet_until([person], timezone.now()).get(person.pk)


def _paused_until(delivery: Delivery, endpoint: Endpoint | None) -> datetime | None:
    """Until when nothing is tried there, because it did not answer; None: now."""
    if delivery.channel == Channel.EMAIL:
        return server.given_a_moment_until()
    is_red_flag = delivery.transition.alert.severity == Severity.STOP
    return outcomes.paused_until(endpoint, is_red_flag=is_red_flag) if endpoint is not None else None


def _delivery(transition: AlertTransition, target: Target, channel: Channel, held_until: datetime | None) -> Delivery:
    there = CHANNELS[channel].instant
    return Delivery(
        organisation_id=transition.organisation_id,
        transition=transition,
        recipient=target.recipient,
        endpoint=target.endpoint,
        channel=channel,
        state=DeliveryState.SENT if there else DeliveryState.QUEUED,
        sent_at=transition.at if there else None,
        due_at=transition.at if there or held_until is None else held_until,
    )


def _pending(alert: Alert) -> dict[tuple[object, object, str], Delivery]:
    """The messages that wait and will go out, by whom they are for. Locked, so that no worker takes them up as things
    were before this.
    """
    waiting = Delivery.objects.filter(transition__alert=alert, state__in=UNWRITTEN).select_related("transition__alert")
    rows = waiting.select_for_update(of=["self"]).order_by("pk")
    return {
        (row.recipient_id, row.endpoint_id, row.channel): row for row in rows if not _taken_on(row.transition, alert)
    }


def _key(target: Target, channel: Channel) -> tuple[object, object, str]:
    return (
        target.recipient.pk if target.recipient else None,
        target.endpoint.pk if target.endpoint else None,
        channel.value,
    )


def _is_wanted(delivery: Delivery, endpoint: Endpoint | None) -> bool:
    """Whether it still has to go out; otherwise it is given up."""
    reason = _no_longer_wanted(delivery, endpoint)
    if reason:
        _settle(delivery, DeliveryState.DEAD, error=reason)
    return not reason


def _no_longer_wanted(delivery: Delivery, endpoint: Endpoint | None) -> str:
    """Why a message need not go out any more; empty when it has to. Things may have changed while it waited."""
    transition, alert = delivery.transition, delivery.transition.alert
    if endpoint is not None and not endpoint.is_on:
        return f"Not sent: this channel is switched off. {endpoint.off_reason}"
    if endpoint is not None and endpoint.only_red_flags and alert.severity != Severity.STOP:
        return "Not sent: this person wants mails about red flags only."
    staff = coaching_staff_ids(alert.athlete)
    if not staff:
        return "Not sent: the athlete shares with nobody of the staff any more."
    if CHANNELS[Channel(delivery.channel)].each:
        return ""
    if alert.state == AlertState.RESOLVED:
        return "Not needed any more: the alert was resolved."
    if _taken_on(transition, alert):
        return "Not needed any more: somebody is on it."
    if _told_since(delivery):
        return "Not needed any more: a newer message told of it."
    if delivery.person is not None and delivery.person.pk not in staff:
        return "Not sent: this person does not look after the athlete any more."
    return ""


def _taken_on(transition: AlertTransition, alert: Alert) -> bool:
    """Whether this reminds of something that somebody is on by now."""
    return transition.kind == TransitionKind.REMINDED and transition.state == AlertState.OPEN != alert.state


def _told_since(delivery: Delivery) -> bool:
    """Whether what happened to the alert later has reached the same place by the same channel.

    A message says how things stand when it is sent, so the newer one told it all. One that is sent again by hand was
    asked for.
    """
    if delivery.sent_at is not None:
        return False
    newer = Delivery.objects.filter(
        transition__alert=delivery.transition.alert_id,
        transition__gt=delivery.transition_id,
        channel=delivery.channel,
        recipient=delivery.recipient_id,
        endpoint=delivery.endpoint_id,
        state=DeliveryState.SENT,
    )
    return newer.exists()


def _sent(
    delivery: Delivery, also: Sequence[Delivery], endpoint: Endpoint | None, answer: Answer, took_s: float
) -> None:
    """The messages that it told of as well are sent with it."""
    _settle(delivery, DeliveryState.SENT, error="", sent_at=Now())
    for one in also:
        _settle(one, DeliveryState.SENT, error="", sent_at=Now(), told_in=delivery)
    outcomes.note(delivery, endpoint, answer, took_s)


def _failed(
    delivery: Delivery, also: Sequence[Delivery], endpoint: Endpoint | None, error: SendingError, took_s: float
) -> None:
    """The messages that it should have told of as well wait on, to be told of with whichever comes next.

    A red flag that is refused where its reader was last in reach does not wait for them: the next are told.
    """
    was_in_reach = _is_in_reach(delivery)
    if isinstance(error, PermanentError):
        _settle(delivery, DeliveryState.DEAD, error=str(error))
    else:
        _try_again(delivery, error)
    for one in also:
        _settle(one, DeliveryState.WAITING, error=str(error), due_at=Now() + WAITS[0])
    outcomes.note(delivery, endpoint, error, took_s)
    if was_in_reach and not _is_in_reach(delivery):
        hasten(delivery.transition.alert)


def _is_in_reach(delivery: Delivery) -> bool:
    """Whether anything outside the app reaches the person who is to be told of a red flag."""
    person, alert = delivery.person, delivery.transition.alert
    return person is not None and alert.severity == Severity.STOP and bool(reachable([person]))


def _try_again(delivery: Delivery, error: SendingError) -> None:
    if timezone.now() - delivery.transition.at >= TRIED_FOR and delivery.attempts >= len(WAITS):
        _settle(delivery, DeliveryState.DEAD, error=f"Given up after {TRIED_FOR.days * 24} hours. {error}")
        return
    wait = wait_before(delivery.attempts)
    if isinstance(error, PassingError) and error.retry_after is not None:
        is_red_flag = delivery.transition.alert.severity == Severity.STOP
        wait = max(wait, min(error.retry_after, outcomes.PAUSE) if is_red_flag else error.retry_after)
    log.warning("delivery_waits", delivery=str(delivery.pk), attempt=delivery.attempts, error=str(error))
    _settle(delivery, DeliveryState.WAITING, error=str(error), due_at=Now() + wait)


def _hold(delivery: Delivery, until: datetime) -> None:
    """It waits for its place within the hour."""
    most = plural(settings.CONFIG.hourly_messages, "message")
    said = f"Held: no more than {most} an hour. It comes with others later."
    _postpone(delivery, until, said, held_at=delivery.held_at or timezone.now())


def _postpone(delivery: Delivery, until: datetime, why: str, **values: object) -> None:
    """It waits without having been tried."""
    attempts = delivery.attempts - 1
    _settle(delivery, DeliveryState.WAITING, error=why, due_at=until, attempts=attempts, **values)


def _settle(delivery: Delivery, state: DeliveryState, *, error: str, **values: object) -> None:
    """Only the holder of the newest claim can; open pages show it."""
    alert = delivery.transition.alert
    error = error.replace("\0", "?")  # of a server's answer; the database takes none
    with transaction.atomic():
        if settle(delivery, state=state, error=error, **values):
            data = {"alert": str(alert.pk), "kind": "delivery"}
            tell(Message(str(delivery.organisation_id), "alerts", str(alert.athlete_id), data))
