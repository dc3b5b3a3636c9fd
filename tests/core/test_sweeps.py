"""Sweeps: all run, whatever one of them does, and registering twice is running once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from celery import Task
from django.conf import settings
from django.core.cache import cache

from coachhub.celery import app
from coachhub.core import sweeps, tasks
from coachhub.serving import processes


@pytest.fixture(autouse=True)
def _only_those_of_the_test(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeps, "_sweeps", {})
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
