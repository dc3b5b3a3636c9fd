"""From rows to an AthleteHistory: a fixed number of queries, whatever the history's length."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import Func, JSONField
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.utils import timezone

from athletes.models import Athlete
from sessions.models import AnalysisState, KneeAnalysis, Lift, PainReading, TrainingSession, TrainingSet
from sessions.progression.history import AthleteHistory, SessionRecord, TrackingRecord, TrackingVerdict
from sessions.selectors.records import SESSION, lifts_by_session, pain_by_session, session_record


class _Lowerings(Func):
    """How long the reps of a report were lowered, seconds, as a JSON array."""

    template = "jsonb_path_query_array(%(expressions)s, '$.reps[*].lowering_s')"
    output_field = JSONField()


_REPORT = Coalesce("corrected_report", "report")
_DETAILS = {
    "lowerings": _Lowerings(_REPORT),
    "heels": KT("report__side__heels"),
    "balance": KT("report__side__balance"),
}
WINDOW = timedelta(days=112)  # sixteen weeks: more than any rule or picture looks back


def history_of(athlete: Athlete, *, at: datetime | None = None, in_detail: bool = False) -> AthleteHistory:
    """The athlete's last sixteen weeks as known at `at` (now by default). Five queries.

    `in_detail`: with what only the videos' reports say, tempo and ankle screen. They are large, and no alert asks.
    """
    at = at or timezone.now()
    since = at - WINDOW
    sessions: dict[UUID, dict[str, Any]] = {
        row["id"]: {**row}
        for row in TrainingSession.objects.filter(
            athlete=athlete, started_at__range=(since, at + timedelta(hours=1))
        ).values(*SESSION)
    }
    mine = {"session__athlete": athlete, "session__started_at__gte": since}
    sets = TrainingSet.objects.filter(lift__session__athlete=athlete, lift__session__started_at__gte=since)
    lifts = lifts_by_session(Lift.objects.filter(**mine), sets)
    pain = pain_by_session(PainReading.objects.filter(**mine))
    records = [session_record(row, lifts[key], pain[key]) for key, row in sessions.items()]
    latest = max([at, *(record.started_at for record in records)])
    today = at.astimezone(athlete.zone).date()
    return AthleteHistory.up_to(latest, today, records, tracking_of(athlete, since, latest, in_detail=in_detail))


def tracking_of(athlete: Athlete, since: datetime, until: datetime, *, in_detail: bool = False) -> list[TrackingRecord]:
    """The athlete's measured videos, each by its newest answer. One query."""
    return tracking_of_many([athlete], since, until, in_detail=in_detail).get(athlete.pk, [])


def tracking_of_many(
    athletes: Sequence[Athlete], since: datetime, until: datetime, *, in_detail: bool = False
) -> dict[UUID, list[TrackingRecord]]:
    """The same of several athletes, by their ids, oldest first. One query."""
    newest = (
        KneeAnalysis.objects.filter(
            athlete__in=athletes,
            state__in=[AnalysisState.DONE, AnalysisState.REJECTED],
            video__received_at__range=(since, until),
        )
        .order_by("video_id", "-id")
        .distinct("video_id")
    )
    rows = newest.annotate(**_DETAILS if in_detail else {}).values_list(
        "athlete",
        "id",
        "track_of",
        "finished_at",
        "track_of__finished_at",
        "video__received_at",
        "video__training_set__lift__exercise__key",
        "video__training_set__load_kg",
        "verdict",
        "certain",
        "worst_dkasr",
        "worst_dkasr_low",
        "worst_dkasr_high",
        *(_DETAILS if in_detail else ()),
    )
    found: dict[UUID, list[TrackingRecord]] = defaultdict(list)
    for athlete, key, first, at, first_at, filmed_at, exercise, load, verdict, certain, dkasr, low, high, *more in rows:
        record = TrackingRecord(
            analysis_id=str(first or key),
            filmed_at=filmed_at,
            exercise=exercise or "",
            load_kg=None if load is None else float(load),
            verdict=TrackingVerdict(verdict or "cannot_tell"),
            certain=bool(certain),
            dkasr=dkasr,
            low=low,
            high=high,
            answered_at=first_at if first else at,
            again_at=at if first else None,
            **_details(*more),
        )
        found[athlete].append(record)
    for records in found.values():
        records.sort(key=lambda one: one.filmed_at)
    return found


def _details(lowerings: list[float | None] | None = None, heels: str = "", balance: str = "") -> dict[str, Any]:
    """Of one report; what was not looked at, or could not tell, is None."""
    known = [seconds for seconds in lowerings or [] if seconds is not None]
    return {
        "lowering_s": median(known) if known else None,
        "heels_lift": {"lift": True, "stay": False}.get(heels),
        "fell_back": {"fell_back": True, "kept": False}.get(balance),
    }


def sessions_on(history: AthleteHistory, day: date) -> list[SessionRecord]:
    """The sessions of one calendar day."""
    return [session for session in history.sessions if session.day == day]
