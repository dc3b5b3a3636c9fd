"""The API's first question: is the caller a member, and does the key allow writing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from athletes.access import Actor

if TYPE_CHECKING:
    from rest_framework.views import APIView  # which itself imports this module, through the settings


class IsMember(BasePermission):
    """A member of an organisation; read-only keys may only read. What they see, the querysets say."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the request may reach the view."""
        actor = request.auth
        if not isinstance(actor, Actor):
            return False
        return request.method in SAFE_METHODS or not actor.read_only
