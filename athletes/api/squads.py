"""`squads/`: groups of athletes."""

from __future__ import annotations

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin

from athletes.access import Actor
from athletes.api.base import MemberRows
from athletes.models import Squad
from coachhub.core.api.pagination import ByName


class SquadSerializer(serializers.ModelSerializer[Squad]):
    """A squad by its name."""

    class Meta:
        """What everybody who sees the squad sees of it."""

        model = Squad
        fields = ["id", "name"]


class SquadViewSet(ListModelMixin, RetrieveModelMixin, MemberRows[Squad]):
    """The squads that the caller looks after; athletes see their own."""

    model = Squad
    serializer_class = SquadSerializer
    pagination_class = ByName

    def rows(self, actor: Actor) -> QuerySet[Squad]:
        """Visible squads."""
        return Squad.objects.visible_to(actor)
