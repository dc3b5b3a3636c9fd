"""After every change: the changed days' roll-ups, the athlete's snapshot, and word to the floor above.

One path for new, corrected, deleted and late entries, so that they all end the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

from athletes.models import Athlete
from athletes.services.locking import lock_athlete
from coachhub.core.events import announce
from coachhub.core.live import Message, tell
from sessions.events import HistoryChanged
from sessions.models import ATTENTION_RANK, AthleteSnapshot, Attention, DayRollup, TrainingSession
from sessions.progression.columns import roster_columns
from sessions.progression.hard_sessions import is_hard
from sessions.progression.history import AthleteHistory, SessionRecord, TrackingVerdict
from sessions.progression.volume import total
from sessions.selectors.history import history_of


def refresh_athlete(
    athlete: Athlete,
    *,
    days: Iterable[date] = (),
    all_days: bool = False,
    at: datetime | None = None,
    only_time: bool = False,
) -> None:
    """Work out anew what is kept ready of this athlete. Inside the transaction of the change.

    `days` are the calendar days whose sessions changed; `only_time`: none did, a day has passed. Fixed number of
    queries for changes within the history's window; each older day costs one history of its own.
    """
    lock_athlete(athlete)
    history = history_of(athlete, at=at)
    if all_days:
        DayRollup.objects.filter(athlete=athlete).delete()
        days = set(TrainingSession.objects.filter(athlete=athlete).values_list("day", flat=True))
    _roll_up(athlete, history, set(days))
    _write_snapshot(athlete, history)
    announce(HistoryChanged(athlete=athlete, history=history, only_time=only_time))
    tell(Message(str(athlete.organisation_id), "roster", str(athlete.pk)))


def set_attention(*, athlete: Athlete, attention: Attention, sentence: str) -> None:
    """Note on the snapshot whether somebody has to do with this athlete, and why. For the floor above.

    An athlete who has not logged anything yet gets a snapshot by it.
    """
    AthleteSnapshot.objects.bulk_create(
        [
            AthleteSnapshot(
                organisation_id=athlete.organisation_id,
                athlete=athlete,
                attention=attention,
                rank=ATTENTION_RANK[attention],
                sentence=sentence,
            )
        ],
        update_conflicts=True,
        unique_fields=["athlete"],
        update_fields=["attention", "rank", "sentence", "updated_at"],
    )


def _roll_up(athlete: Athlete, history: AthleteHistory, days: set[date]) -> None:
    """Write the roll-up of each of these days; a day without a session has none."""
    first = history.sessions[0].day if history.sessions else None
    by_day: dict[date, list[SessionRecord]] = {}
    for session in history.sessions:
        by_day.setdefault(session.day, []).append(session)
    rows = []
    for day in days:
        known, sessions = history, by_day.get(day, [])
        if first is None or day < first:  # older than the window: look at that time
            end = datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=athlete.zone)
            known = history_of(athlete, at=min(end, timezone.now()))
            sessions = [one for one in known.sessions if one.day == day]
        if sessions:
            rows.append(_day_row(athlete, known, day, sessions))
    DayRollup.objects.filter(athlete=athlete, day__in=days).delete()
    DayRollup.objects.bulk_create(rows)


def _day_row(athlete: Athlete, history: AthleteHistory, day: date, sessions: list[SessionRecord]) -> DayRollup:
    pains = [session.worst_pain for session in sessions if session.worst_pain is not None]
    return DayRollup(
        organisation_id=athlete.organisation_id,
        athlete=athlete,
        day=day,
        sessions=len(sessions),
        leg_volume_kg=total(session.leg_volume.whole_kg for session in sessions),
        hard=any(is_hard(session, history) for session in sessions),
        worst_pain=max(pains, default=None),
    )


def _write_snapshot(athlete: Athlete, history: AthleteHistory) -> None:
    columns = roster_columns(history)
    load, latest = columns.leg_load, history.tracking[-1] if history.tracking else None
    AthleteSnapshot.objects.update_or_create(
        athlete=athlete,
        defaults={
            "organisation_id": athlete.organisation_id,
            "last_session_at": columns.last_session_at,
            "leg_load_change": load.on_four_weeks if load else None,
            "leg_load_week_kg": load.volume_kg if load else None,
            "pain_series": [point.worst for point in columns.pain],
            "sessions_logged": columns.logged.sessions,
            "sessions_expected": columns.logged.expected,
            "tracking_verdict": latest.verdict if latest else "",
            "tracking_certain": latest.certain if latest and latest.verdict != TrackingVerdict.CANNOT_TELL else None,
            "tracking_dkasr": latest.dkasr if latest else None,
            "tracking_at": latest.filmed_at if latest else None,
        },
    )
