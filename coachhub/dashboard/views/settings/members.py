"""Members: roles, what they see, and when they leave."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from athletes.access import Action, Actor, require
from athletes.models import Membership
from athletes.services.members import change_role, end_membership, limit_to_squads, restore_membership
from coachhub.dashboard.forms.settings import MemberForm
from coachhub.dashboard.gate import for_staff
from coachhub.dashboard.selectors.members import members_page
from coachhub.dashboard.views.settings.frame import settings_page


@require_safe
@for_staff
def members(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Staff, athletes, and those who left."""
    require(actor, Action.MANAGE)
    return settings_page(request, actor, "settings_members", {"page": members_page(actor)})


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def member(request: HttpRequest, actor: Actor, membership_id: UUID) -> HttpResponse:
    """One member of staff: role, and which squads they see."""
    rows = Membership.objects.filter(ended_at=None).exclude(role="athlete").select_related("user")
    found = get_object_or_404(rows.prefetch_related("squads"), pk=membership_id)
    require(actor, Action.MANAGE)
    form = MemberForm.of(found, request.POST if request.method == "POST" else None)
    if form.is_valid() and _save(actor, found, form):
        messages.success(request, f"Saved: {found.user.name}, {found.get_role_display().lower()}.")
        return redirect("settings_members")
    context: dict[str, Any] = {"member": found, "form": form}
    return settings_page(request, actor, "settings_members", context, template="member")


@require_POST
@for_staff
def end_member(request: HttpRequest, actor: Actor, membership_id: UUID) -> HttpResponse:
    """They leave; posted with `undo`, they are taken back in."""
    found = get_object_or_404(Membership.objects.select_related("user"), pk=membership_id)
    require(actor, Action.MANAGE)
    if "undo" in request.POST:
        restore_membership(actor=actor, membership=found)
        messages.success(request, f"{found.user.name} is back.")
        return redirect("settings_members")
    try:
        end_membership(actor=actor, membership=found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("home" if found.pk == actor.membership_id else "settings_members")


@transaction.atomic
def _apply(actor: Actor, found: Membership, form: MemberForm) -> None:
    change_role(actor=actor, membership=found, role=form.cleaned_data["role"])
    squads = [squad.pk for squad in form.cleaned_data["squads"]]
    limit_to_squads(actor=actor, membership=found, squads=squads)


def _save(actor: Actor, found: Membership, form: MemberForm) -> bool:
    try:
        _apply(actor, found, form)
    except ValidationError as error:
        form.refuse(error)
        return False
    return True
