"""Ids in a page's query string."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest


def asked_id(request: HttpRequest, name: str) -> UUID | None:
    """The id given as `?name=`; None without one, 404 for something that is no id."""
    text = request.GET.get(name, "")
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Http404 from error
