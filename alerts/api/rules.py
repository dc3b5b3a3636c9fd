"""`rules/`: the built-in rules as they hold for the organisation, a squad or an athlete, set there and tried."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.api.own_rules import BacktestSerializer
from alerts.rules.evaluate import ALERTING
from alerts.rules.quiet import NOTING, SETTABLE
from alerts.rules.words import WORDS
from alerts.selectors.backtest import backtest_in
from alerts.selectors.places import Place, RuleHere, rule_in, rules_in
from alerts.services.rules import change_rule, may_set, refuse_numbers
from athletes.access import require_coaching
from athletes.api.base import AskedByMember
from athletes.models import Athlete, Squad

PLACE = (
    OpenApiParameter("squad", UUID, description="As they hold for this squad; without both for the organisation"),
    OpenApiParameter("athlete", UUID, description="As they hold for this athlete"),
)
NUMBERS = OpenApiParameter("NUMBER", float, description="A number of the rule by its name, to be tried: `strong=40`")


class RuleNumberSerializer(serializers.Serializer[Any]):
    """One number of a rule; `above` is what would hold without the place's own."""

    name = serializers.CharField()
    value = serializers.FloatField()
    above = serializers.FloatField()
    default = serializers.FloatField()
    minimum = serializers.FloatField(help_text="What it may be; a safety number only as strict as above, or stricter")
    maximum = serializers.FloatField()
    unit = serializers.CharField()


class RuleSerializer(serializers.Serializer[Any]):
    """A rule in a place. Rules that are for safety stay on, and their numbers can only be made stricter."""

    rule = serializers.CharField(help_text="As alerts name it")
    kind = serializers.ChoiceField(
        choices=["alert", "note", "suggestion"],
        help_text="What it does: alert, note something on the athlete’s page, or offer a suggestion there",
    )
    title = serializers.CharField()
    sentence = serializers.CharField(help_text="With its numbers as they hold")
    is_safety = serializers.BooleanField()
    is_on = serializers.BooleanField()
    is_own = serializers.BooleanField(help_text="Whether the place has numbers or a switch of its own")
    numbers = RuleNumberSerializer(many=True)
    source = serializers.CharField(help_text="Where it comes from")  # type: ignore[assignment]  # the API's own name


class RuleChangeSerializer(serializers.Serializer[Any]):
    """What to change in the place; what is not sent stays."""

    is_on = serializers.BooleanField(allow_null=True, required=False, help_text="null: as it stands above")
    numbers = serializers.DictField(
        child=serializers.FloatField(allow_null=True), required=False, help_text="By name; null: as it stands above"
    )


class TriedSerializer(serializers.Serializer[Any]):
    """What would have been told with these numbers, and what with those that hold, of the last 90 days."""

    wanted = BacktestSerializer()
    held = BacktestSerializer()


class _RulesOfAPlace(AskedByMember):
    """Rules are for those who coach; the place is named by the address's query."""

    def place(self) -> Place:
        """The place asked for. Raises ValidationError, at its name, for one that the caller does not see."""
        require_coaching(self.actor)
        squad, athlete = (self.request.query_params.get(name) for name in ("squad", "athlete"))
        if squad and athlete:
            raise ValidationError({"athlete": "A rule is set for a squad or for an athlete."})
        if squad:
            found = Squad.objects.visible_to(self.actor).filter(pk=_id("squad", squad)).first()
            if found is None:
                raise ValidationError({"squad": "There is no such squad."})
            return Place(squad=found)
        if athlete:
            one = Athlete.objects.readable_by(self.actor).filter(pk=_id("athlete", athlete)).first()
            if one is None:
                raise ValidationError({"athlete": "There is no such athlete."})
            return Place(athlete=one)
        return Place()

    def rule_here(self, rule: str, of: Collection[str] = SETTABLE) -> RuleHere:
        """A rule in that place, if there is such a rule among these."""
        place = self.place()
        if rule not in of:
            raise Http404
        return rule_in(place, rule)


class RulesView(_RulesOfAPlace):
    """All of them."""

    @extend_schema(parameters=[*PLACE], responses=RuleSerializer(many=True))
    def get(self, request: Request) -> Response:
        """As they hold in one place, in the order in which the page has them."""
        return Response([_shown(one) for one in rules_in(self.place())])


class RuleView(_RulesOfAPlace):
    """One of them."""

    @extend_schema(parameters=[*PLACE], request=RuleChangeSerializer, responses=RuleSerializer)
    def patch(self, request: Request, rule: str) -> Response:
        """Move its numbers in one place, or switch it there. It holds from the next entry or morning on.

        What only notes or suggests holds at once.
        """
        here = self.rule_here(rule)
        place = here.place
        may_set(self.actor, place.squad, place.athlete)
        asked = RuleChangeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given: dict[str, Any] = asked.validated_data
        numbers: dict[str, float | None] = given.get("numbers", {})
        _refuse(here, numbers)
        change_rule(actor=self.actor, rule=rule, place=place, numbers=numbers, is_on=given.get("is_on", ...))
        return Response(_shown(rule_in(place, rule)))


class RuleBacktestView(_RulesOfAPlace):
    """What one of them would have told."""

    @extend_schema(parameters=[*PLACE, NUMBERS], responses=TriedSerializer)
    def get(self, request: Request, rule: str) -> Response:
        """Of the last 90 days, about the athletes whose log the caller may read: with these numbers, and as it is.

        Only of rules that alert.
        """
        here = self.rule_here(rule, ALERTING)
        sent = {name: str(request.query_params[name]) for name in request.query_params}
        numbers = {name: _number(name, value) for name, value in sent.items() if name not in ("squad", "athlete")}
        refuse_numbers(here.rule, numbers)
        wanted, held = backtest_in(self.actor, here, numbers)
        return Response(TriedSerializer({"wanted": wanted, "held": held}).data)


def _id(name: str, sent: str) -> UUID:
    try:
        return UUID(sent)
    except ValueError:
        raise ValidationError({name: "This is no id."}) from None


def _number(name: str, sent: str) -> float:
    try:
        return float(sent)
    except ValueError:
        raise ValidationError({name: "This is no number."}) from None


def _refuse(here: RuleHere, numbers: Mapping[str, float | None]) -> None:
    try:
        refuse_numbers(here.rule, here.said(numbers))
    except ValidationError as error:
        raise serializers.ValidationError({"numbers": error.message_dict}) from error


def _kind(key: str) -> str:
    return "alert" if key in ALERTING else "note" if key in NOTING else "suggestion"


def _shown(here: RuleHere) -> Any:
    rule, words = here.rule, WORDS[here.rule.key]
    above = {one.name: one.value for one in here.above.thresholds}
    numbers = []
    for one in rule.thresholds:
        low, high = here.room(one)
        numbers.append(
            {
                "name": one.name,
                "value": one.value,
                "above": above[one.name],
                "default": one.default,
                "minimum": low,
                "maximum": high,
                "unit": one.unit,
            }
        )
    shown = {
        "rule": rule.key,
        "kind": _kind(rule.key),
        "title": words.title,
        "sentence": words.said(rule.thresholds),
        "is_safety": rule.is_safety,
        "is_on": here.is_on,
        "is_own": here.own is not None,
        "numbers": numbers,
        "source": rule.source,
    }
    return RuleSerializer(shown).data
