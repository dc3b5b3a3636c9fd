"""The web server's entry: three doors, each with its own limit, so that none can starve another.

Connections that stay open (server-sent events, videos being played) are async. Uploads, which last as long as
a phone's signal is weak, have their own threads. Everything else is plain sync code in a pool of known size.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from math import inf
from typing import Any, cast

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coachhub.settings")

from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi_typing import WSGIApp
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application

from coachhub.memory import keep_what_is_loaded

STAYS_OPEN = ("/live/", "/files/")
UPLOADS = "/uploads/"
WHOLE_S = 120.0  # default: for whatever is no upload; two megabytes on the worst line that still carries anything
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]

_open = get_asgi_application()
wsgi = get_wsgi_application()
_plain = cast(WSGIApp, wsgi)  # the same protocol: an environ is a dict to Django, a TypedDict to a2wsgi
_uploads = WSGIMiddleware(_plain, workers=settings.CONFIG.upload_threads)
_being_opened = asyncio.Semaphore(settings.CONFIG.web_threads)
_pages = WSGIMiddleware(_plain, workers=settings.CONFIG.web_threads)


async def application(scope: Any, receive: Any, send: Any) -> None:
    """ASGI: hand a connection to its door."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http":
        path = scope["path"]
        if path.startswith(STAYS_OPEN):
            await _stays_open(scope, receive, send)
        else:
            upload = path.startswith(UPLOADS)
            door = _uploads if upload else _pages
            await door(scope, _impatient(receive, whole=not upload), send)


async def _stays_open(scope: Any, receive: Receive, send: Send) -> None:
    """Few are being opened at once, any number are open.

    Who somebody is, is asked of the database; after a restart all pages of a house come back in the same second, and
    each with a connection of its own would leave none for an answer to the warning questions.
    """
    await _being_opened.acquire()
    waits = True

    async def send_and_let_the_next_in(message: Any) -> None:
        nonlocal waits
        if waits and message["type"] == "http.response.body":  # by then the database has been let go of
            waits = False
            _being_opened.release()
        await send(message)

    try:
        await _open(scope, _without_body(receive), send_and_let_the_next_in)
    finally:
        if waits:
            _being_opened.release()


def _without_body(receive: Receive) -> Receive:
    """Nothing is taken here: what a sender announces is not waited for, and what comes is thrown away.

    Else a few strangers who announce something and send nothing would hold this door against everybody.
    """
    begun = False

    async def receive_the_end() -> Any:
        nonlocal begun
        if not begun:
            begun = True
            return {"type": "http.request", "body": b"", "more_body": False}
        while (message := await receive())["type"] == "http.request":
            pass
        return message

    return receive_the_end


def _impatient(receive: Receive, *, whole: bool) -> Receive:
    """A phone that loses its signal does not even say goodbye: after a while without a byte it counts as gone.

    Else its thread would wait for hours, and its upload could not be resumed: it would still be busy. An upload keeps
    what has come; of everything else, which counts `whole` only, half must not be taken for all that was sent. And
    that is never much: who drips it, a byte at a time, would keep a thread as well.
    """
    now = asyncio.get_running_loop().time
    ends = now() + WHOLE_S if whole else inf

    async def receive_in_time() -> Any:
        try:
            message = await asyncio.wait_for(receive(), min(settings.CONFIG.stall_s, ends - now()))
        except TimeoutError:
            message = {"type": "http.disconnect"}
        if whole and message["type"] == "http.disconnect":
            raise ConnectionResetError("The sender is gone.")  # what reads the body meets it as UnreadablePostError
        return message

    return receive_in_time


async def _lifespan(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            keep_what_is_loaded()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
