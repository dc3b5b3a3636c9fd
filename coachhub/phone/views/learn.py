"""Short answers to what people ask. All of them in one page, and kept on the phone, to be read without signal."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from athletes.access import Actor
from coachhub.phone.access import athlete_page
from coachhub.phone.selectors.stop import something_waits
from sessions.progression.library.pages import PAGES

WORKER = Path(__file__).parents[1] / "static" / "phone" / "worker.js"


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the page on the phone. Below the pages for which it works, as browsers ask for."""
    return HttpResponse(WORKER.read_bytes(), content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@require_safe
@athlete_page
def learn(request: HttpRequest, actor: Actor) -> HttpResponse:
    """With an open red flag only what says nothing about how to train."""
    waiting = something_waits(actor)
    pages = [page for page in PAGES if not (waiting and page.suggests)]
    return render(request, "phone/learn.html", {"pages": pages, "waiting": waiting})
