"""What a coach does with suggestions: accept, dismiss, pick by hand, take back, end the task."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from athletes.access import Actor
from athletes.models import Athlete
from coachhub.dashboard.gate import for_staff
from sessions.models import Decision, Suggestion
from sessions.services.suggestions import NotOfferedError, decide, end, pick, take_back

DECISIONS = {"accept": Decision.ACCEPTED, "dismiss": Decision.DISMISSED}


@require_POST
@for_staff
def suggest(request: HttpRequest, actor: Actor, athlete_id: UUID) -> HttpResponse:
    """`deed` says what: accept or dismiss the offer with this `key` and `about`, or pick `key` from the library."""
    athlete = get_object_or_404(Athlete.objects.readable_by(actor), pk=athlete_id)
    deed, key = request.POST.get("deed", ""), request.POST.get("key", "")
    try:
        if deed == "pick":
            pick(actor=actor, athlete=athlete, key=key)
        elif deed in DECISIONS:
            about = request.POST.get("about", "")
            decide(actor=actor, athlete=athlete, key=key, about=about, decision=DECISIONS[deed])
        else:
            raise Http404
    except NotOfferedError as refused:
        messages.info(request, str(refused))
    return _back(athlete_id)


@require_POST
@for_staff
def suggestion(request: HttpRequest, actor: Actor, suggestion_id: UUID) -> HttpResponse:
    """Take a decision back, with `undo`; else end the task that it became."""
    row = get_object_or_404(Suggestion.objects.visible_to(actor), pk=suggestion_id)
    if "undo" in request.POST:
        if not take_back(actor=actor, suggestion=row):
            messages.info(request, "This could not be taken back any more.")
    else:
        end(actor=actor, suggestion=row)
    return _back(row.athlete_id)


def _back(athlete_id: UUID) -> HttpResponse:
    return redirect(f"{reverse('athlete', args=[athlete_id])}#suggestions")
