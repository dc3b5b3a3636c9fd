"""Celery is only the nudge: it makes work start at once that a sweep would find anyway.

So a nudge is sent after commit, never waits for a broker that is away, and never fails its caller.
"""

from __future__ import annotations

import time
from typing import Any

import structlog
from celery import Task
from django.db import transaction
from kombu import pools
from kombu.exceptions import OperationalError

ONE_TRY = {"max_retries": 0, "socket_timeout": 2}  # else it tries for seconds, or for ever if nothing answers
QUIET_S = 5.0  # default: after a lost nudge the next ones are not even tried for so long

log = structlog.get_logger(__name__)
_quiet_until = 0.0


def nudge(task: Task[Any, Any], *args: str) -> None:
    """Send `task(*args)` to a worker once the current transaction has been committed."""
    transaction.on_commit(lambda: _send(task, args))


def _send(task: Task[Any, Any], args: tuple[str, ...]) -> None:
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        link = task.app.connection_for_write(transport_options=ONE_TRY)
        with pools.producers[link].acquire(block=True) as producer:
            task.apply_async(args, producer=producer, retry=False)
    except (OperationalError, OSError) as error:
        _quiet_until = time.monotonic() + QUIET_S
        log.warning("nudge_lost", task=task.name, args=args, error=str(error))
