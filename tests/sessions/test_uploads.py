"""Uploads, whatever dies on the way: bytes and rows agree, a video is made once, and nothing is left lying."""

from __future__ import annotations

import fcntl
import io
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from athletes.models import ConsentKind
from athletes.services.consents import set_consents
from coachhub.core.health import LOW_DISK_BYTES
from coachhub.core.ids import new_id
from coachhub.core.scope import every_organisation, organisation_scope
from sessions.models import KneeAnalysis, Upload, Video
from sessions.services import uploads
from sessions.services.uploads import (
    NoSpaceError,
    TooLargeError,
    UploadBusyError,
    UploadGoneError,
    WrongOffsetError,
    add_bytes,
    check_alive,
    create_upload,
    discard_expired,
    discard_upload,
    finish_stranded,
    finish_upload,
)
from sessions.services.videos import file_name, store_file
from sessions.sweeps import old_uploads, old_work, stranded_uploads
from tests.clips import PLACE, phone_film
from tests.world import Person, World, make_athlete

BYTES = b"squat" * 1000


def begin(person: Person, length: int = len(BYTES), filename: str = "squat.mp4") -> Upload:
    return create_upload(actor=person.actor, athlete=person.athlete, length=length, task="squat", filename=filename)


def part_of(upload: Upload) -> Path:
    return Path(settings.CONFIG.data) / "uploads" / upload.pk.hex


def name_of(upload: Upload) -> str:
    return file_name(upload.organisation_id, upload.pk, upload.filename)


def killed_before_finishing(upload: Upload, *, at: timedelta = timedelta(minutes=5)) -> None:
    """All bytes are on disk and in the row; then the process died."""
    part_of(upload).parent.mkdir(parents=True, exist_ok=True)
    part_of(upload).write_bytes(BYTES)
    Upload.objects.filter(pk=upload.pk).update(offset=upload.length, created_at=timezone.now() - at)
    upload.refresh_from_db()


def content_of(video: Video) -> bytes:
    with default_storage.open(video.file) as file:
        return bytes(file.read())


@contextmanager
def another_connection(upload: Upload) -> Iterator[None]:
    """Somebody else is sending this upload."""
    part_of(upload).parent.mkdir(parents=True, exist_ok=True)
    with part_of(upload).open("ab") as part:
        fcntl.flock(part, fcntl.LOCK_EX)
        yield


class Broken(io.BytesIO):
    """A sender whose connection breaks after so many bytes."""

    def __init__(self, content: bytes, after: int) -> None:
        super().__init__(content[:after])

    def read(self, size: int | None = -1, /) -> bytes:
        """What is left, then the break."""
        block = super().read(size)
        if not block:
            raise OSError("connection reset")
        return block


# -- bytes and row agree ------------------------------------------------------------------------------


def test_a_sender_that_breaks_off_leaves_what_had_arrived(scoped: World) -> None:
    upload = begin(scoped.maya)
    with pytest.raises(OSError, match="reset"):
        add_bytes(upload=upload, offset=0, stream=Broken(BYTES, 1234))
    assert Upload.objects.get().offset == part_of(upload).stat().st_size == 1234
    assert add_bytes(upload=upload, offset=1234, stream=io.BytesIO(BYTES[1234:])) == len(BYTES)
    assert content_of(Video.objects.get()) == BYTES


def test_more_than_announced_is_not_taken(scoped: World) -> None:
    upload = begin(scoped.maya)
    add_bytes(upload=upload, offset=0, stream=io.BytesIO(BYTES + b"more"))
    assert content_of(Video.objects.get()) == BYTES


def test_bytes_are_only_added_where_the_upload_stands_now(scoped: World) -> None:
    """Not where it stood when this connection looked: another one may have been faster."""
    mine, faster = begin(scoped.maya), Upload.objects.get()
    add_bytes(upload=faster, offset=0, stream=io.BytesIO(BYTES[:100]))
    assert mine.offset == 0
    with pytest.raises(WrongOffsetError):
        add_bytes(upload=mine, offset=0, stream=io.BytesIO(BYTES[:100]))
    assert Upload.objects.get().offset == 100


def test_one_connection_at_a_time(scoped: World) -> None:
    upload = begin(scoped.maya)
    with another_connection(upload):
        with pytest.raises(UploadBusyError):
            add_bytes(upload=upload, offset=0, stream=io.BytesIO(BYTES))
        with pytest.raises(UploadBusyError):
            finish_upload(upload=upload)
        with pytest.raises(UploadBusyError):
            discard_upload(upload=upload)
    assert add_bytes(upload=upload, offset=0, stream=io.BytesIO(BYTES)) == len(BYTES)


