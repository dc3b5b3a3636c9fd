"""A training session: lifts, each with its sets."""

from __future__ import annotations

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Now

from athletes.access import AthleteDataQuerySet
from athletes.models import Athlete, OrganisationOwned, Unit
from coachhub.core.history import tracked
from coachhub.core.ids import new_id
from coachhub.core.scope import ScopedManager
from sessions.models.exercise import Exercise
from sessions.progression.noticed import NOTICED_WORDS, Noticed

KG_PER_LB = Decimal("0.45359237")  # exact, by definition
MOST_REPS, MOST_LOAD, MOST_SETS, MOST_LIFTS = 200, 1500, 50, 30
NOTICED = [(one.value, words) for one, words in NOTICED_WORDS.items()]


@tracked()
class TrainingSession(OrganisationOwned):
    """One visit to the gym. The phone makes the id; `day` is the athlete's own calendar day of `started_at`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="sessions")
    started_at = models.DateTimeField()
    day = models.DateField()
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    session_rpe = models.PositiveSmallIntegerField(null=True, blank=True)
    sleep_hours = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    soreness = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = ScopedManager.from_queryset(AthleteDataQuerySet)()

    class Meta:
        """Read by athlete, newest first."""

        ordering = ["-started_at", "-id"]
        indexes = [models.Index(fields=["athlete", "-started_at"], name="session_by_athlete")]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "id"], name="session_org_id"),
            models.CheckConstraint(
                condition=Q(session_rpe=None) | Q(session_rpe__range=(0, 10)), name="session_rpe_0_10"
            ),
            models.CheckConstraint(condition=Q(soreness=None) | Q(soreness__range=(0, 10)), name="soreness_0_10"),
            models.CheckConstraint(condition=Q(minutes=None) | Q(minutes__range=(1, 600)), name="minutes_1_600"),
            models.CheckConstraint(
                condition=Q(sleep_hours=None) | Q(sleep_hours__range=(0, 24)), name="sleep_hours_0_24"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}"


@tracked()
class Lift(OrganisationOwned):
    """One exercise within a session. `noticed`: what was ticked; what was not is not noted, and never "no"."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(TrainingSession, on_delete=models.CASCADE, related_name="lifts")
    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="lifts")
    position = models.PositiveSmallIntegerField()
    heel_raise = models.BooleanField(default=False)
    noticed = ArrayField(models.CharField(max_length=30, choices=NOTICED), default=list, db_default=[], blank=True)

    objects = ScopedManager()

    class Meta:
        """In the order they were done."""

        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "id"], name="lift_org_id"),
            models.UniqueConstraint(
                fields=["session", "position"],
                name="lift_position_unique",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(noticed__contained_by=[one.value for one in Noticed]), name="lift_noticed_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exercise}"


@tracked(exclude=["load_kg"])
class TrainingSet(OrganisationOwned):
    """One set. `load` is what was typed, in `unit`: 0 is the body alone, null not said. `load_kg` follows exactly."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lift = models.ForeignKey(Lift, on_delete=models.CASCADE, related_name="sets")
    position = models.PositiveSmallIntegerField()
    warm_up = models.BooleanField(default=False)
    reps = models.PositiveSmallIntegerField()
    load = models.DecimalField(max_digits=7, decimal_places=3, null=True, blank=True)
    unit = models.CharField(max_length=2, choices=Unit.choices, default=Unit.KG)
    load_kg = models.GeneratedField(
        expression=Case(When(unit=Unit.LB, then=F("load") * Value(KG_PER_LB)), default=F("load")),
        output_field=models.DecimalField(max_digits=15, decimal_places=11, null=True),
        db_persist=True,
    )
    rpe = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        """In the order they were done; what no person can do is not stored."""

        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "id"], name="set_org_id"),
            models.UniqueConstraint(
                fields=["lift", "position"], name="set_position_unique", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=Q(reps__range=(1, MOST_REPS)), name="set_reps"),
            models.CheckConstraint(condition=Q(load=None) | Q(load__range=(0, MOST_LOAD)), name="set_load"),
            models.CheckConstraint(
                condition=Q(rpe=None) | Q(rpe__in=[Decimal(n) / 2 for n in range(2, 21)]), name="set_rpe"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reps} × {self.load} {self.unit}"
