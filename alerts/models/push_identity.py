"""By which keys push services know this CoachHub."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class PushIdentity(models.Model):
    """The key pair by which push services know this CoachHub (VAPID, RFC 8292). One row; all machines share it.

    `public` is what browsers ask for: the uncompressed point, base64url. The private key is sealed.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    public = models.CharField(max_length=100)
    sealed = models.TextField(editable=False)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        """One."""

        constraints = [models.CheckConstraint(condition=Q(id=1), name="push_identity_one")]

    def __str__(self) -> str:
        return self.public
