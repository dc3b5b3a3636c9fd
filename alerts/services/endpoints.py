"""What people do with endpoints: make them, change them, try them out, switch them off and on.

Each raises ValidationError with a reason at the field, and PermissionDenied for what is not the actor's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from time import monotonic
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from alerts.channels import TESTABLE
from alerts.channels.addresses import AddressRefusedError, NameNotFoundError, check_url
from alerts.channels.base import SendingError
from alerts.channels.chat import services as chat
from alerts.channels.webhook import payload, signing
from alerts.models import Attempt, Channel, Delivery, DeliveryState, Endpoint
from alerts.services.hastening import tell_in_time
from alerts.services.outcomes import mailbox_of, note_attempt, retire
from athletes.access import Action, Actor, require, require_own
from athletes.models import Membership
from coachhub.core.nudge import nudge
from coachhub.core.sealed import SealBrokenError, seal, unseal

MOST = 20  # default: endpoints of one kind, of a person or of the organisation
LONGEST_LABEL = 60


def create_webhook(*, actor: Actor, label: str, url: str, events: Sequence[str]) -> tuple[Endpoint, str]:
    """A webhook of the organisation, and its secret, which is shown once and to nobody again."""
    require(actor, Action.MANAGE)
    _check_address("url", url)
    keys = signing.fresh()
    made = _create(
        actor, None, Channel.WEBHOOK, label, address=url, sealed=seal(keys), event_types=_checked_events(events)
    )
    return made, str(keys["signing"])


@transaction.atomic
def change_webhook(*, actor: Actor, endpoint: Endpoint, label: str, url: str, events: Sequence[str]) -> None:
    """Another name, address or choice of events. The secret stays."""
    _require_webhook(actor, endpoint)
    if url != endpoint.address:
        _check_address("url", url)
    endpoint.label, endpoint.address, endpoint.event_types = _checked_label(label), url, _checked_events(events)
    endpoint.save(update_fields=["label", "address", "event_types"])


@transaction.atomic
def rotate_secret(*, actor: Actor, endpoint: Endpoint) -> str:
    """A new secret, shown once. For a day the old one signs too, so that receivers can change without a gap."""
    _require_webhook(actor, endpoint)
    row = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    try:
        keys = signing.rotated(unseal(row.sealed), timezone.now())
    except SealBrokenError:
        keys = signing.fresh()
    row.sealed = seal(keys)
    row.save(update_fields=["sealed"])
    return str(keys["signing"])


def create_chat(*, actor: Actor, label: str, address: str, for_everybody: bool) -> Endpoint:
    """A room of a chat service: one's own, or the organisation's. Its address is never shown whole again."""
    owner = None if for_everybody else actor.membership_id
    require_own(actor, owner)
    address = address.strip()
    try:
        service = chat.check(address)
    except (AddressRefusedError, NameNotFoundError) as error:
        raise ValidationError({"address": str(error)}) from error
    return _create(
        actor,
        owner,
        Channel.CHAT,
        label or chat.name_of(service),
        address=chat.shown(service),
        sealed=seal({"address": address}),
    )


@transaction.atomic
def create_device(*, actor: Actor, label: str, url: str, p256dh: str, auth: str) -> Endpoint:
    """A browser that gets push messages. The same one again is known by its address: its newest keys count."""
    require_own(actor, actor.membership_id)
    where = _check_address("url", url)
    if not url.startswith("https://") and not settings.CONFIG.webhook_private:
        raise ValidationError({"url": "The address of a push service begins with https://."})
    digest = hashlib.sha256(url.encode()).hexdigest()
    sealed = seal({"endpoint": url, "keys": {"p256dh": p256dh, "auth": auth}})
    Membership.objects.select_for_update(no_key=True).get(pk=actor.membership_id)  # a page may send it twice at once
    known = Endpoint.objects.filter(owner=actor.membership_id, channel=Channel.PUSH, digest=digest).first()
    if known is None:
        return _create(actor, actor.membership_id, Channel.PUSH, label, address=where, sealed=sealed, digest=digest)
    known.sealed = sealed
    _on(known)
    known.save()
    return known


@transaction.atomic
def choose_mails(*, person: Membership, only_red_flags: bool) -> Endpoint:
    """Mails about everything, or about red flags only: by the person's own page, or by the link in a mail."""
    mailbox = mailbox_of(person)
    mailbox.only_red_flags = only_red_flags
    mailbox.save(update_fields=["only_red_flags"])
    return mailbox


