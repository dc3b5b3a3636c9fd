"""Words that pages and mails share."""

from django.conf import settings

from coachhub.core.saying import plural


def reminder_pause() -> str:
    """How long until a red flag is told again: 15 minutes, 40 seconds."""
    seconds: int = settings.CONFIG.remind_s
    return plural(seconds // 60, "minute") if seconds >= 60 else plural(seconds, "second")
