"""Several at the same moment, as they really are: threads, each with its own connection to the real database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Barrier, Thread
from typing import Any

from django.db import connection


@contextmanager
def unseen_event_loop() -> Iterator[None]:
    """Playwright's event loop stays "running" in this thread between its calls: in the block nobody sees it.

    Else what is called could not start one of its own, and Django's connection would be another one than outside.
    """
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(running)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Start all at the same moment; what each returned or raised."""
    ready, results = Barrier(len(acts)), [None] * len(acts)

    def run(number: int, act: Callable[[], Any]) -> None:
        ready.wait()
        try:
            results[number] = act()
        except Exception as error:
            results[number] = error  # type: ignore[call-overload]  # results of any kind
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number, act)) for number, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results
