"""What is kept ready per day and per athlete, so that no page and no rule reads a whole history."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from athletes.access import AthleteDataQuerySet
from athletes.models import Athlete, OrganisationOwned
from coachhub.core.scope import ScopedManager


class DayRollup(OrganisationOwned):
    """One athlete's calendar day: its sessions as plain values. Days without a session have no row.

    `records` is what sessions/selectors/records.py writes and reads, in that `format`.
    """

    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    records = models.JSONField(db_default=[])
    format = models.PositiveSmallIntegerField(db_default=0)

    objects = ScopedManager.from_queryset(AthleteDataQuerySet)()

    class Meta:
        """One row a day."""

        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["athlete", "day"], name="rollup_once_a_day")]

    def __str__(self) -> str:
        return f"{self.athlete_id} {self.day}"


class Attention(models.TextChoices):
    """Whether somebody has to do with this athlete today, most urgent first."""

    STOP = "stop", "Stop"
    LOOK = "look", "Look"
    CANNOT_TELL = "cannot_tell", "Cannot tell"
    IN_LINE = "in_line", "In line"


ATTENTION_RANK = {attention: rank for rank, attention in enumerate(Attention)}


class AthleteSnapshot(OrganisationOwned):
    """One row an athlete: all that roster and triage show. Written with every change, read by one indexed query."""

    athlete = models.OneToOneField(Athlete, on_delete=models.CASCADE, related_name="snapshot")
    attention = models.CharField(max_length=12, choices=Attention.choices, default=Attention.IN_LINE)
    rank = models.PositiveSmallIntegerField(default=ATTENTION_RANK[Attention.IN_LINE])
    sentence = models.CharField(max_length=300, blank=True)
    last_session_at = models.DateTimeField(null=True, blank=True)
    leg_load_change = models.FloatField(null=True)
    leg_load_week_kg = models.FloatField(null=True)
    pain_series = ArrayField(models.PositiveSmallIntegerField(null=True), default=list)
    sessions_logged = models.PositiveSmallIntegerField(default=0)
    sessions_expected = models.PositiveSmallIntegerField(null=True)
    tracking_verdict = models.CharField(max_length=12, blank=True)
    tracking_certain = models.BooleanField(null=True)
    tracking_dkasr = models.FloatField(null=True)
    tracking_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ScopedManager.from_queryset(AthleteDataQuerySet)()

    class Meta:
        """Sorted by who needs somebody."""

        indexes = [models.Index(fields=["organisation", "rank", "athlete"], name="snapshot_by_rank")]

    def __str__(self) -> str:
        return f"{self.athlete_id}: {self.attention}"
