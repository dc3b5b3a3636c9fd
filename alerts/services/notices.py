"""Tells people, by another channel, that an endpoint switched itself off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import structlog
from django.conf import settings
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from alerts.channels import CHAT, EMAIL, PUSH
from alerts.channels.base import Answer, PassingError, PermanentError, SendingError
from alerts.models import Channel, DeliveryState, Endpoint, SwitchedOffNotice
from coachhub.core.leases import kept, settle

PAUSE = timedelta(minutes=10)  # default
TRIED_FOR = timedelta(hours=24)  # default
NO_WAY = "There is no other channel to this person; their pages say it."

log = structlog.get_logger(__name__)


def tell_of_it(notice: SwitchedOffNotice) -> None:
    """By the first channel that takes it; what fails on all of them is tried again for a day."""
    if over := _why_over(notice):
        settle(notice, state=DeliveryState.DEAD, error=over)
        return
    try:
        with kept(notice, seconds=settings.CONFIG.lease_s):
            error = _say(notice)
    except Exception as mistake:  # ours to mend; it passes like the trouble of others
        log.exception("notice_failed", notice=str(notice.pk))
        error = PassingError(f"{type(mistake).__name__}: {mistake}")
    if error is None:
        settle(notice, state=DeliveryState.SENT, error="")
    elif isinstance(error, PermanentError) or timezone.now() - notice.at >= TRIED_FOR:
        settle(notice, state=DeliveryState.DEAD, error=_storable(error))
    else:
        settle(notice, state=DeliveryState.WAITING, error=_storable(error), due_at=Now() + PAUSE)


def _why_over(notice: SwitchedOffNotice) -> str:
    """Why nobody need be told any more; empty when somebody has to."""
    if notice.endpoint.is_on:
        return "Not needed any more: it is on again."
    if notice.recipient.ended_at is not None or not notice.recipient.user.is_active:
        return "Not sent: this person has left."
    return ""


def _say(notice: SwitchedOffNotice) -> SendingError | None:
    """None once a channel took it; else the trouble that may pass, or that there is no way."""
    title = f"“{notice.endpoint.label}” switched itself off"
    body = f"{notice.reason} No alerts go there until somebody switches it on again."
    url = reverse("settings_endpoint", args=[notice.endpoint_id])
    trouble: SendingError = PermanentError(NO_WAY)
    for say in _ways(notice):
        try:
            say(title=title, body=body, url=url)
        except SendingError as error:
            trouble = trouble if isinstance(trouble, PassingError) else error
        else:
            return None
    return trouble


def _storable(error: SendingError) -> str:
    return str(error).replace("\0", "?")


def _ways(notice: SwitchedOffNotice) -> Iterator[Callable[..., Answer]]:
    """E-mail, then the person's devices, then their rooms: those that are on."""
    mine = list(Endpoint.objects.filter(owner=notice.recipient_id).order_by("-pk"))
    if not any(one.channel == Channel.EMAIL and not one.is_on for one in mine):
        yield lambda **words: EMAIL.tell(notice.recipient, **words)
    for one in mine:
        if one.is_on and one.channel == Channel.PUSH:
            yield lambda one=one, **words: PUSH.tell(one, **words)
    for one in mine:
        if one.is_on and one.channel == Channel.CHAT:
            yield lambda one=one, **words: CHAT.tell(one, **words)
