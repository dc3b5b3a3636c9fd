"""Resumable uploads: what is on disk, what the row says, and how the last byte becomes a Video.

The row's offset is the truth and is moved only after the bytes are on disk; bytes beyond it, left by a kill,
are cut off before the next ones are added. Whoever changes an upload holds the lock on its file.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import UUID

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from athletes.access import Action, Actor, require_for
from athletes.models import Athlete, ConsentKind
from athletes.services.consents import in_force
from athletes.services.locking import lock_athlete
from coachhub.core.erasure import erase_files
from coachhub.core.health import LOW_DISK_BYTES
from sessions.knee_tracking import Task
from sessions.models import TrainingSet, Upload, Video
from sessions.services.metadata import strip_metadata
from sessions.services.videos import add_video, file_name, store_file

log = structlog.get_logger(__name__)
RESUMABLE_FOR = timedelta(days=2)  # default
STRANDED_AFTER = timedelta(minutes=1)  # default
BLOCK = 256 * 1024


class Readable(Protocol):
    """What bytes are read from: a file, a request."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""
        ...


class UploadBusyError(Exception):
    """Another connection is adding bytes to this upload right now."""


class UploadGoneError(Exception):
    """The upload's time is over, or the bytes that had arrived are lost: it has to begin anew."""


class WrongOffsetError(Exception):
    """The bytes do not follow those that are here."""


class TooLargeError(ValidationError):
    """More than a video may have."""


class NoSpaceError(Exception):
    """The disk has no room for it."""


def max_bytes() -> int:
    """The largest video taken."""
    return settings.CONFIG.video_max_mb * 1024 * 1024


def create_upload(
    *, actor: Actor, athlete: Athlete, length: int, task: str, filename: str = "", set_id: UUID | None = None
) -> Upload:
    """Announce an upload of `length` bytes. Raises ValidationError, TooLargeError, NoSpaceError, PermissionDenied."""
    require_for(actor, Action.LOG, athlete.pk)
    if length > max_bytes():
        raise TooLargeError(f"This video is too large: at most {settings.CONFIG.video_max_mb} MB.")
    if task not in set(Task):
        raise ValidationError(f"Unknown task: {task}.")
    of_set = TrainingSet.objects.filter(lift__session__athlete=athlete, pk=set_id).first() if set_id else None
    if set_id and of_set is None:
        raise ValidationError("The set of this video is not known here yet.")
    _check_room(length)
    with transaction.atomic():
        _may_film(athlete)
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
    if length == 0:
        finish_upload(upload=upload)
    return upload


def add_bytes(*, upload: Upload, offset: int, stream: Readable) -> int:
    """Append what the stream gives, up to the announced length, and return the new offset.

    A connection that is cut keeps what had arrived; with the last byte the upload becomes a video. Raises
    WrongOffsetError unless `offset` is where the upload stands, UploadBusyError, UploadGoneError, NoSpaceError.
    """
    with _locked(upload) as part:
        if offset != upload.offset:
            raise WrongOffsetError
        if upload.finished_at is None:
            if upload.expires_at < timezone.now():
                raise UploadGoneError
            _check_room(upload.length - upload.offset)
            _append(upload, part, stream)
            if upload.offset == upload.length:
                _finish(upload)
    return upload.offset


def check_alive(*, upload: Upload) -> None:
    """Raise UploadGoneError unless more bytes can be added, or all are here."""
    path = _path(upload)
    size = path.stat().st_size if path.exists() else 0
    over = upload.expires_at < timezone.now() or size < upload.offset < upload.length
    if upload.finished_at is None and over:
        raise UploadGoneError


def finish_upload(*, upload: Upload) -> None:
    """Make a complete upload a video. Run again after a kill, it goes on from there.

    Raises UploadBusyError, UploadGoneError.
    """
    with _locked(upload):
        if upload.finished_at is None and upload.offset == upload.length:
            _finish(upload)


def discard_upload(*, upload: Upload) -> None:
    """Forget an upload; one that has become a video leaves the video. Raises UploadBusyError."""
    path = _path(upload)
    with suppress(UploadGoneError), _locked(upload):
        with transaction.atomic():
            _forget(upload)
        path.unlink(missing_ok=True)


