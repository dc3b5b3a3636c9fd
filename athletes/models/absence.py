"""When a member of staff is away, and who takes their place."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from athletes.access import AbsenceQuerySet
from athletes.models.membership import Membership
from athletes.models.organisation import OrganisationOwned
from coachhub.core.history import tracked
from coachhub.core.ids import new_id
from coachhub.core.scope import ScopedManager

RUNNING = Q(begins_at__lte=Now(), ends_at__gt=Now())


@tracked()
class Absence(OrganisationOwned):
    """From `begins_at` until `ends_at` the stand-in sees what the absent one sees, and is told in their place."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="absences")
    stand_in = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="stands_in")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects = ScopedManager.from_queryset(AbsenceQuerySet)()

    class Meta:
        """The next one first; nobody stands in for themselves."""

        ordering = ["begins_at"]
        indexes = [models.Index(fields=["stand_in", "ends_at"], name="absence_by_stand_in")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="absence_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(stand_in=F("membership")), name="absence_has_somebody_else"),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} until {self.ends_at:%Y-%m-%d}"
