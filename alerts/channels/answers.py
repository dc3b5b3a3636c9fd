"""What the HTTP status of an answer means for a message: taken, refused for good, to be tried again, or gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from alerts.channels.base import Answer, GoneError, PassingError, PermanentError

PASSING = frozenset({408, 425, 429})
LONGEST_WAIT = timedelta(hours=1)  # default: no longer than the pause between two of our own attempts


def sort_out(answer: Answer, *, retry_after: str = "", gone: frozenset[int] = frozenset({410})) -> Answer:
    """The answer of a message that was taken (2xx). Raises GoneError, PermanentError, PassingError.

    A redirect is not followed: it is refused like any other answer that will not change by asking again.
    """
    status = answer.status or 0
    if 200 <= status < 300:
        return answer
    text = f"It answered {status}{f': {answer.said}' if answer.said else ''}"
    if status in gone:
        raise GoneError(text, answer)
    if status in PASSING or status >= 500:
        raise PassingError(text, answer, retry_after=wait(retry_after))
    raise PermanentError(text, answer)


def wait(retry_after: str) -> timedelta | None:
    """How long an answer's Retry-After (seconds, or a date) asks to wait: an hour at most; None without one."""
    if retry_after.isascii() and retry_after.isdigit():
        seconds = min(int(retry_after[:9]), LONGEST_WAIT.total_seconds())
        return timedelta(seconds=seconds)
    try:
        until = parsedate_to_datetime(retry_after)
    except (TypeError, ValueError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(until - datetime.now(UTC), timedelta(0)), LONGEST_WAIT)
