"""A coach's correction of a measurement, beside what the machine found."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from athletes.access import AthleteDataQuerySet
from athletes.models import Athlete, Membership, OrganisationOwned
from coachhub.core.history import tracked
from coachhub.core.ids import new_id
from coachhub.core.scope import ScopedManager
from sessions.models.video import KneeAnalysis


class CorrectionKind(models.TextChoices):
    """What can be corrected."""

    DROP = "drop", "rep dropped"
    MERGE = "merge", "reps merged"
    SPLIT = "split", "rep split"
    TASK = "task", "task changed"
    LEG = "leg", "working leg said"
    JOINT = "joint", "joint moved"


@tracked()
class Correction(OrganisationOwned):
    """One correction; those not taken back hold, in the order of their ids.

    `payload` holds the values of the kind's dataclass in sessions/knee_tracking/corrections.py. `by` is None when
    the member is no more.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    analysis = models.ForeignKey(KneeAnalysis, on_delete=models.CASCADE, related_name="corrections")
    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=6, choices=CorrectionKind.choices)
    payload = models.JSONField()
    by = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())
    undone_by = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager.from_queryset(AthleteDataQuerySet)()

    class Meta:
        """In the order in which they were made."""

        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "id"], name="correction_org_id"),
            models.CheckConstraint(condition=Q(kind__in=CorrectionKind.values), name="correction_kind_known"),
        ]

    def __str__(self) -> str:
        return CorrectionKind(self.kind).label
