"""Today: who needs the reader, and what can be done about it from the row."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from alerts.channels.app.seen import mark_seen
from alerts.selectors.endpoints import went_silent
from alerts.selectors.inbox import alerts_of
from athletes.access import Action, Actor
from athletes.models import Athlete
from coachhub.dashboard.forms.deeds import Deed, DeedForm, until_choices
from coachhub.dashboard.gate import for_staff, is_htmx
from coachhub.dashboard.selectors.calm import glance
from coachhub.dashboard.selectors.done import done_since_yesterday
from coachhub.dashboard.selectors.headline import headline
from coachhub.dashboard.selectors.paused import still_paused
from coachhub.dashboard.selectors.today import triage

FORMS = (Deed.SNOOZE, Deed.COMMENT, Deed.RESOLVE)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def today(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The lists; a deed is posted here too. An open page asks for the lists alone, with the form open in them."""
    form: DeedForm | None = None
    opened = _opened(request.GET.get("open", ""))
    if request.method == "POST":
        form = DeedForm(actor, request.POST)
        if form.do():
            return redirect("today")
        opened = _opened(request.POST.get("open", ""))
    context = _context(actor) | {"form": form, "opened": opened}
    return render(request, "dashboard/today/body.html" if is_htmx(request) else "dashboard/today/page.html", context)


@require_POST
@for_staff
def seen(request: HttpRequest, actor: Actor) -> HttpResponse:
    """These alerts are on the reader's screen now."""
    mark_seen(actor, alerts_of(actor).filter(pk__in=[key for key in map(_uuid, request.POST.getlist("alert")) if key]))
    return HttpResponse(status=204)


def _context(actor: Actor) -> dict[str, Any]:
    rows, now = triage(actor), timezone.now()
    athletes = Athlete.objects.readable_by(actor).filter(archived_at=None).count()
    paused = still_paused(actor, besides=rows.athletes)
    answer = headline(rows, paused=paused, athletes=athletes, now=now)
    return {
        "section": "today",
        "now": now,
        "triage": rows,
        "paused": paused,
        "headline": answer,
        "glance": glance(actor) if answer.calm else None,
        "done": done_since_yesterday(actor),
        "may_invite": actor.may(Action.INVITE),
        "silent": went_silent(actor),
        "waits": {"stop": until_choices("stop"), "look": until_choices("look")},
    }


def _opened(text: str) -> tuple[str, str] | None:
    """Which form is open in which row: `snooze:<athlete>`."""
    deed, _, athlete = text.partition(":")
    return (deed, athlete) if deed in FORMS and _uuid(athlete) else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
