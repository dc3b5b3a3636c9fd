"""When the reader is told, and who is told while they are away."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from alerts.services.preferences import preferences_of, set_preferences
from athletes.access import Actor, require_coaching
from athletes.models import Absence, Membership
from athletes.services.absences import come_back, go_away
from coachhub.dashboard.forms.notifications import AwayForm, HoursForm
from coachhub.dashboard.gate import for_staff
from coachhub.dashboard.views.settings.frame import settings_page


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def notifications(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Quiet hours and the morning mail, and one's absences."""
    require_coaching(actor)
    me = Membership.objects.get(pk=actor.membership_id)
    hours = HoursForm.of(preferences_of(actor), request.POST if "hours" in request.POST else None)
    away = AwayForm(actor, request.POST if "away" in request.POST else None, initial={"first": timezone.localdate()})
    try:
        if hours.is_valid():
            set_preferences(actor=actor, **hours.cleaned_data)
            messages.success(request, "Saved.")
            return redirect("settings_notifications")
        if away.is_valid():
            absence = go_away(actor=actor, membership=me, **away.cleaned_data)
            messages.success(request, f"{absence.stand_in.user.name} stands in for you.")
            return redirect("settings_notifications")
    except ValidationError as error:
        (hours if hours.is_bound else away).refuse(error)
    absences = Absence.objects.filter(membership=me, ends_at__gt=timezone.now()).select_related("stand_in__user")
    context = {"hours": hours, "away": away, "absences": absences}
    return settings_page(request, actor, "settings_notifications", context)


@require_POST
@for_staff
def back(request: HttpRequest, actor: Actor, absence_id: UUID) -> HttpResponse:
    """Back early, or not going after all."""
    absence = get_object_or_404(Absence.objects.select_related("membership"), pk=absence_id)
    come_back(actor=actor, absence=absence)
    messages.success(request, "You are told again.")
    return redirect("settings_notifications")
