"""What a process has loaded is not looked through for garbage for ever; what it makes later is."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Callable
from typing import Any

import pytest
from celery.signals import worker_ready

from coachhub import celery
from coachhub.asgi import application
from coachhub.memory import keep_what_is_loaded


def the_web_server_starts() -> None:
    messages = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]

    async def receive() -> Any:
        return messages.pop(0)

    async def send(message: Any) -> None:
        assert message["type"].endswith(".complete")

    asyncio.run(application({"type": "lifespan"}, receive, send))


def a_worker_is_ready() -> None:
    worker_ready.send(sender=celery.app)


@pytest.mark.parametrize("start", [the_web_server_starts, a_worker_is_ready])
def test_what_is_there_at_the_start_is_left_alone_from_then_on(start: Callable[[], None]) -> None:
    loaded: list[Any] = [[]]
    assert any(one is loaded for one in gc.get_objects())
    start()
    assert not any(one is loaded for one in gc.get_objects())


class Ring:
    """An object that only holds itself."""

    def __init__(self) -> None:
        self.me = self


def test_what_is_made_later_is_still_found() -> None:
    keep_what_is_loaded()
    later = weakref.ref(Ring())
    gc.collect()
    assert later() is None
