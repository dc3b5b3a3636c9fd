"""When somebody wants to hear from CoachHub outside the app."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import models
from django.db.models import Q

from athletes.models import Membership, OrganisationOwned
from coachhub.core.scope import ScopedManager

DIGEST_AT = time(7)  # default


class Preferences(OrganisationOwned):
    """Of one member of staff; without a row these defaults hold. Times are the organisation's clock.

    Quiet hours hold back what rings a phone, never red flags of tier A and B. `digest_at` None: no morning mail.
    """

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="preferences")
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    digest_at = models.TimeField(null=True, default=DIGEST_AT)

    objects = ScopedManager()

    class Meta:
        """Quiet hours have two ends."""

        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False) & ~Q(quiet_from=models.F("quiet_until")),
                name="preferences_quiet_has_two_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id}"


def quiet_ends(local: datetime, quiet_from: time | None, quiet_until: time | None) -> datetime | None:
    """When the quiet hours end in which this local moment lies; None outside them. They may pass midnight."""
    if quiet_from is None or quiet_until is None:
        return None
    clock = local.time()
    overnight = quiet_from > quiet_until
    inside = quiet_from <= clock < quiet_until
    if overnight:
        inside = clock >= quiet_from or clock < quiet_until
    if not inside:
        return None
    day = local.date() + timedelta(days=1) if overnight and clock >= quiet_from else local.date()
    # An hour that comes twice, when summer time ends: the one that follows.
    return datetime.combine(day, quiet_until, tzinfo=local.tzinfo).replace(fold=local.fold)
