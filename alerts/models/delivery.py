"""A message on its way to one person over one channel."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from alerts.models.transition import AlertTransition
from athletes.models import Membership, OrganisationOwned
from coachhub.core.ids import new_id
from coachhub.core.leases import Leased
from coachhub.core.scope import ScopedManager


class Channel(models.TextChoices):
    """The ways to reach somebody; each has its folder in alerts/channels/."""

    APP = "app", "in the app"
    EMAIL = "email", "by e-mail"


class DeliveryState(models.TextChoices):
    """queued → sending → sent | waiting (to be tried again) → sending … | dead (with the reason)."""

    QUEUED = "queued", "queued"
    SENDING = "sending", "being sent"
    SENT = "sent", "sent"
    WAITING = "waiting", "will be tried again"
    DEAD = "dead", "given up"


class Delivery(Leased, OrganisationOwned):
    """Written in the transaction of its transition, before anything is sent.

    Its id goes along, so that a receiver can drop a repeat. `seen_at` is when the person had it on the screen.
    """

    WAITING_STATES = (DeliveryState.QUEUED, DeliveryState.WAITING)
    WORKING_STATE = DeliveryState.SENDING

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    transition = models.ForeignKey(AlertTransition, on_delete=models.CASCADE, related_name="deliveries")
    recipient = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    state = models.CharField(max_length=8, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    sent_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    objects = ScopedManager()

    class Meta:
        """Each person is told of a transition once per channel."""

        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="delivery_due",
                condition=Q(state__in=["queued", "waiting", "sending"]),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["transition", "recipient", "channel"], name="delivery_once"),
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
        return f"{self.channel} to {self.recipient_id}: {self.state}"
