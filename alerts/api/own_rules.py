"""`own-rules/`: rules that coaches compose, for the organisation or one squad, with what they would have told."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.models import OwnRule
from alerts.selectors.backtest import backtest
from alerts.selectors.own_rules import as_rule
from alerts.services.own_rules import LONGEST_NAME, change_rule, compose_rule, remove_rule
from athletes.access import Action, require
from athletes.api.base import MemberRows
from athletes.models import Squad
from coachhub.core.api.pagination import NewestFirst
from sessions.progression.own_rules import Baseline, Comparison, Measured, Scale, Statistic, Window
from sessions.progression.own_rules.words import rule_sentence

CONDITION = ("reading", "window", "count", "statistic", "comparison", "amount", "scale", "baseline")


def _one_of(kind: Any, **kwargs: Any) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=[one.value for one in kind], **kwargs)


class NewOwnRuleSerializer(serializers.Serializer[Any]):
    """A rule as it is composed. Which parts go together, and how far a number may go, the refusal says at the field."""

    name = serializers.CharField(max_length=LONGEST_NAME)
    squad = serializers.UUIDField(allow_null=True, default=None, help_text="null: the organisation’s")
    is_on = serializers.BooleanField(default=True)
    reading = _one_of(Measured)
    window = _one_of(Window)
    count = serializers.IntegerField(min_value=1, max_value=112, default=1, help_text="Readings or days of the window")
    statistic = _one_of(Statistic, default=Statistic.MEAN.value)
    comparison = _one_of(Comparison)
    amount = serializers.FloatField()
    scale = _one_of(Scale, default=Scale.UNITS.value)
    baseline = _one_of(Baseline, default=Baseline.NUMBER.value)


class OwnRuleSerializer(serializers.ModelSerializer[OwnRule]):
    """An own rule; `sentence` is the whole of it in words, `version` counts its changes."""

    sentence = serializers.SerializerMethodField()
    rule = serializers.SerializerMethodField()

    class Meta:
        """With its condition as it was composed."""

        model = OwnRule
        fields = ["id", "rule", "name", "squad", "is_on", "version", "sentence", "condition"]
        read_only_fields = fields

    def get_sentence(self, row: OwnRule) -> str:
        """Speak up when …"""
        return rule_sentence(as_rule(row).condition)

    def get_rule(self, row: OwnRule) -> str:
        """As alerts name it."""
        return as_rule(row).key


class WouldTellSerializer(serializers.Serializer[Any]):
    """One alert that would have come; `useful` null: not marked."""

    athlete = serializers.UUIDField(source="athlete_id")
    name = serializers.CharField()
    day = serializers.DateField()
    sentence = serializers.CharField()
    useful = serializers.BooleanField(allow_null=True)


class BacktestSerializer(serializers.Serializer[Any]):
    """What would have been told from `since` to `until`, oldest first."""

    since = serializers.DateField()
    until = serializers.DateField()
    of = serializers.IntegerField(allow_null=True, help_text="Only of so many athletes, who logged last; null: of all")
    alerts = WouldTellSerializer(many=True)


class OwnRuleViewSet(ListModelMixin, RetrieveModelMixin, MemberRows[OwnRule]):
    """Own rules of the organisation and of the squads that the caller looks after."""

    model = OwnRule
    serializer_class = OwnRuleSerializer
    pagination_class = NewestFirst

    def rows(self, actor: Any) -> QuerySet[OwnRule]:
        """Those that the actor may see."""
        return OwnRule.objects.visible_to(actor).select_related("squad")

    @extend_schema(request=NewOwnRuleSerializer, responses={201: OwnRuleSerializer})
    def create(self, request: Request) -> Response:
        """Compose one: owners for the organisation, coaches for a squad that they see."""
        require(self.actor, Action.TUNE)
        asked = NewOwnRuleSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given: dict[str, Any] = asked.validated_data
        squad = None
        if given["squad"] is not None:
            squad = Squad.objects.visible_to(self.actor).filter(pk=given["squad"]).first()
            if squad is None:
                raise serializers.ValidationError({"squad": ["There is no such squad."]})
        made = compose_rule(
            actor=self.actor, name=given["name"], condition=_condition(given), squad=squad, is_on=given["is_on"]
        )
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=NewOwnRuleSerializer, responses=OwnRuleSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Another name or condition, on or off; what is not sent stays. A rule stays where it was made."""
        row = self.get_object()
        require(self.actor, Action.TUNE)
        asked = NewOwnRuleSerializer(data=request.data, partial=True)
        asked.is_valid(raise_exception=True)
        given: dict[str, Any] = asked.validated_data
        changed = change_rule(
            actor=self.actor,
            rule=row,
            name=given.get("name"),
            condition=_condition(given),
            is_on=given.get("is_on"),
        )
        return Response(self.get_serializer(changed).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """It goes; alerts that it raised stay."""
        remove_rule(actor=self.actor, rule=self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses=BacktestSerializer)
    @action(detail=True, methods=["get"])
    def backtest(self, request: Request, pk: str) -> Response:
        """What it would have told of the last 90 days, about the athletes whose log the caller may read."""
        row = self.get_object()
        return Response(BacktestSerializer(backtest(self.actor, as_rule(row), squad=row.squad)).data)


def _condition(given: dict[str, Any]) -> dict[str, Any]:
    return {name: given[name] for name in CONDITION if name in given}
