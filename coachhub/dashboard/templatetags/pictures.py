"""Small pictures and numbers for the coach's templates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.safestring import SafeString

from alerts.models import TransitionKind
from coachhub.core import pictures, saying
from coachhub.dashboard.forms.roster import RosterForm
from coachhub.dashboard.words import verdict_word
from sessions.models import AnalysisState, Video

register = template.Library()


@register.simple_tag
def pain_cell(series: Sequence[int | None], *, red_flag: bool = False) -> SafeString:
    """Pain as a sparkline in a table's cell."""
    return pictures.pain_spark(series, size=pictures.CELL, red_flag=red_flag)


@register.filter
def volume(load_kg: float, unit: str) -> str:
    """A week's leg load in the reader's unit, in thousands: 12.8 t, 28.2 klb."""
    return saying.say_volume(load_kg, unit)


@register.filter
def moment(at: datetime) -> str:
    """The time of day to the second, with the day when it is not today's."""
    local = timezone.localtime(at)
    return f"{local:%H:%M:%S}" if local.date() == timezone.localdate() else f"{local.day} {local:%b %H:%M}"


@register.filter
def spelled(count: int) -> str:
    """Small numbers as words."""
    return saying.spelled(count)


STEP_ICONS = {
    TransitionKind.ASSIGNED: "mine",
    TransitionKind.SNOOZED: "clock",
    TransitionKind.COMMENTED: "note",
    TransitionKind.REPEATED: "again",
    TransitionKind.RAISED: "bell",
    TransitionKind.REOPENED: "again",
}


@register.filter
def step_icon(kind: TransitionKind) -> str:
    """The icon of something done to an alert."""
    return STEP_ICONS.get(kind, "check")


@register.filter
def phone(number: str) -> str:
    """A telephone number as a link dials it."""
    return "".join(sign for sign in number if sign.isdigit() or sign == "+")


@register.filter
def source(text: str) -> str:
    """Where a rule's numbers come from, as a note says it."""
    return f"{text[:1].upper()}{text[1:]}."


@register.filter
def verdict(video: Video) -> str:
    """What the newest analysis of a video (prefetched, newest first) said."""
    analysis = next(iter(video.analyses.all()), None)
    if analysis is None or analysis.state not in (AnalysisState.DONE, AnalysisState.REJECTED):
        return "video"
    return verdict_word(analysis.verdict, certain=analysis.certain).lower()


@register.simple_tag(takes_context=True)
def address(context: Context, **changes: object) -> str:
    """The page's address with some of its values changed; None takes one out."""
    form: RosterForm = context["form"]
    return form.address(**changes)
