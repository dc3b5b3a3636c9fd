"""How alerts reach the reader, as the settings pages show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress

from alerts.channels.webhook.payload import TEST
from alerts.channels.webpush.identity import public_key
from alerts.models import Attempt, Channel, DeliveryState, Endpoint, Outcome, TransitionKind
from alerts.selectors.endpoints import SHOWN, attempts_of, endpoints_of
from athletes.access import Actor


@dataclass(frozen=True, slots=True)
class ChannelsPage:
    """Everything of the reader's, and of the organisation's what is theirs to manage.

    `address`: the confirmed address, empty without one. `push_key` is what a browser subscribes with.
    """

    address: str
    mailbox: Endpoint | None
    devices: Sequence[Endpoint]
    rooms: Sequence[Endpoint]
    shared: Sequence[Endpoint]
    push_key: str


def channels_page(actor: Actor) -> ChannelsPage:
    """Three queries."""
    rows = list(endpoints_of(actor).exclude(channel=Channel.WEBHOOK))
    mine = [one for one in rows if one.owner_id == actor.membership_id]
    confirmed = EmailAddress.objects.filter(user=actor.user_id, verified=True).order_by("-primary", "pk").first()
    return ChannelsPage(
        address=confirmed.email if confirmed else "",
        mailbox=next((one for one in mine if one.channel == Channel.EMAIL), None),
        devices=[one for one in mine if one.channel == Channel.PUSH],
        rooms=[one for one in mine if one.channel == Channel.CHAT],
        shared=[one for one in rows if one.owner_id is None],
        push_key=public_key(),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One attempt: what it was about, what came of it, how long it took. `replay`: the message that can go again."""

    at: datetime
    event: str
    outcome: str
    is_taken: bool
    status: int | None
    took: str
    said: str
    replay: UUID | None


@dataclass(frozen=True, slots=True)
class EndpointPage:
    """One endpoint with the last of its log."""

    endpoint: Endpoint
    lines: tuple[Line, ...]
    has_more: bool


def endpoint_page(actor: Actor, endpoint: Endpoint) -> EndpointPage:
    """One query."""
    found = list(attempts_of(endpoint)[: SHOWN + 1])
    return EndpointPage(
        endpoint=endpoint,
        lines=tuple(map(line_of, found[:SHOWN])),
        has_more=len(found) > SHOWN,
    )


def line_of(attempt: Attempt) -> Line:
    """An attempt in words."""
    delivery = attempt.delivery
    over = delivery is not None and delivery.state in {DeliveryState.SENT, DeliveryState.DEAD}
    return Line(
        at=attempt.at,
        event=_event(attempt.event),
        outcome=Outcome(attempt.outcome).label,
        is_taken=attempt.outcome == Outcome.SENT,
        status=attempt.status,
        took=f"{attempt.took_ms} ms" if attempt.took_ms < 1000 else f"{attempt.took_ms / 1000:.1f} s",
        said=attempt.said,
        replay=delivery.pk if over and delivery is not None and delivery.channel == Channel.WEBHOOK else None,
    )


def _event(name: str) -> str:
    return "Test" if name == TEST else f"Alert {TransitionKind(name.removeprefix('alert.')).label}"
