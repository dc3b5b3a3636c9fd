"""Squads, and who is in them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from athletes.access import Action, Actor, require
from athletes.models import Squad
from athletes.services.organisations import create_squad
from athletes.services.squads import delete_squad, rename_squad, set_squad_members
from coachhub.dashboard.forms.settings import SquadForm, SquadMembersForm
from coachhub.dashboard.gate import for_staff
from coachhub.dashboard.views.settings.frame import settings_page


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def squads(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All squads with how many are in them, and a new one."""
    require(actor, Action.MANAGE)
    form = SquadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_squad(actor=actor, name=form.cleaned_data["name"])
        except ValidationError as error:
            form.refuse(error)
        else:
            return redirect("settings_squad", made.pk)
    present = Count("athletes", filter=Q(athletes__archived_at=None), distinct=True)
    rows = Squad.objects.annotate(count=present, staff_count=Count("staff", distinct=True))
    return settings_page(request, actor, "settings_squads", {"form": form, "squads": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def squad(request: HttpRequest, actor: Actor, squad_id: UUID) -> HttpResponse:
    """One squad: its name, and who is in it."""
    found = get_object_or_404(Squad.objects.all(), pk=squad_id)
    require(actor, Action.MANAGE)
    name = SquadForm(request.POST if "name" in request.POST else None, initial={"name": found.name})
    members = SquadMembersForm(
        request.POST if "members" in request.POST else None, initial={"athletes": list(found.athletes.all())}
    )
    try:
        if name.is_valid():
            rename_squad(actor=actor, squad=found, name=name.cleaned_data["name"])
            messages.success(request, "Saved.")
            return redirect("settings_squad", found.pk)
        if members.is_valid():
            chosen = [athlete.pk for athlete in members.cleaned_data["athletes"]]
            set_squad_members(actor=actor, squad=found, athletes=chosen)
            messages.success(request, "Saved.")
            return redirect("settings_squad", found.pk)
    except ValidationError as error:
        (name if name.is_bound else members).refuse(error)
    context = {"squad": found, "name": name, "members": members}
    return settings_page(request, actor, "settings_squads", context, template="squad")


@require_POST
@for_staff
def remove_squad(request: HttpRequest, actor: Actor, squad_id: UUID) -> HttpResponse:
    """An empty squad goes."""
    found = get_object_or_404(Squad.objects.all(), pk=squad_id)
    require(actor, Action.MANAGE)
    try:
        delete_squad(actor=actor, squad=found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("settings_squad", squad_id)
    messages.success(request, f"{found.name} is gone.")
    return redirect("settings_squads")
