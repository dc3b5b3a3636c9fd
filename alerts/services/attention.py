"""Whether somebody has to do with an athlete, as roster and triage show it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models.functions import Now

from alerts.models import MOST_URGENT_FIRST, UNRESOLVED, Alert
from athletes.models import Athlete
from sessions.models import AnalysisState, Attention, KneeAnalysis, Verdict
from sessions.services.refresh import set_attention

RECENT = timedelta(days=28)  # default: an older video says nothing about now
LONGEST = 300


def refresh_attention(athlete: Athlete) -> None:
    """Note the most urgent unresolved alert on the snapshot; without one, a last video that could not tell."""
    unresolved = Alert.objects.filter(athlete=athlete, state__in=UNRESOLVED)
    alert = unresolved.order_by(*MOST_URGENT_FIRST).first()
    if alert is not None:
        set_attention(athlete=athlete, attention=Attention(alert.severity), sentence=alert.sentence)
        return
    unclear = _why_the_last_video_cannot_tell(athlete)
    attention = Attention.IN_LINE if unclear is None else Attention.CANNOT_TELL
    set_attention(athlete=athlete, attention=attention, sentence=(unclear or "")[:LONGEST])


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
