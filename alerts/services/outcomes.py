"""What came of sending to an endpoint: its log, and switching itself off when nothing arrives there any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from alerts.channels.answers import LONGEST_WAIT
from alerts.channels.base import Answer, GoneError, PassingError, PermanentError, SendingError
from alerts.models import Attempt, Channel, Delivery, Endpoint, Outcome, SwitchedOffNotice
from athletes.models import Membership, Role
from coachhub.core.live import Message, tell
from coachhub.core.nudge import nudge

MOST_FAILURES = 10  # default: refused for good in a row
FAILING_FOR = timedelta(hours=24)  # default: of failures of any kind without one success
NOT_LONGER_APART = timedelta(hours=2)  # default: else they are two troubles; in one it is tried hourly
PAUSE = timedelta(minutes=1)  # default: so that one that hangs does not keep the workers from all others
KEPT_FOR = timedelta(days=30)  # default: an attempt in the log
LONGEST_REASON = 300


def endpoint_of(delivery: Delivery) -> Endpoint | None:
    """Where it goes; of a mail what its reader chose about mails, if they ever did or it ever failed."""
    if delivery.endpoint is not None:
        return delivery.endpoint
    if delivery.channel != Channel.EMAIL:
        return None
    return Endpoint.objects.filter(channel=Channel.EMAIL, owner=delivery.recipient_id).first()


def paused_until(endpoint: Endpoint, *, is_red_flag: bool) -> datetime | None:
    """Until when nothing is tried there; None: now. A red flag waits a moment at most, whatever was asked for.

    What is further ahead than any pause was written by a clock that has been put back since.
    """
    now = timezone.now()
    until, longest = endpoint.retry_at, LONGEST_WAIT
    if until is None or until <= now:
        return None
    if is_red_flag:
        failed_at = _last_failed_at(endpoint)
        until, longest = min(until, failed_at + PAUSE) if failed_at else now, PAUSE
    return until if now < until <= now + longest else None


def mailbox_of(person: Membership) -> Endpoint:
    """The endpoint that stands for a person's e-mail; made when there is something to note about it."""
    row, _ = Endpoint.objects.get_or_create(
        organisation_id=person.organisation_id, owner=person, channel=Channel.EMAIL, defaults={"label": "E-mail"}
    )
    return row


def note(delivery: Delivery, endpoint: Endpoint | None, result: Answer | SendingError, took_s: float) -> None:
    """Log an attempt to deliver to its endpoint (as `endpoint_of` found it), and what follows from it there."""
    from alerts.channels.webhook.payload import event_of

    if endpoint is None:
        if delivery.channel != Channel.EMAIL or not isinstance(result, PermanentError):
            return
        endpoint = mailbox_of(delivery.reader)
    note_attempt(endpoint, result, took_s, event=event_of(delivery.transition), delivery=delivery)


@transaction.atomic
def note_attempt(
    endpoint: Endpoint, result: Answer | SendingError, took_s: float, *, event: str, delivery: Delivery | None = None
) -> Attempt:
    """Log one attempt. A success clears what failed before; too many failures switch the endpoint off.

    A test, tried by hand, may show that all is well or that the place is gone; but how often somebody looks says
    nothing of how long the trouble lasts.
    """
    from alerts.channels.webhook.payload import TEST

    last_failed_at = _last_failed_at(endpoint) if isinstance(result, SendingError) else None
    answer = result.answer if isinstance(result, SendingError) else result
    attempt = Attempt.objects.create(
        organisation_id=endpoint.organisation_id,
        endpoint=endpoint,
        delivery=delivery,
        event=event,
        outcome=_outcome(result),
        status=answer.status,
        took_ms=round(took_s * 1000),
        said=answer.said.replace("\0", "?"),
    )
    rows = Endpoint.objects.filter(pk=endpoint.pk)
    if not isinstance(result, SendingError):
        rows.update(failures=0, failing_since=None, retry_at=None, last_sent_at=Now())
    elif event == TEST:
        if isinstance(result, GoneError):
            _switch_off_if_dead(endpoint, result)
    elif endpoint.channel != Channel.EMAIL or isinstance(result, PermanentError):  # a mail server's own trouble is not
        refused = 1 if isinstance(result, PermanentError) else 0  # the mailbox's
        goes_on = last_failed_at is not None and timezone.now() - last_failed_at <= NOT_LONGER_APART
        rows.update(
            failures=F("failures") + refused,
            failing_since=Coalesce("failing_since", Now()) if goes_on else Now(),
            retry_at=Now() + pause if (pause := _pause(result)) else None,
        )
        _switch_off_if_dead(rows.get(), result)
    return attempt