@transaction.atomic
def switch_on(*, actor: Actor, endpoint: Endpoint) -> None:
    """Messages go there again, from now on; what failed before does not count any more."""
    require_own(actor, endpoint.owner_id)
    _on(endpoint)
    endpoint.save(
        update_fields=["off_at", "off_reason", "switched_itself_off", "failures", "failing_since", "retry_at"]
    )


@transaction.atomic
def switch_off(*, actor: Actor, endpoint: Endpoint) -> None:
    """Nothing goes there until somebody switches it on again. Not e-mail: red flags always come by it.

    An open red flag that was to reach its owner by this alone goes on to the next.
    """
    require_own(actor, endpoint.owner_id)
    if endpoint.channel == Channel.EMAIL:
        raise ValidationError("Mails about red flags cannot be stopped.")
    if endpoint.is_on:
        endpoint.off_at, endpoint.off_reason = timezone.now(), f"Switched off by {actor.name}."
        endpoint.save(update_fields=["off_at", "off_reason"])
        tell_in_time()


@transaction.atomic
def remove(*, actor: Actor, endpoint: Endpoint) -> None:
    """It goes, with its secret, its log and what was still to be sent there. Only a mailbox stays.

    An open red flag that was to reach its owner by this alone goes on to the next.
    """
    require_own(actor, endpoint.owner_id)
    if endpoint.channel == Channel.EMAIL:
        raise ValidationError("E-mail cannot be removed here.")
    retire(endpoint, f"Removed by {actor.name}.")
    tell_in_time()


def try_out(*, actor: Actor, endpoint: Endpoint) -> Attempt:
    """Send a real test message now, also where it is off, and say what came of it. Takes 15 seconds at most."""
    require_own(actor, endpoint.owner_id)
    began = monotonic()
    try:
        result = TESTABLE[Channel(endpoint.channel)].test(endpoint)
    except SendingError as error:
        return note_attempt(endpoint, error, monotonic() - began, event=payload.TEST)
    return note_attempt(endpoint, result, monotonic() - began, event=payload.TEST)


@transaction.atomic
def replay(*, actor: Actor, delivery: Delivery) -> bool:
    """Send a message once more, with the same id; False while it is on its way anyway."""
    from alerts.tasks import way_of

    require_own(actor, delivery.place.owner_id)
    over = Delivery.objects.filter(pk=delivery.pk, state__in=[DeliveryState.SENT, DeliveryState.DEAD])
    if not over.update(state=DeliveryState.QUEUED, due_at=timezone.now(), attempts=0, error=""):
        return False
    task, priority = way_of(delivery)
    nudge(task, str(delivery.pk), priority=priority)
    return True


@transaction.atomic
def _create(actor: Actor, owner_id: UUID | None, channel: Channel, label: str, **values: Any) -> Endpoint:
    there = Endpoint.objects.filter(channel=channel, owner=owner_id, removed_at=None).count()
    if there >= MOST:
        raise ValidationError(f"There are {MOST} already, which is the most. Remove one first.")
    return Endpoint.objects.create(
        organisation_id=actor.organisation_id, owner_id=owner_id, channel=channel, label=_checked_label(label), **values
    )


def _on(endpoint: Endpoint) -> None:
    endpoint.off_at, endpoint.off_reason, endpoint.switched_itself_off = None, "", False
    endpoint.failures, endpoint.failing_since, endpoint.retry_at = 0, None, None


def _require_webhook(actor: Actor, endpoint: Endpoint) -> None:
    require(actor, Action.MANAGE)
    if endpoint.channel != Channel.WEBHOOK:
        raise ValidationError("This is no webhook.")


def _check_address(field: str, url: str) -> str:
    """The host, when something may be sent there now."""
    try:
        return check_url(url).host
    except (AddressRefusedError, NameNotFoundError) as error:
        raise ValidationError({field: str(error)}) from error


def _checked_label(label: str) -> str:
    label = " ".join(label.split())
    if not label or len(label) > LONGEST_LABEL or "\0" in label:
        raise ValidationError({"label": f"Give it a name of at most {LONGEST_LABEL} characters."})
    return label


def _checked_events(events: Sequence[str]) -> list[str]:
    chosen = [one for one in payload.EVENTS if one in set(events)]
    if not chosen or len(chosen) != len(set(events)):
        raise ValidationError({"events": "Choose at least one of the events."})
    return chosen
