"""Celery is only the nudge: it makes work start at once that a sweep would find anyway.

So a nudge is sent after commit, never waits for a broker that is away, and never fails its caller.
"""

from __future__ import annotations

from typing import Any

import structlog
from celery import Task
from django.db import transaction
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)


def nudge(task: Task[Any, Any], *args: str) -> None:
    """Send `task(*args)` to a worker once the current transaction has been committed."""
    transaction.on_commit(lambda: _send(task, args))


def _send(task: Task[Any, Any], args: tuple[str, ...]) -> None:
    try:
        task.apply_async(args, retry=False)
    except (OperationalError, OSError) as error:
        log.warning("nudge_lost", task=task.name, args=args, error=str(error))
