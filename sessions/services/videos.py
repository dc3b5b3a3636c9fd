"""What people do with videos that are here."""

from __future__ import annotations

from django.db.models.functions import Now

from athletes.access import Actor
from sessions.models import AnalysisState, KneeAnalysis, Video


def mark_seen(*, actor: Actor, video: Video) -> None:
    """Note that the athlete had the answer on the screen. Twice changes nothing, nor while there is no answer."""
    if actor.athlete_id != video.athlete_id or actor.read_only:
        return
    answered = KneeAnalysis.objects.filter(
        video=video, state__in=[AnalysisState.DONE, AnalysisState.REJECTED, AnalysisState.FAILED]
    )
    if answered.exists():
        Video.objects.filter(pk=video.pk, seen_at=None).update(seen_at=Now())
