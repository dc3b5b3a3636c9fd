"""Resumable uploads: what is on disk, what the row says, and how the last byte becomes a Video.

The row's offset is the truth and is moved only after the bytes are on disk; bytes beyond it, left by a kill,
are cut off before the next ones are added.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO, BinaryIO
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from athletes.access import Action, Actor, require
from athletes.models import Athlete, ConsentKind
from athletes.services.consents import in_force
from coachhub.core.nudge import nudge
from sessions.knee_tracking import Task
from sessions.models import KneeAnalysis, TrainingSet, Upload, Video

RESUMABLE_FOR = timedelta(days=2)  # default
KEPT_FOR = timedelta(days=90)  # the product's promise, unless the athlete keeps it
BLOCK = 256 * 1024
ENDINGS = {".mp4", ".mov", ".m4v", ".webm", ".mkv", ".3gp", ".avi"}


class UploadBusyError(Exception):
    """Another connection is adding bytes to this upload right now."""


def max_bytes() -> int:
    """The largest video taken."""
    return settings.CONFIG.video_max_mb * 1024 * 1024


def create_upload(
    *, actor: Actor, athlete: Athlete, length: int, task: str, filename: str = "", set_id: UUID | None = None
) -> Upload:
    """Announce an upload. Raises ValidationError, PermissionDenied."""
    require(actor, Action.LOG)
    if ConsentKind.VIDEO not in in_force(athlete):
        raise ValidationError("The consent to keep and measure videos is missing: give it under Mine.")
    if length > max_bytes():
        raise ValidationError(f"This video is too large: at most {settings.CONFIG.video_max_mb} MB.")
    if task not in set(Task):
        raise ValidationError(f"Unknown task: {task}.")
    of_set = TrainingSet.objects.filter(lift__session__athlete=athlete, pk=set_id).first() if set_id else None
    if set_id and of_set is None:
        raise ValidationError("The set of this video is not known here yet.")
    upload = Upload.objects.create(
        organisation_id=athlete.organisation_id,
        athlete=athlete,
        training_set=of_set,
        created_by_id=actor.user_id,
        task=task,
        filename=Path(filename).name[:255],
        length=length,
        expires_at=timezone.now() + RESUMABLE_FOR,
    )
    with _part(upload, create=True):
        pass
    if length == 0:
        finish_upload(upload=upload)
    return upload


def add_bytes(*, upload: Upload, stream: IO[bytes]) -> int:
    """Append what the stream gives, up to the announced length, and return the new offset.

    A connection that is cut keeps what had arrived. Raises UploadBusyError.
    """
    with _part(upload) as part:
        upload.refresh_from_db(fields=["offset"])
        part.seek(upload.offset)
        part.truncate()
        missing = upload.length - upload.offset
        try:
            while missing > 0 and (block := stream.read(min(BLOCK, missing))):
                part.write(block)
                missing -= len(block)
        finally:
            part.flush()
            os.fsync(part.fileno())
            upload.offset = part.tell()
            Upload.objects.filter(pk=upload.pk).update(offset=upload.offset)
    if upload.offset == upload.length:
        finish_upload(upload=upload)
    return upload.offset


def finish_upload(*, upload: Upload) -> Video:
    """Make the complete upload a video. Run again after a kill, it goes on from there."""
    path = _path(upload)
    name = store_file(upload.organisation_id, upload.pk, upload.filename, path) if path.exists() else ""
    with transaction.atomic():
        Upload.objects.select_for_update().get(pk=upload.pk)
        video = Video.objects.filter(pk=upload.pk).first() or add_video(
            video_id=upload.pk,
            athlete=upload.athlete,
            set_id=upload.training_set_id,
            file=name,
            filename=upload.filename,
            size_bytes=upload.length,
            task=upload.task,
        )
        Upload.objects.filter(pk=upload.pk, finished_at=None).update(finished_at=Now())
    path.unlink(missing_ok=True)
    return video


def store_file(organisation_id: UUID, video_id: UUID, filename: str, path: Path) -> str:
    """Put a video's bytes into the storage and return their name there; a repeat after a kill overwrites its own."""
    name = f"videos/{organisation_id}/{video_id}{_ending(filename)}"
    if default_storage.exists(name):
        default_storage.delete(name)
    with path.open("rb") as handle:
        default_storage.save(name, File(handle))
    return name


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
    """Ask for a measurement of the video."""
    from sessions.tasks import analyse_video

    analysis = KneeAnalysis.objects.create(
        organisation_id=video.organisation_id, video=video, athlete_id=video.athlete_id, task=task
    )
    nudge(analyse_video, str(analysis.pk))
    return analysis


def discard_upload(*, upload: Upload) -> None:
    """Forget an upload that has not become a video."""
    upload.delete()
    _path(upload).unlink(missing_ok=True)


def finish_stranded() -> None:
    """Finish uploads whose last byte came but whose process died then; for the sweep, in every organisation's scope."""
    complete = Upload.objects.filter(finished_at=None, offset=F("length"))
    for upload in complete.filter(created_at__lt=Now() - timedelta(minutes=1))[:20]:
        finish_upload(upload=upload)


def discard_expired() -> None:
    """Discard uploads that nobody resumed in time, and their bytes."""
    for upload in Upload.objects.filter(finished_at=None, expires_at__lt=Now())[:200]:
        discard_upload(upload=upload)


def _path(upload: Upload) -> Path:
    return Path(settings.CONFIG.data) / "uploads" / upload.pk.hex


@contextmanager
def _part(upload: Upload, *, create: bool = False) -> Iterator[BinaryIO]:
    """The file of an unfinished upload, locked against a second connection."""
    path = _path(upload)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb" if create else "r+b") as part:
        try:
            fcntl.flock(part, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UploadBusyError from error
        yield part


def _ending(filename: str) -> str:
    ending = Path(filename).suffix.lower()
    return ending if ending in ENDINGS else ".bin"
