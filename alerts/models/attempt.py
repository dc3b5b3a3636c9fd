"""The log of the calls to an endpoint."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from alerts.models.delivery import Delivery
from alerts.models.endpoint import Endpoint
from athletes.models import OrganisationOwned
from coachhub.core.ids import new_id
from coachhub.core.scope import ScopedManager


class Outcome(models.TextChoices):
    """How one attempt ended."""

    SENT = "sent", "taken"
    PASSING = "passing", "did not arrive"
    REFUSED = "refused", "refused"


class Attempt(OrganisationOwned):
    """One attempt to reach an endpoint: the log of its calls.

    `delivery` None: a test. `status` is HTTP's, None where nothing answered; `took_ms` milliseconds; `said` the
    beginning of the answer, or the trouble in a sentence.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="attempts")
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, null=True, related_name="attempts_made")
    event = models.CharField(max_length=30)
    at = models.DateTimeField(db_default=Now())
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    status = models.PositiveSmallIntegerField(null=True)
    took_ms = models.PositiveIntegerField()
    said = models.TextField(blank=True)

    objects = ScopedManager()

    class Meta:
        """The newest first."""

        ordering = ["-id"]
        indexes = [models.Index(fields=["endpoint", "-id"], name="attempt_by_endpoint")]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="attempt_outcome_known"),
        ]

    def __str__(self) -> str:
        return f"{self.event} at {self.at:%Y-%m-%d %H:%M}: {self.outcome}"
