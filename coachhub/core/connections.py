"""Database connections of responses that go on for minutes."""

from __future__ import annotations

from django.db import connection


def let_go_of_database() -> None:
    """Close this thread's database connection; within a transaction it stays.

    Under ASGI each request has a thread of its own for as long as its response lasts, and the thread its connection:
    hundreds of open pages would hold hundreds of connections, all idle.
    """
    if not connection.in_atomic_block:
        connection.close()
