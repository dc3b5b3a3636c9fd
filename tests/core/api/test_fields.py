"""Numbers of the API: exact in both directions, and every refusal is the field's own sentence."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer

from coachhub.core.api.fields import Number, number, several, whole

SENTENCE = "A load is 0 to 1500."


class OneLoad(serializers.Serializer[Any]):
    load = number(SENTENCE, low=0, high=1500, places=3, allow_null=True)


class OneCount(serializers.Serializer[Any]):
    count = whole("Reps are 1 to 200.", low=1, high=200)


class Loads(serializers.Serializer[Any]):
    loads = several(OneLoad, "At most two.", most=2)


def taken(kind: type[serializers.Serializer[Any]], data: Any) -> Any:
    one = kind(data=data)
    one.is_valid(raise_exception=True)
    return one.validated_data


@given(st.decimals(min_value=0, max_value=1500, places=3))
def test_every_load_survives_json_in_both_directions(load: Decimal) -> None:
    shown = json.loads(JSONRenderer().render(OneLoad({"load": load}).data))["load"]
    assert isinstance(shown, float)
    assert taken(OneLoad, {"load": shown})["load"] == load


@given(st.decimals(min_value=0, max_value="680.4", places=3))
def test_pounds_in_kilograms_survive_too(load: Decimal) -> None:
    """Exactly 0.45359237 kg to the pound: at most 14 significant digits."""
    exact = load * Decimal("0.45359237")
    assert Decimal(repr(Number(max_digits=15, decimal_places=11).to_representation(exact))) == exact


@pytest.mark.parametrize("given", [-0.001, 1500.001, 1e300, "NaN", "Infinity", "heavy", 0.1234, [], {}, True])
def test_what_is_no_load_gets_the_fields_own_sentence(given: Any) -> None:
    one = OneLoad(data={"load": given})
    assert not one.is_valid()
    assert one.errors["load"] == [SENTENCE]


@pytest.mark.parametrize("given", [0, 201, -1, 2.5, "five", True, 10**400, []])
def test_what_is_no_count_gets_the_fields_own_sentence(given: Any) -> None:
    one = OneCount(data={"count": given})
    assert not one.is_valid()
    assert one.errors["count"] == ["Reps are 1 to 200."]


@pytest.mark.parametrize(("given", "load"), [("82.5", Decimal("82.5")), (80, Decimal(80)), ("", None), (None, None)])
def test_what_is_taken(given: Any, load: Decimal | None) -> None:
    assert taken(OneLoad, {"load": given})["load"] == load


def test_a_list_that_is_too_long_gets_its_sentence() -> None:
    many = Loads(data={"loads": [{"load": 1}] * 3})
    assert not many.is_valid()
    assert many.errors["loads"] == {"non_field_errors": ["At most two."]}
    assert len(taken(Loads, {"loads": [{"load": 1}] * 2})["loads"]) == 2
