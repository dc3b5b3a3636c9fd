"""`check-ins/`: the warning questions, answered."""

from __future__ import annotations

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from athletes.access import Actor
from athletes.api.base import MemberRows
from athletes.selectors.athletes import athlete_to_log_for
from coachhub.core.api.errors import Conflict
from coachhub.core.api.pagination import Pages
from coachhub.core.ids import new_id
from sessions.models import CheckIn, Movement, Side
from sessions.progression.warning_questions import BY_KEY, QUESTIONS, Tier, most_urgent
from sessions.services.check_ins import submit_check_in
from sessions.services.entries import CheckInEntry
from sessions.services.log import IdInUseError

UNKNOWN = "There is no warning question with this key."


class CheckInSerializer(serializers.ModelSerializer[CheckIn]):
    """Answers to the warning questions: what is ticked, or an explicit "none of these"."""

    id = serializers.UUIDField(default=new_id)
    athlete = serializers.UUIDField(
        source="athlete_id", required=False, help_text="For staff: whose answers. Athletes give their own"
    )
    session = serializers.UUIDField(
        source="session_id", allow_null=True, default=None, help_text="Left out when it is not known here yet"
    )
    movement = serializers.ChoiceField(
        choices=Movement.choices, allow_blank=True, default="", help_text="What is paused; empty: all leg work"
    )
    ticked = serializers.ListField(
        child=serializers.ChoiceField(
            choices=[(question.key, question.text) for question in QUESTIONS],
            error_messages={"invalid_choice": UNKNOWN},
        ),
        default=list,
        max_length=len(QUESTIONS),
    )
    none_of_these = serializers.BooleanField(default=False)
    side = serializers.ChoiceField(choices=Side.choices, allow_blank=True, default="")
    shown_at = serializers.DateTimeField(allow_null=True, default=None, help_text="When the phone showed the stop page")
    tier = serializers.SerializerMethodField(
        help_text="By when it has to be looked at: A emergency now, B today or tomorrow, C before the next hard session"
    )

    class Meta:
        """`answered_at` is the sender's clock, `created_at` ours."""

        model = CheckIn
        fields = [
            "id",
            "athlete",
            "session",
            "movement",
            "ticked",
            "none_of_these",
            "side",
            "answered_at",
            "shown_at",
            "tier",
            "created_at",
        ]
        read_only_fields = ["created_at"]

    @extend_schema_field(serializers.ChoiceField(choices=[tier.value for tier in Tier], allow_null=True))
    def get_tier(self, check_in: CheckIn) -> Tier | None:
        """The most urgent of what was ticked; null when nothing was. A question no longer asked counts no more."""
        asked = [key for key in check_in.ticked if key in BY_KEY]
        return most_urgent(asked) if asked else None

    def entry(self) -> CheckInEntry:
        """What was sent, as the service takes it."""
        given = {**self.validated_data}
        given.pop("athlete_id", None)
        return CheckInEntry(**given | {"ticked": tuple(given["ticked"])})


class CheckInFilter(filters.FilterSet):
    """By athlete."""

    athlete = filters.UUIDFilter(field_name="athlete")


class LatestFirst(Pages):
    """What was answered last comes first."""

    ordering = ("-answered_at", "-id")


class CheckInViewSet(ListModelMixin, RetrieveModelMixin, MemberRows[CheckIn]):
    """Answers to the warning questions. They are given once and never changed."""

    model = CheckIn
    serializer_class = CheckInSerializer
    pagination_class = LatestFirst
    filterset_class = CheckInFilter

    def rows(self, actor: Actor) -> QuerySet[CheckIn]:
        """Visible answers."""
        return CheckIn.objects.visible_to(actor)

    @extend_schema(responses={201: CheckInSerializer, 200: CheckInSerializer})
    def create(self, request: Request) -> Response:
        """Give answers: 201; 200 and the stored ones when they were sent before; 409 when those were others."""
        sent = CheckInSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        athlete = athlete_to_log_for(self.actor, sent.validated_data.get("athlete_id"))
        try:
            check_in, is_new = submit_check_in(actor=self.actor, athlete=athlete, entry=sent.entry())
        except IdInUseError as error:
            raise Conflict(str(error)) from error
        return Response(self.get_serializer(check_in).data, status=201 if is_new else 200)
