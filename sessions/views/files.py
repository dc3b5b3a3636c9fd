"""A video's files, by signed link."""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from athletes.access import actor_of
from coachhub.core.files import send_file
from sessions.selectors.files import file_behind


@require_safe
async def file(request: HttpRequest, token: str) -> HttpResponseBase:
    """The file a link leads to; 404 for a stranger, and for whoever the link was not made for."""
    actor = actor_of(request)
    found = await sync_to_async(file_behind)(token, actor) if actor else None
    if found is None:
        raise Http404
    return await send_file(request, found.name, download_as=found.download_as)
