"""What happened to an alert, and who did it: rows that are written once and never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from alerts.models.alert import UNRESOLVED, Alert, AlertState
from athletes.models import Membership, OrganisationOwned
from coachhub.core.ids import new_id
from coachhub.core.scope import ScopedManager


class TransitionKind(models.TextChoices):
    """What can happen to an alert."""

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


EVENTS = (TransitionKind.OPENED, TransitionKind.REPEATED, TransitionKind.RAISED)


@dataclass(frozen=True, slots=True)
class Way:
    """From which states something can happen, and the state after it; None: it stays as it is."""

    sources: tuple[AlertState, ...]
    to: AlertState | None = None


WAYS: Mapping[TransitionKind, Way] = MappingProxyType(
    {
        TransitionKind.REPEATED: Way(UNRESOLVED),
        TransitionKind.RAISED: Way(UNRESOLVED, AlertState.OPEN),
        TransitionKind.REMINDED: Way(UNRESOLVED),
        TransitionKind.ACKNOWLEDGED: Way((AlertState.OPEN,), AlertState.ACKNOWLEDGED),
        TransitionKind.ASSIGNED: Way(UNRESOLVED),  # of a red flag that somebody was on: to open
        TransitionKind.SNOOZED: Way(UNRESOLVED),
        TransitionKind.COMMENTED: Way(tuple(AlertState)),
        TransitionKind.RESOLVED: Way(UNRESOLVED, AlertState.RESOLVED),
        TransitionKind.REOPENED: Way((AlertState.ACKNOWLEDGED, AlertState.RESOLVED), AlertState.OPEN),
    }
)
"""The legal ways. `opened` is how an alert begins."""


class AlertTransition(OrganisationOwned):
    """One thing that happened; `state` is the alert's state after it. Without `by` the system did it.

    What opens, repeats or raises an alert is an event with its own `evidence`, frozen; `about` names the event
    (a check-in, a session, a week), so that the same one never counts twice.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="transitions")
    kind = models.CharField(max_length=12, choices=TransitionKind.choices)
    state = models.CharField(max_length=12)
    by = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())
    note = models.TextField(blank=True)
    about = models.CharField(max_length=64, blank=True)
    evidence = models.JSONField(null=True)

    objects = ScopedManager()

    class Meta:
        """Oldest first; the database refuses every change of what happened."""

        ordering = ["id"]
        indexes = [models.Index(fields=["about"], name="transition_about", condition=~Q(about=""))]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "id"], name="transition_org_id"),
            models.UniqueConstraint(
                fields=["alert", "about"], condition=Q(kind__in=["opened", "repeated"]), name="transition_event_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=EVENTS, evidence__isnull=False) & ~Q(about="")
                | ~Q(kind__in=EVENTS) & Q(evidence__isnull=True, about=""),
                name="transition_event_has_evidence",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="transitions_stay", exclude=["by"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%Y-%m-%d %H:%M}"
