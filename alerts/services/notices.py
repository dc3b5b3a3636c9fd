"""Tells people, by another channel, that an endpoint switched itself off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from alerts.channels import CHAT, EMAIL, PUSH
from alerts.channels.base import Answer, PermanentError, SendingError
from alerts.models import Channel, DeliveryState, Endpoint, SwitchedOffNotice
from coachhub.core.leases import settle

PAUSE = timedelta(minutes=10)  # default
TRIED_FOR = timedelta(hours=24)  # default
NO_WAY = "There is no other channel to this person; their pages say it."


def tell_of_it(notice: SwitchedOffNotice) -> None:
    """By the first channel that takes it; what fails on all of them is tried again for a day."""
    endpoint = notice.endpoint
    if endpoint.is_on:
        settle(notice, state=DeliveryState.DEAD, error="Not needed any more: it is on again.")
        return
    title = f"“{endpoint.label}” switched itself off"
    body = f"{notice.reason} No alerts go there until somebody switches it on again."
    url = reverse("settings_endpoint", args=[endpoint.pk])
    trouble = NO_WAY
    passing = False
    for say in _ways(notice):
        try:
            say(title=title, body=body, url=url)
        except SendingError as error:
            trouble, passing = str(error), passing or not isinstance(error, PermanentError)
        else:
            settle(notice, state=DeliveryState.SENT, error="")
            return
    if passing and timezone.now() - notice.at < TRIED_FOR:
        settle(notice, state=DeliveryState.WAITING, error=trouble, due_at=Now() + PAUSE)
    else:
        settle(notice, state=DeliveryState.DEAD, error=trouble)


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
