"""What a person is in an organisation."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from athletes.models.organisation import OrganisationOwned
from athletes.models.squad import Squad
from coachhub.core.history import tracked
from coachhub.core.ids import new_id
from coachhub.core.scope import ScopedManager


class Role(models.TextChoices):
    """Roles, from the widest view to the narrowest."""

    OWNER = "owner", "Owner"
    COACH = "coach", "Coach"
    ASSISTANT = "assistant", "Assistant"
    CLINICIAN = "clinician", "Clinician"
    ATHLETE = "athlete", "Athlete"


STAFF_ROLES = (Role.OWNER, Role.COACH, Role.ASSISTANT, Role.CLINICIAN)
COACHING_ROLES = (Role.OWNER, Role.COACH, Role.ASSISTANT)


@tracked()
class Membership(OrganisationOwned):
    """One person's role in one organisation. Coaches and assistants may be limited to squads."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices)
    squads: models.ManyToManyField[Squad, SquadStaff] = models.ManyToManyField(
        Squad, through="SquadStaff", related_name="staff"
    )
    created_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        """A person is one thing in an organisation."""

        constraints = [
            models.UniqueConstraint(fields=["organisation", "user"], name="membership_unique"),
            models.UniqueConstraint(fields=["organisation", "id"], name="membership_org_id"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"


class SquadStaff(OrganisationOwned):
    """A coach or assistant sees this squad; one who has no such row sees all squads."""

    # RESTRICT: with their last squad gone, somebody limited to it would see all.
    squad = models.ForeignKey(Squad, on_delete=models.RESTRICT)
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE)

    objects = ScopedManager()

    class Meta:
        """Once per squad."""

        constraints = [models.UniqueConstraint(fields=["squad", "membership"], name="squad_staff_unique")]

    def __str__(self) -> str:
        return f"{self.membership_id} in {self.squad_id}"
