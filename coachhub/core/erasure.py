"""Erasing stored files: noted in the transaction that drops their rows, done after it, found again by a sweep."""

from __future__ import annotations

import time
from collections.abc import Iterable

import structlog
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.functions import Now

from coachhub.core.models import FileToErase
from coachhub.core.sweeps import swept

AT_ONCE = 200  # default
SECONDS = 10.0  # default: a storage that hangs is left to the next sweep

log = structlog.get_logger(__name__)


def erase_files(names: Iterable[str]) -> None:
    """Erase these once the current transaction has been committed."""
    FileToErase.objects.bulk_create([FileToErase(name=name) for name in names if name], ignore_conflicts=True)
    transaction.on_commit(erase_noted, robust=True)


@swept
def erase_noted() -> None:
    """Erase the files noted, for some seconds. Twice is harmless: erasing a file that is gone changes nothing."""
    ends = time.monotonic() + SECONDS
    for note in FileToErase.objects.order_by("since")[:AT_ONCE]:
        if time.monotonic() > ends:
            return
        try:
            default_storage.delete(note.name)
        except Exception:  # whatever the storage raises: the note stays, behind the others, which go on
            log.exception("file_not_erased", file=note.name)
            FileToErase.objects.filter(pk=note.pk).update(since=Now())
        else:
            note.delete()
