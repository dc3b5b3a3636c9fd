"""The athlete's line of the roster: one row, written with every change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from athletes.models import Athlete
from sessions.models import ATTENTION_RANK, AthleteSnapshot, Attention
from sessions.progression.columns import latest_pain, leg_load, logged
from sessions.progression.history import AthleteHistory, TrackingVerdict

Columns = dict[str, Any]


def columns_of(history: AthleteHistory) -> Columns:
    """All columns but those of attention, as the history says them."""
    last, load, done = history.last_session, leg_load(history), logged(history)
    latest = history.tracking[-1] if history.tracking else None
    return {
        "last_session_at": last.started_at if last else None,
        "leg_load_change": load.on_four_weeks if load else None,
        "leg_load_week_kg": load.volume_kg if load else None,
        "pain_series": [point.worst for point in latest_pain(history)],
        "sessions_logged": done.sessions,
        "sessions_expected": done.expected,
        "tracking_verdict": latest.verdict if latest else "",
        "tracking_certain": latest.certain if latest and latest.verdict != TrackingVerdict.CANNOT_TELL else None,
        "tracking_dkasr": latest.dkasr if latest else None,
        "tracking_at": latest.filmed_at if latest else None,
    }


def columns_of_attention(attention: Attention, sentence: str) -> Columns:
    """Whether somebody has to do with the athlete, and why."""
    return {"attention": attention, "rank": ATTENTION_RANK[attention], "sentence": sentence}


def write_columns(lines: Mapping[Athlete, Columns]) -> None:
    """Write these columns, the same of everybody; who has no line yet gets one. One query, none for nobody."""
    if not lines:
        return
    AthleteSnapshot.objects.bulk_create(
        [
            AthleteSnapshot(organisation_id=athlete.organisation_id, athlete_id=athlete.pk, **columns)
            for athlete, columns in lines.items()
        ],
        update_conflicts=True,
        unique_fields=["athlete"],
        update_fields=[*next(iter(lines.values())), "updated_at"],
    )
