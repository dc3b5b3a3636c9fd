"""Erasing stored files: noted in the transaction that drops their rows, done after it, found again by a sweep.

Files that are written before the row that names them are noted before that: should it never be written, they go too.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import structlog
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.functions import Now

from coachhub.core.alone import alone
from coachhub.core.models import FileToErase
from coachhub.core.sweeps import swept_slowly

AT_ONCE = 200  # default
SECONDS = 10.0  # default: a storage that hangs is left to the next sweep
UNNAMED = timedelta(hours=1)  # default: no request and no task lasts as long from writing a file to naming it

log = structlog.get_logger(__name__)


def erase_files(names: Iterable[str]) -> None:
    """Erase these once the current transaction has been committed."""
    FileToErase.objects.bulk_create([FileToErase(name=name) for name in names if name], ignore_conflicts=True)
    transaction.on_commit(erase_noted, robust=True)


@contextmanager
def files_to_be_named(names: Iterable[str]) -> Iterator[None]:
    """Around writing new files and the transaction that names them, in which `named` has to be called.

    Those it was not called for are erased at the end, or after a kill by a sweep an hour later. The names have to be
    new ones. Raises RuntimeError within a transaction, since the note has to be there before the file is.
    """
    names = list(names)
    if not names:
        yield
        return
    with transaction.atomic(durable=True):
        FileToErase.objects.bulk_create([FileToErase(name=name, since=Now() + UNNAMED) for name in names])
    try:
        yield
    finally:
        for note in FileToErase.objects.filter(name__in=names):
            _erase(note)


def named(names: Iterable[str]) -> None:
    """These files are named by a row of the current transaction: they stay when it is committed."""
    FileToErase.objects.filter(name__in=list(names)).delete()


@swept_slowly
def erase_noted() -> None:
    """Erase the files noted, for some seconds. While another process does, it is left to that and the next sweep:
    else a storage that hangs would hold them all.
    """
    with alone("erasing") as is_mine:
        ends = time.monotonic() + SECONDS
        for note in FileToErase.objects.filter(since__lte=Now()).order_by("since")[:AT_ONCE] if is_mine else ():
            if time.monotonic() > ends:
                return
            _erase(note)


def _erase(note: FileToErase) -> None:
    try:
        default_storage.delete(note.name)
    except Exception:  # whatever the storage raises: the note stays, behind the others, which go on
        log.exception("file_not_erased", file=note.name)
        FileToErase.objects.filter(pk=note.pk).update(since=Now())
    else:
        note.delete()
