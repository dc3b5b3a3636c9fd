"""Whether somebody has to do with an athlete, as roster and triage show it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models.functions import Now

from alerts.models import MOST_URGENT_FIRST, UNRESOLVED
from athletes.models import Athlete
from sessions.models import AnalysisState, Attention, KneeAnalysis, Verdict
from sessions.progression.history import AthleteHistory, TrackingVerdict
from sessions.progression.rules.tracking import RECENT_VIDEO_DAYS
from sessions.services.refresh import set_attention
from sessions.services.snapshots import Columns, columns_of_attention, write_columns

RECENT = timedelta(days=RECENT_VIDEO_DAYS)
LONGEST = 300
IN_LINE = columns_of_attention(Attention.IN_LINE, "")


# Asked with every transition: in plain SQL, which takes a tenth of the time.
_ORDER = ", ".join(f"{one.removeprefix('-')} {'DESC' if one.startswith('-') else 'ASC'}" for one in MOST_URGENT_FIRST)
_MOST_URGENT = f"""
SELECT severity, sentence FROM alerts_alert WHERE athlete_id = %s AND state = ANY(%s) ORDER BY {_ORDER} LIMIT 1
"""  # noqa: S608  our own words


def refresh_attention(athlete: Athlete) -> None:
    """Note the most urgent unresolved alert on the snapshot; without one, a last video that could not tell."""
    with connection.cursor() as cursor:
        cursor.execute(_MOST_URGENT, [athlete.pk, list(UNRESOLVED)])
        alert = cursor.fetchone()
    if alert is None:
        write_columns({athlete: _without_alerts(athlete)})
    else:
        severity, sentence = alert
        set_attention(athlete=athlete, attention=Attention(severity), sentence=sentence)


def note_calm(histories: Mapping[Athlete, AthleteHistory]) -> None:
    """The same of athletes without an unresolved alert. One query, and one for each last video that could not tell."""
    write_columns(
        {
            athlete: _without_alerts(athlete) if _last_video_cannot_tell(history) else IN_LINE
            for athlete, history in histories.items()
        }
    )


def _last_video_cannot_tell(history: AthleteHistory) -> bool:
    return bool(history.tracking) and history.tracking[-1].verdict is TrackingVerdict.CANNOT_TELL


def _without_alerts(athlete: Athlete) -> Columns:
    unclear = _why_the_last_video_cannot_tell(athlete)
    return IN_LINE if unclear is None else columns_of_attention(Attention.CANNOT_TELL, unclear[:LONGEST])


def _why_the_last_video_cannot_tell(athlete: Athlete) -> str | None:
    measured = KneeAnalysis.objects.filter(
        athlete=athlete,
        state__in=[AnalysisState.DONE, AnalysisState.REJECTED],
        video__received_at__gt=Now() - RECENT,
    )
    last = measured.order_by("-video__received_at", "-id").first()
    if last is None or last.verdict != Verdict.CANNOT_TELL:
        return None
    return f"Last video: cannot tell. {_reason(last.report_that_counts or {})}".strip()


def _reason(report: dict[str, Any]) -> str:
    """What the report says about why: the refusal, else its first remark; empty when it says nothing."""
    if report.get("reason"):
        return str(report["reason"]["message"])
    notes = report.get("summary", {}).get("notes") or [{}]
    return str(notes[0].get("message", ""))
