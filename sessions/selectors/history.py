"""From roll-ups to an AthleteHistory: a fixed number of queries, whatever the history's length."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

from athletes.models import Athlete
from sessions.progression.history import AthleteHistory, SessionRecord, TrackingRecord, TrackingVerdict
from sessions.progression.replay import Past
from sessions.selectors.records import kinds_of, record_of

# Read with every entry and for every athlete's morning. In plain SQL, because building each of these three by the ORM
# takes one to two milliseconds, longer than the rules need to judge what they hold.
_DAYS = """
SELECT athlete_id, jsonb_agg(jsonb_build_array(day, records) ORDER BY day)
FROM training_dayrollup
WHERE organisation_id = %(organisation)s AND athlete_id = ANY(%(athletes)s) AND day BETWEEN %(first)s AND %(last)s
GROUP BY athlete_id
"""
_VIDEOS = """
SELECT DISTINCT ON (analysis.video_id)
    analysis.athlete_id, COALESCE(first.id, analysis.id), video.received_at, exercise.key, training_set.load_kg,
    analysis.verdict, analysis.certain, analysis.worst_dkasr, analysis.worst_dkasr_low, analysis.worst_dkasr_high,
    CASE WHEN first.id IS NULL THEN analysis.finished_at ELSE first.finished_at END,
    CASE WHEN first.id IS NULL THEN NULL ELSE analysis.finished_at END
    {details}
FROM training_kneeanalysis AS analysis
JOIN training_video AS video ON video.id = analysis.video_id
LEFT JOIN training_kneeanalysis AS first ON first.id = analysis.track_of_id
LEFT JOIN training_trainingset AS training_set ON training_set.id = video.training_set_id
LEFT JOIN training_lift AS lift ON lift.id = training_set.lift_id
LEFT JOIN training_exercise AS exercise ON exercise.id = lift.exercise_id
WHERE analysis.organisation_id = %(organisation)s AND analysis.athlete_id = ANY(%(athletes)s)
  AND analysis.state IN ('done', 'rejected') AND video.received_at BETWEEN %(since)s AND %(until)s
ORDER BY analysis.video_id, analysis.id DESC
"""
_DETAILS = """
    , jsonb_path_query_array(COALESCE(analysis.corrected_report, analysis.report), '$.reps[*].lowering_s'),
    analysis.report #>> '{side,heels}', analysis.report #>> '{side,balance}'
"""
CLOCK_SLACK = timedelta(hours=1)  # default: a phone's clock may be ahead by this much
DAY = timedelta(days=1)
WINDOW = timedelta(days=112)  # sixteen weeks: more than any rule or picture looks back


def history_of(athlete: Athlete, *, at: datetime | None = None, in_detail: bool = False) -> AthleteHistory:
    """The athlete's last sixteen weeks as known at `at` (now by default). Three queries.

    `in_detail`: with what only the videos' reports say, tempo and ankle screen. They are large, and no alert asks.
    """
    return histories_of([athlete], at=at, in_detail=in_detail)[athlete]


def histories_of(
    athletes: Collection[Athlete], *, at: datetime | None = None, in_detail: bool = False
) -> dict[Athlete, AthleteHistory]:
    """The same of several athletes of one organisation. Three queries."""
    at = at or timezone.now()
    since, latest = at - WINDOW, at + CLOCK_SLACK
    pasts = pasts_of(athletes, since, latest, in_detail=in_detail)
    return {one: _history(pasts[one.pk], at, at.astimezone(one.zone).date()) for one in athletes}


def history_since(athlete: Athlete, first: datetime, *, at: datetime) -> AthleteHistory:
    """The same as known at `at`, but as far back as one of the moment `first`. Three queries."""
    past = pasts_of([athlete], first - WINDOW, at + CLOCK_SLACK)[athlete.pk]
    return _history(past, at, at.astimezone(athlete.zone).date())


def as_far_back(history: AthleteHistory, moment: datetime) -> AthleteHistory:
    """What of a longer history is not older than sixteen weeks before this moment."""
    since = moment - WINDOW
    return replace(
        history,
        sessions=tuple(one for one in history.sessions if one.started_at >= since),
        tracking=tuple(one for one in history.tracking if one.filmed_at >= since),
    )


def _history(past: Past, at: datetime, today: date) -> AthleteHistory:
    """A session of a phone whose clock is ahead belongs to it."""
    latest = max([at, *(record.started_at for record in past.sessions)])
    return AthleteHistory.up_to(latest, today, past.sessions, past.tracking)


def pasts_of(
    athletes: Collection[Athlete],
    since: datetime,
    until: datetime,
    *,
    tracking: bool = True,
    in_detail: bool = False,
) -> dict[UUID, Past]:
    """All records from `since` to `until` of athletes of one organisation by id. Three queries; without `tracking` two.

    For replaying rules over a past, too.
    """
    if not athletes:
        return {}
    organisation = next(iter(athletes)).organisation_id
    asked = {
        "organisation": organisation,
        "athletes": [one.pk for one in athletes],
        "since": since,
        "until": until,
        "first": since.date() - DAY,
        "last": until.date() + DAY,
    }
    sessions = _sessions(asked)
    zones = {one.pk: one.zone for one in athletes}
    videos = _videos(asked, zones, in_detail=in_detail) if tracking else {}
    return {athlete: Past(sessions.get(athlete, []), videos.get(athlete, []), zone) for athlete, zone in zones.items()}


def _sessions(asked: dict[str, Any]) -> dict[UUID, list[SessionRecord]]:
    """By athlete, oldest day first. Exercises are read after the days: one that is made meanwhile is in no day yet."""
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, asked)
        rows = cursor.fetchall()
    kinds = kinds_of(asked["organisation"])
    found = {}
    for athlete, days in rows:
        records = [
            record_of(date.fromisoformat(day), session, kinds) for day, of_day in json.loads(days) for session in of_day
        ]
        found[athlete] = [one for one in records if asked["since"] <= one.started_at <= asked["until"]]
    return found


def _videos(
    asked: dict[str, Any], zones: Mapping[UUID, ZoneInfo], *, in_detail: bool
) -> dict[UUID, list[TrackingRecord]]:
    """By athlete the measured videos, each by its newest answer, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(_VIDEOS.format(details=_DETAILS if in_detail else ""), asked)
        rows = cursor.fetchall()
    found: dict[UUID, list[TrackingRecord]] = defaultdict(list)
    for athlete, key, filmed_at, exercise, load, verdict, certain, dkasr, low, high, at, again_at, *more in rows:
        record = TrackingRecord(
            analysis_id=str(key),
            filmed_at=filmed_at,
            day=filmed_at.astimezone(zones[athlete]).date(),
            exercise=exercise or "",
            load_kg=None if load is None else float(load),
            verdict=TrackingVerdict(verdict or "cannot_tell"),
            certain=bool(certain),
            dkasr=dkasr,
            low=low,
            high=high,
            answered_at=at,
            again_at=again_at,
            **_details(*more),
        )
        found[athlete].append(record)
    for records in found.values():
        records.sort(key=lambda one: one.filmed_at)
    return found


def _details(lowerings: str = "[]", heels: str | None = None, balance: str | None = None) -> dict[str, Any]:
    """Of one report; what was not looked at, or could not tell, is None."""
    known = [seconds for seconds in json.loads(lowerings) if seconds is not None]
    return {
        "lowering_s": median(known) if known else None,
        "heels_lift": {"lift": True, "stay": False}.get(heels or ""),
        "fell_back": {"fell_back": True, "kept": False}.get(balance or ""),
    }
