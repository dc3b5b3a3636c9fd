"""The Celery application.

Queues: `red_flags` (messages to people about them), `messages` (all others), `sweeps` and `default` (short work that
waits for nobody outside), `video` (one measurement at a time).
"""

import logging
import os
from typing import cast

from celery import Celery
from celery.signals import setup_logging, task_prerun, worker_ready
from celery.utils.log import get_multiprocessing_logger
from django.db import close_old_connections
from django_structlog.celery.steps import DjangoStructLogInitStep

from coachhub.memory import keep_what_is_loaded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coachhub.settings")

app = Celery("coachhub")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)  # a task's log lines carry its id, and the id of the request behind it


@setup_logging.connect
def leave_logs_as_they_are(loglevel: int, **_: object) -> None:
    """Of Celery's own set-up of logging, which knows nothing of coachhub/logs.py, only the level is taken."""
    logging.getLogger().setLevel(loglevel)
    pool = cast(logging.Logger, get_multiprocessing_logger())  # None without billiard, which Celery itself asks for
    pool.setLevel(logging.ERROR)
    pool.propagate = True


@worker_ready.connect
def look_through_less(**_: object) -> None:
    """Of what a worker has loaded by now, nothing becomes garbage."""
    keep_what_is_loaded()


@task_prerun.connect
def look_after_the_connection(**_: object) -> None:
    """As a request does: one that is old or was cut off is replaced before a task uses it, any other goes on."""
    close_old_connections()
