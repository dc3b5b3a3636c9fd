"""Tells open pages that something changed, over server-sent events.

`tell()` is a PostgreSQL NOTIFY: it belongs to the transaction that changed the rows, arrives when that
commits, and needs no broker. One listening connection per web process serves all its open pages; a page that
was away or fell behind is sent `hello` and asks for what it shows anew.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

import psycopg
import structlog
from asgiref.sync import sync_to_async
from django.db import connection
from django.http import StreamingHttpResponse

from coachhub.core.connections import let_go_of_database

log = structlog.get_logger(__name__)
CHANNEL = "coachhub_live"
BACKLOG = 100  # tellings a page may fall behind before it is asked to start anew
TOGETHER_S = 0.05  # what happens within this time is told together, and the same thing once
APART_S = 0.25  # default: after a telling the next one waits this long, so that no hour wakes a page more often
KEEP_ALIVE_S = 15.0
KEEPALIVES: dict[str, Any] = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
"""Default, in seconds: else a database that vanished without a word would be waited for for two hours."""
RECONNECT_S = 1.0
STREAM_S = 600.0  # then the browser reconnects by itself, and what it may see is looked up anew


@dataclass(frozen=True)
class Message:
    """What changed: for whom, which topic, and the little a page needs to know at once."""

    organisation: str
    topic: str
    athlete: str | None = None
    data: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def event(self) -> bytes:
        """As it goes over the wire; made once for all pages of a process."""
        return f"event: {self.topic}\ndata: {json.dumps(self.data)}\n\n".encode()


def tell(message: Message) -> None:
    """Send to open pages when the current transaction commits (at once outside one)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps(asdict(message))])


Page = asyncio.Queue[Sequence[Message] | None]


class Hub:
    """The one listener of a web process, and the queues of its open pages. Lives on the event loop."""

    def __init__(self) -> None:
        self._pages: set[Page] = set()
        self._listener: asyncio.Task[None] | None = None
        self._listening = False
        self._gathered: list[Message] = []
        self._told_at = 0.0

    def join(self) -> Page:
        """A queue that receives every message from now on, several at a time; None means: ask for everything anew.

        The first None comes as soon as no later message can be missed.
        """
        page: Page = asyncio.Queue(BACKLOG)
        self._pages.add(page)
        if self._listening:
            page.put_nowait(None)
        if self._listener is None or self._listener.done():
            self._listener = asyncio.create_task(self._listen())
        return page

    def leave(self, page: Page) -> None:
        """Stop sending to this queue; the last one to leave ends the listener."""
        self._pages.discard(page)
        if not self._pages and self._listener is not None:
            self._listener.cancel()
            self._listener = None
            self._listening = False

    async def _listen(self) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(_conninfo(), autocommit=True) as link:
                    await link.execute(f"LISTEN {CHANNEL}")
                    self._listening = True
                    self._tell_all(None)
                    async for notice in link.notifies():
                        self._gather(notice.payload)
            except psycopg.Error as error:
                log.warning("live_listener_lost", error=str(error))
            self._listening = False
            await asyncio.sleep(RECONNECT_S)

    def _gather(self, payload: str) -> None:
        """The first message of a telling says when it will be; those that come until then are told with it."""
        try:
            message = Message(**json.loads(payload))
        except (TypeError, ValueError) as error:  # of a process that runs another version
            log.warning("live_message_unknown", error=str(error))
            return
        if not self._gathered:
            loop = asyncio.get_running_loop()
            loop.call_at(max(loop.time() + TOGETHER_S, self._told_at + APART_S), self._tell_gathered)
        self._gathered.append(message)

    def _tell_gathered(self) -> None:
        gathered, self._gathered = self._gathered, []
        self._told_at = asyncio.get_running_loop().time()
        self._tell_all(gathered)

    def _tell_all(self, told: Sequence[Message] | None) -> None:
        for page in self._pages:
            if page.full():
                while not page.empty():
                    page.get_nowait()
                page.put_nowait(None)
            else:
                page.put_nowait(told)


HUB = Hub()
HELLO = b"event: hello\ndata: {}\n\n"
Hears = Callable[[Sequence[Message]], Awaitable[Sequence[Message]]]


def stream(hears: Hears) -> StreamingHttpResponse:
    """A text/event-stream of those messages that `hears` keeps: event `hello` first, then an event a topic.

    It is asked about all that came together, in one go.
    """
    response = StreamingHttpResponse(_events(hears), content_type="text/event-stream")
    response["Cache-Control"] = "no-cache"
    response["X-Accel-Buffering"] = "no"
    return response


async def _events(hears: Hears) -> AsyncIterator[bytes]:
    await sync_to_async(let_go_of_database)()
    page = HUB.join()
    ends = asyncio.get_running_loop().time() + STREAM_S
    try:
        yield b"retry: 2000\n\n"
        while asyncio.get_running_loop().time() < ends:
            try:
                told = await asyncio.wait_for(page.get(), KEEP_ALIVE_S)
            except TimeoutError:
                yield b": still here\n\n"
                continue
            heard = [HELLO] if told is None else [one.event for one in await hears(told)]
            if heard:
                yield b"".join(dict.fromkeys(heard))
    finally:
        HUB.leave(page)


def _conninfo() -> str:
    """The database's address as psycopg wants it, from Django's own (so that tests find the test database)."""
    one = connection.settings_dict
    options = one["OPTIONS"]
    return psycopg.conninfo.make_conninfo(
        host=one["HOST"] or options.get("host") or None,
        port=one["PORT"] or None,
        user=one["USER"] or None,
        password=one["PASSWORD"] or None,
        dbname=str(one["NAME"]),
        sslmode=options.get("sslmode"),
        **KEEPALIVES,
    )
