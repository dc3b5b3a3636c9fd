"""Erasing stored files: noted in the transaction that drops their rows, done after it, found again by a sweep."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.files.storage import default_storage
from django.db import transaction

from coachhub.core.models import FileToErase
from coachhub.core.sweeps import swept


def erase_files(names: Iterable[str]) -> None:
    """Erase these once the current transaction has been committed."""
    FileToErase.objects.bulk_create([FileToErase(name=name) for name in names if name], ignore_conflicts=True)
    transaction.on_commit(erase_noted)


@swept
def erase_noted() -> None:
    """Erase every file noted. Twice is harmless: erasing a file that is gone changes nothing."""
    for note in FileToErase.objects.order_by("since")[:200]:
        default_storage.delete(note.name)
        note.delete()
