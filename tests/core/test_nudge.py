"""Celery is only the nudge: sent after commit, lost without harm."""

from __future__ import annotations

import base64
import json
import socket
import time
from pathlib import Path
from typing import Any

import pytest
import redis
from celery import shared_task
from django.conf import settings
from django.db import transaction

from coachhub.celery import app
from coachhub.core import nudge as core_nudge
from coachhub.core.nudge import nudge, nudge_again
from tests.stack import free_port

QUEUE = "nudge-test"


@pytest.fixture(autouse=True)
def _own_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.conf.task_routes, f"{__name__}.wave", {"queue": QUEUE})
    monkeypatch.setattr(app.amqp, "_rtable", None)  # which was made of the routes when the first task was sent
    monkeypatch.setattr(app.amqp, "_rtable", None)  # what has been read of the routes before is forgotten
    monkeypatch.setattr(app.amqp, "router", app.amqp.Router())


@shared_task
def wave(name: str) -> None:
    """A task of these tests."""


def arrived() -> list[list[Any]]:
    """The arguments of the tasks in the queue, which is emptied."""
    with redis.Redis.from_url(settings.CONFIG.redis_url) as broker:
        found = broker.lrange(QUEUE, 0, -1)
        broker.delete(QUEUE)
    return [json.loads(base64.b64decode(json.loads(one)["body"]))[0] for one in found][::-1]


@pytest.mark.django_db(transaction=True)
def test_a_nudge_is_sent_when_the_rows_are_there_and_not_before() -> None:
    with transaction.atomic():
        nudge(wave, "Maya")
        assert arrived() == []
    assert arrived() == [["Maya"]]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_nudges_nobody() -> None:
    with transaction.atomic():
        nudge(wave, "Maya")
        transaction.set_rollback(True)
    assert arrived() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("broker", ["no socket", "closed port"])
def test_a_broker_that_is_away_neither_fails_nor_holds_up_the_caller(
    broker: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    urls = {"no socket": f"redis+socket://{tmp_path}/gone.sock", "closed port": f"redis://127.0.0.1:{free_port()}/0"}
    with monkeypatch.context() as away:
        away.setattr(app.conf, "broker_write_url", urls[broker])
        away.setattr(core_nudge, "_quiet_until", 0.0)
        began = time.monotonic()
        nudge(wave, "lost")
        nudge(wave, "lost too")
        assert time.monotonic() - began < 2
    monkeypatch.setattr(core_nudge, "_quiet_until", 0.0)
    nudge(wave, "back")
    assert arrived() == [["back"]]


@pytest.mark.django_db(transaction=True)
def test_nudges_that_nobody_takes_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sweep finds the same rows every few seconds, also while their workers are away for a day."""
    monkeypatch.setattr(core_nudge, "MOST_UNTAKEN", 3)
    for _ in range(5):
        nudge_again(wave, ["Maya", "Samira"])
    assert arrived() == [["Maya"], ["Samira"]] * 2
    nudge_again(wave, ["Maya"])
    assert arrived() == [["Maya"]]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("broker", ["gone", "silent"])
def test_a_broker_that_is_away_is_not_asked_for_every_row(broker: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, monkeypatch.context() as away:
        port = silent.getsockname()[1] if broker == "silent" else free_port()
        away.setattr(app.conf, "broker_write_url", f"redis://127.0.0.1:{port}/0")
        away.setattr(core_nudge, "_quiet_until", 0.0)
        began = time.monotonic()
        nudge_again(wave, [str(number) for number in range(500)])
        assert time.monotonic() - began < 8
    monkeypatch.setattr(core_nudge, "_quiet_until", 0.0)
