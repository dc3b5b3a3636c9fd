"""The organisation's name, clock and country, and whether its videos show faces."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from athletes.access import Action, Actor, require
from athletes.services.organisations import change_organisation
from coachhub.dashboard.forms.settings import OrganisationForm
from coachhub.dashboard.gate import for_staff
from coachhub.dashboard.views.settings.frame import settings_page


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def organisation(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Change them."""
    require(actor, Action.MANAGE)
    known = {
        "name": actor.organisation_name,
        "time_zone": actor.time_zone,
        "country": actor.country,
        "blur_faces": actor.blur_faces,
    }
    form = OrganisationForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            change_organisation(actor=actor, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _said(actor, blur_faces=form.cleaned_data["blur_faces"]))
            return redirect("settings_organisation")
    return settings_page(request, actor, "settings_organisation", {"form": form})


def _said(actor: Actor, *, blur_faces: bool) -> str:
    if blur_faces == actor.blur_faces:
        return "Saved."
    whose = "Faces" if blur_faces else "Only faces of athletes under 18"
    return f"Saved. {whose} are blurred in videos measured from now on. Those measured before stay as they are."
