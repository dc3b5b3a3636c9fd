"""`ladder/` and `squads/{id}/ladder/`: who is told of a red flag that nobody answers, and after how long."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.models.ladder import LONGEST_MINUTES
from alerts.services.ladder_setting import Whose, drop_ladder, ladder_now, set_ladder
from athletes.access import Action, require, require_coaching
from athletes.api.base import AskedByMember
from athletes.models import Role, Squad
from coachhub.core.api.fields import whole


def _minutes() -> serializers.IntegerField:
    sentence = f"Between 0 and {LONGEST_MINUTES} minutes, or null: never."
    return whole(sentence, low=0, high=LONGEST_MINUTES, allow_null=True, help_text="Minutes without an answer")


class LadderSerializer(serializers.Serializer[Any]):
    """After how many minutes without an answer each role is told of a red flag as well; null: never."""

    coach = _minutes()
    assistant = _minutes()
    owner = _minutes()
    whose = serializers.ChoiceField(
        choices=[(one.value, one.value) for one in Whose],
        read_only=True,
        help_text="Who set it: the squad itself, the organisation for squads without their own, or nobody",
    )


class LadderView(AskedByMember):
    """A ladder: the organisation's, or with a squad in the address the squad's. Owners change it."""

    @extend_schema(responses=LadderSerializer)
    def get(self, request: Request, pk: UUID | None = None) -> Response:
        """The ladder that holds."""
        squad = self._squad(pk)
        require_coaching(self.actor)
        return _shown(squad)

    @extend_schema(request=LadderSerializer, responses=LadderSerializer)
    def put(self, request: Request, pk: UUID | None = None) -> Response:
        """Set it, whole. Somebody has to be told."""
        squad = self._squad(pk)
        require(self.actor, Action.MANAGE)
        asked = LadderSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        minutes = {Role(role): value for role, value in asked.validated_data.items()}
        set_ladder(actor=self.actor, squad=squad, minutes=minutes)
        return _shown(squad)

    @extend_schema(responses=LadderSerializer)
    def delete(self, request: Request, pk: UUID | None = None) -> Response:
        """Give it up: the organisation's holds for a squad, the usual one for the organisation. Twice is once."""
        squad = self._squad(pk)
        drop_ladder(actor=self.actor, squad=squad)
        return _shown(squad)

    def _squad(self, pk: UUID | None) -> Squad | None:
        return None if pk is None else get_object_or_404(Squad.objects.visible_to(self.actor), pk=pk)


def _shown(squad: Squad | None) -> Response:
    found = ladder_now(squad)
    return Response(LadderSerializer({**found.minutes, "whose": found.whose}).data)
