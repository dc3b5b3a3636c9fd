"""Stored files to browsers: byte ranges from a local folder, a short-lived address from object storage."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import AsyncIterator
from pathlib import Path

from asgiref.sync import sync_to_async
from django.core.files.storage import FileSystemStorage, default_storage
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)

CHUNK = 256 * 1024
ADDRESS_S = 300  # an address of the object storage that a browser was sent to is good for this long
_RANGE = re.compile(r"bytes=(\d*)-(\d*)$")


async def send_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """The stored file `name`, honouring one byte range (RFC 9110 §14); 404 when it is gone.

    The caller has checked that the reader may have it.
    """
    if not isinstance(default_storage._wrapped, FileSystemStorage):  # type: ignore[attr-defined]  # lazy object
        return HttpResponseRedirect(default_storage.url(name, expire=ADDRESS_S))  # type: ignore[call-arg]
    path = Path(default_storage.path(name))
    if not path.is_file():
        raise Http404
    size = path.stat().st_size
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    wanted = _wanted(request.headers.get("Range", ""), size)
    if wanted is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = wanted
    response = StreamingHttpResponse(_read(path, first, last - first + 1), content_type=kind)
    response["Accept-Ranges"] = "bytes"
    response["Content-Length"] = str(last - first + 1)
    response["Cache-Control"] = "private, max-age=3600"
    response["X-Content-Type-Options"] = "nosniff"
    if request.headers.get("Range"):
        response.status_code = 206
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def _wanted(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte asked for; the whole file without a usable header; None when it cannot be met."""
    match = _RANGE.match(header)
    if not match or size == 0:
        return (0, size - 1)
    start, end = match.groups()
    if not start:
        return (max(0, size - int(end)), size - 1) if end and int(end) else None
    first, last = int(start), min(int(end) if end else size - 1, size - 1)
    return (first, last) if first <= last else None


async def _read(path: Path, offset: int, count: int) -> AsyncIterator[bytes]:
    handle = await sync_to_async(path.open, thread_sensitive=False)("rb")
    try:
        handle.seek(offset)
        while count > 0:
            block = await sync_to_async(handle.read, thread_sensitive=False)(min(CHUNK, count))
            if not block:
                return
            count -= len(block)
            yield block
    finally:
        handle.close()
