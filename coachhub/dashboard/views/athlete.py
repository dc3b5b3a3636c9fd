"""One athlete: the page, its lists a page at a time, paused exercises, and whether under 18."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from athletes.access import Action, Actor
from athletes.models import Athlete
from athletes.services.accounts import set_minor
from coachhub.dashboard.gate import for_staff, is_htmx
from coachhub.dashboard.selectors.athlete import athlete_for, athlete_page, consents_of, person
from coachhub.dashboard.selectors.sessions import sessions_page
from coachhub.dashboard.selectors.tracking import tracking_section
from coachhub.dashboard.selectors.videos import videos_page
from sessions.models import Pause
from sessions.services.check_ins import mark_checked, take_back_check

TABS = ("sessions", "videos", "consent")
PAGED = TABS[:2]


@require_GET
@for_staff
def athlete(request: HttpRequest, actor: Actor, athlete_id: UUID) -> HttpResponse:
    """The page; the lists alone when another tab of an open page is asked for."""
    found, is_readable = _found(actor, athlete_id)
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else TABS[0]
    context: dict[str, Any] = {"section": "roster", "tab": tab, "tabs": TABS, "is_readable": is_readable}
    context |= _list(actor, found, tab, is_readable=is_readable) | {"athlete_id": found.pk}
    if is_htmx(request) and request.htmx.target == "lists":  # type: ignore[attr-defined]  # set by HtmxMiddleware
        return render(request, "dashboard/athlete/lists.html", context)
    if not is_readable:
        return render(request, "dashboard/athlete/unshared.html", context | {"person": _unshared(found)})
    page = athlete_page(actor, found)
    context |= {"page": page, "person": page.person, "tracking": tracking_section(found, unit=actor.unit)}
    return render(request, "dashboard/athlete/page.html", context)


@require_GET
@for_staff
def earlier(request: HttpRequest, actor: Actor, athlete_id: UUID, kind: str, before: UUID) -> HttpResponse:
    """The next rows of a list: sessions or videos earlier than `before`."""
    found, is_readable = _found(actor, athlete_id)
    if not is_readable or kind not in PAGED:
        raise Http404
    context = _list(actor, found, kind, is_readable=True, before=before) | {"athlete_id": found.pk}
    return render(request, f"dashboard/athlete/{kind}_rows.html", context)


@require_POST
@for_staff
def check_pause(request: HttpRequest, actor: Actor, pause_id: UUID) -> HttpResponse:
    """Somebody has looked: the exercise is no longer paused. Posted with `undo`, it is paused again."""
    pause = get_object_or_404(Pause.objects.visible_to(actor).select_related("athlete"), pk=pause_id)
    if "undo" in request.POST:
        if not take_back_check(actor=actor, pause=pause):
            messages.info(request, "This could not be taken back any more.")
    else:
        mark_checked(actor=actor, pause=pause)
    return redirect("athlete", pause.athlete_id)


@require_POST
@for_staff
def minor(request: HttpRequest, actor: Actor, athlete_id: UUID) -> HttpResponse:
    """The athlete is under 18, if `is_minor` is sent, or not."""
    found, _ = _found(actor, athlete_id)
    set_minor(actor=actor, athlete=found, is_minor="is_minor" in request.POST)
    now = "The face is blurred" if found.face_is_blurred else "The face is not blurred"
    messages.success(request, f"Saved. {now} in videos measured from now on.")
    return redirect(f"{reverse('athlete', args=[found.pk])}?tab=consent")


def _found(actor: Actor, athlete_id: UUID) -> tuple[Athlete, bool]:
    found = athlete_for(actor, athlete_id)
    if found is None:
        raise Http404
    return found


def _list(actor: Actor, found: Athlete, tab: str, *, is_readable: bool, before: UUID | None = None) -> dict[str, Any]:
    if tab == "consent" or not is_readable:
        return {"consents": consents_of(found), "is_minor": found.is_minor, "may_say": actor.may(Action.LOG)}
    if tab == "videos":
        return {"videos": videos_page(found, unit=actor.unit, before=before)}
    return {"sessions": sessions_page(found, unit=actor.unit, before=before)}


def _unshared(found: Athlete) -> Any:
    return person(found, is_readable=False)
