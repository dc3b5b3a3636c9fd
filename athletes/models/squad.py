"""A group of athletes that is coached together."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now

from athletes.access import SquadQuerySet
from athletes.models.organisation import OrganisationOwned
from coachhub.core.ids import new_id
from coachhub.core.scope import ScopedManager


class Squad(OrganisationOwned):
    """A named group; athletes may be in several."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=60)
    created_at = models.DateTimeField(db_default=Now())

    objects = ScopedManager.from_queryset(SquadQuerySet)()

    class Meta:
        """A name is used once in an organisation."""

        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("organisation", Lower("name"), name="squad_name_unique"),
            models.UniqueConstraint(fields=["organisation", "id"], name="squad_org_id"),
            models.CheckConstraint(condition=~Q(name=""), name="squad_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
