"""What starts the sweeps goes on when the clock is put back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery.beat import PersistentScheduler, Service

from coachhub.celery import app
from coachhub.serving.beat import SteadyScheduler


class Clock:
    """The clock of the machine, ahead by so much."""

    ahead = timedelta(0)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    one, now = Clock(), app.now
    monkeypatch.setattr(app, "now", lambda: now() + one.ahead)
    monkeypatch.setattr("celery.schedules.BaseSchedule.now", lambda _: now() + one.ahead)
    return one


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was started, in order."""
    names: list[str] = []

    def note(_scheduler: Any, entry: Any, **_: Any) -> None:
        names.append(entry.name)

    monkeypatch.setattr(PersistentScheduler, "apply_entry", note)
    monkeypatch.setattr(PersistentScheduler, "producer", None)
    return names


@pytest.fixture
def beat(tmp_path: Path) -> Iterator[SteadyScheduler]:
    one = Service(app, schedule_filename=str(tmp_path / "schedule"), scheduler_cls=app.conf.beat_scheduler)
    assert isinstance(one.scheduler, SteadyScheduler)
    yield one.scheduler
    one.scheduler.close()


def tick(beat: SteadyScheduler) -> float:
    """Until there is nothing to start; how long it then sleeps, in seconds."""
    while not (pause := beat.tick()):
        pass
    return pause


def test_a_sweep_comes_when_it_is_due(beat: SteadyScheduler, clock: Clock, started: list[str]) -> None:
    assert 0 < tick(beat) <= app.conf.beat_schedule["sweep"]["schedule"]
    assert not started
    clock.ahead += timedelta(seconds=16)
    tick(beat)
    assert started == ["sweep"]


@pytest.mark.parametrize("by", [timedelta(minutes=1), timedelta(hours=1), timedelta(days=400)])
def test_put_back_it_is_waited_for_no_longer_than_usual(
    beat: SteadyScheduler, clock: Clock, started: list[str], by: timedelta
) -> None:
    tick(beat)
    clock.ahead -= by
    assert tick(beat) <= app.conf.beat_schedule["sweep"]["schedule"]
    clock.ahead += timedelta(seconds=16)
    tick(beat)
    assert started == ["sweep"]


def test_so_it_is_when_it_was_put_back_while_nothing_ran(
    beat: SteadyScheduler, clock: Clock, started: list[str], tmp_path: Path
) -> None:
    tick(beat)
    beat.close()
    clock.ahead -= timedelta(hours=1)
    later = SteadyScheduler(app, schedule_filename=str(tmp_path / "schedule"))
    assert tick(later) <= app.conf.beat_schedule["sweep"]["schedule"]
    later.close()
