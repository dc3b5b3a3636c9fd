"""Pain as the athlete reports it: 0 to 10, 0 = none. Not asked is no row, never 0."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from athletes.access import AthleteDataQuerySet
from athletes.models import Athlete, OrganisationOwned
from coachhub.core.history import tracked
from coachhub.core.ids import new_id
from coachhub.core.scope import ScopedManager
from sessions.models.session import Lift, TrainingSession


class Moment(models.TextChoices):
    """When, relative to a session."""

    BEFORE = "before", "before"
    WORST = "worst", "worst during"
    AFTER = "after", "after"
    NEXT_MORNING = "next_morning", "the morning after"


class Side(models.TextChoices):
    """Which knee."""

    LEFT = "left", "left knee"
    RIGHT = "right", "right knee"
    BOTH = "both", "both knees"


class Place(models.TextChoices):
    """Where on the knee."""

    FRONT = "front", "front"
    INSIDE = "inside", "inner side"
    OUTSIDE = "outside", "outer side"
    BACK = "back", "back"
    ALL_OVER = "all_over", "all over"


@tracked()
class PainReading(OrganisationOwned):
    """One answer. `lift` says in which exercise; without it the answer is about the session."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="pain_readings")
    session = models.ForeignKey(TrainingSession, on_delete=models.CASCADE, related_name="pain_readings")
    lift = models.ForeignKey(Lift, on_delete=models.CASCADE, null=True, blank=True, related_name="pain_readings")
    moment = models.CharField(max_length=12, choices=Moment.choices)
    value = models.PositiveSmallIntegerField()
    side = models.CharField(max_length=5, choices=Side.choices, blank=True)
    place = models.CharField(max_length=8, choices=Place.choices, blank=True)
    said_at = models.DateTimeField(db_default=Now())

    objects = ScopedManager.from_queryset(AthleteDataQuerySet)()

    class Meta:
        """One answer for a moment of a session (and exercise)."""

        indexes = [models.Index(fields=["athlete", "-said_at"], name="pain_by_athlete")]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "id"], name="pain_org_id"),
            models.UniqueConstraint(
                fields=["session", "lift", "moment"], name="pain_once_a_moment", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(value__range=(0, 10)), name="pain_0_10"),
            models.CheckConstraint(condition=Q(moment__in=Moment.values), name="pain_moment_known"),
            models.CheckConstraint(
                condition=Q(lift=None) | Q(moment=Moment.WORST), name="pain_in_an_exercise_is_the_worst"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value} {self.moment}"
