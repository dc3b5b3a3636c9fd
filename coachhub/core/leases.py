"""Rows that a worker takes up, works on, and settles: once, whatever dies in between.

A claim is one conditional UPDATE; it admits one worker and is valid until the lease runs out. A worker
that lives renews it; the lease of a worker that was killed expires and the row can be claimed again.
Only the holder of the newest claim can settle the row. All times are the database's own.
"""

from __future__ import annotations

import contextvars
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread
from typing import Any, TypeVar
from uuid import UUID

import structlog
from django.db import DatabaseError, connection, models
from django.db.models import F, Q
from django.db.models.functions import Now

from coachhub.core.ids import new_id

LONGEST_LEASE = timedelta(minutes=10)
FURTHEST = timedelta(days=3)
"""Nothing is put off for longer: the furthest is a morning mail, written up to two days ahead."""

log = structlog.get_logger(__name__)


class Leased(models.Model):
    """A piece of work as a row. Subclasses have a `state` and name its values for waiting and working.

    `TAKEN_WITH`: the rows that whoever takes it up needs at once, read with it in one query.
    """

    WAITING_STATES: tuple[str, ...]
    WORKING_STATE: str
    TAKEN_WITH: tuple[str, ...] = ()

    state: models.CharField[str, str]
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(db_default=Now())
    lease = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        """No table of its own."""

        abstract = True


L = TypeVar("L", bound=Leased)


def due(model: type[L]) -> models.QuerySet[L]:
    """Rows that may be claimed now: waiting and due, or given up by a worker that died.

    A lease that runs out later than any lease lasts, and a time further ahead than any, were written by a clock that
    has been put back since.
    """
    its_time = Q(due_at__lte=Now()) | Q(due_at__gt=Now() + FURTHEST)
    waiting = Q(its_time, state__in=model.WAITING_STATES)
    held = Q(lease_until__range=(Now(), Now() + LONGEST_LEASE))
    abandoned = Q(state=model.WORKING_STATE) & ~held
    return model._default_manager.filter(waiting | abandoned)


def claim(model: type[L], row_id: UUID | str, *, seconds: int) -> L | None:
    """Take one row for `seconds`; None when it is not due, is being worked on, or is finished."""
    lease = new_id()
    taken = (
        due(model)
        .filter(pk=row_id)
        .update(
            state=model.WORKING_STATE,
            lease=lease,
            lease_until=Now() + timedelta(seconds=seconds),
            attempts=F("attempts") + 1,
        )
    )
    if not taken:
        return None
    rows = model._default_manager.filter(pk=row_id, lease=lease)
    return (rows.select_related(*model.TAKEN_WITH) if model.TAKEN_WITH else rows).first()


def renew(row: Leased, *, seconds: int, **values: Any) -> bool:
    """Keep a claimed row for `seconds` more and note progress; False when the claim is lost."""
    return _update_held(row, lease_until=Now() + timedelta(seconds=seconds), **values)


def settle(row: Leased, *, state: str, **values: Any) -> bool:
    """Give the row back in its new state; False (and nothing written) when the claim is lost."""
    return _update_held(row, state=state, lease=None, lease_until=None, **values)


def _update_held(row: Leased, **values: Any) -> bool:
    held = type(row)._default_manager.filter(Q(pk=row.pk, lease=row.lease, state=row.WORKING_STATE))
    if not held.update(**values):
        return False
    for name, value in values.items():
        # The lease stays with its holder: should the transaction around this be rolled back, the claim still is.
        if name != "lease" and not hasattr(value, "resolve_expression"):
            setattr(row, name, value)
    return True


class Held:
    """Whether a claim that is being kept is still ours."""

    lost = False


@contextmanager
def kept(row: Leased, *, seconds: int) -> Iterator[Held]:
    """Renew a claimed row's lease in the background for as long as the work lasts."""
    held, over = Held(), Event()

    def renew_again_and_again() -> None:
        while not over.wait(seconds / 3):
            try:
                if not renew(row, seconds=seconds):
                    held.lost = True
                    break
            except DatabaseError:
                log.warning("lease_not_renewed", row=str(row.pk), exc_info=True)
            finally:
                connection.close()

    context = contextvars.copy_context()
    thread = Thread(target=context.run, args=(renew_again_and_again,), name="lease", daemon=True)
    thread.start()
    try:
        yield held
    finally:
        over.set()
        thread.join()
