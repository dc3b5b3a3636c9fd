"""`athletes/`: who trains, with what is kept ready of each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from athletes.access import Actor
from athletes.api.base import MemberRows
from athletes.api.squads import SquadSerializer
from athletes.models import Athlete, Squad
from coachhub.core.api.pagination import ByName
from sessions.api.suggestions import OfferSerializer
from sessions.api.tracking_json import TrackingSerializer
from sessions.models import AthleteSnapshot, Attention
from sessions.selectors.suggestions import offers_of
from sessions.selectors.tracking import tracking_over_time


class SnapshotSerializer(serializers.ModelSerializer[AthleteSnapshot]):
    """What is kept ready of an athlete. Loads in kg, changes as shares (0.1 = +10 %); null: cannot be told.

    `pain_series` is the worst pain of each of the last sessions, oldest first, null where it was not asked.
    `tracking_dkasr` is the change of the knee–ankle separation ratio in the last video, negative = inward.
    """

    class Meta:
        """The roster's columns."""

        model = AthleteSnapshot
        fields = [
            "attention",
            "sentence",
            "last_session_at",
            "leg_load_week_kg",
            "leg_load_change",
            "pain_series",
            "sessions_logged",
            "sessions_expected",
            "tracking_verdict",
            "tracking_certain",
            "tracking_dkasr",
            "tracking_at",
            "updated_at",
        ]
        read_only_fields = fields


class AthleteSerializer(serializers.ModelSerializer[Athlete]):
    """An athlete. Without their consent to share the log there is no snapshot to see."""

    squads = SquadSerializer(many=True, read_only=True)
    snapshot = serializers.SerializerMethodField()

    class Meta:
        """Who it is, and how they are doing."""

        model = Athlete
        fields = ["id", "name", "time_zone", "is_minor", "squads", "joined_at", "archived_at", "snapshot"]
        read_only_fields = fields

    @extend_schema_field(SnapshotSerializer(allow_null=True))
    def get_snapshot(self, athlete: Athlete) -> dict[str, Any] | None:
        """null: nothing logged yet, or not shared with you."""
        found = getattr(athlete, "snapshot", None)
        return dict(SnapshotSerializer(found).data) if found else None


class AthleteFilter(filters.FilterSet):
    """By squad and by who needs somebody."""

    squad = filters.UUIDFilter(field_name="squads")
    attention = filters.MultipleChoiceFilter(choices=Attention.choices, method="with_attention")

    def with_attention(self, athletes: QuerySet[Athlete], name: str, wanted: list[str]) -> QuerySet[Athlete]:
        """Among those whose snapshot the caller may see."""
        if not wanted:
            return athletes
        actor: Actor = self.request.auth  # type: ignore[union-attr]  # a request of the API
        found = AthleteSnapshot.objects.visible_to(actor).filter(attention__in=wanted)
        return athletes.filter(pk__in=found.values("athlete"))


class AthleteViewSet(ListModelMixin, RetrieveModelMixin, MemberRows[Athlete]):
    """Athletes, by name."""

    model = Athlete
    serializer_class = AthleteSerializer
    pagination_class = ByName
    filterset_class = AthleteFilter

    def rows(self, actor: Actor) -> QuerySet[Athlete]:
        """Visible athletes with their visible squads and snapshots: three queries, whatever their number."""
        return Athlete.objects.visible_to(actor).prefetch_related(
            Prefetch("squads", Squad.objects.visible_to(actor)),
            Prefetch("snapshot", AthleteSnapshot.objects.visible_to(actor)),
        )

    @extend_schema(responses=TrackingSerializer)
    @action(detail=True, pagination_class=None, filterset_class=None)
    def tracking(self, request: Request, pk: UUID) -> Response:
        """Knee tracking over time; 404 for an athlete whose log is not shared with you."""
        athlete = get_object_or_404(Athlete.objects.readable_by(self.actor), pk=pk)
        exercises, precision = tracking_over_time(athlete)
        return Response(TrackingSerializer({"exercises": exercises, "precision": precision}).data)

    @extend_schema(responses=OfferSerializer(many=True))
    @action(detail=True, pagination_class=None, filterset_class=None)
    def offers(self, request: Request, pk: UUID) -> Response:
        """Suggestions for a coach to decide about, at most two; none beside an open red flag. Not for athletes."""
        athlete = get_object_or_404(Athlete.objects.readable_by(self.actor), pk=pk)
        if not self.actor.is_staff:
            raise PermissionDenied("Suggestions are for coaches to decide about.")
        return Response(OfferSerializer(offers_of(athlete), many=True).data)
