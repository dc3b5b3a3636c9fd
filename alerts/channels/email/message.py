"""The mail about an alert. Its subject, which shows on lock screens, says who and how urgent, not what."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from alerts.channels.email.unsubscribe import unsubscribe_path
from alerts.models import Alert, AlertState, Delivery, Severity
from alerts.wording import HEADLINES, headline, headline_of, reminder_pause
from athletes.models import Membership
from coachhub.core.ids import new_id
from sessions.progression.wording import times


def compose(delivery: Delivery, *, to: str) -> EmailMultiAlternatives:
    """The mail of a delivery, saying how things stand now.

    Its Message-ID is the delivery's id, so that a repeat after a crash can be dropped; all mails about an alert
    refer to one id and so make a thread.
    """
    alert, person = delivery.transition.alert, delivery.reader
    thread = message_id(f"alert.{alert.pk}")
    headers = {"Message-ID": message_id(f"delivery.{delivery.pk}"), "In-Reply-To": thread, "References": thread}
    with timezone.override(person.organisation.time_zone):
        return _mail("alert", headline(alert), _words(delivery), person, to, headers)


def compose_several(deliveries: Sequence[Delivery], *, to: str) -> EmailMultiAlternatives:
    """One mail for messages that were held: a line for each alert, as it stands now."""
    person = deliveries[0].reader
    alerts = list({one.transition.alert_id: one.transition.alert for one in deliveries}.values())
    lines = [{"alert": one, "link": settings.CONFIG.url + reverse("alert", args=[one.pk])} for one in alerts]
    words = {"lines": lines, "organisation": person.organisation, "most": settings.CONFIG.hourly_messages}
    headers = {"Message-ID": message_id(f"delivery.{deliveries[0].pk}")}
    with timezone.override(person.organisation.time_zone):
        return _mail("several", headline_of(alerts), words, person, to, headers)


def compose_plain(person: Membership, *, title: str, body: str, url: str, to: str) -> EmailMultiAlternatives:
    """A mail about no alert: a test, or that a channel is off. `url` is a path of ours."""
    words = {"title": title, "body": body, "link": settings.CONFIG.url + url, "organisation": person.organisation}
    return _mail("plain", title, words, person, to, {"Message-ID": message_id(f"notice.{new_id()}")})


def _mail(
    template: str, subject: str, words: dict[str, Any], person: Membership, to: str, headers: dict[str, str]
) -> EmailMultiAlternatives:
    """Text and HTML, with the link by which mail programs offer to unsubscribe in one click (RFC 8058)."""
    off = settings.CONFIG.url + unsubscribe_path(person)
    words = words | {"unsubscribe": off}
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),  # a header has no line breaks, whatever somebody's name is
        body=render_to_string(f"email/{template}.txt", words),
        to=[to],
        headers={
            **headers,
            "Auto-Submitted": "auto-generated",  # RFC 3834: no out-of-office answers
            "List-Unsubscribe": f"<{off}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    message.attach_alternative(render_to_string(f"email/{template}.html", words), "text/html")
    return message


def _words(delivery: Delivery) -> dict[str, Any]:
    alert = delivery.transition.alert
    stop = alert.severity == Severity.STOP
    return {
        "alert": alert,
        "athlete": alert.athlete,
        "headline": HEADLINES[Severity(alert.severity)],
        "is_stop": stop,
        "standing": _standing(alert, delivery),
        "moment": f"{timezone.localtime(alert.happened_at if stop else alert.last_at):%a %-d %b, %H:%M}",
        "repeats": f", happened again {times(alert.repeats)}" if alert.repeats else "",
        "every": reminder_pause() if alert.remind_at else "",
        "organisation": delivery.reader.organisation,
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
