"""API keys of one's own."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from athletes.access import Actor
from athletes.models import ApiKey
from athletes.services.api_keys import create_key, revoke_key
from coachhub.dashboard.forms.settings import KeyForm
from coachhub.dashboard.gate import for_staff
from coachhub.dashboard.views.settings.frame import settings_page


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def keys(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The reader's keys. A new one's text is in the answer to its making and nowhere else."""
    form, text = KeyForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            _, text = create_key(actor=actor, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            form = KeyForm()
    mine = ApiKey.objects.filter(membership=actor.membership_id, revoked_at=None)
    return settings_page(request, actor, "settings_keys", {"form": form, "keys": mine, "new_key": text})


@require_POST
@for_staff
def revoke(request: HttpRequest, actor: Actor, key_id: UUID) -> HttpResponse:
    """End one of the reader's keys."""
    if not revoke_key(actor=actor, key_id=str(key_id)):
        raise Http404
    messages.success(request, "The key is revoked: no program can use it any more.")
    return redirect("settings_keys")
