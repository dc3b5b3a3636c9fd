"""The mail server, which takes the mails of all: one that cannot be reached is given a moment, like other endpoints.

Else each mail that waits would hang on it for its whole time, and keep the workers from everything else.
"""

from __future__ import annotations

import smtplib
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

PAUSE = timedelta(minutes=1)  # default, as for other endpoints
NOT_REACHED = (smtplib.SMTPConnectError, smtplib.SMTPServerDisconnected)
"""The library's words for one that hung up, or said nothing in time."""


def given_a_moment_until() -> datetime | None:
    """Until when no mail is handed to the server; None: now."""
    until: datetime | None = cache.get(_key())
    now = timezone.now()
    return until if until and now < until <= now + PAUSE else None  # later: by a clock that has been put back since


def note(error: Exception) -> None:
    """After it could not be reached, every process leaves it alone for a moment; what it answered is no reason to."""
    if isinstance(error, NOT_REACHED) or not isinstance(error, smtplib.SMTPException):
        cache.set(_key(), timezone.now() + PAUSE, timeout=PAUSE.total_seconds())


def _key() -> str:
    """Another server is another matter."""
    return f"mail-server-away:{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
