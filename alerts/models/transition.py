"""What happened to an alert, and who did it: rows that are written once and never changed."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models.functions import Now

from alerts.models.alert import Alert
from athletes.models import Membership, OrganisationOwned
from coachhub.core.ids import new_id
from coachhub.core.scope import ScopedManager


class TransitionKind(models.TextChoices):
    """What can happen. `reminded` and `repeated` leave the state as it is."""

    OPENED = "opened", "opened"
    REPEATED = "repeated", "happened again"
    RAISED = "raised", "became more urgent"
    REMINDED = "reminded", "told again"
    ACKNOWLEDGED = "acknowledged", "acknowledged"
    ASSIGNED = "assigned", "assigned"
    SNOOZED = "snoozed", "snoozed"
    COMMENTED = "commented", "commented"
    RESOLVED = "resolved", "resolved"
    REOPENED = "reopened", "reopened"


class AlertTransition(OrganisationOwned):
    """One thing that happened. Without `by` the system did it; `evidence` is that of a repeat."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="transitions")
    kind = models.CharField(max_length=12, choices=TransitionKind.choices)
    state = models.CharField(max_length=12)
    by = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())
    note = models.TextField(blank=True)
    evidence = models.JSONField(null=True)

    objects: ClassVar[ScopedManager[AlertTransition]] = ScopedManager()

    class Meta:
        """Oldest first; the database refuses every change of what happened."""

        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["organisation", "id"], name="transition_org_id")]
        triggers = [
            pgtrigger.ReadOnly(name="transitions_stay", exclude=["by"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%Y-%m-%d %H:%M}"
