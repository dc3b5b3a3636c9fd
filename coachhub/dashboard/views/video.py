"""One video: player, reps and curve; or how far its measurement is, why it could not tell, what happens next."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.views.decorators.http import require_GET, require_POST

from athletes.access import Actor
from coachhub.dashboard.forms.corrections import CorrectionForm
from coachhub.dashboard.gate import for_staff, is_htmx
from coachhub.dashboard.selectors.video import progress_of, video_for, video_page
from sessions.models import REPORTS, Correction, KneeAnalysis, Video
from sessions.services.baseline import NotGoodError, confirm, take_back
from sessions.services.corrections import NotCorrectableError, undo
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
    newest = KneeAnalysis.objects.filter(video=_found(actor, video_id)).defer(*REPORTS).order_by("-id").first()
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


@require_POST
@for_staff
def good_set(request: HttpRequest, actor: Actor, video_id: UUID) -> HttpResponse:
    """Confirm the set as good, or take that back."""
    found = _found(actor, video_id)
    try:
        (take_back if request.POST.get("deed") == "take_back" else confirm)(actor=actor, video=found)
    except NotGoodError as error:
        messages.error(request, str(error))
    return redirect(resolve_url("video", video_id) + "#good-set")


@require_POST
@for_staff
def correct(request: HttpRequest, actor: Actor, video_id: UUID) -> HttpResponse:
    """Correct the measurement; an open page gets its answer anew, with what was refused in the form that was sent."""
    found = _found(actor, video_id)
    form = CorrectionForm(request.POST)
    form.do(actor, found)
    return _corrected(request, actor, found, form.problems, kind=request.POST.get("kind", ""))


@require_POST
@for_staff
def undo_correction(request: HttpRequest, actor: Actor, video_id: UUID, correction_id: UUID) -> HttpResponse:
    """Take a correction back."""
    found = _found(actor, video_id)
    related = Correction.objects.visible_to(actor).select_related("analysis__video__athlete")
    row = get_object_or_404(related, pk=correction_id, analysis__video=found)
    problems: list[str] = []
    try:
        undo(actor=actor, correction=row)
    except ValidationError as error:
        problems = error.messages
    except NotCorrectableError as error:
        problems = [str(error)]
    return _corrected(request, actor, found, problems, kind="undo")


def _corrected(request: HttpRequest, actor: Actor, found: Video, problems: list[str], *, kind: str) -> HttpResponse:
    if not is_htmx(request):
        for problem in problems:
            messages.error(request, problem)
        return redirect("video", found.pk)
    context = {"page": video_page(actor, found), "problems": problems, "kind": kind, "is_part": True}
    return render(request, "dashboard/video/answer.html", context)


def _found(actor: Actor, video_id: UUID) -> Video:
    found = video_for(actor, video_id)
    if found is None:
        raise Http404
    return found
