"""The morning mail. Its subject says how many, not who."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from alerts.channels.email.message import message_id
from alerts.models import Digest
from alerts.selectors.digest import Morning
from coachhub.core.saying import plural


def compose_digest(digest: Digest, said: Morning, *, to: str) -> EmailMultiAlternatives:
    """The mail of one morning; a repeat after a crash carries the same Message-ID."""
    organisation = digest.membership.organisation
    words = {
        "headline": headline(said),
        "lines": said.lines,
        "left_out": plural(said.left_out, "more athlete") if said.left_out else "",
        "organisation": organisation,
        "day": f"{digest.day:%A %-d %B}",
        "url": settings.CONFIG.url,
        "today": settings.CONFIG.url + reverse("today"),
        "settings": settings.CONFIG.url + reverse("settings_notifications"),
    }
    message = EmailMultiAlternatives(
        subject=f"Today: {words['headline']}",
        body=render_to_string("email/digest.txt", words),
        to=[to],
        headers={"Message-ID": message_id(f"digest.{digest.pk}"), "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(render_to_string("email/digest.html", words), "text/html")
    return message


def headline(said: Morning) -> str:
    """1 red flag, 2 to look at."""
    parts = [plural(said.stop, "red flag")] if said.stop else []
    return ", ".join([*parts, f"{said.look} to look at"] if said.look else parts)
