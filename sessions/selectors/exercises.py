"""The catalogue of exercises."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from sessions.models import Exercise


def catalogue(organisation_id: UUID) -> QuerySet[Exercise]:
    """Everybody's exercises and the organisation's own."""
    return Exercise.objects.filter(Q(organisation=None) | Q(organisation=organisation_id))


def exercises_by_key(organisation_id: UUID, keys: Iterable[str]) -> dict[str, Exercise]:
    """The exercises of these keys, the organisation's own before everybody's; ValidationError for unknown keys."""
    keys = set(keys)
    rows = catalogue(organisation_id).filter(key__in=keys)
    found = {row.key: row for row in sorted(rows, key=lambda row: row.organisation_id is not None)}
    if missing := keys - found.keys():
        raise ValidationError({"lifts": f"Unknown exercise: {', '.join(sorted(missing))}."})
    return found
