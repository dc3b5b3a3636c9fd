"""What every address of the API that shows rows stands on."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from athletes.access import Actor

M = TypeVar("M", bound=Model)


class AskedByMember(APIView):
    """An address that only members may ask."""

    @property
    def actor(self) -> Actor:
        """Who is asking; IsMember has made sure of it."""
        actor: Actor = self.request.auth  # type: ignore[assignment]  # set by ActorAuthentication
        return actor


class MemberRows(AskedByMember, GenericViewSet[M], ABC):
    """Rows of one model, as far as the acting member may see them. What is not among `rows` is not there (404)."""

    model: type[M]
    lookup_value_converter = "uuid"

    @abstractmethod
    def rows(self, actor: Actor) -> QuerySet[M]:
        """The rows that the actor may see, with all that showing them needs."""

    def get_queryset(self) -> QuerySet[M]:
        """`rows` of the actor; none while the documentation is written, when nobody asks."""
        if getattr(self, "swagger_fake_view", False):
            return self.model._base_manager.none()
        return self.rows(self.actor)

    def get_serializer_context(self) -> dict[str, Any]:
        """Serializers know the actor, also to look up what an id in a payload means."""
        return {**super().get_serializer_context(), "actor": getattr(self.request, "auth", None)}
