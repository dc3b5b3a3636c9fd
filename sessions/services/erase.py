"""Erasing what an athlete no longer agrees to, or whose time is over: rows and every derived file."""

from __future__ import annotations

import structlog
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.db.models.functions import Now

from athletes.models import Athlete
from athletes.services.locking import lock_athlete
from coachhub.core.erasure import erase_files
from coachhub.core.scope import organisation_scope
from sessions.knee_tracking.events import FILES
from sessions.models import (
    CheckIn,
    CheckPoint,
    ConfirmedSet,
    Correction,
    KneeAnalysis,
    Lift,
    PainReading,
    Pause,
    Suggestion,
    TrainingSession,
    TrainingSet,
    Video,
)
from sessions.progression.suggestions import FROM_VIDEO, LIBRARY
from sessions.services.measure import folder_of
from sessions.services.refresh import refresh_athlete

log = structlog.get_logger(__name__)


@transaction.atomic
def erase_videos(videos: QuerySet[Video]) -> int:
    """Erase these videos with their analyses and all files made from them; returns how many.

    What is kept ready of their athletes is worked out again. In the videos' organisation's scope, or in everyone's.
    """
    athletes = list(Athlete.objects.filter(videos__in=videos).distinct().order_by("pk"))
    for athlete in athletes:  # before any row of theirs, as everybody does who changes several
        lock_athlete(athlete)
    rows = list(videos.filter(athlete__in=athletes).prefetch_related("analyses"))
    names = [video.file for video in rows]
    names += [name for video in rows for analysis in video.analyses.all() for name in _files_of(analysis)]
    erase_files(names)
    videos.model._base_manager.filter(pk__in=[video.pk for video in rows]).delete()
    _history(Correction).filter(analysis_id__in=[one.pk for video in rows for one in video.analyses.all()]).delete()
    _history(ConfirmedSet).filter(video_id__in=[video.pk for video in rows]).delete()
    for athlete in athletes:
        with organisation_scope(athlete.organisation_id):
            refresh_athlete(athlete)
    return len(rows)


def erase_expired() -> None:
    """Erase videos whose time is over, an athlete's at a time; for the sweep, in every organisation's scope.

    One athlete's trouble keeps no other's videos.
    """
    over = Video.objects.filter(kept_until__lt=Now())
    for athlete_id in over.order_by("athlete").values_list("athlete", flat=True).distinct():
        try:
            erase_videos(over.filter(athlete=athlete_id))
        except Exception:
            log.exception("videos_not_erased", athlete=str(athlete_id))


def _files_of(analysis: KneeAnalysis) -> set[str]:
    """Those that the row names, and those that may have been kept by whoever was killed before it wrote the row."""
    made = (f"{folder_of(analysis)}/{file}" for file in FILES.values())
    return {*analysis.files.values(), *made}


@transaction.atomic
def erase_log(athlete: Athlete) -> None:
    """Erase everything the athlete logged, with its history. Videos are a consent of their own and stay."""
    TrainingSession.objects.filter(athlete=athlete).delete()
    CheckIn.objects.filter(athlete=athlete).delete()
    _erase_suggestions(athlete)
    _erase_history(athlete)
    refresh_athlete(athlete, all_days=True)


@transaction.atomic
def erase_suggestions_from_video(athlete: Athlete) -> None:
    """Erase the suggestions that rest on what videos showed, or are answered from it, with their history."""
    keys = [one.key for one in LIBRARY if one.is_answered_by_video]
    _erase_suggestions(
        athlete, Q(key__in=keys) | Q(*[("readings__contains", [{"unit": one}]) for one in FROM_VIDEO], _connector=Q.OR)
    )


def _erase_suggestions(athlete: Athlete, which: Q | None = None) -> None:
    """Rows, and what the triggers kept of them and of those that were taken back."""
    which = which or Q()
    rows = Suggestion.objects.filter(which, athlete=athlete)
    old = _history(Suggestion).filter(which, athlete_id=athlete.pk)
    ids = {*rows.values_list("pk", flat=True), *old.values_list("id", flat=True)}
    rows.delete()
    _history(CheckPoint).filter(suggestion_id__in=ids).delete()
    _history(Suggestion).filter(id__in=ids).delete()


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
