"""One process at a time, of all machines on the same database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def alone(what: str) -> Iterator[bool]:
    """Whether `what` is this process's to do now, which nobody waits for: False while another one is at it.

    The lock ends with the block, or with the process that held it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [f"coachhub {what}"])
        is_mine = cursor.fetchone() == (True,)
    try:
        yield is_mine
    finally:
        if is_mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [f"coachhub {what}"])
