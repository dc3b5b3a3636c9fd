"""The reader's own name and unit, the ways to the account's pages, and the organisation they act in."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from athletes.access import Actor
from athletes.models import User
from athletes.selectors.organisations import organisations_of
from athletes.services.accounts import change_own
from coachhub.dashboard.forms.settings import YouForm
from coachhub.dashboard.gate import for_staff
from coachhub.dashboard.views.settings.frame import settings_page


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def you(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Name and unit."""
    user = User.objects.get(pk=actor.user_id)
    form = YouForm(request.POST or None, initial={"name": user.name, "unit": user.unit})
    if request.method == "POST" and form.is_valid():
        try:
            change_own(actor=actor, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, "Saved.")
            return redirect("settings_you")
    return settings_page(request, actor, "settings_you", {"form": form, "email": user.email})


@require_POST
def switch_organisation(request: HttpRequest) -> HttpResponse:
    """Act in another of one's organisations from now on; 404 for one the person is no member of."""
    wanted = request.POST.get("organisation", "")
    if not request.user.is_authenticated:
        return redirect("account_login")
    if wanted not in {str(one.pk) for one in organisations_of(request.user.pk)}:
        raise Http404
    request.session["organisation"] = wanted
    return redirect("home")
