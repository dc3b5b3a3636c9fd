"""Glyphs, icons, and words for dates and numbers, for templates."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from coachhub.core import saying

register = template.Library()


@register.simple_tag
def glyph(name: str, extra: str = "") -> SafeString:
    """A status glyph: stop, look, ok, drift, cant, done. Decorative; the word stands beside it."""
    return format_html(
        '<svg class="ch-glyph {}" viewBox="0 0 16 16" aria-hidden="true"><use href="#g-{}"/></svg>', extra, name
    )


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """An icon of the sprite; decorative."""
    return format_html(
        '<svg class="ch-icon {}" viewBox="0 0 18 18" aria-hidden="true"><use href="#i-{}"/></svg>', extra, name
    )


@register.filter
def when(moment: datetime | None) -> SafeString | str:
    """The moment as people say it, exact on hover; empty for None."""
    if moment is None:
        return ""
    exact = timezone.localtime(moment)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        exact.isoformat(),
        f"{exact:%d %b %Y %H:%M}",
        saying.say_when(moment),
    )


@register.filter
def day(one: date) -> SafeString:
    """A day as people say it, exact on hover."""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        one.isoformat(),
        f"{one:%d %b %Y}",
        saying.say_day(one, timezone.localdate()),
    )


@register.filter
def ago(moment: datetime) -> str:
    """How long ago: 9 minutes."""
    return saying.say_ago(moment)


@register.filter
def clock(moment: datetime, seconds: str = "") -> str:
    """The local time of day, with seconds if asked: 18:41:07."""
    return f"{timezone.localtime(moment):%H:%M:%S}" if seconds else f"{timezone.localtime(moment):%H:%M}"


@register.filter
def signed(value: float | None, digits: int = 2) -> str:
    """With its sign and a true minus; empty for None."""
    return "" if value is None else saying.signed(value, digits)


@register.filter
def percent(share: float | None) -> str:
    """A share as a change in per cent; empty for None."""
    return "" if share is None else saying.percent(share)


@register.filter
def load(load_kg: Decimal | float | None, unit: str) -> str:
    """A load in the reader's unit."""
    return saying.say_load(load_kg, unit)


@register.filter
def plural(count: int, word: str) -> str:
    """1 athlete, 2 athletes."""
    return saying.plural(count, word)
