"""Fields of the API that say in a sentence what they take."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, TypeVar

from rest_framework import serializers

S = TypeVar("S", bound=serializers.Serializer[Any])


class Number(serializers.DecimalField):
    """A decimal number, in JSON a number in both directions.

    Not a string: all of ours have at most 15 significant digits, which survive every JSON reader unharmed, and no
    client has to convert. A number sent as a string is taken as well.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce_to_string=False, **kwargs)

    def to_representation(self, value: Decimal) -> float:  # type: ignore[override]  # JSON has no decimals
        """The nearest float, whose shortest form is the number itself."""
        return float(value)


def number(sentence: str, *, low: int, high: int, places: int, **kwargs: Any) -> Number:
    """A number from `low` to `high` with at most `places` decimal places; `sentence` says so."""
    codes = ("invalid", "min_value", "max_value", "max_digits", "max_whole_digits", "max_decimal_places")
    return Number(
        min_value=Decimal(low),
        max_value=Decimal(high),
        max_digits=len(str(high)) + places,
        decimal_places=places,
        error_messages=dict.fromkeys(codes, sentence) | {"max_string_length": sentence},
        **kwargs,
    )


def whole(sentence: str, *, low: int, high: int, **kwargs: Any) -> serializers.IntegerField:
    """A whole number from `low` to `high`; `sentence` says so."""
    codes = ("invalid", "min_value", "max_value", "max_string_length")
    return serializers.IntegerField(
        min_value=low, max_value=high, error_messages=dict.fromkeys(codes, sentence), **kwargs
    )


def several(one: type[S], sentence: str, *, most: int, **kwargs: Any) -> serializers.ListSerializer[S]:
    """A list of at most `most` of these; `sentence` says so."""
    found: serializers.ListSerializer[S] = one(  # type: ignore[assignment,call-arg]  # what many=True makes of it
        many=True, max_length=most, error_messages={"max_length": sentence}, **kwargs
    )
    return found
