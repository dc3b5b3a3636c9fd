"""What can be done with an endpoint, whichever it is; and `channels/`: mailbox, devices and rooms of the caller."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.channels.chat import services as chat
from alerts.models import Attempt, Channel, Endpoint, Outcome
from alerts.selectors.endpoints import attempts_of, endpoints_of
from alerts.services import endpoints
from athletes.access import Actor
from athletes.api.base import MemberRows
from coachhub.core.api.pagination import NewestFirst

STANDING = [
    "created_at",
    "off_at",
    "off_reason",
    "switched_itself_off",
    "failures",
    "failing_since",
    "last_sent_at",
]


class CallSerializer(serializers.ModelSerializer[Attempt]):
    """One call of an endpoint. `delivery` is the message's id (of a webhook `webhook-id`), null for a test."""

    outcome = serializers.ChoiceField(choices=Outcome.choices, read_only=True)

    class Meta:
        """The log's line."""

        model = Attempt
        fields = ["id", "delivery", "event", "at", "outcome", "status", "took_ms", "said"]
        read_only_fields = fields


class EndpointRows(ListModelMixin, RetrieveModelMixin, MemberRows[Endpoint]):
    """Endpoints: tried out, switched off and on, removed, and their log."""

    model = Endpoint
    pagination_class = NewestFirst

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """It goes, with its log."""
        endpoints.remove(actor=self.actor, endpoint=self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses=CallSerializer)
    @action(detail=True, methods=["post"])
    def test(self, request: Request, pk: str) -> Response:
        """Send it a test now, and see what it answers. Takes 15 seconds at most."""
        return Response(CallSerializer(endpoints.try_out(actor=self.actor, endpoint=self.get_object())).data)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def on(self, request: Request, pk: str) -> Response:
        """Switch it on again."""
        endpoint = self.get_object()
        endpoints.switch_on(actor=self.actor, endpoint=endpoint)
        return Response(self.get_serializer(endpoint).data)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def off(self, request: Request, pk: str) -> Response:
        """Send nothing there any more until somebody switches it on again."""
        endpoint = self.get_object()
        endpoints.switch_off(actor=self.actor, endpoint=endpoint)
        return Response(self.get_serializer(endpoint).data)

    @extend_schema(responses=CallSerializer(many=True))
    @action(detail=True, methods=["get"])
    def calls(self, request: Request, pk: str) -> Response:
        """Its log, the newest first; kept for 30 days."""
        calls = attempts_of(self.get_object())
        page: Any = self.paginate_queryset(calls)  # type: ignore[arg-type]  # rows of another model
        return self.get_paginated_response(CallSerializer(page, many=True).data)

    def read(self, kind: type[serializers.Serializer[Any]], *, partial: bool = False) -> dict[str, Any]:
        """What was sent, as `kind` describes it."""
        asked = kind(data=self.request.data, partial=partial)
        asked.is_valid(raise_exception=True)
        values: dict[str, Any] = asked.validated_data
        return values


class NewRoomSerializer(serializers.Serializer[Any]):
    """A room of a chat service, by its address in Apprise's form. `for_everybody`: the organisation's; owners only."""

    name = serializers.CharField(max_length=endpoints.LONGEST_LABEL, allow_blank=True, default="")
    address = serializers.CharField(max_length=chat.LONGEST, help_text="As ntfys://topic; never shown whole again")
    for_everybody = serializers.BooleanField(default=False)


class ChannelSerializer(serializers.ModelSerializer[Endpoint]):
    """A mailbox, a device with push messages or a chat room. `off_at` null: it is on."""

    name = serializers.CharField(source="label", read_only=True)
    for_everybody = serializers.SerializerMethodField(help_text="The organisation's, not the caller's own")

    class Meta:
        """All but what has to stay secret."""

        model = Endpoint
        fields = ["id", "channel", "name", "address", "for_everybody", *STANDING]
        read_only_fields = fields

    def get_for_everybody(self, endpoint: Endpoint) -> bool:
        """Whether it has no owner."""
        return endpoint.owner_id is None


class ChannelViewSet(EndpointRows):
    """The caller's mailbox, devices and rooms, and for owners the organisation's rooms. Webhooks are apart.

    A mailbox is listed once there is something to say of it. Devices are added by their own browser.
    """

    serializer_class = ChannelSerializer

    def rows(self, actor: Actor) -> QuerySet[Endpoint]:
        """Those that the actor may see."""
        return endpoints_of(actor).exclude(channel=Channel.WEBHOOK)

    @extend_schema(request=NewRoomSerializer, responses={201: ChannelSerializer})
    def create(self, request: Request) -> Response:
        """A new chat room."""
        given = self.read(NewRoomSerializer)
        room = endpoints.create_chat(
            actor=self.actor,
            label=given["name"],
            address=given["address"],
            for_everybody=given["for_everybody"],
        )
        return Response(self.get_serializer(room).data, status=status.HTTP_201_CREATED)
