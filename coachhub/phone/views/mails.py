"""Reading the mails that only stay here, on a machine without a mail server."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from coachhub.core.pages import page_context
from coachhub.phone.mailbox import kept_mails


@require_safe
@never_cache
def mail(request: HttpRequest) -> HttpResponse:
    """The kept mails, newest first; 404 in production and where a mail server sends them."""
    if not page_context(request)["mails_stay_here"]:
        raise Http404
    return render(request, "phone/mail.html", {"mails": kept_mails(Path(settings.EMAIL_FILE_PATH))})
