"""Filming a set, and what was seen in the video. The upload itself goes to /uploads/ (tus)."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.views.decorators.http import require_POST, require_safe

from athletes.access import Actor
from athletes.models import ConsentKind
from athletes.services.consents import in_force
from coachhub.phone.access import athlete_page, own
from coachhub.phone.asked import asked_id
from coachhub.phone.selectors.film import recent_sets, subject_of_set, tasks
from coachhub.phone.selectors.results import result_of, video_rows
from coachhub.phone.selectors.stop import something_waits
from coachhub.phone.stills import stills_of
from sessions.models import AnalysisState, Video
from sessions.selectors.baseline import good_set
from sessions.selectors.files import file_links
from sessions.services.baseline import NotGoodError, confirm, take_back
from sessions.services.uploads import max_bytes
from sessions.services.videos import AlreadyWaitingError, mark_seen, measure_again


@require_safe
@athlete_page
def film(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The guide, the camera and the upload; `?set=` says which set is filmed."""
    if ConsentKind.VIDEO not in in_force(own(actor)):
        return render(request, "phone/film_needs_consent.html")
    set_id = asked_id(request, "set")
    subject = subject_of_set(actor, set_id, request.GET.get("exercise", "")) if set_id else None
    context = {
        "subject": subject,
        "recent": recent_sets(actor),
        "tasks": tasks(),
        "page": {"max_bytes": max_bytes()},
    }
    return render(request, "phone/film.html", context)


@require_safe
@athlete_page
def video(request: HttpRequest, actor: Actor, video_id: UUID) -> HttpResponse:
    """The answer, or how far it is."""
    result = result_of(actor, video_id)
    analysis = result.row.analysis
    measured = result.report if result.words else None
    context = {
        "result": result,
        "good": good_set(actor, result.row.video, measured) if measured else None,
        "links": file_links(analysis, actor),
        "stills": stills_of(analysis, result.report, actor) if result.report and result.words else [],
        "red_flag": something_waits(actor),
        "shared": ConsentKind.SHARE_COACH in in_force(own(actor)),
    }
    return render(request, "phone/video.html", context)


@require_POST
@athlete_page
def video_seen(request: HttpRequest, actor: Actor, video_id: UUID) -> HttpResponse:
    """The page tells that the answer is on the screen."""
    mark_seen(actor=actor, video=get_object_or_404(Video.objects.visible_to(actor), pk=video_id))
    return HttpResponse(status=204)


@require_POST
@athlete_page
def my_good_set(request: HttpRequest, actor: Actor, video_id: UUID) -> HttpResponse:
    """Confirm the set as a good one of mine, or take that back."""
    video = get_object_or_404(Video.objects.visible_to(actor).select_related("athlete"), pk=video_id)
    try:
        (take_back if request.POST.get("deed") == "take_back" else confirm)(actor=actor, video=video)
    except NotGoodError as error:
        messages.error(request, str(error))
    return redirect(resolve_url("my_video", video_id) + "#good-set")


@require_POST
@athlete_page
def video_again(request: HttpRequest, actor: Actor, video_id: UUID) -> HttpResponse:
    """Measure again a video that failed for a reason of ours."""
    row = result_of(actor, video_id).row
    if row.analysis.state == AnalysisState.FAILED:
        with suppress(AlreadyWaitingError):
            measure_again(actor=actor, video=row.video)
    return redirect("my_video", video_id)


@require_safe
@athlete_page
def videos(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All the athlete's videos."""
    return render(request, "phone/videos.html", {"rows": video_rows(actor)})
