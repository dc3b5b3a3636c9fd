"""The days of the log as plain values, rolled up by the database; and all that is kept ready, made anew."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from athletes.models import Athlete
from athletes.services.locking import lock_athlete
from coachhub.core.scope import organisation_scope
from sessions.models import AthleteSnapshot, DayRollup
from sessions.selectors.history import history_of
from sessions.services.snapshots import columns_of, write_columns

FORMAT = 2
"""To be raised with every change of what is kept: `manage.py prepare` rolls up anew what was kept in an older one."""
_ROLL_UP = """
INSERT INTO training_dayrollup (organisation_id, athlete_id, day, format, records)
SELECT session.organisation_id, session.athlete_id, session.day, %(format)s, jsonb_agg(
    jsonb_build_object(
        'id', session.id, 'at', session.started_at, 'rpe', session.session_rpe, 'minutes', session.minutes,
        'soreness', session.soreness, 'sleep_hours', session.sleep_hours,
        'pain', jsonb_build_array(said.before, said.worst, said.after, said.next_morning),
        'lifts', COALESCE(lifts.of_session, '[]')
    ) ORDER BY session.started_at, session.id)
FROM training_trainingsession AS session
CROSS JOIN LATERAL (
    SELECT max(value) FILTER (WHERE moment = 'before') AS before,
           max(value) FILTER (WHERE moment = 'worst') AS worst,
           max(value) FILTER (WHERE moment = 'after') AS after,
           max(value) FILTER (WHERE moment = 'next_morning') AS next_morning
    FROM training_painreading WHERE session_id = session.id AND lift_id IS NULL
) AS said
CROSS JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object(
        'exercise', lift.exercise_id, 'noticed', lift.noticed,
        'pain', (SELECT value FROM training_painreading AS pain
                 WHERE pain.session_id = session.id AND pain.lift_id = lift.id AND moment = 'worst'),
        'sets', COALESCE((SELECT jsonb_agg(jsonb_build_array(reps, load_kg, rpe, warm_up) ORDER BY position)
                          FROM training_trainingset WHERE lift_id = lift.id), '[]')
    ) ORDER BY lift.position) AS of_session
    FROM training_lift AS lift WHERE lift.session_id = session.id
) AS lifts
WHERE session.athlete_id = %(athlete)s
  AND (%(days)s::date[] IS NULL OR session.day = ANY(%(days)s))
  AND session.started_at BETWEEN COALESCE(%(since)s::timestamptz, '-infinity')
                             AND COALESCE(%(until)s::timestamptz, 'infinity')
GROUP BY session.organisation_id, session.athlete_id, session.day
ON CONFLICT (athlete_id, day) DO UPDATE SET records = EXCLUDED.records, format = EXCLUDED.format
RETURNING day
"""
"""In the database itself, since every entry takes this way: no row of the log has to travel. Moments are UTC."""


def roll_up(athlete: Athlete, days: Collection[date] | None = None) -> None:
    """Write the roll-up of each of these days, or of all; a day without a session has none. Two queries at most.

    Inside a transaction that has locked the athlete.
    """
    since, until = _moments_of(days) if days is not None else (None, None)
    asked = list(days) if days is not None else None
    values = {"athlete": athlete.pk, "days": asked, "since": since, "until": until, "format": FORMAT}
    with connection.cursor() as cursor:
        cursor.execute(_ROLL_UP, values)
        logged = {day for (day,) in cursor.fetchall()}
    rolled = DayRollup.objects.filter(athlete=athlete)
    if days is None:
        rolled.exclude(day__in=logged).delete()
    elif empty := set(days) - logged:
        rolled.filter(day__in=empty).delete()


def _moments_of(days: Collection[date]) -> tuple[datetime, datetime]:
    """From before the first of these days to after the last, wherever on earth: what the index of sessions goes by."""
    first, last = min(days) - timedelta(days=1), max(days) + timedelta(days=2)
    return datetime.combine(first, time.min, tzinfo=UTC), datetime.combine(last, time.max, tzinfo=UTC)


def stale_athletes() -> QuerySet[Athlete]:
    """Those with roll-ups of an older format, for every organisation's scope."""
    return Athlete.objects.filter(pk__in=DayRollup.objects.exclude(format=FORMAT).values("athlete")).order_by("pk")


def rebuild(athlete: Athlete) -> bool:
    """Make all that is kept ready of an athlete anew; whether anything was other. Tells nobody of it."""
    with organisation_scope(athlete.organisation_id), transaction.atomic():
        lock_athlete(athlete)
        before = _rolled(athlete)
        roll_up(athlete)
        history = history_of(athlete)
        columns = columns_of(history)
        shown = AthleteSnapshot.objects.filter(athlete=athlete).values(*columns).first()
        is_other = shown != columns if shown or history.sessions or history.tracking else False
        if is_other:
            write_columns({athlete: columns})
        return is_other or _rolled(athlete) != before


def _rolled(athlete: Athlete) -> list[Any]:
    return list(DayRollup.objects.filter(athlete=athlete).order_by("day").values_list("day", "format", "records"))
