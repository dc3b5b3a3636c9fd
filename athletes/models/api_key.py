"""Access for programs."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from athletes.models.membership import Membership
from athletes.models.organisation import OrganisationOwned
from coachhub.core.ids import new_id
from coachhub.core.scope import ScopedManager


class ApiKey(OrganisationOwned):
    """A key that acts as its owner's membership. Only the SHA-256 of its 256 random bits is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=60)
    digest = models.BinaryField(max_length=32, unique=True, editable=False)
    hint = models.CharField(max_length=4, editable=False, help_text="The key's last four characters")
    read_only = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        """Has a name, so that its owner knows what to revoke."""

        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="api_key_has_a_name")]

    def __str__(self) -> str:
        return f"{self.name} …{self.hint}"
