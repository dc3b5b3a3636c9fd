"""The words of tus 1.0, the open protocol for resumable uploads (https://tus.io/protocols/resumable-upload).

Core protocol with the extensions creation, expiration and termination.
"""

from __future__ import annotations

import base64
import binascii
import re
from datetime import datetime

from django.http import HttpRequest
from django.utils.http import http_date

VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,termination"
CONTENT_TYPE = "application/offset+octet-stream"
_WHOLE = re.compile(r"[0-9]{1,18}")


class TusError(Exception):
    """A request that the protocol refuses, with its status and a sentence."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def check_version(request: HttpRequest) -> None:
    """412 unless the client speaks our version."""
    if request.headers.get("Tus-Resumable") != VERSION:
        raise TusError(412, f"This server speaks tus {VERSION}.")


def method(request: HttpRequest) -> str:
    """The request's method; a POST may stand for another one, for clients that can send no other."""
    own = request.method or ""
    return request.headers.get("X-HTTP-Method-Override", own) if own == "POST" else own


def whole_number(request: HttpRequest, header: str) -> int:
    """The header's value as a number from 0; 400 when it is anything else."""
    text = request.headers.get(header, "")
    if not _WHOLE.fullmatch(text):
        raise TusError(400, f"{header} has to be a whole number.")
    return int(text)


def metadata(request: HttpRequest) -> dict[str, str]:
    """Upload-Metadata: `name base64, name base64, …` as text; 400 when it cannot be read."""
    found: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in request.headers.get("Upload-Metadata", "").split(","))):
        name, _, value = pair.partition(" ")
        try:
            found[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as error:
            raise TusError(400, f"Upload-Metadata: {name} cannot be read.") from error
        if "\0" in found[name]:
            raise TusError(400, f"Upload-Metadata: {name} cannot be read.")
    return found


def progress(offset: int, length: int, expires_at: datetime) -> dict[str, str]:
    """The headers that say how far an upload is."""
    return {
        "Upload-Offset": str(offset),
        "Upload-Length": str(length),
        "Upload-Expires": http_date(expires_at.timestamp()),
    }
