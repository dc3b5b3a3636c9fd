"""A link (and its QR code) by which people join."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from athletes.access import InvitationQuerySet
from athletes.models.membership import Membership, Role
from athletes.models.organisation import OrganisationOwned
from athletes.models.squad import Squad
from coachhub.core.ids import new_id
from coachhub.core.scope import ScopedManager


class Invitation(OrganisationOwned):
    """Good until `expires_at`, for `uses_allowed` people (a poster in the gym has many), or until revoked."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.ATHLETE)
    squad = models.ForeignKey(Squad, on_delete=models.CASCADE, null=True, blank=True, related_name="invitations")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    uses_allowed = models.PositiveSmallIntegerField(default=1)
    uses = models.PositiveSmallIntegerField(default=0)

    objects = ScopedManager.from_queryset(InvitationQuerySet)()

    class Meta:
        """Never used more often than allowed; nobody is invited to own."""

        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "id"], name="invitation_org_id"),
            models.CheckConstraint(condition=Q(uses__lte=F("uses_allowed")), name="invitation_uses_allowed"),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role if role != Role.OWNER]),
                name="invitation_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} until {self.expires_at:%Y-%m-%d}"


class InvitationUse(OrganisationOwned):
    """Somebody joined by an invitation."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="used_by")
    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="invited_by")
    used_at = models.DateTimeField(db_default=Now())

    objects = ScopedManager()

    def __str__(self) -> str:
        return f"{self.membership_id} by {self.invitation_id}"
