"""What every page has, and the pages for what goes wrong."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

THEMES = ("light", "dark")


def page_context(request: HttpRequest) -> dict[str, Any]:
    """The chosen theme (empty: the device's own), who is acting, and whether mails are only kept here."""
    theme = request.COOKIES.get("theme", "")
    return {
        "theme": theme if theme in THEMES else "",
        "actor": getattr(request, "actor", None),
        "mails_stay_here": not settings.CONFIG.email_url and not settings.CONFIG.production,
    }


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page was open too long, or cookies are off."""
    return render(request, "403_csrf.html", status=403)
