"""The alerts app's Celery tasks."""

from celery import shared_task
from django.conf import settings

from alerts.models import Delivery, Digest, SwitchedOffNotice
from coachhub.core.leases import claim
from coachhub.core.scope import every_organisation, organisation_scope


@shared_task(acks_late=True)
def deliver(delivery_id: str) -> None:
    """Send one message. Safe to run twice: the lease admits one worker, and what was sent is left alone."""
    from alerts.services.deliveries import hand_over

    with every_organisation():
        delivery = claim(Delivery, delivery_id, seconds=settings.CONFIG.lease_s)
    if delivery is not None:
        with organisation_scope(delivery.organisation_id):
            hand_over(delivery)


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
    """Tell one person that an endpoint switched itself off. Safe to run twice, as above."""
    from alerts.services.notices import tell_of_it

    with every_organisation():
        notice = claim(SwitchedOffNotice, notice_id, seconds=settings.CONFIG.lease_s * 3)
    if notice is not None:
        with organisation_scope(notice.organisation_id):
            tell_of_it(notice)
