"""Videos that are here: their bytes, their rows, and asking for a measurement."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from athletes.access import Action, Actor, require_for
from athletes.models import Athlete
from coachhub.core.ids import new_id
from coachhub.core.nudge import nudge
from sessions.knee_tracking import Task
from sessions.models import AnalysisState, KneeAnalysis, Video
from sessions.services.erase import erase_videos

KEPT_FOR = timedelta(days=90)  # the product's promise, unless the athlete keeps it
WAITING = (AnalysisState.QUEUED, AnalysisState.RUNNING)
ENDINGS = {".mp4", ".mov", ".m4v", ".webm", ".mkv", ".3gp", ".avi"}


class AlreadyWaitingError(Exception):
    """The video is being measured, or waits for it."""


def file_name(organisation_id: UUID, video_id: UUID, filename: str) -> str:
    """Where a video's bytes belong in the storage."""
    ending = Path(filename).suffix.lower()
    return f"videos/{organisation_id}/{video_id}{ending if ending in ENDINGS else '.bin'}"


def store_file(organisation_id: UUID, video_id: UUID, filename: str, path: Path, *, move: bool = False) -> str:
    """Put a video's bytes into the storage and return their name there; a repeat after a kill overwrites its own.

    With `move` a storage in a local folder takes the file itself.
    """
    name = file_name(organisation_id, video_id, filename)
    if default_storage.exists(name):
        default_storage.delete(name)
    with path.open("rb") as handle:
        default_storage.save(name, (_Movable if move else File)(handle, name=str(path)))
    return name


class _Movable(File):  # type: ignore[type-arg]  # generic in the stubs only
    """Bytes that a storage in a local folder takes by renaming instead of copying them."""

    def temporary_file_path(self) -> str:
        """Where they lie; Django's storage asks for it."""
        return str(self.name)


def add_video(
    *, video_id: UUID, athlete: Athlete, set_id: UUID | None, file: str, filename: str, size_bytes: int, task: str
) -> Video:
    """The row of a video whose bytes are in the storage, and its place in the queue. Inside a transaction."""
    video = Video.objects.create(
        pk=video_id,
        organisation_id=athlete.organisation_id,
        athlete=athlete,
        training_set_id=set_id,
        file=file,
        filename=filename,
        size_bytes=size_bytes,
        kept_until=timezone.now() + KEPT_FOR,
    )
    queue_analysis(video=video, task=task)
    return video


def queue_analysis(*, video: Video, task: str) -> KneeAnalysis:
    """Ask for a measurement of the video. By its id it is the newest, whatever became of the clock."""
    from sessions.tasks import analyse_video

    last = KneeAnalysis.objects.filter(video=video).order_by("-id").values_list("id", flat=True).first()
    analysis = KneeAnalysis.objects.create(
        pk=new_id(after=last),
        organisation_id=video.organisation_id,
        video=video,
        athlete_id=video.athlete_id,
        task=task,
    )
    nudge(analyse_video, str(analysis.pk))
    return analysis


@transaction.atomic
def measure_again(*, actor: Actor, video: Video, task: str = "") -> KneeAnalysis:
    """Ask for another measurement, as another task if one is named.

    Raises AlreadyWaitingError, ValidationError, PermissionDenied.
    """
    require_for(actor, Action.LOG, video.athlete_id)
    if task and task not in set(Task):
        raise ValidationError({"task": f"Unknown task: {task}."})
    Video.objects.select_for_update(no_key=True).get(pk=video.pk)
    latest = KneeAnalysis.objects.filter(video=video).latest("id")
    if latest.state in WAITING:
        raise AlreadyWaitingError
    return queue_analysis(video=video, task=task or latest.task)


def mark_seen(*, actor: Actor, video: Video) -> None:
    """Note that the athlete had the answer on the screen. Twice changes nothing, nor while there is no answer."""
    if actor.athlete_id != video.athlete_id or actor.read_only:
        return
    if KneeAnalysis.objects.filter(video=video).exclude(state__in=WAITING).exists():
        Video.objects.filter(pk=video.pk, seen_at=None).update(seen_at=Now())


def delete_video(*, actor: Actor, video: Video) -> None:
    """Erase a video with everything made from it. Raises PermissionDenied."""
    require_for(actor, Action.LOG, video.athlete_id)
    erase_videos(Video.objects.filter(pk=video.pk))
