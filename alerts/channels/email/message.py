"""The mail about an alert. Its subject, which shows on lock screens, says who and how urgent, not what."""

from __future__ import annotations

from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from alerts.models import Alert, AlertState, Delivery, Severity
from alerts.wording import reminder_pause
from sessions.progression.wording import times

SUBJECTS = {Severity.STOP: "Red flag", Severity.LOOK: "Look"}


def compose(delivery: Delivery, *, to: str) -> EmailMultiAlternatives:
    """The mail of a delivery, saying how things stand now.

    Its Message-ID is the delivery's id, so that a repeat after a crash can be dropped; all mails about an alert
    refer to one id and so make a thread.
    """
    alert = delivery.transition.alert
    with timezone.override(delivery.recipient.organisation.time_zone):
        words = _words(delivery)
        text, html = render_to_string("email/alert.txt", words), render_to_string("email/alert.html", words)
    message = EmailMultiAlternatives(
        subject=_one_line(f"{SUBJECTS[Severity(alert.severity)]}: {alert.athlete.name}"),
        body=text,
        to=[to],
        headers={
            "Message-ID": message_id(f"delivery.{delivery.pk}"),
            "In-Reply-To": message_id(f"alert.{alert.pk}"),
            "References": message_id(f"alert.{alert.pk}"),
            "Auto-Submitted": "auto-generated",  # RFC 3834: no out-of-office answers
        },
    )
    message.attach_alternative(html, "text/html")
    return message


def _words(delivery: Delivery) -> dict[str, Any]:
    alert = delivery.transition.alert
    stop = alert.severity == Severity.STOP
    return {
        "alert": alert,
        "athlete": alert.athlete,
        "headline": SUBJECTS[Severity(alert.severity)],
        "is_stop": stop,
        "standing": _standing(alert, delivery),
        "moment": f"{timezone.localtime(alert.happened_at if stop else alert.last_at):%a %-d %b, %H:%M}",
        "repeats": f", happened again {times(alert.repeats)}" if alert.repeats else "",
        "every": reminder_pause() if alert.remind_at else "",
        "organisation": delivery.recipient.organisation,
        "link": settings.CONFIG.url + reverse("alert", args=[alert.pk]),
    }


def _standing(alert: Alert, delivery: Delivery) -> str:
    """Who is on it, as the reader of the mail is told."""
    who = alert.assigned_to
    if who is not None and who.pk == delivery.recipient_id:
        return "You are on it." if alert.state == AlertState.ACKNOWLEDGED else "It was given to you."
    if alert.state == AlertState.ACKNOWLEDGED:
        return f"{who.user.name} is on it." if who else "Somebody is on it."
    return "Nobody is on it yet."


def message_id(name: str) -> str:
    """An id of our own domain, the same whenever the same thing is sent."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
    return f"<{name}@{domain}>"


def _one_line(text: str) -> str:
    """A header has no line breaks, whatever somebody's name is."""
    return " ".join(text.split())
