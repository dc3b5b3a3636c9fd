"""An alert: one thing about one athlete that a coach should know."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from athletes.access import AthleteDataQuerySet
from athletes.models import Athlete, Membership, OrganisationOwned
from coachhub.core.ids import new_id
from coachhub.core.scope import ScopedManager


class Severity(models.TextChoices):
    """How urgent. By itself it only ever goes up."""

    STOP = "stop", "Stop"
    LOOK = "look", "Look"


class Tier(models.TextChoices):
    """By when a red flag has to be looked at by a professional."""

    A = "A", "emergency now"
    B = "B", "today or tomorrow"
    C = "C", "before the next hard leg session"


class AlertState(models.TextChoices):
    """Legal ways: WAYS in alerts/models/transition.py."""

    OPEN = "open", "Open"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    RESOLVED = "resolved", "Resolved"


UNRESOLVED = (AlertState.OPEN, AlertState.ACKNOWLEDGED)
MOST_URGENT_FIRST = ("-severity", "-state", "tier", "-last_at", "-id")
"""Stop before look, those that nobody is on before the others, tier A before B before C, then the newest."""


class Alert(OrganisationOwned):
    """One at a time per athlete and rule; when it happens again the count goes up, not the noise.

    `sentence`, `detail`, `evidence` and `happened_at` are those of the newest of the most urgent events. Evidence is
    frozen when an event is found (alerts/rules/evidence.py says its shape); it is never worked out again from live
    data. `remind_at` is when a red flag that nobody acknowledged is told again,
    and `open_since` when the ladder of those who are told began: opened, raised or opened again.
    What is snoozed with `until_session` comes back with the next session, at `snoozed_until` at the latest.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="alerts")
    rule = models.CharField(max_length=60)
    rule_version = models.PositiveSmallIntegerField(default=1)
    severity = models.CharField(max_length=4, choices=Severity.choices)
    tier = models.CharField(max_length=1, choices=Tier.choices, blank=True)
    state = models.CharField(max_length=12, choices=AlertState.choices, default=AlertState.OPEN)
    sentence = models.CharField(max_length=300)
    detail = models.CharField(max_length=300, blank=True)
    evidence = models.JSONField()
    happened_at = models.DateTimeField()
    opened_at = models.DateTimeField(db_default=Now())
    last_at = models.DateTimeField(db_default=Now())
    open_since = models.DateTimeField(db_default=Now())
    repeats = models.PositiveIntegerField(default=0)
    remind_at = models.DateTimeField(null=True)
    assigned_to = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, related_name="assigned_alerts")
    snoozed_until = models.DateTimeField(null=True)
    until_session = models.BooleanField(default=False, db_default=False)
    closed_at = models.DateTimeField(null=True)

    objects = ScopedManager.from_queryset(AthleteDataQuerySet)()

    class Meta:
        """What is always true of an alert."""

        ordering = ["-id"]
        indexes = [
            models.Index(fields=["organisation", "state", "severity", "-opened_at"], name="alert_inbox"),
            models.Index(fields=["athlete", "-opened_at"], name="alert_by_athlete"),
            models.Index(fields=["remind_at"], name="alert_reminders", condition=Q(remind_at__isnull=False)),
            models.Index(fields=["snoozed_until"], name="alert_snoozed", condition=Q(snoozed_until__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "id"], name="alert_org_id"),
            models.UniqueConstraint(
                fields=["athlete", "rule"],
                condition=~Q(state=AlertState.RESOLVED),
                name="alert_one_unresolved",
            ),
            models.CheckConstraint(condition=Q(state__in=AlertState.values), name="alert_state_known"),
            models.CheckConstraint(condition=Q(severity__in=Severity.values), name="alert_severity_known"),
            models.CheckConstraint(
                condition=Q(state=AlertState.RESOLVED, closed_at__isnull=False)
                | ~Q(state=AlertState.RESOLVED) & Q(closed_at=None),
                name="alert_closed_when_resolved",
            ),
            models.CheckConstraint(
                condition=Q(remind_at=None) | Q(state=AlertState.OPEN), name="alert_reminds_only_while_open"
            ),
            models.CheckConstraint(
                condition=Q(snoozed_until=None) | ~Q(state=AlertState.RESOLVED), name="alert_snoozed_until_resolved"
            ),
            models.CheckConstraint(
                condition=Q(until_session=False) | Q(snoozed_until__isnull=False), name="alert_waits_for_a_session"
            ),
            models.CheckConstraint(condition=Q(tier="") | Q(severity=Severity.STOP), name="alert_tier_means_stop"),
        ]

    def __str__(self) -> str:
        return f"{self.athlete_id}: {self.sentence}"