def discard_uploads_of(athlete: Athlete) -> None:
    """Forget all uploads of an athlete, also those that are under way. Inside a transaction."""
    for upload in Upload.objects.filter(athlete=athlete):
        path = _path(upload)
        _forget(upload)
        transaction.on_commit(partial(path.unlink, missing_ok=True))


def _forget(upload: Upload) -> None:
    """The row goes, and what a process that was killed may have stored of it before it became a video."""
    if upload.finished_at is None:
        erase_files([file_name(upload.organisation_id, upload.pk, upload.filename)])
    upload.delete()


def finish_stranded() -> None:
    """Finish uploads whose last byte came but whose process died then; for the sweep, in every organisation's scope."""
    complete = Upload.objects.filter(finished_at=None, offset=F("length"), created_at__lt=Now() - STRANDED_AFTER)
    # In any order: those that cannot be finished do not stand before the others for ever.
    for upload in complete.filter(expires_at__gt=Now()).order_by("?")[:20]:
        try:
            finish_upload(upload=upload)
        except UploadBusyError:
            continue  # its own process is about to
        except UploadGoneError:
            log.exception("upload_lost", upload=str(upload.pk))
        except Exception:  # whatever the storage raises: it is found again by the next sweep
            log.exception("upload_not_finished", upload=str(upload.pk))


def discard_expired() -> None:
    """Discard uploads whose time is over, and bytes of none; for the sweep, in every organisation's scope."""
    for upload in Upload.objects.filter(expires_at__lt=Now())[:200]:
        with suppress(UploadBusyError):
            discard_upload(upload=upload)
    oldest = time.time() - RESUMABLE_FOR.total_seconds()
    for path in _folder().glob("*"):
        with suppress(FileNotFoundError):  # finished or discarded meanwhile
            if path.stat().st_mtime < oldest:
                path.unlink()


def _may_film(athlete: Athlete) -> None:
    """Make sure that the athlete agreed to videos; then lock, so that a withdrawal under way ends what begins here."""
    lock_athlete(athlete)
    if ConsentKind.VIDEO not in in_force(athlete):
        raise ValidationError("The consent to keep and measure videos is missing: give it under Mine.")


def _check_room(length: int) -> None:
    _folder().mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(_folder()).free < length + LOW_DISK_BYTES:
        raise NoSpaceError("There is no room for this video on the server.")


def _append(upload: Upload, part: BinaryIO, stream: Readable) -> None:
    if os.fstat(part.fileno()).st_size < upload.offset:
        raise UploadGoneError
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


def _finish(upload: Upload) -> None:
    """Bytes into the storage, then the rows: a kill in between leaves the upload unfinished and its bytes in place."""
    name = file_name(upload.organisation_id, upload.pk, upload.filename)
    path = _path(upload)
    if path.exists() and path.stat().st_size == upload.length:
        strip_metadata(path)
        store_file(upload.organisation_id, upload.pk, upload.filename, path, move=True)
    elif not default_storage.exists(name):
        raise UploadGoneError
    with transaction.atomic():
        row = Upload.objects.select_for_update().filter(pk=upload.pk).first()
        if row is None:  # the consent was withdrawn meanwhile
            erase_files([name])
        elif not Video.objects.filter(pk=upload.pk).exists():
            add_video(
                video_id=upload.pk,
                athlete=upload.athlete,
                set_id=row.training_set_id,
                file=name,
                filename=upload.filename,
                size_bytes=upload.length,
                task=upload.task,
            )
            Upload.objects.filter(pk=upload.pk).update(finished_at=Now())
    path.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.CONFIG.data) / "uploads"


def _path(upload: Upload) -> Path:
    return _folder() / upload.pk.hex


@contextmanager
def _locked(upload: Upload) -> Iterator[BinaryIO]:
    """The file of an upload, locked against a second connection, and its row as it is now."""
    _folder().mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(_path(upload), os.O_RDWR | os.O_CREAT, 0o600), "r+b") as part:
        try:
            fcntl.flock(part, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UploadBusyError from error
        try:
            upload.refresh_from_db()
        except Upload.DoesNotExist as error:
            raise UploadGoneError from error
        yield part
