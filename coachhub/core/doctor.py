"""`manage.py doctor`: what is there, what is missing, and what to do about it."""

from __future__ import annotations

import importlib.util
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from botocore.exceptions import BotoCoreError, ClientError
from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError
from kombu.exceptions import OperationalError

from coachhub.core import health
from coachhub.core.ids import new_id
from coachhub.core.sweeps import LAST_SWEEP

ANSWER_WITHIN_S = 2.0
LATE = timedelta(minutes=2)
AWAY = (OSError, DatabaseError, BotoCoreError, ClientError, OperationalError)


class Grade(StrEnum):
    """How a finding is meant."""

    OK = "ok"
    NOTE = "note"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Found:
    """One thing looked at."""

    what: str
    grade: Grade
    text: str


def examine() -> Iterator[Found]:
    """Look at everything, the ground first; what builds on something missing is still looked at."""
    yield _python()
    yield _database()
    yield _wrap("broker", health.broker(), "start it, or correct REDIS_URL")
    yield _wrap("disk", health.storage(), "make room, or correct COACHHUB_DATA")
    yield _guarded("files", _files)
    yield _guarded("workers", _workers)
    yield _guarded("beat", _beat)
    yield _measuring()
    yield _mail()
    yield _secrets()


def _wrap(what: str, answer: str, todo: str) -> Found:
    return Found(what, Grade.OK, answer) if answer == "ok" else Found(what, Grade.MISSING, f"{answer}: {todo}")


def _guarded(what: str, look: Callable[[], Found]) -> Found:
    try:
        return look()
    except AWAY as error:
        return Found(what, Grade.MISSING, (str(error) or type(error).__name__).splitlines()[0])


def _python() -> Found:
    fits = (3, 11) <= sys.version_info[:2] <= (3, 12)
    return Found("python", Grade.OK if fits else Grade.MISSING, f"{platform.python_version()} (3.11 or 3.12 needed)")


def _database() -> Found:
    answer = health.database()
    behind = "not applied" in answer
    return _wrap("database", answer, "run python manage.py prepare" if behind else "start it, or correct DATABASE_URL")


def _files() -> Found:
    name = default_storage.save(f"doctor/{new_id()}", ContentFile(b"?"))
    default_storage.delete(name)
    with tempfile.TemporaryFile(dir=settings.CONFIG.data):
        pass
    where = "object storage" if settings.CONFIG.storage_url else str(settings.MEDIA_ROOT)
    return Found("files", Grade.OK, f"can be written: {where}")


def _workers() -> Found:
    if health.broker() != "ok":
        return Found("workers", Grade.MISSING, "cannot be asked without the broker")
    queues = current_app.control.inspect(timeout=ANSWER_WITHIN_S).active_queues() or {}
    served = {queue["name"] for found in queues.values() for queue in found}
    commands = {
        "default": "worker",
        "messages": "worker-messages",
        "red_flags": "worker-red-flags",
        "video": "worker-video",
    }
    if missing := commands.keys() - served:
        todo = " and ".join(f"python -m coachhub.serving {commands[name]}" for name in sorted(missing))
        return Found("workers", Grade.MISSING, f"nobody serves {', '.join(sorted(missing))}: start {todo}")
    return Found("workers", Grade.OK, f"{len(queues)} answer")


def _beat() -> Found:
    last: datetime | None = cache.get(LAST_SWEEP)
    if last is None:
        return Found("beat", Grade.MISSING, "has never swept: start python -m coachhub.serving beat and a worker")
    ago = datetime.now(UTC) - last
    text = f"last sweep {int(ago.total_seconds())} s ago"
    if ago > LATE:
        return Found("beat", Grade.MISSING, f"{text}: see that beat and a worker run")
    return Found("beat", Grade.OK, text)


def _measuring() -> Found:
    missing = [name for name in ("av", "cv2", "mediapipe", "numpy", "scipy") if importlib.util.find_spec(name) is None]
    if missing:
        return Found("measuring", Grade.NOTE, f"no {', '.join(missing)}: this machine cannot run worker-video")
    return Found("measuring", Grade.OK, "video and pose libraries are installed")


def _mail() -> Found:
    if settings.CONFIG.email_url:
        return Found("mail", Grade.OK, f"goes out through {settings.EMAIL_HOST}")
    grade = Grade.MISSING if settings.CONFIG.production else Grade.NOTE
    return Found("mail", grade, f"is only kept in {settings.EMAIL_FILE_PATH}: set EMAIL_URL to send it")


def _secrets() -> Found:
    problems = settings.CONFIG.problems()
    if problems:
        return Found("secrets", Grade.MISSING, " ".join(problems))
    if not settings.CONFIG.production:
        return Found("secrets", Grade.NOTE, "not a production set-up (COACHHUB_PRODUCTION)")
    return Found("secrets", Grade.OK, "set")
