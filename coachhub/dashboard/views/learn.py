"""What athletes can read under Learn."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from athletes.access import Actor
from coachhub.dashboard.gate import for_staff
from sessions.progression.library.pages import PAGES


@require_GET
@for_staff
def learn(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All of it; it is the same for everybody."""
    return render(request, "dashboard/learn.html", {"actor": actor, "pages": PAGES})