def switch_off(endpoint: Endpoint, reason: str) -> bool:
    """The endpoint switches itself off, and says so; False when it is off already. Within a transaction."""
    reason = reason.replace("\0", "?").rstrip(".") + "."
    reason = reason if len(reason) <= LONGEST_REASON else reason[: LONGEST_REASON - 1] + "…"
    rows = Endpoint.objects.filter(pk=endpoint.pk, off_at=None)
    if not rows.update(off_at=Now(), off_reason=reason, switched_itself_off=True):
        return False
    _say_so(endpoint, reason)
    return True


def retire(endpoint: Endpoint, reason: str) -> None:
    """It is removed, with its secret; what it was sent stays in the story of the alerts."""
    Endpoint.objects.filter(pk=endpoint.pk).update(
        removed_at=Now(), off_at=Now(), off_reason=reason, switched_itself_off=False, sealed="", digest="", address=""
    )
    Attempt.objects.filter(endpoint=endpoint).delete()


def forget_old_attempts() -> None:
    """Logs end after a month. In every organisation's scope."""
    Attempt.objects.filter(at__lt=Now() - KEPT_FOR).delete()


def _last_failed_at(endpoint: Endpoint) -> datetime | None:
    """When a message last failed to arrive there; tests aside."""
    from alerts.channels.webhook.payload import TEST

    failed = Attempt.objects.filter(endpoint=endpoint).exclude(outcome=Outcome.SENT).exclude(event=TEST)
    return failed.order_by("-pk").values_list("at", flat=True).first()


def _pause(error: SendingError) -> timedelta | None:
    """How long nothing is tried there: what the other side asked for, or a moment; None: a refusal is an answer."""
    return (error.retry_after or PAUSE) if isinstance(error, PassingError) else None


def _outcome(result: Answer | SendingError) -> Outcome:
    if not isinstance(result, SendingError):
        return Outcome.SENT
    return Outcome.REFUSED if isinstance(result, PermanentError) else Outcome.PASSING


def _switch_off_if_dead(endpoint: Endpoint, error: SendingError) -> None:
    if isinstance(error, GoneError):
        if endpoint.channel == Channel.PUSH:
            retire(endpoint, "Removed: the browser gave it up.")  # there is nothing to switch on again
        else:
            switch_off(endpoint, f"It asked for no more messages. {error}")
    elif endpoint.failures >= MOST_FAILURES:
        switch_off(endpoint, f"{MOST_FAILURES} messages in a row were refused. {error}")
    elif endpoint.failing_since and timezone.now() - endpoint.failing_since >= FAILING_FOR:
        switch_off(endpoint, f"Nothing arrived for {FAILING_FOR.days * 24} hours. {error}")


def _say_so(endpoint: Endpoint, reason: str) -> None:
    """A notice to each owner of the organisation and to whoever the endpoint belongs to; and word to open pages."""
    from alerts.tasks import tell_switched_off

    owners = Q(role=Role.OWNER) | Q(pk=endpoint.owner_id)
    people = Membership.objects.filter(owners, ended_at=None, user__is_active=True)
    notices = [
        SwitchedOffNotice(organisation_id=endpoint.organisation_id, endpoint=endpoint, recipient=one, reason=reason)
        for one in people
    ]
    SwitchedOffNotice.objects.bulk_create(notices)
    for one in notices:
        nudge(tell_switched_off, str(one.pk))
    tell(Message(str(endpoint.organisation_id), "alerts", None, {"kind": "endpoint"}))
