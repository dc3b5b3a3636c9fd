"""`absences/`: who of the staff is away, and who takes their place. `staff/`: who could."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from athletes.access import Actor, coaching_beside, require_coaching
from athletes.api.base import MemberRows
from athletes.models import Absence, Membership
from athletes.services.absences import come_back, go_away
from coachhub.core.api.pagination import NewestFirst


class StaffSerializer(serializers.ModelSerializer[Membership]):
    """Somebody who coaches here."""

    name = serializers.CharField(source="user.name", read_only=True)

    class Meta:
        """By what others know them."""

        model = Membership
        fields = ["id", "name", "role"]
        read_only_fields = fields


class StaffViewSet(ListModelMixin, MemberRows[Membership]):
    """Who coaches in the caller's organisation; for somebody who does not coach, nobody."""

    model = Membership
    serializer_class = StaffSerializer
    pagination_class = NewestFirst

    def rows(self, actor: Actor) -> QuerySet[Membership]:
        """All of them."""
        return coaching_beside(actor)


class AbsenceSerializer(serializers.ModelSerializer[Absence]):
    """From `begins_at` until `ends_at`; `first` and `last` are the days of the organisation's calendar."""

    membership = StaffSerializer(read_only=True)
    stand_in = StaffSerializer(read_only=True)
    first = serializers.SerializerMethodField()
    last = serializers.SerializerMethodField()

    class Meta:
        """Who, who instead, and when."""

        model = Absence
        fields = ["id", "membership", "stand_in", "first", "last", "begins_at", "ends_at"]
        read_only_fields = fields

    def get_first(self, absence: Absence) -> date:
        """The first day."""
        return self._day(absence.begins_at)

    def get_last(self, absence: Absence) -> date:
        """The last day, wholly or, for somebody who came back early, in part."""
        return self._day(absence.ends_at - timedelta(microseconds=1))

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.context["actor"].time_zone)).date()


class NewAbsenceSerializer(serializers.Serializer[Any]):
    """Days away, both included. Without `membership` the caller's own; owners may say it of others."""

    membership = serializers.PrimaryKeyRelatedField(queryset=Membership._base_manager.none(), required=False)
    first = serializers.DateField()
    last = serializers.DateField()
    stand_in = serializers.PrimaryKeyRelatedField(queryset=Membership._base_manager.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actor: Actor | None = self.context.get("actor")
        if actor is not None:
            for name in ("membership", "stand_in"):
                self.fields[name].queryset = coaching_beside(actor)  # type: ignore[attr-defined]  # a related field's


class AbsenceFilter(filters.FilterSet):
    """By whose it is, and whether it is over."""

    membership = filters.UUIDFilter(field_name="membership")
    over = filters.BooleanFilter(method="by_end")

    def by_end(self, rows: QuerySet[Absence], name: str, over: bool) -> QuerySet[Absence]:  # noqa: FBT001  the library's
        """Those that have ended, or those that have not."""
        now = timezone.now()
        return rows.filter(ends_at__lte=now) if over else rows.filter(ends_at__gt=now)


class AbsenceViewSet(ListModelMixin, RetrieveModelMixin, MemberRows[Absence]):
    """The caller's own absences, and those in which they stand in; for owners all."""

    model = Absence
    serializer_class = AbsenceSerializer
    pagination_class = NewestFirst
    filterset_class = AbsenceFilter

    def rows(self, actor: Actor) -> QuerySet[Absence]:
        """Visible absences."""
        return Absence.objects.visible_to(actor).select_related("membership__user", "stand_in__user")

    @extend_schema(request=NewAbsenceSerializer, responses={201: AbsenceSerializer})
    def create(self, request: Request) -> Response:
        """Go away. The stand-in sees meanwhile what the absent one sees, and is told of alerts in their place."""
        require_coaching(self.actor)
        asked = NewAbsenceSerializer(data=request.data, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        given = {"membership": self._me()} | asked.validated_data
        absence = go_away(actor=self.actor, **given)
        return Response(self.get_serializer(absence).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Come back: a running absence ends now, one that has not begun goes. Twice changes nothing."""
        come_back(actor=self.actor, absence=self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _me(self) -> Membership:
        return Membership.objects.select_related("user").get(pk=self.actor.membership_id)
