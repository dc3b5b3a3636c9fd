"""One video: player, reps and curve; or how far its measurement is, why it could not tell, what happens next."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from athletes.access import Actor
from coachhub.dashboard.gate import for_staff
from coachhub.dashboard.selectors.video import progress_of, video_for, video_page
from sessions.models import KneeAnalysis, Video
from sessions.services.videos import AlreadyWaitingError
from sessions.services.videos import measure_again as measure


@require_GET
@for_staff
def video(request: HttpRequest, actor: Actor, video_id: UUID) -> HttpResponse:
    """The page, in whatever state the measurement is."""
    page = video_page(actor, _found(actor, video_id))
    return render(request, "dashboard/video/page.html", {"section": "roster", "page": page, "keys": "video"})


@require_GET
@for_staff
def state(request: HttpRequest, actor: Actor, video_id: UUID) -> HttpResponse:
    """How far the newest measurement is, for an open page that may have missed something; null: it has ended."""
    newest = KneeAnalysis.objects.filter(video=_found(actor, video_id)).defer("report").order_by("-id").first()
    progress = progress_of(newest)
    answer = {"stage": progress.stage, "percent": progress.percent} if progress else None
    return JsonResponse({"progress": answer})


@require_POST
@for_staff
def measure_again(request: HttpRequest, actor: Actor, video_id: UUID) -> HttpResponse:
    """Ask for another measurement, as another exercise if one is chosen."""
    found = _found(actor, video_id)
    try:
        measure(actor=actor, video=found, task=request.POST.get("task", ""))
    except AlreadyWaitingError:
        messages.info(request, "It is being measured already.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("video", video_id)


def _found(actor: Actor, video_id: UUID) -> Video:
    found = video_for(actor, video_id)
    if found is None:
        raise Http404
    return found
