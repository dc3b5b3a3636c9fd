"""Where a worker keeps its files while it measures a video."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage, storages

LONGEST_S = 3000  # default: then a measurement's worker is ended


@contextmanager
def work_folder() -> Iterator[Path]:
    """A folder of our own that is gone afterwards; those of killed workers go with clear_work()."""
    _base().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=_base()) as folder:
        yield Path(folder)


def clear_work() -> None:
    """Remove what killed workers left: whatever is older than any measurement can last."""
    for left in _base().glob("*"):
        with suppress(FileNotFoundError):  # its worker has just ended
            if left.stat().st_mtime < time.time() - 2 * LONGEST_S:
                if left.is_dir():
                    shutil.rmtree(left, ignore_errors=True)
                else:
                    left.unlink()


@contextmanager
def local_copy(name: str) -> Iterator[Path]:
    """The stored file as a path: itself in a local folder, a copy from object storage."""
    if isinstance(storages["default"], FileSystemStorage):
        yield Path(default_storage.path(name))
        return
    _base().mkdir(parents=True, exist_ok=True)
    suffix = Path(name).suffix
    with tempfile.NamedTemporaryFile(dir=_base(), suffix=suffix) as copy, default_storage.open(name) as stored:
        shutil.copyfileobj(stored, copy)
        copy.flush()
        yield Path(copy.name)


def _base() -> Path:
    return Path(settings.CONFIG.data) / "work"
