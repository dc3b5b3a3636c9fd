"""Invitations: links and QR codes."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from athletes.access import Action, Actor, require
from athletes.models import Invitation
from athletes.services.invitations import invite, revoke
from coachhub.dashboard.forms.settings import InvitationForm
from coachhub.dashboard.gate import for_staff
from coachhub.dashboard.selectors.invitations import invitation_card, invitation_lines
from coachhub.dashboard.views.settings.frame import settings_page


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def invitations(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Make one, and see those that still work."""
    require(actor, Action.INVITE)
    form = InvitationForm(actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = invite(
                actor=actor,
                role=data["role"],
                squad_id=data["squad"].pk if data["squad"] else None,
                people=data["people"],
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            return redirect("settings_invitation", made.pk)
    context = {"form": form, "lines": invitation_lines(actor)}
    return settings_page(request, actor, "settings_invitations", context)


@require_http_methods(["GET", "HEAD"])
@for_staff
def invitation(request: HttpRequest, actor: Actor, invitation_id: UUID) -> HttpResponse:
    """One invitation: its link, and its QR code to hold up or to print."""
    found = get_object_or_404(Invitation.objects.visible_to(actor).select_related("squad"), pk=invitation_id)
    require(actor, Action.INVITE)
    context = {"card": invitation_card(found)}
    return settings_page(request, actor, "settings_invitations", context, template="invitation")


@require_POST
@for_staff
def revoke_invitation(request: HttpRequest, actor: Actor, invitation_id: UUID) -> HttpResponse:
    """Make the link useless from now on."""
    found = get_object_or_404(Invitation.objects.visible_to(actor), pk=invitation_id)
    require(actor, Action.INVITE)
    revoke(actor=actor, invitation=found)
    messages.success(request, "The link does not work any more.")
    return redirect("settings_invitations")