def test_a_finished_upload_takes_nothing_more_and_stays_finished(scoped: World) -> None:
    upload = begin(scoped.maya)
    add_bytes(upload=upload, offset=0, stream=io.BytesIO(BYTES))
    assert add_bytes(upload=upload, offset=len(BYTES), stream=io.BytesIO(b"more")) == len(BYTES)
    check_alive(upload=Upload.objects.get())
    assert content_of(Video.objects.get()) == BYTES
    assert KneeAnalysis.objects.count() == 1


def test_the_bytes_are_moved_and_not_copied(scoped: World) -> None:
    """In a local folder, where 500 MB would take seconds and the room twice."""
    upload = begin(scoped.maya)
    add_bytes(upload=upload, offset=0, stream=io.BytesIO(BYTES[:-1]))
    inode = part_of(upload).stat().st_ino
    add_bytes(upload=upload, offset=len(BYTES) - 1, stream=io.BytesIO(BYTES[-1:]))
    assert Path(default_storage.path(Video.objects.get().file)).stat().st_ino == inode
    assert not part_of(upload).exists()


# -- a kill between the last byte and the video -------------------------------------------------------


def test_what_is_stored_does_not_say_where_it_was_filmed(scoped: World) -> None:
    film = phone_film()
    upload = begin(scoped.maya, len(film))
    add_bytes(upload=upload, offset=0, stream=io.BytesIO(film))
    stored = content_of(Video.objects.get())
    assert (len(stored), PLACE.encode() in film, PLACE.encode() in stored) == (len(film), True, False)


def test_the_sweep_finishes_what_a_killed_process_left(scoped: World) -> None:
    upload = begin(scoped.maya)
    killed_before_finishing(upload)
    stranded_uploads()
    assert content_of(Video.objects.get()) == BYTES
    assert KneeAnalysis.objects.get().state == "queued"
    assert Upload.objects.get().finished_at
    stranded_uploads()
    assert KneeAnalysis.objects.count() == 1


def test_a_kill_after_the_file_was_moved(scoped: World) -> None:
    upload = begin(scoped.maya)
    killed_before_finishing(upload)
    part_of(upload).unlink()
    default_storage.save(name_of(upload), ContentFile(BYTES))
    stranded_uploads()
    assert content_of(Video.objects.get()) == BYTES


def test_a_kill_in_the_middle_of_copying(scoped: World) -> None:
    upload = begin(scoped.maya)
    killed_before_finishing(upload)
    default_storage.save(name_of(upload), ContentFile(BYTES[:10]))
    stranded_uploads()
    video = Video.objects.get()
    assert (video.file, content_of(video)) == (name_of(upload), BYTES)


def test_a_kill_after_the_rows_were_written(scoped: World) -> None:
    upload = begin(scoped.maya)
    add_bytes(upload=upload, offset=0, stream=io.BytesIO(BYTES))
    part_of(upload).write_bytes(b"")  # not removed any more
    finish_upload(upload=upload)
    assert content_of(Video.objects.get()) == BYTES
    assert KneeAnalysis.objects.count() == 1


def test_bytes_that_are_nowhere_make_no_video(scoped: World) -> None:
    upload = begin(scoped.maya)
    killed_before_finishing(upload)
    part_of(upload).unlink()
    with pytest.raises(UploadGoneError):
        finish_upload(upload=upload)
    stranded_uploads()  # says so in the log, and goes on with the others
    assert not Video.objects.exists()


def test_one_lost_upload_does_not_keep_the_sweep_from_the_others(scoped: World) -> None:
    lost, busy, fine = (begin(scoped.maya) for _ in range(3))
    for upload in (lost, busy, fine):
        killed_before_finishing(upload)
    part_of(lost).unlink()
    with another_connection(busy):
        stranded_uploads()
    assert [video.pk for video in Video.objects.all()] == [fine.pk]
    stranded_uploads()
    assert {video.pk for video in Video.objects.all()} == {fine.pk, busy.pk}


def test_nor_does_one_that_the_storage_refuses(scoped: World, monkeypatch: pytest.MonkeyPatch) -> None:
    refused, fine = begin(scoped.maya), begin(scoped.maya)
    for upload in (refused, fine):
        killed_before_finishing(upload)

    def trouble(organisation_id: UUID, video_id: UUID, *args: Any, **kwargs: Any) -> str:
        if video_id == refused.pk:
            raise OSError("the storage does not answer")
        return store_file(organisation_id, video_id, *args, **kwargs)

    monkeypatch.setattr(uploads, "store_file", trouble)
    with every_organisation():
        finish_stranded()
    assert [video.pk for video in Video.objects.all()] == [fine.pk]


