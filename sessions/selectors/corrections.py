"""The corrections of a measurement, and how many there have been."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sessions.knee_tracking import corrections as pure
from sessions.knee_tracking.report import build
from sessions.models import Correction, KneeAnalysis


def corrections_of(analysis: KneeAnalysis) -> list[Correction]:
    """All of them in order, also those taken back, with who made them. One query."""
    return list(Correction.objects.filter(analysis=analysis).select_related("by__user", "undone_by__user"))


def standing(rows: Iterable[Correction]) -> list[Correction]:
    """Those that were not taken back."""
    return [row for row in rows if row.undone_at is None]


def revision(rows: Sequence[Correction]) -> int:
    """How often corrections of this measurement have changed: each made counts, and each taken back."""
    return len(rows) + sum(row.undone_at is not None for row in rows)


def value_of(row: Correction) -> pure.Correction:
    """The correction as the engine takes it."""
    return build(pure.KINDS[row.kind], row.payload)
