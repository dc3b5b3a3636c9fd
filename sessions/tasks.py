"""The training app's Celery tasks."""

from celery import shared_task
from django.conf import settings

from coachhub.core.leases import claim
from coachhub.core.scope import every_organisation, organisation_scope
from sessions.models import KneeAnalysis
from sessions.services.work import LONGEST_S


@shared_task(acks_late=True, soft_time_limit=LONGEST_S - 60, time_limit=LONGEST_S)
def analyse_video(analysis_id: str) -> None:
    """Measure one video. Safe to run twice: the lease admits one worker, and a finished analysis is left alone."""
    from sessions.services.measure import measure_video

    with every_organisation():
        analysis = claim(KneeAnalysis, analysis_id, seconds=settings.CONFIG.lease_s)
    if analysis is not None:
        with organisation_scope(analysis.organisation_id):
            measure_video(analysis=analysis)
