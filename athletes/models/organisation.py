"""A gym, club or practice: the wall between what different people may see."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from athletes.models.user import Unit
from coachhub.core.ids import new_id


class Organisation(models.Model):
    """Owns every other row. `country` (ISO 3166-1 alpha-2) chooses the emergency numbers shown.

    `blur_faces`: in the copies and stills of everybody's videos, not of minors' alone.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=100)
    time_zone = models.CharField(max_length=60, default="Europe/London")
    country = models.CharField(max_length=2, default="GB")
    unit = models.CharField(max_length=2, choices=Unit.choices, default=Unit.KG)
    blur_faces = models.BooleanField(default=False, db_default=False)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        """At most one demo."""

        constraints = [
            models.UniqueConstraint(fields=["is_demo"], condition=Q(is_demo=True), name="one_demo_organisation"),
            models.CheckConstraint(condition=~Q(name=""), name="organisation_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationOwned(models.Model):
    """A row of one organisation. Its `objects` has to be a ScopedManager (a test holds every model to that)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")

    class Meta:
        """No table of its own."""

        abstract = True
