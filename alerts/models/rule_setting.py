"""What an organisation, a squad or an athlete's coach changed in a rule."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from athletes.models import Athlete, OrganisationOwned, Squad
from coachhub.core.history import tracked
from coachhub.core.scope import ScopedManager


@tracked()
class RuleSetting(OrganisationOwned):
    """Numbers of one rule in one place: the organisation (neither squad nor athlete), a squad, or an athlete.

    `numbers` holds only those that differ from what stands above; `is_on` None: as it is above. What is stricter wins
    among safety numbers, what is nearer to the athlete among the others (sessions/progression/findings.py).
    """

    rule = models.CharField(max_length=60)
    squad = models.ForeignKey(Squad, on_delete=models.CASCADE, null=True, related_name="+")
    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, null=True, related_name="+")
    is_on = models.BooleanField(null=True)
    numbers = models.JSONField(default=dict)

    objects = ScopedManager()

    class Meta:
        """One setting of a rule a place."""

        ordering = ["rule", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "rule", "squad", "athlete"], name="rule_setting_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(squad=None) | Q(athlete=None), name="rule_setting_in_one_place"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} in {self.athlete_id or self.squad_id or 'the organisation'}"
