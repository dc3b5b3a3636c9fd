"""Erasing what an athlete no longer agrees to, or whose time is over: rows and every derived file."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Model, QuerySet

from athletes.models import Athlete
from coachhub.core.erasure import erase_files
from coachhub.core.scope import organisation_scope
from sessions.models import CheckIn, Lift, PainReading, Pause, TrainingSession, TrainingSet, Video
from sessions.services.refresh import refresh_athlete


@transaction.atomic
def erase_videos(videos: QuerySet[Video]) -> int:
    """Erase these videos with their analyses and all files made from them; returns how many.

    What is kept ready of their athletes is worked out again. In the videos' organisation's scope, or in everyone's.
    """
    rows = list(videos.select_related("athlete").prefetch_related("analyses"))
    names = [video.file for video in rows]
    names += [name for video in rows for analysis in video.analyses.all() for name in analysis.files.values()]
    erase_files(names)
    videos.model._base_manager.filter(pk__in=[video.pk for video in rows]).delete()
    for athlete in {video.athlete for video in rows}:
        with organisation_scope(athlete.organisation_id):
            refresh_athlete(athlete)
    return len(rows)


@transaction.atomic
def erase_log(athlete: Athlete) -> None:
    """Erase everything the athlete logged, with its history. Videos are a consent of their own and stay."""
    TrainingSession.objects.filter(athlete=athlete).delete()
    CheckIn.objects.filter(athlete=athlete).delete()
    _erase_history(athlete)
    refresh_athlete(athlete, all_days=True)


def _erase_history(athlete: Athlete) -> None:
    """The old rows that the database's triggers kept, also of what was deleted before."""
    sessions = _history(TrainingSession).filter(athlete_id=athlete.pk)
    lifts = _history(Lift).filter(session_id__in=sessions.values("id"))
    _history(TrainingSet).filter(lift_id__in=lifts.values("id")).delete()
    lifts.delete()
    for model in (PainReading, Pause, CheckIn, TrainingSession):
        _history(model).filter(athlete_id=athlete.pk).delete()


def _history(model: type[Model]) -> QuerySet[Model]:
    events: QuerySet[Model] = model.pgh_event_model._base_manager.all()  # type: ignore[attr-defined]  # by tracked()
    return events
