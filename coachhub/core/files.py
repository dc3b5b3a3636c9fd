"""Stored files to browsers: byte ranges from a local folder; from object storage a short-lived address or the bytes."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from asgiref.sync import sync_to_async
from django.core.files.storage import FileSystemStorage, default_storage, storages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.utils.http import content_disposition_header

from coachhub.core.connections import let_go_of_database

CHUNK = 256 * 1024
ADDRESS_S = 300  # an address of the object storage that a browser was sent to is good for this long
_RANGE = re.compile(r"bytes=(?=-?\d)(\d{0,18})-(\d{0,18})$")


def make_bucket() -> None:
    """Make the object storage's bucket if it is not there yet; a local folder needs none.

    Raises botocore's BotoCoreError or ClientError when the storage does not answer or refuses.
    """
    storage: Any = storages["default"]
    if isinstance(storage, FileSystemStorage):
        return
    client, name = storage.connection.meta.client, storage.bucket_name
    if name not in {bucket["Name"] for bucket in client.list_buckets()["Buckets"]}:
        client.create_bucket(Bucket=name)


async def send_file(request: HttpRequest, name: str, *, download_as: str = "") -> HttpResponseBase:
    """The stored file `name`, honouring one byte range (RFC 9110 §14); 404 when it is gone.

    `download_as` makes browsers save it under that name. The caller has checked that the reader may have it.
    """
    if isinstance(storages["default"], FileSystemStorage):
        response = _from_folder(request, Path(default_storage.path(name)))
    else:
        response = await sync_to_async(_from_object_storage)(name, download_as)
    if download_as and response.status_code < 300:
        response["Content-Disposition"] = _disposition(download_as)
    return response


def _from_folder(request: HttpRequest, path: Path) -> HttpResponseBase:
    if not path.is_file():
        raise Http404
    size = path.stat().st_size
    asked = _RANGE.match(request.headers.get("Range", "")) if size else None
    first, last = _bounds(asked, size) if asked else (0, size - 1)
    if first > last and asked:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = StreamingHttpResponse(_read(path, first, last - first + 1), headers=_headers(path.name))
    response["Accept-Ranges"] = "bytes"
    response["Content-Length"] = str(last - first + 1)
    if asked:
        response.status_code = 206
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def _from_object_storage(name: str, download_as: str) -> HttpResponseBase:
    """Videos from there directly, which has byte ranges of its own; what scripts read goes through here."""
    if _type(name).startswith("video/"):
        extra = {"ResponseContentType": _type(name)}
        if download_as:
            extra["ResponseContentDisposition"] = (
                content_disposition_header(as_attachment=True, filename=download_as) or ""
            )
        address = default_storage.url(name, parameters=extra, expire=ADDRESS_S)  # type: ignore[call-arg]  # S3Storage's
        return HttpResponseRedirect(address)
    try:
        with default_storage.open(name) as stored:
            return HttpResponse(stored.read(), headers=_headers(name))
    except FileNotFoundError as error:
        raise Http404 from error


def _headers(name: str) -> dict[str, str]:
    return {
        "Content-Type": _type(name),
        "Cache-Control": "private, max-age=3600",
        "X-Content-Type-Options": "nosniff",
    }


def _disposition(download_as: str) -> str:
    return content_disposition_header(as_attachment=True, filename=download_as) or "attachment"


def _type(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def _bounds(asked: re.Match[str], size: int) -> tuple[int, int]:
    """First and last byte asked for; the first lies behind the last when nothing of it is there."""
    start, end = asked.groups()
    if start:
        return int(start), min(int(end or size), size - 1)
    return size - min(int(end or 0), size), size - 1


async def _read(path: Path, offset: int, count: int) -> AsyncIterator[bytes]:
    await sync_to_async(let_go_of_database)()
    handle = await sync_to_async(lambda: path.open("rb"), thread_sensitive=False)()
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
