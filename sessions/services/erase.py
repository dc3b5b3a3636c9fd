"""Erasing what an athlete no longer agrees to, or whose time is over: rows and every derived file."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from athletes.models import Athlete
from coachhub.core.erasure import erase_files
from sessions.models import CheckIn, TrainingSession, Video
from sessions.services.refresh import refresh_athlete


@transaction.atomic
def erase_videos(videos: QuerySet[Video]) -> int:
    """Erase these videos with their analyses and all files made from them; returns how many."""
    rows = list(videos.prefetch_related("analyses"))
    names = [video.file for video in rows]
    names += [name for video in rows for analysis in video.analyses.all() for name in analysis.files.values()]
    erase_files(names)
    videos.model._base_manager.filter(pk__in=[video.pk for video in rows]).delete()
    return len(rows)


@transaction.atomic
def erase_log(athlete: Athlete) -> None:
    """Erase everything the athlete logged. Videos are a consent of their own and stay."""
    TrainingSession.objects.filter(athlete=athlete).delete()
    CheckIn.objects.filter(athlete=athlete).delete()
    refresh_athlete(athlete, all_days=True)
