"""Alerts in the API: read them, and do to them what the pages do, through the same services."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import ReadOnlyModelViewSet

from alerts.api.filters import AlertFilter
from alerts.api.serializers import (
    AlertDetailSerializer,
    AlertSerializer,
    AssignSerializer,
    CommentSerializer,
    MarkSerializer,
    ResolveSerializer,
    SnoozeSerializer,
)
from alerts.models import Alert
from alerts.selectors.inbox import alerts_of
from alerts.services import transitions
from alerts.services.rules import mark
from athletes.access import Action, Actor, require
from athletes.models import Membership
from coachhub.core.api.errors import Conflict

DONE = {
    200: AlertDetailSerializer,
    403: OpenApiResponse(description="Your role does not include this."),
    404: OpenApiResponse(description="There is no such alert, or you may not see it."),
    409: OpenApiResponse(description="The alert is not (any more) where this can happen; `message` says why."),
}


class AlertViewSet(ReadOnlyModelViewSet[Alert]):
    """Alerts of the athletes whom the caller may see, newest first."""

    serializer_class = AlertSerializer
    filterset_class = AlertFilter
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Alert]:
        """Only what the caller may see."""
        if getattr(self, "swagger_fake_view", False):
            return Alert._base_manager.none()
        return alerts_of(self._actor)

    def get_serializer_class(self) -> type[BaseSerializer[Alert]]:
        """Lists are short, one alert is whole."""
        return AlertSerializer if self.action == "list" else AlertDetailSerializer

    @extend_schema(request=None, responses=DONE)
    @action(detail=True, methods=["post"])
    def acknowledge(self, request: Request, pk: str) -> Response:
        """You are on it: reminders end."""
        return self._do("acknowledge")

    @extend_schema(request=AssignSerializer, responses=DONE)
    @action(detail=True, methods=["post"])
    def assign(self, request: Request, pk: str) -> Response:
        """Give it to one of `assignable`, or to nobody. A red flag that somebody was on is open again by that."""
        to = self._read(AssignSerializer)["to"]
        member = Membership.objects.select_related("user").filter(pk=to).first() if to else None
        if to and member is None:
            raise ValidationError({"to": [transitions.NOT_THEIRS]})
        return self._do("assign", to=member)

    @extend_schema(request=SnoozeSerializer, responses=DONE)
    @action(detail=True, methods=["post"])
    def snooze(self, request: Request, pk: str) -> Response:
        """Let it wait. A red flag waits once somebody is on it, 12 hours at most; anything else
        4 weeks at most, or until the next session."""
        return self._do("snooze", **self._read(SnoozeSerializer))

    @extend_schema(request=CommentSerializer, responses=DONE)
    @action(detail=True, methods=["post"])
    def comment(self, request: Request, pk: str) -> Response:
        """Say something about it, for the other staff."""
        return self._do("comment", **self._read(CommentSerializer))

    @extend_schema(request=ResolveSerializer, responses=DONE)
    @action(detail=True, methods=["post"])
    def resolve(self, request: Request, pk: str) -> Response:
        """It is settled."""
        return self._do("resolve", **self._read(ResolveSerializer))

    @extend_schema(request=None, responses=DONE)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:
        """It is not settled after all, or nobody is on it any more."""
        return self._do("reopen")

    @extend_schema(request=MarkSerializer, responses=DONE)
    @action(detail=True, methods=["post"])
    def mark(self, request: Request, pk: str) -> Response:
        """Say whether the alert was useful or noise; the rules page reads it."""
        mark(actor=self._actor, alert=self._alert(), **self._read(MarkSerializer))
        return Response(self.get_serializer(self.get_object()).data)

    def _read(self, serializer_class: type[BaseSerializer[Any]]) -> dict[str, Any]:
        self._alert()  # first whether it may be done, then what is wrong with how it was said
        serializer = serializer_class(data=self.request.data)
        serializer.is_valid(raise_exception=True)
        values: dict[str, Any] = serializer.validated_data
        return values

    def _do(self, name: str, **values: Any) -> Response:
        try:
            getattr(transitions, name)(actor=self._actor, alert=self._alert(), **values)
        except transitions.TransitionRefusedError as error:
            raise Conflict(str(error)) from error
        return Response(self.get_serializer(self.get_object()).data)

    def _alert(self) -> Alert:
        alert = self.get_object()
        require(self._actor, Action.COMMENT if self.action == "comment" else Action.ACT_ON_ALERT)
        return alert

    @property
    def _actor(self) -> Actor:
        actor = self.request.auth
        if not isinstance(actor, Actor):
            raise Http404
        return actor
