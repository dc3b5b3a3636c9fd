"""Whether an alert was of use."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from alerts.models.alert import Alert
from athletes.access import AthleteDataQuerySet
from athletes.models import Athlete, Membership, OrganisationOwned
from coachhub.core.scope import ScopedManager


class Mark(OrganisationOwned):
    """One person's word on one alert: useful, or noise. The newest word counts; it decides nothing by itself."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="marks")
    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    useful = models.BooleanField()
    at = models.DateTimeField(db_default=Now())

    objects = ScopedManager.from_queryset(AthleteDataQuerySet)()

    class Meta:
        """A person says one thing about an alert."""

        constraints = [models.UniqueConstraint(fields=["alert", "by"], name="mark_once")]

    def __str__(self) -> str:
        return f"{self.alert_id}: {'useful' if self.useful else 'noise'}"
