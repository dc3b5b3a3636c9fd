"""Who is told of a red flag that nobody answers: the organisation's ladder, and squads' own."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from alerts.services.ladder_setting import Whose, drop_ladder, ladder_now, set_ladder
from athletes.access import Action, Actor, require
from athletes.models import Squad
from coachhub.dashboard.forms.notifications import LadderForm
from coachhub.dashboard.gate import for_staff
from coachhub.dashboard.views.settings.frame import settings_page


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def escalation(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The organisation's."""
    require(actor, Action.MANAGE)
    return _ladder(request, actor, None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def squad_escalation(request: HttpRequest, actor: Actor, squad_id: UUID) -> HttpResponse:
    """A squad's own."""
    squad = get_object_or_404(Squad.objects.all(), pk=squad_id)
    require(actor, Action.MANAGE)
    return _ladder(request, actor, squad)


def _ladder(request: HttpRequest, actor: Actor, squad: Squad | None) -> HttpResponse:
    here = ("settings_squad_escalation", squad.pk) if squad else ("settings_escalation",)
    if "reset" in request.POST:
        drop_ladder(actor=actor, squad=squad)
        messages.success(request, "As the organisation has it." if squad else "Back to the defaults.")
        return redirect(*here)
    ladder = ladder_now(squad)
    form = LadderForm.of(ladder, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            set_ladder(actor=actor, squad=squad, minutes=form.minutes)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, "Saved.")
            return redirect(*here)
    having = set(Squad.objects.filter(ladder__isnull=False).values_list("pk", flat=True))
    squads = [(one, one.pk in having) for one in Squad.objects.all()]
    context = {
        "form": form,
        "squad": squad,
        "is_own": ladder.whose == (Whose.SQUAD if squad else Whose.ORGANISATION),
        "squads": squads,
    }
    return settings_page(request, actor, "settings_escalation", context)
