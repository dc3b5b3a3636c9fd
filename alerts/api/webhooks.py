"""`webhooks/`: an organisation's own systems are told what happens to alerts. For its owners only."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.api.endpoints import STANDING, EndpointRows
from alerts.channels.webhook.payload import DEFAULT_EVENTS, EVENTS
from alerts.models import Delivery, Endpoint
from alerts.selectors.endpoints import webhooks_of
from alerts.services import endpoints
from athletes.access import Action, Actor, require
from coachhub.core.api.errors import Conflict


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
        fields = ["id", "name", "url", "events", *STANDING]
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


class ReplaySerializer(serializers.Serializer[Any]):
    """Which message to send again."""

    delivery = serializers.UUIDField()


class WebhookViewSet(EndpointRows):
    """The organisation's webhooks: for owners all, for anybody else there are none."""

    serializer_class = WebhookSerializer

    def rows(self, actor: Actor) -> QuerySet[Endpoint]:
        """Webhooks that the actor may see."""
        return webhooks_of(actor)

    @extend_schema(request=NewWebhookSerializer, responses={201: WebhookWithSecretSerializer})
    def create(self, request: Request) -> Response:
        """A new webhook. Its secret is in this answer and nowhere else."""
        require(self.actor, Action.MANAGE)
        given = self.read(NewWebhookSerializer)
        made, secret = endpoints.create_webhook(
            actor=self.actor, label=given["name"], url=given["url"], events=given["events"]
        )
        return self._with_secret(made, secret, status.HTTP_201_CREATED)

    @extend_schema(request=NewWebhookSerializer, responses=WebhookSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Another name, address or choice of events; what is not sent stays."""
        webhook = self.get_object()
        given = self.read(NewWebhookSerializer, partial=True)
        endpoints.change_webhook(
            actor=self.actor,
            endpoint=webhook,
            label=given.get("name", webhook.label),
            url=given.get("url", webhook.address),
            events=given.get("events", webhook.event_types),
        )
        return Response(self.get_serializer(webhook).data)

    @extend_schema(request=None, responses=WebhookWithSecretSerializer)
    @action(detail=True, methods=["post"])
    def rotate(self, request: Request, pk: str) -> Response:
        """A new secret. For 24 hours the old one signs every call too."""
        webhook = self.get_object()
        return self._with_secret(webhook, endpoints.rotate_secret(actor=self.actor, endpoint=webhook))

    @extend_schema(
        request=ReplaySerializer,
        responses={202: None, 409: OpenApiResponse(description="The message is on its way anyway.")},
    )
    @action(detail=True, methods=["post"])
    def replay(self, request: Request, pk: str) -> Response:
        """Send a message once more, with the same `webhook-id`."""
        webhook = self.get_object()
        wanted = self.read(ReplaySerializer)["delivery"]
        delivery = Delivery.objects.filter(endpoint=webhook, pk=wanted).first()
        if delivery is None:
            raise NotFound("This webhook was sent no such message.")
        if not endpoints.replay(actor=self.actor, delivery=delivery):
            raise Conflict("The message is on its way anyway.")
        return Response(status=status.HTTP_202_ACCEPTED)

    def _with_secret(self, webhook: Endpoint, secret: str, code: int = status.HTTP_200_OK) -> Response:
        context = self.get_serializer_context() | {"secret": secret}
        return Response(WebhookWithSecretSerializer(webhook, context=context).data, status=code)
