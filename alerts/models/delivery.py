"""A message on its way over one channel: to one person, or to an endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from alerts.models.transition import AlertTransition
from athletes.models import Membership, OrganisationOwned
from coachhub.core.ids import new_id
from coachhub.core.leases import Leased
from coachhub.core.scope import ScopedManager

if TYPE_CHECKING:
    from alerts.models.endpoint import Endpoint


class Channel(models.TextChoices):
    """The ways to reach somebody; each has its folder in alerts/channels/."""

    APP = "app", "in the app"
    EMAIL = "email", "by e-mail"
    PUSH = "push", "by a push message"
    CHAT = "chat", "in a chat"
    WEBHOOK = "webhook", "by a webhook"


class DeliveryState(models.TextChoices):
    """queued → sending → sent | waiting (to be tried again) → sending … | dead (with the reason)."""

    QUEUED = "queued", "queued"
    SENDING = "sending", "being sent"
    SENT = "sent", "sent"
    WAITING = "waiting", "will be tried again"
    DEAD = "dead", "given up"


class Delivery(Leased, OrganisationOwned):
    """Written in the transaction of its transition, before anything is sent.

    Either to a `recipient` or to an `endpoint`. Its id goes along, so that a receiver can drop a repeat. `seen_at` is
    when the person had it on the screen. `held_at`: it waits because its person had as many as an hour may bring;
    `told_in` is the message that told of it together with others.
    """

    WAITING_STATES = (DeliveryState.QUEUED, DeliveryState.WAITING)
    WORKING_STATE = DeliveryState.SENDING
    TAKEN_WITH = ("transition__alert__athlete", "recipient__organisation")  # whether its endpoint is on, is asked late

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    transition = models.ForeignKey(AlertTransition, on_delete=models.CASCADE, related_name="deliveries")
    recipient = models.ForeignKey(Membership, on_delete=models.CASCADE, null=True, related_name="deliveries")
    endpoint = models.ForeignKey("alerts.Endpoint", on_delete=models.CASCADE, null=True, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    state = models.CharField(max_length=8, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    sent_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    held_at = models.DateTimeField(null=True)
    told_in = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")

    objects = ScopedManager()

    class Meta:
        """Each person is told of a transition once per channel, each endpoint once."""

        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="delivery_due",
                condition=Q(state__in=["queued", "waiting", "sending"]),
            ),
            models.Index(fields=["sent_at"], name="delivery_sent", condition=Q(state="sent")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "id"], name="delivery_org_id"),
            models.UniqueConstraint(fields=["transition", "recipient", "channel"], name="delivery_once"),
            models.UniqueConstraint(
                fields=["transition", "endpoint"],
                condition=Q(endpoint__isnull=False),
                name="delivery_once_an_endpoint",
            ),
            models.CheckConstraint(
                condition=Q(recipient=None, endpoint__isnull=False) | Q(recipient__isnull=False, endpoint=None),
                name="delivery_to_one",
            ),
            models.CheckConstraint(condition=Q(state__in=DeliveryState.values), name="delivery_state_known"),
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.SENT) | Q(sent_at__isnull=False),
                name="delivery_sent_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.DEAD) | ~Q(error=""), name="delivery_dead_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} to {self.recipient_id or self.endpoint_id}: {self.state}"

    @property
    def reader(self) -> Membership:
        """The person it is addressed to. Raises LookupError for a message to an endpoint."""
        if self.recipient is None:
            raise LookupError(f"{self} is addressed to nobody.")
        return self.recipient

    @property
    def place(self) -> Endpoint:
        """The endpoint it goes to. Raises LookupError for a message to a person."""
        if self.endpoint is None:
            raise LookupError(f"{self} goes to no endpoint.")
        return self.endpoint

    @property
    def person(self) -> Membership | None:
        """Whom it reaches; None for an endpoint of the organisation."""
        return self.endpoint.owner if self.endpoint is not None else self.recipient
