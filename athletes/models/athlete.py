"""The person who trains."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from athletes.access import AthleteQuerySet
from athletes.models.membership import Membership
from athletes.models.organisation import OrganisationOwned
from athletes.models.squad import Squad
from coachhub.core.history import tracked
from coachhub.core.ids import new_id
from coachhub.core.scope import ScopedManager


@tracked()
class Athlete(OrganisationOwned):
    """One athlete of one organisation; `time_zone` decides which calendar day a session belongs to.

    `is_minor`: under 18, as they or their coach say.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    membership = models.OneToOneField(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="athlete"
    )
    name = models.CharField(max_length=100)
    phone = models.CharField(max_length=30, blank=True)
    time_zone = models.CharField(max_length=60)
    is_minor = models.BooleanField(default=False, db_default=False)
    squads: models.ManyToManyField[Squad, SquadAthlete] = models.ManyToManyField(
        Squad, through="SquadAthlete", related_name="athletes"
    )
    joined_at = models.DateTimeField(db_default=Now())
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager.from_queryset(AthleteQuerySet)()

    class Meta:
        """Listed by name."""

        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "id"], name="athlete_org_id"),
            models.CheckConstraint(condition=~Q(name=""), name="athlete_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def first_name(self) -> str:
        """The name as a sentence uses it."""
        return self.name.split()[0]

    @property
    def zone(self) -> ZoneInfo:
        """The athlete's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def face_is_blurred(self) -> bool:
        """Whether the face is blurred in copies and stills of videos measured from now on."""
        return self.is_minor or self.organisation.blur_faces


class SquadAthlete(OrganisationOwned):
    """An athlete is in a squad."""

    squad = models.ForeignKey(Squad, on_delete=models.CASCADE)
    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE)

    objects = ScopedManager()

    class Meta:
        """Once per squad."""

        constraints = [models.UniqueConstraint(fields=["squad", "athlete"], name="squad_athlete_unique")]

    def __str__(self) -> str:
        return f"{self.athlete_id} in {self.squad_id}"
