"""Parts that several phone pages share."""

from __future__ import annotations

from typing import Any

import segno
from django import template
from django.utils.safestring import SafeString, mark_safe

from coachhub.phone.selectors.results import Spoken, spoken
from sessions.knee_tracking.report import Verdict
from sessions.progression.pain import Band, pain_band

register = template.Library()
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
}
BROWSERS |= {"CriOS": "Chrome", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {"iPhone": "an iPhone", "iPad": "an iPad", "Android": "Android", "Windows": "Windows"}
SYSTEMS |= {"CrOS": "a Chromebook", "Macintosh": "a Mac", "Linux": "Linux"}
"""What tells them apart in a user agent; the first that is found counts, since most name others too."""
MARKS = {Band.GREEN: "", Band.AMBER: "look", Band.RED: "stop"}


@register.inclusion_tag("phone/parts/scale.html")
def pain_scale(name: str, label: str) -> dict[str, Any]:
    """Eleven big buttons, 0 to 10; `name` is what scripts find it by."""
    values = [(value, MARKS[band]) for value in range(11) if (band := pain_band(value))]
    return {"name": name, "label": label, "values": values}


@register.inclusion_tag("phone/parts/chips.html")
def chips(name: str, label: str, options: list[tuple[str, str]]) -> dict[str, Any]:
    """A few words to tap, one or several of them as the script has it; tapping one again takes it back."""
    return {"name": name, "label": label, "options": options}


@register.filter
def in_words(verdict: Verdict) -> Spoken:
    """A verdict's word and glyph."""
    return spoken(verdict)


@register.simple_tag
def qr_code(text: str) -> SafeString:
    """The text as a QR code; dark on white in either theme, since cameras want it so."""
    drawn: str = segno.make(text, error="m").svg_inline(scale=4, border=2, light="#fff", omitsize=True)
    return mark_safe(drawn)  # noqa: S308  drawn by segno; the text is in the pattern only


@register.filter
def device(user_agent: str) -> str:
    """Which browser on what: Chrome on Android; what it calls itself, shortened, where neither is known."""
    found = [next((name for sign, name in names.items() if sign in user_agent), "") for names in (BROWSERS, SYSTEMS)]
    return " on ".join(filter(None, found)) or user_agent[:60]
