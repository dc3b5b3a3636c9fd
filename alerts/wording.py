"""Words that pages and messages share."""

from collections.abc import Sequence

from django.conf import settings

from alerts.models import Alert, Delivery, Severity
from coachhub.core.saying import plural

HEADLINES = {Severity.STOP: "Red flag", Severity.LOOK: "Look"}


def reminder_pause() -> str:
    """How long until a red flag is told again: 15 minutes, 40 seconds."""
    seconds: int = settings.CONFIG.remind_s
    return plural(seconds // 60, "minute") if seconds >= 60 else plural(seconds, "second")


def short_id(delivery: Delivery) -> str:
    """By what a reader tells a repeat of a message from another one: the end of its id, which is random."""
    return str(delivery.pk.hex[-8:])


def headline(alert: Alert) -> str:
    """Who and how urgent, but not what: for lock screens and for rooms of other companies. On one line."""
    return " ".join(f"{HEADLINES[Severity(alert.severity)]}: {alert.athlete.name}".split())


def headline_of(alerts: Sequence[Alert]) -> str:
    """The same for one alert, or for several told of in one message."""
    if len(alerts) == 1:
        return headline(alerts[0])
    names = list(dict.fromkeys(" ".join(one.athlete.name.split()) for one in alerts))
    return f"{len(alerts)} alerts: {', '.join(names)}"
