"""Logging a session. The page works by itself; what it writes goes to the API."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from athletes.access import Actor
from athletes.models import ConsentKind
from athletes.services.consents import in_force
from coachhub.phone.access import athlete_page, own
from coachhub.phone.asked import asked_id
from coachhub.phone.selectors.exercises import exercise_list
from coachhub.phone.selectors.sessions import as_entry, own_session, session_rows
from coachhub.phone.selectors.stop import something_waits
from coachhub.phone.views.questions import KNEES, question_context
from sessions.models import Place
from sessions.models.session import MOST_LIFTS, MOST_LOAD, MOST_REPS, MOST_SETS, NOTICED
from sessions.progression.library.pages import PAIN_SCALE

LIMITS = {"reps": MOST_REPS, "load": MOST_LOAD, "sets": MOST_SETS, "lifts": MOST_LIFTS}
RPE_CHIPS = ("6", "7", "8", "9", "9.5", "10")
STEPS = {"kg": 2.5, "lb": 5}  # default: the smallest pair of plates that most gyms have


@require_safe
@athlete_page
def log(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A new session, or with `?session=` a stored one to correct."""
    athlete = own(actor)
    if ConsentKind.LOG not in in_force(athlete):
        return render(request, "phone/log_needs_consent.html")
    session_id = asked_id(request, "session")
    page: dict[str, Any] = {
        "exercises": exercise_list(actor),
        "unit": actor.unit,
        "step": STEPS[actor.unit],
        "limits": LIMITS,
        "stored": _stored(actor, session_id) if session_id else None,
        "red_flag": something_waits(actor),
    }
    context = {
        "page": page,
        "sides": KNEES,
        "places": Place.choices,
        "noticed": NOTICED,
        "rpe_values": RPE_CHIPS,
        "numbers_0_10": range(11),
        "pain_scale_page": PAIN_SCALE,
        **question_context(actor),
    }
    return render(request, "phone/log.html", context)


@require_safe
@athlete_page
def sessions(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Everything logged, newest first; `?before=` a session shows older ones."""
    before = asked_id(request, "before")
    rows = session_rows(actor, before=own_session(actor, before) if before else None)
    return render(request, "phone/sessions.html", {"rows": rows})


def _stored(actor: Actor, session_id: UUID) -> dict[str, Any] | None:
    """The session to correct; None for one that is only on the phone so far."""
    try:
        return as_entry(own_session(actor, session_id))
    except Http404:
        return None
