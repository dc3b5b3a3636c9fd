"""Sweeps: all run, whatever one of them does, and registering twice is running once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from celery import Task
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from coachhub.celery import app
from coachhub.core import sweeps, tasks
from coachhub.serving import processes

QUICK, SLOW = set(sweeps._sweeps), set(sweeps._slow)
"""The service's own, before the tests' take their place."""


@pytest.fixture(autouse=True)
def _only_those_of_the_test(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeps, "_sweeps", {})
    monkeypatch.setattr(sweeps, "_slow", {})
    monkeypatch.setattr(sweeps, "_hourly", {})


def test_one_that_fails_keeps_none_of_the_others_from_running(caplog: pytest.LogCaptureFixture) -> None:
    ran: list[str] = []

    @sweeps.swept
    def first() -> None:
        ran.append("first")

    @sweeps.swept
    def broken() -> None:
        raise OSError("disk full")

    @sweeps.swept
    def last() -> None:
        ran.append("last")

    tasks.sweep()
    assert ran == ["first", "last"]
    assert "sweep_failed" in caplog.text
    assert "broken" in caplog.text


def test_registering_again_is_running_once() -> None:
    ran: list[int] = []

    def sweep() -> None:
        ran.append(1)

    sweeps.swept(sweep)
    sweeps.swept(sweep)
    tasks.sweep()
    assert ran == [1]


def test_what_may_wait_for_the_storage_comes_after_the_rest() -> None:
    ran: list[str] = []
    sweeps.swept_slowly(lambda: ran.append("slow"))
    sweeps.swept(lambda: ran.append("quick"))
    tasks.sweep()
    assert ran == ["quick", "slow"]


@pytest.mark.django_db(transaction=True)
def test_while_one_process_hangs_on_the_storage_another_does_the_rest() -> None:
    ran: list[str] = []
    hangs, goes_on = Event(), Event()

    @sweeps.swept
    def reminders() -> None:
        ran.append("reminders")

    @sweeps.swept_slowly
    def storage() -> None:
        ran.append("storage")
        hangs.set()
        goes_on.wait(10)

    with ThreadPoolExecutor(1) as other:
        first = other.submit(in_a_process, tasks.sweep)
        assert hangs.wait(10)
        tasks.sweep()
        tasks.sweep()
        assert ran == ["reminders", "storage", "reminders", "reminders"]
        goes_on.set()
        first.result(10)
    tasks.sweep()
    assert ran[-2:] == ["reminders", "storage"]


def in_a_process(task: Callable[[], None]) -> None:
    """With a connection of its own, as another process has."""
    try:
        task()
    finally:
        connection.close()


def test_red_flags_are_told_again_before_anything_that_may_hang() -> None:
    assert "alerts.sweeps.unacknowledged_red_flags" in QUICK
    assert {"coachhub.core.erasure.erase_noted", "sessions.sweeps.stranded_uploads"} == SLOW


def test_what_is_done_by_the_hour_is_not_done_with_every_sweep() -> None:
    ran: list[str] = []
    sweeps.swept(lambda: ran.append("sweep"))
    sweeps.hourly(lambda: ran.append("hourly"))
    tasks.sweep()
    assert ran == ["sweep"]
    tasks.hourly()
    assert ran == ["sweep", "hourly"]


@pytest.mark.parametrize("task", [tasks.sweep, tasks.hourly])
def test_sweeps_do_not_wait_behind_other_work_and_the_worker_takes_them(
    task: Task[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A message to a mail server that hangs takes its time-out; a sweep expires after waiting for two of its own."""
    started: list[str] = []
    monkeypatch.setattr("os.execv", lambda _path, argv: started.extend(argv))
    processes.run("worker", settings.CONFIG)
    route = app.amqp.router.route({}, task.name)["queue"].name
    assert route != app.conf.task_default_queue
    assert {route, app.conf.task_default_queue} <= set(started[started.index("-Q") + 1].split(","))


def test_the_last_sweep_is_noted_for_whoever_asks_whether_they_run() -> None:
    cache.delete(sweeps.LAST_SWEEP)
    tasks.sweep()
    assert datetime.now(UTC) - cache.get(sweeps.LAST_SWEEP) < timedelta(seconds=5)
