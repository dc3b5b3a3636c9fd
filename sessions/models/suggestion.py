"""What was decided about a suggestion, the task that an accepted one is, its check points and the days it was done."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from athletes.access import AthleteDataQuerySet
from athletes.models import Athlete, Membership, OrganisationOwned
from coachhub.core.history import tracked
from coachhub.core.ids import new_id
from coachhub.core.scope import ScopedManager
from sessions.progression.suggestions.check_points import WEEKS


class Decision(models.TextChoices):
    """What somebody said to a suggestion."""

    ACCEPTED = "accepted", "accepted"
    DISMISSED = "dismissed", "dismissed"


class CheckAnswer(models.TextChoices):
    """Whether it has helped."""

    BETTER = "better", "better"
    SAME = "same", "same"
    WORSE = "worse", "worse"
    CANNOT_TELL = "cannot_tell", "cannot tell"


@tracked()
class Suggestion(OrganisationOwned):
    """One decision. An accepted suggestion is a task on the athlete's phone until `ended_at`.

    Offers have no row: they follow from the history, and from these rows. `key` is of
    sessions/progression/suggestions/library.py, `about` names the event that set it off; empty: picked by hand.
    `sentence` is what was seen then, `readings` what that rests on. `by` is None when the member is no more.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="suggestions")
    key = models.CharField(max_length=40)
    about = models.CharField(max_length=60, blank=True)
    decision = models.CharField(max_length=9, choices=Decision.choices)
    sentence = models.CharField(max_length=300, blank=True)
    readings = models.JSONField(default=list)
    by = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ScopedManager.from_queryset(AthleteDataQuerySet)()

    class Meta:
        """Newest first; the same task runs once at a time."""

        ordering = ["-id"]
        indexes = [models.Index(fields=["athlete", "-id"], name="suggestion_by_athlete")]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "id"], name="suggestion_org_id"),
            models.UniqueConstraint(
                fields=["athlete", "key"], condition=Q(decision="accepted", ended_at=None), name="task_runs_once"
            ),
            models.CheckConstraint(condition=Q(decision__in=Decision.values), name="suggestion_decision_known"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(decision="accepted", ended_at__gte=F("at")), name="only_tasks_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.decision}"


@tracked()
class CheckPoint(OrganisationOwned):
    """`week` weeks after a suggestion was accepted: has it helped? Asked of the log from `due_at` on.

    An answer has its sentence and the readings it rests on. It follows corrections and late entries for a while.
    """

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="check_points")
    week = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField()
    answer = models.CharField(max_length=11, choices=CheckAnswer.choices, blank=True)
    sentence = models.CharField(max_length=300, blank=True)
    readings = models.JSONField(default=list)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        """In their order."""

        ordering = ["week"]
        indexes = [models.Index(fields=["due_at"], name="check_point_due", condition=Q(answered_at=None))]
        constraints = [
            models.UniqueConstraint(fields=["suggestion", "week"], name="check_point_once"),
            models.CheckConstraint(condition=Q(week__in=WEEKS), name="check_point_week"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | Q(answer__in=CheckAnswer.values, answered_at__isnull=False) & ~Q(sentence=""),
                name="check_point_answer_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.week} weeks: {self.answer or 'due'}"


class DayDone(OrganisationOwned):
    """The athlete did a task on one of their calendar days."""

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()

    objects = ScopedManager()

    class Meta:
        """Once a day."""

        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["suggestion", "day"], name="done_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day}"
