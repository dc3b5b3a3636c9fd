"""Who is calling: what ActorMiddleware found, by session or by API key."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from athletes.access import Actor, actor_of
from athletes.models import User


class ActorAuthentication(SessionAuthentication):
    """`request.user` and `request.auth` (the Actor). A browser's session needs its CSRF token, a key does not."""

    def authenticate(self, request: Request) -> tuple[Any, Actor] | None:
        """The caller; None for a stranger; raises AuthenticationFailed for a key that is not valid."""
        plain: HttpRequest = request._request
        actor = actor_of(plain)
        if getattr(plain, "by_key", False):
            if actor is None:
                raise AuthenticationFailed("This API key is not valid.")
            return User.objects.get(pk=actor.user_id), actor
        if actor is None:
            return None
        self.enforce_csrf(plain)  # type: ignore[arg-type]  # DRF's own would read the body to look for a token
        return plain.user, actor

    def authenticate_header(self, request: Request) -> str:
        """Makes a missing sign-in a 401 rather than a 403."""
        return "Bearer"


class ActorScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # the library's own
    """How the OpenAPI document describes it."""

    target_class = "athletes.api.authentication.ActorAuthentication"
    name = ["apiKey", "session"]

    def get_security_definition(self, auto_schema: Any) -> list[dict[str, Any]]:
        """A bearer key for programs, the session cookie for our own pages."""
        return [
            {"type": "http", "scheme": "bearer", "description": "An API key from Settings."},
            {"type": "apiKey", "in": "cookie", "name": "sessionid"},
        ]
