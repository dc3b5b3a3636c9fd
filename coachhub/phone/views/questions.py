"""The warning questions and the stop page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from alerts.selectors.receipts import told
from athletes.access import Actor
from coachhub.phone.access import athlete_page
from coachhub.phone.selectors.sheet import sheet_of
from coachhub.phone.selectors.stop import stop_of
from coachhub.phone.sheet_pdf import sheet_name, sheet_pdf
from coachhub.phone.stop_words import by_movement
from sessions.emergency import numbers_for
from sessions.models import Pause, Side
from sessions.progression.library.pages import ASSESSED
from sessions.progression.warning_questions import ADVICE, CANNOT_TELL, EMERGENCY_SIGNS, QUESTIONS, Tier
from sessions.services.check_ins import mark_checked

KNEES = [(Side.LEFT, "left"), (Side.RIGHT, "right"), (Side.BOTH, "both")]


def question_context(actor: Actor) -> dict[str, Any]:
    """What the questions and the stop page need to work without network."""
    return {
        "questions": QUESTIONS,
        "tiers": [(tier, ADVICE[tier]) for tier in Tier],
        "numbers": numbers_for(actor.country),
        "knees": KNEES,
        "cannot_tell": CANNOT_TELL,
        "emergency_signs": EMERGENCY_SIGNS,
        "stop_words": by_movement(),
        "assessed_page": ASSESSED,
    }


@require_safe
@athlete_page
def questions(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Asked from Today at any time."""
    return render(request, "phone/questions.html", question_context(actor))


@require_safe
@athlete_page
def stop(request: HttpRequest, actor: Actor, check_in_id: UUID) -> HttpResponse:
    """What to do about an answer, as it was shown when it was given."""
    found = stop_of(actor, check_in_id)
    context = {"stop": found, "told": told(found.check_in), **question_context(actor)}
    return render(request, "phone/stop.html", context)


@require_safe
@athlete_page
def stop_told(request: HttpRequest, actor: Actor, check_in_id: UUID) -> HttpResponse:
    """The line that says whether a coach was told; asks again by itself until one was."""
    found = stop_of(actor, check_in_id)
    return render(request, "phone/parts/told.html", {"stop": found, "told": told(found.check_in)})


@require_safe
@athlete_page
def sheet(request: HttpRequest, actor: Actor, check_in_id: UUID) -> HttpResponse:
    """To print and take along."""
    return render(request, "phone/sheet.html", {"sheet": sheet_of(actor, stop_of(actor, check_in_id))})


@require_safe
@athlete_page
def sheet_file(request: HttpRequest, actor: Actor, check_in_id: UUID) -> HttpResponse:
    """The same as a PDF file to keep or send on."""
    found = sheet_of(actor, stop_of(actor, check_in_id))
    headers = {
        "Content-Disposition": f'attachment; filename="{sheet_name(found)}"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(sheet_pdf(found), content_type="application/pdf", headers=headers)


@require_POST
@athlete_page
def checked(request: HttpRequest, actor: Actor, pause_id: UUID) -> HttpResponse:
    """Somebody has looked at the knee: the exercise no longer waits."""
    pause = get_object_or_404(Pause.objects.visible_to(actor), pk=pause_id)
    mark_checked(actor=actor, pause=pause)
    return redirect("me")
