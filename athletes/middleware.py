"""Finds out who is acting, and keeps their organisation's scope for the length of the request."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from athletes.selectors.actors import actor_by_key, actor_by_user
from coachhub.core.scope import every_organisation, organisation_scope

BEARER = "Bearer "
ADMIN = "/admin/"


class ActorMiddleware:
    """Sets `request.actor` (None for a stranger) and enters the actor's scope.

    Times are said in the actor's time zone. An API key in the Authorization header counts before the session.
    Operators in the admin see everything. What a page left open sends names in X-Athlete whom it was made for: once
    somebody else is signed in, or acts in another organisation, it is a stranger's.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request within its scope; without an actor every scoped query raises."""
        header = request.headers.get("Authorization", "")
        if request.path.startswith(ADMIN) and getattr(request.user, "is_staff", False):
            request.actor = None  # type: ignore[attr-defined]  # read back by access.actor_of
            with every_organisation():
                return self.get_response(request)
        if header.startswith(BEARER):
            actor = actor_by_key(header.removeprefix(BEARER))
            request.by_key = True  # type: ignore[attr-defined]  # read back by the API's authentication
        elif request.user.is_authenticated:
            actor = actor_by_user(request.user.pk, request.session.get("organisation"))
            if actor and request.headers.get("X-Athlete", str(actor.athlete_id)) != str(actor.athlete_id):
                actor = None
        else:
            actor = None
        request.actor = actor  # type: ignore[attr-defined]  # read back by access.actor_of
        if actor is None:
            return self.get_response(request)
        with organisation_scope(actor.organisation_id), timezone.override(actor.time_zone):
            return self.get_response(request)
