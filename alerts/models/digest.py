"""The morning mail to one member of staff."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from athletes.models import Membership, OrganisationOwned
from coachhub.core.ids import new_id
from coachhub.core.leases import Leased
from coachhub.core.scope import ScopedManager


class DigestState(models.TextChoices):
    """Queued → sending → sent | waiting → … | dead; skipped when there was nothing to say."""

    QUEUED = "queued", "queued"
    SENDING = "sending", "being sent"
    SENT = "sent", "sent"
    WAITING = "waiting", "will be tried again"
    SKIPPED = "skipped", "nothing to say"
    DEAD = "dead", "given up"


class Digest(Leased, OrganisationOwned):
    """One a person and day of the organisation's calendar. What it says is worked out when it is sent.

    `first_due_at`: the hour it was written for; `due_at` moves while it is tried again.
    """

    WAITING_STATES = (DigestState.QUEUED, DigestState.WAITING)
    WORKING_STATE = DigestState.SENDING

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="digests")
    day = models.DateField()
    first_due_at = models.DateTimeField(null=True)  # None in rows of older versions
    state = models.CharField(max_length=8, choices=DigestState.choices, default=DigestState.QUEUED)
    error = models.TextField(blank=True)

    objects = ScopedManager()

    class Meta:
        """Once a day."""

        indexes = [
            models.Index(fields=["due_at"], name="digest_due", condition=Q(state__in=["queued", "waiting", "sending"])),
        ]
        constraints = [
            models.UniqueConstraint(fields=["membership", "day"], name="digest_once_a_day"),
            models.CheckConstraint(condition=Q(state__in=DigestState.values), name="digest_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} on {self.day}"
