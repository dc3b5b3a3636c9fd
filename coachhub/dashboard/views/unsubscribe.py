"""The page behind a mail's link: fewer mails, without signing in. Mail programs post to it in one click (RFC 8058)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from alerts.channels.email.unsubscribe import whose
from alerts.models import Channel, Endpoint
from alerts.services.endpoints import choose_mails
from coachhub.core.scope import organisation_scope


@csrf_exempt  # the mail program posts, which has no page of ours; whoever holds the link is meant
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing, since mail scanners look; a post does. Posted with `undo`, all mails come again."""
    person = whose(token)
    if person is None:
        return render(request, "dashboard/unsubscribe_over.html", status=404)
    with organisation_scope(person.organisation_id):
        if request.method == "POST":
            choose_mails(person=person, only_red_flags="undo" not in request.POST)
        only = Endpoint.objects.filter(owner=person, channel=Channel.EMAIL, only_red_flags=True).exists()
    return render(request, "dashboard/unsubscribe.html", {"person": person, "only": only})
