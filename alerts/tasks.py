"""The alerts app's Celery tasks.

Mails go by the queue `default`. What goes to addresses that others chose has a queue and a worker of its own, `calls`:
however long one of them hangs, no mail waits for it. Within a queue red flags come first and morning mails last.
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
    """Send one mail. Safe to run twice: the lease admits one worker, and what was sent is left alone."""
    _hand_over(delivery_id)


@shared_task(acks_late=True)
def call(delivery_id: str) -> None:
    """Send one message to a device, a chat room or a webhook; safe to run twice, like `deliver`."""
    _hand_over(delivery_id)


def way_of(delivery: Delivery) -> tuple[Task[Any, Any], int]:
    """The task that sends a message, and its priority: red flags first, and of those people before other programs."""
    task = deliver if delivery.channel == Channel.EMAIL else call
    if delivery.transition.alert.severity != Severity.STOP:
        return task, USUAL
    return task, SECOND if delivery.channel == Channel.WEBHOOK else FIRST


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
        notice = claim(SwitchedOffNotice, notice_id, seconds=settings.CONFIG.lease_s * 3)
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