@pytest.mark.parametrize("how", ["withdrawn", "discarded", "expired"])
def test_what_a_killed_process_had_stored_goes_with_its_upload(
    scoped: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, how: str
) -> None:
    upload = begin(scoped.maya)
    killed_before_finishing(upload)
    part_of(upload).unlink()
    stored = default_storage.save(name_of(upload), ContentFile(BYTES))
    with django_capture_on_commit_callbacks(execute=True):
        if how == "withdrawn":
            set_consents(actor=scoped.maya.actor, athlete=scoped.maya.athlete, given=[ConsentKind.LOG])
        elif how == "discarded":
            discard_upload(upload=upload)
        else:
            Upload.objects.update(expires_at=timezone.now() - timedelta(days=1))
            old_uploads()
    assert not Upload.objects.exists()
    assert not default_storage.exists(stored)


def test_the_sweep_leaves_alone_what_its_own_process_is_about_to_finish(scoped: World) -> None:
    killed_before_finishing(begin(scoped.maya), at=timedelta(seconds=5))
    with every_organisation():
        finish_stranded()
    assert not Video.objects.exists()


def test_two_processes_finishing_at_once_make_one_video(shared: World) -> None:
    with organisation_scope(shared.organisation.pk):
        upload = begin(shared.maya)
        killed_before_finishing(upload)

    def finish(_: int) -> str:
        try:
            with organisation_scope(shared.organisation.pk):
                finish_upload(upload=Upload.objects.get(pk=upload.pk))
        except UploadBusyError:
            return "busy"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(finish, range(8)))
    assert "done" in outcomes
    with organisation_scope(shared.organisation.pk):
        assert content_of(Video.objects.get()) == BYTES
        assert KneeAnalysis.objects.count() == 1


# -- what is left lying -------------------------------------------------------------------------------


