"""A rule that a coach composed."""

from __future__ import annotations

from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q

from athletes.models import OrganisationOwned, Squad
from coachhub.core.history import tracked
from coachhub.core.ids import new_id
from coachhub.core.scope import ScopedManager
from sessions.progression.own_recipes import Baseline, Comparison, Over, Reading, Recipe, Summary
from sessions.progression.own_rules import PREFIX
from sessions.progression.own_rules import OwnRule as Judged


@tracked()
class OwnRule(OrganisationOwned):
    """Holds for everyone of the organisation, or of a squad. What its parts mean: sessions/progression/own_recipes.py.

    `version` goes up with every change of the recipe: alerts of an earlier one are not judged by this one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=60, validators=[MinLengthValidator(1)])
    squad = models.ForeignKey(Squad, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    is_on = models.BooleanField(default=True)
    version = models.PositiveSmallIntegerField(default=1)
    reading = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Reading])
    summary = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Summary])
    over = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Over])
    count = models.PositiveSmallIntegerField()
    comparison = models.CharField(max_length=15, choices=[(one.value, one.value) for one in Comparison])
    baseline = models.CharField(max_length=15, choices=[(one.value, one.value) for one in Baseline])
    amount = models.FloatField()

    objects = ScopedManager()

    class Meta:
        """A name is used once, whoever it holds for."""

        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="own_rule_name_once"),
            models.CheckConstraint(condition=Q(count__gte=1), name="own_rule_window_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """As alerts name it."""
        return f"{PREFIX}{self.pk}"

    @property
    def recipe(self) -> Recipe:
        """What was composed."""
        return Recipe(
            Reading(self.reading),
            Summary(self.summary),
            Over(self.over),
            self.count,
            Comparison(self.comparison),
            Baseline(self.baseline),
            self.amount,
        )

    @property
    def judged(self) -> Judged:
        """As it is asked about a history."""
        return Judged(self.key, self.version, self.name, self.recipe)
