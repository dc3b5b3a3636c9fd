"""The warning questions as answered, and the exercise that waits until somebody has looked."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from athletes.access import AthleteDataQuerySet
from athletes.models import Athlete, OrganisationOwned
from coachhub.core.history import tracked
from coachhub.core.ids import new_id
from coachhub.core.scope import ScopedManager
from sessions.models.exercise import Movement
from sessions.models.pain import Side
from sessions.models.session import TrainingSession


@tracked()
class CheckIn(OrganisationOwned):
    """Answers to the warning questions. "None of these" is an answer of its own; no row means not asked.

    `ticked` holds keys of sessions/progression/warning_questions.py. `answered_at` is the phone's clock, `created_at`
    ours; `shown_at` is when the phone showed the stop page.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="check_ins")
    session = models.ForeignKey(
        TrainingSession, on_delete=models.SET_NULL, null=True, blank=True, related_name="check_ins"
    )
    movement = models.CharField(max_length=12, choices=Movement.choices, blank=True)
    ticked = ArrayField(models.CharField(max_length=40), default=list)
    none_of_these = models.BooleanField()
    side = models.CharField(max_length=5, choices=Side.choices, blank=True)
    answered_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = ScopedManager.from_queryset(AthleteDataQuerySet)()

    class Meta:
        """Either something is ticked or "none of these" is."""

        ordering = ["-answered_at"]
        indexes = [models.Index(fields=["athlete", "-answered_at"], name="check_in_by_athlete")]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "id"], name="check_in_org_id"),
            models.CheckConstraint(
                condition=Q(none_of_these=True, ticked__len=0) | Q(none_of_these=False, ticked__len__gt=0),
                name="check_in_answers_or_none",
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(self.ticked) or "none of these"


@tracked()
class Pause(OrganisationOwned):
    """An exercise pattern is paused until athlete or coach marks it as checked. Empty `movement`: all leg work."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="pauses")
    movement = models.CharField(max_length=12, choices=Movement.choices, blank=True)
    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="pauses")
    since = models.DateTimeField(db_default=Now())
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = ScopedManager.from_queryset(AthleteDataQuerySet)()

    class Meta:
        """A pattern is paused once at a time."""

        constraints = [
            models.UniqueConstraint(
                fields=["athlete", "movement"], condition=Q(checked_at=None), name="pause_once_in_force"
            ),
            models.CheckConstraint(
                condition=Q(checked_at=None) | Q(checked_at__gte=F("since")), name="pause_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.movement or 'all leg work'} since {self.since:%Y-%m-%d}"
