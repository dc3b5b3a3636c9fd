"""The athlete's first page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from athletes.access import Actor
from coachhub.phone.access import athlete_page
from coachhub.phone.selectors.today import today_of


@require_safe
@athlete_page
def today(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What to do next; the part with the videos is asked for again while one is being measured."""
    return render(request, "phone/today.html", {"today": today_of(actor)})
