"""`suggestions/`: what was decided about suggestions, the tasks they became and their check points.

`athletes/{id}/offers/`: what is offered now.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from athletes.access import Actor
from athletes.api.base import MemberRows
from athletes.models import Athlete
from coachhub.core.api.errors import Conflict
from coachhub.core.api.pagination import NewestFirst
from sessions.models import CheckPoint, Decision, Suggestion
from sessions.progression.findings import Finding
from sessions.progression.suggestions import ADVICE, LIBRARY
from sessions.selectors.suggestions import red_flag_open
from sessions.services.suggestions import NotOfferedError, decide, end, mark_done, pick, take_back


class OfferSerializer(serializers.Serializer[Any]):
    """A suggestion offered now: what was seen, what to try, why, and where it comes from. Not medical advice."""

    key = serializers.CharField(source="rule")
    about = serializers.CharField(help_text="What set it off; sent back with the decision.")
    sentence = serializers.CharField()
    title = serializers.SerializerMethodField()
    how = serializers.SerializerMethodField()
    reason = serializers.CharField()
    note = serializers.SerializerMethodField()
    comes_from = serializers.CharField(source="source", help_text="The articles, and where numbers come from.")

    def get_title(self, offer: Finding) -> str:
        """What to do, in a few words."""
        return ADVICE[offer.rule].title

    def get_how(self, offer: Finding) -> str:
        """The same in one or two sentences."""
        return ADVICE[offer.rule].how

    def get_note(self, offer: Finding) -> str:
        """What to keep in mind."""
        return ADVICE[offer.rule].note


class CheckPointSerializer(serializers.ModelSerializer[CheckPoint]):
    """Has it helped after so many weeks? An empty `answer`: not due yet."""

    class Meta:
        """Answer, sentence, and what both rest on."""

        model = CheckPoint
        fields = ["week", "due_at", "answer", "sentence", "readings", "answered_at"]
        read_only_fields = fields


class SuggestionSerializer(serializers.ModelSerializer[Suggestion]):
    """A decision. An accepted suggestion is a task until `ended_at`; an empty `about`: picked by hand."""

    title = serializers.SerializerMethodField()
    by = serializers.CharField(source="by.user.name", default="", read_only=True)
    check_points = CheckPointSerializer(many=True, read_only=True)
    days_done = serializers.SerializerMethodField()

    class Meta:
        """Who decided what about what, and what came of it."""

        model = Suggestion
        fields = [
            "id",
            "athlete",
            "key",
            "title",
            "about",
            "decision",
            "sentence",
            "readings",
            "by",
            "at",
            "ended_at",
            "check_points",
            "days_done",
        ]
        read_only_fields = fields

    def get_title(self, row: Suggestion) -> str:
        """What to do, in a few words."""
        return ADVICE[row.key].title if row.key in ADVICE else ""

    def get_days_done(self, row: Suggestion) -> list[str]:
        """The athlete's calendar days on which it was done, oldest first."""
        return [one.day.isoformat() for one in row.days.all()]


class DecideSerializer(serializers.Serializer[Any]):
    """What is decided about an offer: its `key` and `about`. Without `about` it is picked by hand from the library."""

    athlete = serializers.PrimaryKeyRelatedField(queryset=Athlete._base_manager.none())
    key = serializers.ChoiceField(choices=[one.key for one in LIBRARY])
    about = serializers.CharField(required=False, allow_blank=True, max_length=60, default="")
    decision = serializers.ChoiceField(choices=Decision.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actor: Actor | None = self.context.get("actor")
        if actor is not None:
            self.fields["athlete"].queryset = Athlete.objects.readable_by(actor)  # type: ignore[attr-defined]

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        """What is picked by hand can only be accepted."""
        if not data["about"] and data["decision"] == Decision.DISMISSED:
            raise serializers.ValidationError({"about": "Say which offer is dismissed."})
        return data


class DaySerializer(serializers.Serializer[Any]):
    """A day of the athlete's own calendar, and whether the task was done on it."""

    day = serializers.DateField()
    done = serializers.BooleanField(default=True)


class SuggestionFilter(filters.FilterSet):
    """By athlete, by decision, and whether it runs as a task."""

    athlete = filters.UUIDFilter(field_name="athlete")
    decision = filters.ChoiceFilter(choices=Decision.choices)
    ended = filters.BooleanFilter(field_name="ended_at", lookup_expr="isnull", exclude=True)


class SuggestionViewSet(ListModelMixin, RetrieveModelMixin, MemberRows[Suggestion]):
    """Decisions about suggestions."""

    model = Suggestion
    serializer_class = SuggestionSerializer
    pagination_class = NewestFirst
    filterset_class = SuggestionFilter

    def rows(self, actor: Actor) -> QuerySet[Suggestion]:
        """Visible decisions, three queries.

        Athletes see their tasks, and none beside an open red flag; what a coach dismissed is no matter of theirs.
        """
        rows = Suggestion.objects.visible_to(actor)
        if actor.athlete_id is not None:
            rows = rows.none() if red_flag_open(actor.athlete_id) else rows.filter(decision=Decision.ACCEPTED)
        return rows.select_related("by__user").prefetch_related("check_points", "days")

    @extend_schema(request=DecideSerializer, responses={201: SuggestionSerializer})
    def create(self, request: Request) -> Response:
        """Accept or dismiss an offer, or pick by hand. 409: not offered, or a red flag is open."""
        asked = DecideSerializer(data=request.data, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        data = asked.validated_data
        try:
            if data["about"]:
                row = decide(actor=self.actor, **data)
            else:
                row = pick(actor=self.actor, athlete=data["athlete"], key=data["key"])
        except NotOfferedError as refused:
            raise Conflict(str(refused)) from refused
        return Response(SuggestionSerializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Take back one's own decision of a moment ago. 409: too late, or somebody else's."""
        if not take_back(actor=self.actor, suggestion=self.get_object()):
            raise Conflict("This could not be taken back any more.")
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses=SuggestionSerializer)
    @action(detail=True, methods=["post"], pagination_class=None, filterset_class=None)
    def end(self, request: Request, pk: UUID) -> Response:
        """End the task. Twice changes nothing."""
        end(actor=self.actor, suggestion=self.get_object())
        return Response(SuggestionSerializer(get_object_or_404(self.get_queryset(), pk=pk)).data)

    @extend_schema(request=DaySerializer, responses=SuggestionSerializer)
    @action(detail=True, methods=["post"], pagination_class=None, filterset_class=None)
    def done(self, request: Request, pk: UUID) -> Response:
        """Say that the task was done on a day, today or one of the two before. 409: not possible now."""
        asked = DaySerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        try:
            mark_done(actor=self.actor, suggestion=self.get_object(), **asked.validated_data)
        except NotOfferedError as refused:
            raise Conflict(str(refused)) from refused
        return Response(SuggestionSerializer(get_object_or_404(self.get_queryset(), pk=pk)).data)
