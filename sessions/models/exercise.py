"""What can be trained."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from athletes.models import Organisation
from coachhub.core.ids import new_id


class Movement(models.TextChoices):
    """The pattern that variations share: pauses and comparisons go by it."""

    SQUAT = "squat", "squats"
    LUNGE = "lunge", "lunges"
    SINGLE_LEG = "single_leg", "single-leg work"
    HINGE = "hinge", "hinges"
    PRESS = "press", "leg press"
    JUMP = "jump", "jumps and landings"
    HIP = "hip", "hip and glute work"
    OTHER = "other", "other leg work"
    UPPER = "upper", "upper-body work"


class Exercise(models.Model):
    """An exercise or variation. Without an organisation it is in everybody's catalogue.

    `video_task` is what knee tracking measures a video of it as; empty: not filmed for knee tracking.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="exercises"
    )
    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=60)
    movement = models.CharField(max_length=12, choices=Movement.choices)
    loads_legs = models.BooleanField(default=True)
    video_task = models.CharField(max_length=20, blank=True)
    position = models.PositiveSmallIntegerField(default=100)

    objects: ClassVar[models.Manager[Exercise]] = models.Manager()

    class Meta:
        """A key is used once in a catalogue."""

        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="exercise_key_unique", nulls_distinct=False),
            models.CheckConstraint(condition=Q(movement__in=Movement.values), name="exercise_movement_known"),
        ]

    def __str__(self) -> str:
        return self.name
