"""A filmed set that its athlete or a coach confirmed as good: the athlete's own baseline."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from athletes.access import AthleteDataQuerySet
from athletes.models import Athlete, Membership, OrganisationOwned
from coachhub.core.history import tracked
from coachhub.core.ids import new_id
from coachhub.core.scope import ScopedManager
from sessions.models.video import KneeAnalysis, Video


@tracked()
class ConfirmedSet(OrganisationOwned):
    """One confirmation, in force until it is taken back.

    `analysis` is the answer that was on the screen; what is compared with is always the video's newest answer. `by` is
    None when the member is no more; `role` is the one they had then.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="confirmations")
    analysis = models.ForeignKey(KneeAnalysis, on_delete=models.CASCADE, related_name="+")
    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, related_name="+")
    role = models.CharField(max_length=10)
    at = models.DateTimeField(db_default=Now())
    withdrawn_by = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager.from_queryset(AthleteDataQuerySet)()

    class Meta:
        """Newest last; a video is confirmed once at a time."""

        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "id"], name="confirmed_org_id"),
            models.UniqueConstraint(fields=["video"], condition=Q(withdrawn_at=None), name="confirmed_once"),
        ]

    def __str__(self) -> str:
        return "confirmed as good" if self.withdrawn_at is None else "confirmation taken back"
