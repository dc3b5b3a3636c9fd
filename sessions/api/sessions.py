"""`sessions/`: training sessions."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from athletes.access import Actor
from athletes.api.base import MemberRows
from athletes.models import Athlete
from athletes.selectors.athletes import athlete_to_log_for
from coachhub.core.api.errors import Conflict
from coachhub.core.api.pagination import Pages
from sessions.api.session_json import PainSerializer, SessionSerializer
from sessions.models import TrainingSession
from sessions.services.entries import PainEntry, SessionEntry
from sessions.services.log import IdInUseError, answer_next_morning, delete_session, log_session


class LatestFirst(Pages):
    """The session that began last comes first."""

    ordering = ("-started_at", "-id")


class SessionFilter(filters.FilterSet):
    """By athlete and by the athlete's calendar day, first and last day included."""

    athlete = filters.UUIDFilter(field_name="athlete")
    to = filters.DateFilter(field_name="day", lookup_expr="lte")


# `from` is a word of Python's own.
SessionFilter.base_filters["from"] = filters.DateFilter(field_name="day", lookup_expr="gte")


class SessionViewSet(ListModelMixin, RetrieveModelMixin, MemberRows[TrainingSession]):
    """Training sessions with their lifts, sets and pain answers."""

    model = TrainingSession
    serializer_class = SessionSerializer
    pagination_class = LatestFirst
    filterset_class = SessionFilter

    def rows(self, actor: Actor) -> QuerySet[TrainingSession]:
        """Visible sessions; a page costs five queries, however long."""
        visible = TrainingSession.objects.visible_to(actor)
        return visible.prefetch_related("lifts__exercise", "lifts__sets", "lifts__pain_readings", "pain_readings")

    @extend_schema(responses={201: SessionSerializer, 200: SessionSerializer})
    def create(self, request: Request) -> Response:
        """Log a session: 201; 200 and the stored one, unchanged, when its id was sent before."""
        sent = self._read(request)
        athlete = athlete_to_log_for(self.actor, sent.validated_data.get("athlete_id"))
        entry = sent.entry()
        if self.get_queryset().filter(pk=entry.id, athlete=athlete).exists():
            return self._shown(entry.id)
        try:
            return self._log(athlete, entry)
        except IdInUseError as error:
            raise Conflict(str(error)) from error

    @extend_schema(responses={201: SessionSerializer, 200: SessionSerializer})
    def update(self, request: Request, pk: UUID) -> Response:
        """Log the session, or make the stored one like this. Lifts and sets that keep their ids keep their videos."""
        sent = self._read(request)
        if "id" in request.data and sent.validated_data["id"] != pk:
            raise serializers.ValidationError({"id": "This is not the id in the address."})
        there = self.get_queryset().filter(pk=pk).first()
        of = sent.validated_data.get("athlete_id", there.athlete_id if there else None)
        athlete = athlete_to_log_for(self.actor, of)
        if there and there.athlete_id != athlete.pk:
            raise Conflict("This session is another athlete's.")
        try:
            return self._log(athlete, sent.entry(pk))
        except IdInUseError as error:
            if error.of == "session":  # somebody else's, which is not confirmed to be there
                raise NotFound from error
            raise Conflict(str(error)) from error

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Take a session back."""
        delete_session(actor=self.actor, session=self.get_object())
        return Response(status=204)

    @extend_schema(request=PainSerializer, responses=PainSerializer)
    @action(detail=True, methods=["put"], url_path="next-morning", pagination_class=None, filterset_class=None)
    def next_morning(self, request: Request, pk: UUID) -> Response:
        """How the knee feels the morning after; a second answer replaces the first."""
        session = self.get_object()
        sent = PainSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        reading = answer_next_morning(actor=self.actor, session=session, pain=PainEntry(**sent.validated_data))
        return Response(PainSerializer(reading).data)

    def _read(self, request: Request) -> SessionSerializer:
        sent = SessionSerializer(data=request.data, context=self.get_serializer_context())
        sent.is_valid(raise_exception=True)
        return sent

    def _log(self, athlete: Athlete, entry: SessionEntry) -> Response:
        session, is_new = log_session(actor=self.actor, athlete=athlete, entry=entry)
        return self._shown(session.pk, status=201 if is_new else 200)

    def _shown(self, pk: UUID, status: int = 200) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=pk)).data, status=status)