def test_uploads_that_nobody_resumed_are_discarded_with_their_bytes(scoped: World) -> None:
    over, running = begin(scoped.maya), begin(scoped.maya)
    for upload in (over, running):
        add_bytes(upload=upload, offset=0, stream=io.BytesIO(b"abc"))
    Upload.objects.filter(pk=over.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    old_uploads()
    assert [upload.pk for upload in Upload.objects.all()] == [running.pk]
    assert (part_of(over).exists(), part_of(running).exists()) == (False, True)


def test_a_video_stays_when_its_finished_upload_is_forgotten(scoped: World) -> None:
    upload = begin(scoped.maya)
    add_bytes(upload=upload, offset=0, stream=io.BytesIO(BYTES))
    Upload.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    old_uploads()
    assert not Upload.objects.exists()
    assert content_of(Video.objects.get()) == BYTES


def test_bytes_without_a_row_go_after_a_while(scoped: World) -> None:
    old, fresh = (part_of(begin(scoped.maya)).with_name(name) for name in ("old", "fresh"))
    for path in (old, fresh):
        path.write_bytes(b"abc")
    three_days_ago = time.time() - 3 * 86400
    os.utime(old, (three_days_ago, three_days_ago))
    with every_organisation():
        discard_expired()
    assert (old.exists(), fresh.exists()) == (False, True)
    fresh.unlink()


def test_what_goes_while_the_old_is_looked_for_is_no_trouble(scoped: World, monkeypatch: pytest.MonkeyPatch) -> None:
    gone, old = (part_of(begin(scoped.maya)).with_name(name) for name in ("gone", "old"))
    old.write_bytes(b"abc")
    os.utime(old, (0, 0))
    monkeypatch.setattr(Path, "glob", lambda _folder, _pattern: iter([gone, old]))
    old_uploads()
    assert not old.exists()
    old.write_bytes(b"abc")
    os.utime(old, (0, 0))
    old_work()
    assert not old.exists()


def test_withdrawing_the_consent_ends_uploads_that_are_under_way(
    scoped: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    upload = begin(scoped.maya)
    add_bytes(upload=upload, offset=0, stream=io.BytesIO(BYTES[:100]))
    with django_capture_on_commit_callbacks(execute=True):
        set_consents(actor=scoped.maya.actor, athlete=scoped.maya.athlete, given=[ConsentKind.LOG])
    assert not Upload.objects.exists()
    assert not part_of(upload).exists()
    with pytest.raises(UploadGoneError):
        add_bytes(upload=upload, offset=100, stream=io.BytesIO(BYTES[100:]))
    assert not Video.objects.exists()
    part_of(upload).unlink(missing_ok=True)


def test_withdrawing_while_the_last_bytes_come_in_leaves_no_file(
    scoped: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    class WithdrawsMeanwhile(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            set_consents(actor=scoped.maya.actor, athlete=scoped.maya.athlete, given=[ConsentKind.LOG])
            return super().read(size)

    upload = begin(scoped.maya)
    with django_capture_on_commit_callbacks(execute=True):
        add_bytes(upload=upload, offset=0, stream=WithdrawsMeanwhile(BYTES))
    assert not Video.objects.exists()
    assert not default_storage.exists(name_of(upload))
    assert not part_of(upload).exists()


def test_an_upload_that_begins_while_the_consent_is_withdrawn_is_refused(shared: World) -> None:
    def later() -> Upload:
        try:
            with organisation_scope(shared.organisation.pk):
                return begin(shared.maya)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with organisation_scope(shared.organisation.pk), transaction.atomic():
            set_consents(actor=shared.maya.actor, athlete=shared.maya.athlete, given=[ConsentKind.LOG])
            begun = pool.submit(later)
            wait([begun], timeout=1)  # the erasing takes its time
        with pytest.raises(ValidationError, match="consent to keep and measure videos"):
            begun.result()
    with organisation_scope(shared.organisation.pk):
        assert not Upload.objects.exists()


# -- announcing ---------------------------------------------------------------------------------------


def test_an_upload_needs_the_consent_to_videos(scoped: World) -> None:
    other = make_athlete(scoped.organisation, "Third", consents=[ConsentKind.LOG])
    with pytest.raises(ValidationError, match="consent to keep and measure videos"):
        begin(other)
    assert not Upload.objects.exists()


def test_too_large_is_said_before_the_first_byte(scoped: World) -> None:
    with pytest.raises(TooLargeError, match="at most 500 MB"):
        begin(scoped.maya, length=500 * 2**20 + 1)


def test_what_the_disk_cannot_hold_is_not_begun(scoped: World, settings: Settings) -> None:
    settings.CONFIG = replace(settings.CONFIG, video_max_mb=10**10)
    with pytest.raises(NoSpaceError):
        begin(scoped.maya, length=10**15)


def test_bytes_for_which_there_is_no_room_any_more_are_not_taken(
    scoped: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many uploads that each fitted when they began do not fit together; the database lives on this disk too."""
    upload = begin(scoped.maya)
    add_bytes(upload=upload, offset=0, stream=io.BytesIO(BYTES[:100]))
    free = LOW_DISK_BYTES + len(BYTES) - 101
    monkeypatch.setattr("shutil.disk_usage", lambda _path: SimpleNamespace(free=free))
    with pytest.raises(NoSpaceError):
        add_bytes(upload=upload, offset=100, stream=io.BytesIO(BYTES[100:]))
    assert Upload.objects.get().offset == part_of(upload).stat().st_size == 100
    free += 1
    assert add_bytes(upload=upload, offset=100, stream=io.BytesIO(BYTES[100:])) == len(BYTES)


def test_nobody_uploads_for_another_athlete(scoped: World) -> None:
    with pytest.raises(PermissionDenied):
        create_upload(actor=scoped.maya.actor, athlete=scoped.samira.athlete, length=5, task="squat")
    with pytest.raises(PermissionDenied):
        create_upload(actor=scoped.clinician.actor, athlete=scoped.maya.athlete, length=5, task="squat")


@pytest.mark.parametrize(
    ("given", "kept", "ending"),
    [
        ("squat.MP4", "squat.MP4", ".mp4"),
        ("../../etc/passwd", "passwd", ".bin"),
        ("clip.exe", "clip.exe", ".bin"),
        ("", "", ".bin"),
        ("x" * 300 + ".mov", "x" * 255, ".bin"),
    ],
)
def test_the_phones_file_name_never_decides_where_bytes_lie(scoped: World, given: str, kept: str, ending: str) -> None:
    upload = begin(scoped.maya, filename=given)
    add_bytes(upload=upload, offset=0, stream=io.BytesIO(BYTES))
    video = Video.objects.get()
    assert video.filename == kept
    assert video.file == f"videos/{scoped.organisation.pk}/{upload.pk}{ending}"


def test_an_unknown_set_is_refused_in_one_sentence(scoped: World) -> None:
    with pytest.raises(ValidationError, match="not known here yet"):
        create_upload(actor=scoped.maya.actor, athlete=scoped.maya.athlete, length=5, task="squat", set_id=new_id())


# -- object storage -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("object_storage")
def test_a_video_goes_to_object_storage_and_is_finished_after_a_kill(scoped: World) -> None:
    upload, killed = begin(scoped.maya), begin(scoped.maya)
    add_bytes(upload=upload, offset=0, stream=io.BytesIO(BYTES))
    killed_before_finishing(killed)
    default_storage.save(name_of(killed), ContentFile(BYTES[:10]))
    stranded_uploads()
    assert Video.objects.count() == 2
    for video in Video.objects.all():
        assert content_of(video) == BYTES
    assert not part_of(upload).exists()
    assert not part_of(killed).exists()
