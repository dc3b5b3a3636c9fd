"""Celery is only the nudge: it makes work start at once that a sweep would find anyway.

So a nudge is sent after commit, never waits for a broker that is away, and never fails its caller.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import structlog
from celery import Task
from django.db import transaction
from kombu import pools
from kombu.exceptions import OperationalError

ONE_TRY = {"max_retries": 0, "socket_timeout": 2}  # else it tries for seconds, or for ever if nothing answers
QUIET_S = 5.0  # default: after a lost nudge the next ones are not even tried for so long
MOST_UNTAKEN = 1000  # default

log = structlog.get_logger(__name__)
_quiet_until = 0.0


def nudge(task: Task[Any, Any], *args: str, priority: int | None = None) -> None:
    """Send `task(*args)` to a worker once the current transaction has been committed.

    In its queue the lowest `priority` goes first; None: the task's own, 0 unless it says otherwise.
    """
    transaction.on_commit(lambda: _send(task, args, priority))


def nudge_again(task: Task[Any, Any], keys: Iterable[str], *, priority: int | None = None) -> None:
    """Nudge for rows that a sweep found due, unless very many nudges wait untaken already.

    Else every sweep would add them once more while their workers are busy or away, until the broker is full.
    """
    if _untaken(task) < MOST_UNTAKEN:
        for key in keys:
            nudge(task, key, priority=priority)


def _untaken(task: Task[Any, Any]) -> int:
    """How many messages wait in the task's queue; 0 when the broker does not say."""
    queue = task.app.amqp.router.route({}, task.name)["queue"]
    link = task.app.connection_for_write(transport_options=ONE_TRY)
    errors: tuple[type[BaseException], ...] = (OperationalError, *link.connection_errors, *link.channel_errors)
    try:
        with link:
            return int(queue(link.default_channel).queue_declare().message_count)
    except errors:
        return 0


def _send(task: Task[Any, Any], args: tuple[str, ...], priority: int | None) -> None:
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        link = task.app.connection_for_write(transport_options=ONE_TRY)
        with pools.producers[link].acquire(block=True) as producer:
            options: dict[str, Any] = {} if priority is None else {"priority": priority}
            task.apply_async(args, producer=producer, retry=False, **options)
    except (OperationalError, OSError) as error:
        _quiet_until = time.monotonic() + QUIET_S
        log.warning("nudge_lost", task=task.name, args=args, error=str(error))
