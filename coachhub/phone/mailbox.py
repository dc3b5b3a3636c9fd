"""The mails that were kept in a folder because no mail server is set, for reading on the same machine."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

SHOWN = 50  # default
BETWEEN = re.compile(rb"^-{79}\r?\n?", re.MULTILINE)  # written by Django's file-based backend
ADDRESS = re.compile(r"(https?://[^\s<>\"]+)")


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail; `text` has its addresses as links."""

    to: str
    subject: str
    sent_at: datetime | None
    text: SafeString


def kept_mails(folder: Path) -> list[Mail]:
    """The latest mails in the folder, newest first; none when there is no folder."""
    files = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    found: list[Mail] = []
    for path in files[:SHOWN]:
        parts = [part for part in BETWEEN.split(path.read_bytes()) if part.strip()]
        found += [_read(part) for part in reversed(parts)]
    return found[:SHOWN]


def _read(raw: bytes) -> Mail:
    message = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
    body = message.get_body(("plain", "html"))
    return Mail(
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        sent_at=_moment(str(message["Date"] or "")),
        text=linked(str(body.get_content()).strip() if body else ""),
    )


def _moment(date: str) -> datetime | None:
    """A mail's date; one that ends in -0000 is in UTC without saying where it was sent."""
    if not date:
        return None
    moment = parsedate_to_datetime(date)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def linked(text: str) -> SafeString:
    """Plain text with every web address as a link; all else escaped."""
    pieces = enumerate(ADDRESS.split(text))  # every second one is an address
    shown = (format_html('<a href="{0}">{0}</a>', piece) if number % 2 else piece for number, piece in pieces)
    return format_html_join("", "{}", ((piece,) for piece in shown))
