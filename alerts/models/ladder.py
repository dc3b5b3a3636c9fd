"""Whose phone rings, and after how long: coach, then assistant, then owner."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.db import models
from django.db.models import Q

from athletes.models import COACHING_ROLES, OrganisationOwned, Role, Squad
from coachhub.core.history import tracked
from coachhub.core.scope import ScopedManager

LONGEST_MINUTES = 24 * 60
USUAL: Mapping[Role, int] = MappingProxyType({Role.COACH: 0, Role.ASSISTANT: 15, Role.OWNER: 30})  # defaults


@tracked()
class LadderStep(OrganisationOwned):
    """After so many minutes without an answer people of this role are told as well.

    Without a squad it is the organisation's ladder, for squads that have none of their own; without any, USUAL holds.
    """

    squad = models.ForeignKey(Squad, on_delete=models.CASCADE, null=True, related_name="ladder")
    role = models.CharField(max_length=10, choices=[(one.value, one.label) for one in COACHING_ROLES])
    minutes = models.PositiveSmallIntegerField()

    objects = ScopedManager()

    class Meta:
        """A role stands on a ladder once."""

        ordering = ["minutes", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "squad", "role"], name="ladder_step_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(role__in=COACHING_ROLES), name="ladder_role_coaches"),
            models.CheckConstraint(condition=Q(minutes__lte=LONGEST_MINUTES), name="ladder_within_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.role} after {self.minutes} min"
