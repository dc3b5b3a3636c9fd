"""`pauses/`: exercises that wait until somebody has looked."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from athletes.access import Actor
from athletes.api.base import MemberRows
from coachhub.core.api.pagination import NewestFirst
from sessions.models import Movement, Pause
from sessions.services.check_ins import mark_checked


class PauseSerializer(serializers.ModelSerializer[Pause]):
    """A movement that is paused since a warning question was ticked; an empty `movement` is all leg work."""

    movement = serializers.ChoiceField(choices=Movement.choices, allow_blank=True, read_only=True)

    class Meta:
        """From when, and until somebody marked it as checked."""

        model = Pause
        fields = ["id", "athlete", "movement", "check_in", "since", "checked_at"]
        read_only_fields = fields


class PauseFilter(filters.FilterSet):
    """By athlete, and whether it is still in force."""

    athlete = filters.UUIDFilter(field_name="athlete")
    in_force = filters.BooleanFilter(field_name="checked_at", lookup_expr="isnull")


class PauseViewSet(ListModelMixin, RetrieveModelMixin, MemberRows[Pause]):
    """Paused movements."""

    model = Pause
    serializer_class = PauseSerializer
    pagination_class = NewestFirst
    filterset_class = PauseFilter

    def rows(self, actor: Actor) -> QuerySet[Pause]:
        """Visible pauses."""
        return Pause.objects.visible_to(actor)

    @extend_schema(request=None, responses=PauseSerializer)
    @action(detail=True, methods=["post"], pagination_class=None, filterset_class=None)
    def checked(self, request: Request, pk: UUID) -> Response:
        """End the pause: somebody has looked. Twice changes nothing."""
        pause = self.get_object()
        mark_checked(actor=self.actor, pause=pause)
        return Response(self.get_serializer(pause).data)
