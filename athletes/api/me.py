"""`me/`: who the caller is here."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from athletes.access import Action, Actor
from athletes.api.base import AskedByMember
from athletes.models import Role, Unit


class MeSerializer(serializers.Serializer[Actor]):
    """A person acting in one organisation."""

    user = serializers.UUIDField(source="user_id")
    membership = serializers.UUIDField(source="membership_id", help_text="As whom others know the caller here")
    name = serializers.CharField()
    organisation = serializers.UUIDField(source="organisation_id")
    organisation_name = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    athlete = serializers.UUIDField(source="athlete_id", allow_null=True, help_text="Of athletes: their own id")
    squads = serializers.ListField(
        child=serializers.UUIDField(), source="squad_ids", allow_null=True, help_text="null: all squads"
    )
    may = serializers.SerializerMethodField(help_text="What the role, and the key, allows beyond reading")
    time_zone = serializers.CharField()
    unit = serializers.ChoiceField(choices=Unit.choices, help_text="In which the person reads and types loads")
    blur_faces = serializers.BooleanField(
        help_text="Whether the organisation has faces blurred in everybody's videos; those of minors always are"
    )

    def get_may(self, actor: Actor) -> list[Action]:
        """The actions allowed."""
        return [action for action in Action if actor.may(action)]


class MeView(AskedByMember):
    """Who the caller is here, and what they may do."""

    @extend_schema(responses=MeSerializer)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The acting member."""
        return Response(MeSerializer(self.actor).data)
