"""The alerts app's Celery tasks.

Messages to people about red flags have a queue and a worker of their own, `red_flags`: they wait for nothing that hangs
elsewhere. All others go by `messages`: there webhooks about red flags come first, then mails, then what goes to
addresses that others chose, and morning mails last.
"""

from typing import Any

from celery import Task, shared_task
from django.conf import settings

from alerts.models import Channel, Delivery, Digest, Severity, SwitchedOffNotice
from coachhub.core.leases import claim
from coachhub.core.scope import every_organisation, organisation_scope

FIRST, SECOND, USUAL = 0, 3, 6  # as the broker counts priorities; morning mails have 9


@shared_task(acks_late=True)
def deliver(delivery_id: str) -> None:
    """Send one message. Safe to run twice: the lease admits one worker, and what was sent is left alone."""
    _hand_over(delivery_id)


@shared_task(acks_late=True)
def deliver_red_flag(delivery_id: str) -> None:
    """Send one message about a red flag to a person; safe to run twice, like `deliver`."""
    _hand_over(delivery_id)


def way_of(delivery: Delivery) -> tuple[Task[Any, Any], int]:
    """The task that sends a message, and its priority in its queue."""
    stop = delivery.transition.alert.severity == Severity.STOP
    if delivery.channel == Channel.WEBHOOK:  # a program, at an address of somebody's choice, keeps no person waiting
        return deliver, FIRST if stop else USUAL
    if stop:
        return deliver_red_flag, FIRST
    return deliver, SECOND if delivery.channel == Channel.EMAIL else USUAL


@shared_task(acks_late=True)
def deliver_digest(digest_id: str) -> None:
    """Send one morning mail; safe to run twice, like `deliver`."""
    from alerts.services.digests import send_digest

    with every_organisation():
        digest = claim(Digest, digest_id, seconds=settings.CONFIG.lease_s)
    if digest is not None:
        with organisation_scope(digest.organisation_id):
            send_digest(digest)


@shared_task(acks_late=True)
def tell_switched_off(notice_id: str) -> None:
    """Tell one person that an endpoint switched itself off, by whatever takes it. Safe to run twice, as above."""
    from alerts.services.notices import tell_of_it

    with every_organisation():
        notice = claim(SwitchedOffNotice, notice_id, seconds=settings.CONFIG.lease_s)
    if notice is not None:
        with organisation_scope(notice.organisation_id):
            tell_of_it(notice)


def _hand_over(delivery_id: str) -> None:
    from alerts.services.deliveries import hand_over

    with every_organisation():
        delivery = claim(Delivery, delivery_id, seconds=settings.CONFIG.lease_s)
    if delivery is not None:
        with organisation_scope(delivery.organisation_id):
            hand_over(delivery)
