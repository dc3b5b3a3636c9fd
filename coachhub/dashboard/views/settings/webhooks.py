"""The organisation's webhooks. A new one's secret is in the answer to its making and nowhere else."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from alerts.selectors.endpoints import webhooks_of
from alerts.services.endpoints import create_webhook
from athletes.access import Action, Actor, require
from coachhub.dashboard.forms.channels import WebhookForm
from coachhub.dashboard.gate import for_staff
from coachhub.dashboard.views.settings.frame import settings_page


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def webhooks(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All of them, and a new one."""
    require(actor, Action.MANAGE)
    form, secret = WebhookForm.of(data=request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            _, secret = create_webhook(actor=actor, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            form = WebhookForm.of()
    context = {"form": form, "secret": secret, "webhooks": webhooks_of(actor)}
    return settings_page(request, actor, "settings_webhooks", context)
