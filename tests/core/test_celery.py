"""Workers keep their database connection from task to task, and replace one that was cut off before it is used."""

from __future__ import annotations

import os
from types import SimpleNamespace
from typing import Any, cast

import psycopg
from celery.fixups.django import DjangoFixup
from celery.signals import task_prerun
from django.db import connection

from coachhub.celery import app, look_after_the_connection

TASK = cast("Any", SimpleNamespace(request=SimpleNamespace(is_eager=False)))


def backend() -> int:
    """The database's process that answers this thread."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        found: int = cursor.fetchone()[0]
        return found


def one_task_after_another() -> None:
    """What Celery and we do between two tasks."""
    theirs = cast("Any", DjangoFixup(app)).worker_fixup
    theirs.on_task_postrun(TASK)
    theirs.on_task_prerun(TASK)
    look_after_the_connection()


def test_it_is_looked_after_before_each_task() -> None:
    assert look_after_the_connection in [receiver() for _, receiver in task_prerun.receivers]


def test_it_is_kept(transactional_db: None) -> None:
    before = backend()
    one_task_after_another()
    assert backend() == before


def test_one_that_was_cut_off_is_replaced(transactional_db: None) -> None:
    before = backend()
    with psycopg.connect(os.environ["DATABASE_URL"]) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [before])
    one_task_after_another()
    assert backend() != before
