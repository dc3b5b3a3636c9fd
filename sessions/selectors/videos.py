"""Videos with how far their measurement is."""

from __future__ import annotations

from django.db.models import F, Prefetch, Q, QuerySet

from athletes.access import Actor
from sessions.models import REPORTS, AnalysisState, KneeAnalysis, Video

ANSWERED = (AnalysisState.DONE, AnalysisState.REJECTED)


def videos_of(actor: Actor) -> QuerySet[Video]:
    """The videos the actor may see, each with its analyses at hand (newest first). Two queries, whatever their number.

    The analyses come without the reports: only with the `reason` of a refusal, and whether it is `corrected`.
    """
    analyses = KneeAnalysis.objects.defer(*REPORTS).annotate(
        reason=F("report__reason"), corrected=Q(corrected_report__isnull=False)
    )
    return Video.objects.visible_to(actor).prefetch_related(Prefetch("analyses", queryset=analyses.order_by("-id")))


def latest_analysis(video: Video) -> KneeAnalysis:
    """The measurement that counts: the one asked for last. A video is never without one."""
    return video.analyses.all()[0]


def answered_analysis(actor: Actor, video: Video) -> KneeAnalysis | None:
    """The newest measurement with an answer, also while the video is being measured again. One query."""
    analyses = KneeAnalysis.objects.visible_to(actor).filter(video=video, state__in=ANSWERED)
    return analyses.order_by("-id").first()
