"""Word that an endpoint switched itself off."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from alerts.models.delivery import DeliveryState
from alerts.models.endpoint import Endpoint
from athletes.models import Membership, OrganisationOwned
from coachhub.core.ids import new_id
from coachhub.core.leases import Leased
from coachhub.core.scope import ScopedManager


class SwitchedOffNotice(Leased, OrganisationOwned):
    """Word to one person, by another channel, that an endpoint switched itself off. Written when it does."""

    WAITING_STATES = (DeliveryState.QUEUED, DeliveryState.WAITING)
    WORKING_STATE = DeliveryState.SENDING

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="notices")
    recipient = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=8, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    error = models.TextField(blank=True)

    objects = ScopedManager()

    class Meta:
        """Found by their sweep."""

        ordering = ["id"]
        indexes = [
            models.Index(fields=["due_at"], name="notice_due", condition=Q(state__in=["queued", "waiting", "sending"])),
        ]

    def __str__(self) -> str:
        return f"{self.endpoint_id} to {self.recipient_id}: {self.state}"
