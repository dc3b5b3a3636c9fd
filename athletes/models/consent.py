"""What an athlete has agreed to, each thing apart."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from athletes.models.athlete import Athlete
from athletes.models.organisation import OrganisationOwned
from coachhub.core.history import tracked
from coachhub.core.ids import new_id
from coachhub.core.scope import ScopedManager


class ConsentKind(models.TextChoices):
    """The separate consents (GDPR article 9(2)(a)): none is implied by another."""

    LOG = "log", "Keep my training log and my pain answers"
    VIDEO = "video", "Keep and measure videos I send"
    SHARE_COACH = "share_coach", "Show them to my coaches"
    SHARE_CLINICIAN = "share_clinician", "Show them to the clinicians of this organisation"


@tracked()
class Consent(OrganisationOwned):
    """One consent, from when it was given until it was withdrawn. `text` is the sentence that was agreed to."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    athlete = models.ForeignKey(Athlete, on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=20, choices=ConsentKind.choices)
    text = models.TextField()
    given_at = models.DateTimeField(db_default=Now())
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        """One of a kind is in force at a time, and it cannot end before it began."""

        constraints = [
            models.UniqueConstraint(
                fields=["athlete", "kind"], condition=Q(withdrawn_at=None), name="consent_once_in_force"
            ),
            models.CheckConstraint(condition=Q(kind__in=ConsentKind.values), name="consent_kind_known"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.athlete_id}: {self.kind}"
