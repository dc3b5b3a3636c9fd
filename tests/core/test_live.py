"""The hub of open pages: what is told together, and what one that falls behind is told. Over HTTP: in athletes/."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict

import pytest

from coachhub.core import live
from coachhub.core.live import BACKLOG, Hub, Message


class Told(Hub):
    """One that is told by the test instead of the database."""

    async def _listen(self) -> None:
        await asyncio.Event().wait()

    def hear(self, number: int) -> None:
        self._gather(json.dumps(asdict(Message("o", "alerts", data={"number": number}))))


def numbers(told: Sequence[Message] | None) -> list[int] | None:
    return None if told is None else [one.data["number"] for one in told]


async def after_a_telling(pause_s: float) -> list[int] | None:
    """What a page gets next when two more come, a moment apart."""
    hub = Told()
    page = hub.join()
    hub.hear(1)
    assert numbers(await page.get()) == [1]
    hub.hear(2)
    await asyncio.sleep(pause_s)
    hub.hear(3)
    return numbers(await page.get())


def test_after_a_telling_what_comes_within_the_pause_comes_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "TOGETHER_S", 0.0)
    monkeypatch.setattr(live, "APART_S", 2.0)
    assert asyncio.run(after_a_telling(0.05)) == [2, 3]


def test_without_a_pause_each_comes_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "TOGETHER_S", 0.0)
    monkeypatch.setattr(live, "APART_S", 0.0)
    assert asyncio.run(after_a_telling(0.05)) == [2]


def test_every_page_is_told_and_one_that_has_left_is_not() -> None:
    async def go() -> list[int]:
        hub = Told()
        here, gone = hub.join(), hub.join()
        hub.leave(gone)
        hub.hear(1)
        assert numbers(await here.get()) == [1]
        return [here.qsize(), gone.qsize()]

    assert asyncio.run(go()) == [0, 0]


def test_a_page_that_falls_behind_is_asked_to_start_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it missed is not kept for it."""
    monkeypatch.setattr(live, "TOGETHER_S", 0.0)
    monkeypatch.setattr(live, "APART_S", 0.0)

    async def go() -> list[list[int] | None]:
        hub = Told()
        slow, quick = hub.join(), hub.join()
        for number in range(BACKLOG + 1):
            hub.hear(number)
            assert numbers(await quick.get()) == [number]
        return [numbers(slow.get_nowait()) for _ in range(slow.qsize())]

    assert asyncio.run(go()) == [None]
