"""Videos with how far their measurement is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import groupby

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from athletes.access import Actor
from sessions.models import REPORTS, AnalysisState, KneeAnalysis, Video

ANSWERED = (AnalysisState.DONE, AnalysisState.REJECTED)
AT_ONCE = 50  # default: their reports are in memory


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
    return answered_analyses(actor, video).first()


def answered_analyses(actor: Actor, video: Video) -> QuerySet[KneeAnalysis]:
    """All measurements of the video that have an answer, the newest, which counts, first."""
    return KneeAnalysis.objects.visible_to(actor).filter(video=video, state__in=ANSWERED).order_by("-id")


def counting_analyses(
    *, not_by: str | None = None, since: date | None = None, task: str | None = None
) -> Iterator[list[KneeAnalysis]]:
    """The measurement that counts of each video in scope, by athlete and then in the order they were asked for.

    Some of one athlete's at a time. `not_by` leaves out those of this engine version, `since` videos received before
    that day, `task` other tasks. What is written meanwhile is not met if it is of the version left out.
    """
    newer = KneeAnalysis.objects.filter(video=OuterRef("video"), state__in=ANSWERED, pk__gt=OuterRef("pk"))
    rows = KneeAnalysis.objects.filter(~Exists(newer), state__in=ANSWERED)
    rows = rows.exclude(engine_version=not_by) if not_by else rows
    rows = rows.filter(task=task) if task else rows
    if since:
        rows = rows.filter(video__received_at__gte=timezone.make_aware(datetime.combine(since, time.min)))
    rows = rows.select_related("athlete", "track_of").order_by("athlete", "pk")
    page = list(rows[:AT_ONCE])
    while page:
        for _athlete, of_one in groupby(page, key=lambda one: one.athlete_id):
            yield list(of_one)
        last = page[-1]
        behind = Q(athlete__gt=last.athlete_id) | Q(athlete=last.athlete_id, pk__gt=last.pk)
        page = list(rows.filter(behind)[:AT_ONCE])
