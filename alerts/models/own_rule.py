"""A rule that a coach composed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now

from athletes.access import COACHING, Actor
from athletes.models import OrganisationOwned, Squad
from coachhub.core.history import tracked
from coachhub.core.ids import new_id
from coachhub.core.scope import ScopedManager


class OwnRuleQuerySet(models.QuerySet["OwnRule"]):
    """Own rules, by who may see them."""

    def visible_to(self, actor: Actor) -> OwnRuleQuerySet:
        """Those that were not removed: the organisation's, and those of the squads that the actor looks after."""
        if actor.role not in COACHING:
            return self.none()
        squads = Squad.objects.visible_to(actor).values("pk")
        return self.filter(Q(squad=None) | Q(squad__in=squads), removed_at=None)


@tracked()
class OwnRule(OrganisationOwned):
    """A rule of the organisation, or of one squad. `condition` is as `frozen()` of sessions/progression/own_rules has
    it; `version` counts its changes. A removed one stays for the alerts that it raised.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    squad = models.ForeignKey(Squad, on_delete=models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=60)
    condition = models.JSONField()
    version = models.PositiveSmallIntegerField(default=1)
    is_on = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())
    removed_at = models.DateTimeField(null=True)

    objects = ScopedManager.from_queryset(OwnRuleQuerySet)()

    class Meta:
        """A name once a place."""

        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                "squad",
                Lower("name"),
                condition=Q(removed_at=None),
                name="own_rule_name_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=~Q(name=""), name="own_rule_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
