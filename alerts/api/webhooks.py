"""`webhooks/`: an organisation's own systems are told what happens to alerts. For its owners only."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.channels.webhook.payload import DEFAULT_EVENTS, EVENTS
from alerts.models import Attempt, Delivery, Endpoint, Outcome
from alerts.selectors.endpoints import attempts_of, webhooks_of
from alerts.services import endpoints
from athletes.access import Action, Actor, require
from athletes.api.base import MemberRows
from coachhub.core.api.errors import Conflict
from coachhub.core.api.pagination import NewestFirst


class NewWebhookSerializer(serializers.Serializer[Any]):
    """What a webhook is for, where it is, and what it is called for."""

    name = serializers.CharField(max_length=endpoints.LONGEST_LABEL, help_text="What it is for")
    url = serializers.CharField(max_length=500, help_text="http(s); private and local addresses are refused")
    events = serializers.ListField(
        child=serializers.ChoiceField(choices=EVENTS), default=list(DEFAULT_EVENTS), max_length=len(EVENTS)
    )


class WebhookSerializer(serializers.ModelSerializer[Endpoint]):
    """A webhook, without its secret. `off_at` null: it is on."""

    name = serializers.CharField(source="label", read_only=True)
    url = serializers.CharField(source="address", read_only=True)
    events = serializers.ListField(child=serializers.CharField(), source="event_types", read_only=True)

    class Meta:
        """All but the secret."""

        model = Endpoint
        fields = [
            "id",
            "name",
            "url",
            "events",
            "created_at",
            "off_at",
            "off_reason",
            "switched_itself_off",
            "failures",
            "failing_since",
            "last_sent_at",
        ]
        read_only_fields = fields


class WebhookWithSecretSerializer(WebhookSerializer):
    """The same with its secret, which only the answer to its making or its rotation holds."""

    secret = serializers.SerializerMethodField()

    class Meta(WebhookSerializer.Meta):
        """With the secret."""

        fields = [*WebhookSerializer.Meta.fields, "secret"]
        read_only_fields = fields

    def get_secret(self, endpoint: Endpoint) -> str:
        """`whsec_…`"""
        return str(self.context["secret"])


class CallSerializer(serializers.ModelSerializer[Attempt]):
    """One call of a webhook. `delivery` is the message's id (`webhook-id`), null for a test."""

    outcome = serializers.ChoiceField(choices=Outcome.choices, read_only=True)

    class Meta:
        """The log's line."""

        model = Attempt
        fields = ["id", "delivery", "event", "at", "outcome", "status", "took_ms", "said"]
        read_only_fields = fields


class ReplaySerializer(serializers.Serializer[Any]):
    """Which message to send again."""

    delivery = serializers.UUIDField()


class WebhookViewSet(ListModelMixin, RetrieveModelMixin, MemberRows[Endpoint]):
    """The organisation's webhooks: for owners all, for anybody else there are none."""

    model = Endpoint
    serializer_class = WebhookSerializer
    pagination_class = NewestFirst

    def rows(self, actor: Actor) -> QuerySet[Endpoint]:
        """Webhooks that the actor may see."""
        return webhooks_of(actor)

    @extend_schema(request=NewWebhookSerializer, responses={201: WebhookWithSecretSerializer})
    def create(self, request: Request) -> Response:
        """A new webhook. Its secret is in this answer and nowhere else."""
        require(self.actor, Action.MANAGE)
        given = self._read(NewWebhookSerializer)
        made, secret = endpoints.create_webhook(
            actor=self.actor, label=given["name"], url=given["url"], events=given["events"]
        )
        return self._with_secret(made, secret, status.HTTP_201_CREATED)

    @extend_schema(request=NewWebhookSerializer, responses=WebhookSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Another name, address or choice of events; what is not sent stays."""
        webhook = self.get_object()
        given = self._read(NewWebhookSerializer, partial=True)
        endpoints.change_webhook(
            actor=self.actor,
            endpoint=webhook,
            label=given.get("name", webhook.label),
            url=given.get("url", webhook.address),
            events=given.get("events", webhook.event_types),
        )
        return Response(self.get_serializer(webhook).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """It goes, with its log."""
        endpoints.remove(actor=self.actor, endpoint=self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses=WebhookWithSecretSerializer)
    @action(detail=True, methods=["post"])
    def rotate(self, request: Request, pk: str) -> Response:
        """A new secret. For 24 hours the old one signs every call too."""
        webhook = self.get_object()
        return self._with_secret(webhook, endpoints.rotate_secret(actor=self.actor, endpoint=webhook))

    @extend_schema(request=None, responses=CallSerializer)
    @action(detail=True, methods=["post"])
    def test(self, request: Request, pk: str) -> Response:
        """Call it now with an event of the type `test`, and see what it answers."""
        return Response(CallSerializer(endpoints.try_out(actor=self.actor, endpoint=self.get_object())).data)

    @extend_schema(request=None, responses=WebhookSerializer)
    @action(detail=True, methods=["post"])
    def on(self, request: Request, pk: str) -> Response:
        """Switch it on again."""
        webhook = self.get_object()
        endpoints.switch_on(actor=self.actor, endpoint=webhook)
        return Response(self.get_serializer(webhook).data)

    @extend_schema(request=None, responses=WebhookSerializer)
    @action(detail=True, methods=["post"])
    def off(self, request: Request, pk: str) -> Response:
        """Call it no more until somebody switches it on again."""
        webhook = self.get_object()
        endpoints.switch_off(actor=self.actor, endpoint=webhook)
        return Response(self.get_serializer(webhook).data)

    @extend_schema(responses=CallSerializer(many=True))
    @action(detail=True, methods=["get"])
    def calls(self, request: Request, pk: str) -> Response:
        """Its log, the newest first; kept for 30 days."""
        calls = attempts_of(self.get_object())
        page: Any = self.paginate_queryset(calls)  # type: ignore[arg-type]  # rows of another model
        return self.get_paginated_response(CallSerializer(page, many=True).data)

    @extend_schema(
        request=ReplaySerializer,
        responses={202: None, 409: OpenApiResponse(description="The message is on its way anyway.")},
    )
    @action(detail=True, methods=["post"])
    def replay(self, request: Request, pk: str) -> Response:
        """Send a message once more, with the same `webhook-id`."""
        webhook = self.get_object()
        wanted = self._read(ReplaySerializer)["delivery"]
        delivery = Delivery.objects.filter(endpoint=webhook, pk=wanted).first()
        if delivery is None:
            raise NotFound("This webhook was sent no such message.")
        if not endpoints.replay(actor=self.actor, delivery=delivery):
            raise Conflict("The message is on its way anyway.")
        return Response(status=status.HTTP_202_ACCEPTED)

    def _read(self, kind: type[serializers.Serializer[Any]], *, partial: bool = False) -> dict[str, Any]:
        asked = kind(data=self.request.data, partial=partial)
        asked.is_valid(raise_exception=True)
        values: dict[str, Any] = asked.validated_data
        return values

    def _with_secret(self, webhook: Endpoint, secret: str, code: int = status.HTTP_200_OK) -> Response:
        context = self.get_serializer_context() | {"secret": secret}
        return Response(WebhookWithSecretSerializer(webhook, context=context).data, status=code)
