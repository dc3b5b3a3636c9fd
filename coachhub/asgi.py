"""The web server's entry: three doors, each with its own limit, so that none can starve another.

Connections that stay open (server-sent events, videos being played) are async. Uploads, which last as long as
a phone's signal is weak, have their own threads. Everything else is plain sync code in a pool of known size.
"""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coachhub.settings")

from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application

STAYS_OPEN = ("/live/", "/files/")
UPLOADS = "/uploads/"

_open = get_asgi_application()
wsgi = get_wsgi_application()
_uploads = WSGIMiddleware(wsgi, workers=settings.CONFIG.upload_threads)
_pages = WSGIMiddleware(wsgi, workers=settings.CONFIG.web_threads)


async def application(scope: Any, receive: Any, send: Any) -> None:
    """ASGI: hand a connection to its door."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http":
        path = scope["path"]
        door = _open if path.startswith(STAYS_OPEN) else _uploads if path.startswith(UPLOADS) else _pages
        await door(scope, receive, send)


async def _lifespan(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
