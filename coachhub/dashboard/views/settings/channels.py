"""How alerts reach the reader, and where else they go; each endpoint has a page with its history."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings as config
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from alerts.models import Attempt, Delivery, Endpoint
from alerts.selectors.endpoints import endpoints_of
from alerts.services import endpoints
from alerts.services.outcomes import mailbox_of
from athletes.access import Actor, require_own
from athletes.models import Membership
from coachhub.dashboard.forms.channels import ChatForm, DeviceForm, WebhookForm
from coachhub.dashboard.gate import for_staff
from coachhub.dashboard.selectors.channels import channels_page, endpoint_page
from coachhub.dashboard.views.settings.frame import settings_page

NOT_SAVED = "The push service of this browser cannot be used: {}"


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def channels(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The reader's mails, devices and rooms; a new room is posted here."""
    form = ChatForm(actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = endpoints.create_chat(
                actor=actor,
                label=data["label"],
                address=data["address"],
                for_everybody=data.get("for_everybody", False),
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, "Added. Send a test to see whether it arrives.")
            return redirect("settings_endpoint", made.pk)
    context = {"form": form, "page": channels_page(actor), "hourly": config.CONFIG.hourly_messages}
    return settings_page(request, actor, "settings_channels", context)


@require_POST
@for_staff
def mails(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Which mails the reader wants; the page of their mailbox, with its test, opens."""
    require_own(actor, actor.membership_id)
    person = Membership.objects.get(pk=actor.membership_id)
    if "only_red_flags" in request.POST:
        only = request.POST["only_red_flags"] == "yes"
        endpoints.choose_mails(person=person, only_red_flags=only)
        messages.success(request, "You get mails about red flags only." if only else "You get mails about every alert.")
        return redirect("settings_channels")
    return redirect("settings_endpoint", mailbox_of(person).pk)


@require_POST
@for_staff
def device(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A browser allows push messages: its subscription, kept as an endpoint. Answers JSON to the page's script."""
    form = DeviceForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"message": NOT_SAVED.format("it sent something incomplete.")}, status=400)
    data = form.cleaned_data
    try:
        made = endpoints.create_device(
            actor=actor, label=data["label"], url=data["endpoint"], p256dh=data["p256dh"], auth=data["auth"]
        )
    except ValidationError as error:
        return JsonResponse({"message": NOT_SAVED.format(" ".join(error.messages))}, status=400)
    return JsonResponse({"id": str(made.pk)}, status=201)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def endpoint(request: HttpRequest, actor: Actor, endpoint_id: UUID) -> HttpResponse:
    """One endpoint: whether it is on, what came of sending there, and what can be done about it."""
    found = get_object_or_404(endpoints_of(actor), pk=endpoint_id)
    form = WebhookForm.of(found, request.POST if "url" in request.POST else None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST":
        try:
            answer = _do(request, actor, found, form)
        except ValidationError as error:
            form.refuse(error)
        else:
            if isinstance(answer, HttpResponse):
                return answer
            context |= answer
        found.refresh_from_db()
    context |= {"page": endpoint_page(actor, found)}
    tab = "settings_webhooks" if found.channel == "webhook" else "settings_channels"
    return settings_page(request, actor, tab, context, template="endpoint")


def _do(request: HttpRequest, actor: Actor, found: Endpoint, form: WebhookForm) -> HttpResponse | dict[str, Any]:
    """The deed that was posted: an answer, or what the page shows of it."""
    deed = request.POST.get("deed", "")
    if deed == "test":
        tried: Attempt = endpoints.try_out(actor=actor, endpoint=found)
        return {"tried": tried}
    if deed == "rotate":
        return {"secret": endpoints.rotate_secret(actor=actor, endpoint=found)}
    if deed == "remove":
        endpoints.remove(actor=actor, endpoint=found)
        messages.success(request, f"“{found.label}” is gone.")
        return redirect("settings_webhooks" if found.channel == "webhook" else "settings_channels")
    if deed in {"on", "off"}:
        (endpoints.switch_on if deed == "on" else endpoints.switch_off)(actor=actor, endpoint=found)
    elif deed == "replay":
        delivery = get_object_or_404(Delivery.objects.filter(endpoint=found), pk=_uuid(request.POST.get("delivery")))
        if endpoints.replay(actor=actor, delivery=delivery):
            messages.success(request, "It is sent again, with the same id.")
    elif form.is_bound:
        require_own(actor, found.owner_id)
        if not form.is_valid():
            return {}
        endpoints.change_webhook(actor=actor, endpoint=found, **form.cleaned_data)
        messages.success(request, "Saved.")
    return redirect("settings_endpoint", found.pk)


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
