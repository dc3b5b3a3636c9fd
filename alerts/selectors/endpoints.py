"""Where messages go, as pages and the API show it."""

from __future__ import annotations

from django.db.models import QuerySet

from alerts.models import Attempt, Channel, Endpoint
from athletes.access import Actor

SHOWN = 50  # attempts of an endpoint on its page


def endpoints_of(actor: Actor) -> QuerySet[Endpoint]:
    """All that the actor may see: their own, and an owner also the organisation's."""
    return Endpoint.objects.visible_to(actor).filter(removed_at=None).select_related("owner__user")


def webhooks_of(actor: Actor) -> QuerySet[Endpoint]:
    """The organisation's webhooks; none for anybody but its owners."""
    return endpoints_of(actor).filter(channel=Channel.WEBHOOK)


def attempts_of(endpoint: Endpoint) -> QuerySet[Attempt]:
    """The log of its calls, the newest first."""
    return Attempt.objects.filter(endpoint=endpoint).select_related("delivery")


def went_silent(actor: Actor) -> list[Endpoint]:
    """Those that switched themselves off and are the actor's to switch on again; one query."""
    return list(endpoints_of(actor).filter(switched_itself_off=True).order_by("off_at"))
