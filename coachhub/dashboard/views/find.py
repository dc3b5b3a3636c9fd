"""Find an athlete, as one types."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from athletes.access import Actor
from coachhub.dashboard.gate import for_staff
from coachhub.dashboard.selectors.find import find_athletes


@require_GET
@for_staff
def find(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The options under the search field."""
    text = request.GET.get("q", "").strip()
    return render(request, "dashboard/parts/found.html", {"found": find_athletes(actor, text), "text": text})
