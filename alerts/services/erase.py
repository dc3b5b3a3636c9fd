"""Alerts hold what an athlete told: withdrawing the consent to keep that erases them too."""

from __future__ import annotations

import pgtrigger
from django.db import transaction
from django.db.models import F, JSONField, Value
from django.db.models.expressions import CombinedExpression, Expression

from alerts.models import Alert, AlertTransition
from alerts.services.attention import refresh_attention
from athletes.models import Athlete

OF_VIDEOS = "tracking."


@transaction.atomic
def erase_alerts(athlete: Athlete) -> None:
    """Erase all alerts of the athlete, with what was sent about them."""
    Alert.objects.filter(athlete=athlete).delete()
    refresh_attention(athlete)


@transaction.atomic
def erase_measurements(athlete: Athlete) -> None:
    """Erase what alerts hold of the athlete's videos: alerts about them, and the last video in other evidence.

    The one thing for which a transition's evidence may change.
    """
    mine = Alert.objects.filter(athlete=athlete)
    mine.filter(rule__startswith=OF_VIDEOS).delete()
    mine.filter(evidence__has_key="video").update(evidence=_without("video"))
    with pgtrigger.ignore("alerts.AlertTransition:transitions_stay"):
        events = AlertTransition.objects.filter(alert__athlete=athlete, evidence__has_key="video")
        events.update(evidence=_without("video"))
    refresh_attention(athlete)


def _without(key: str) -> Expression:
    """PostgreSQL's `evidence - 'key'`."""
    return CombinedExpression(F("evidence"), "-", Value(key), output_field=JSONField())
