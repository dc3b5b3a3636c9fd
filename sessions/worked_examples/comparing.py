"""What came out against what must come out."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Tolerance = float | Mapping[str, float]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """An answer that fits every lower bound up to it: for an expected range of which this key is the start."""

    value: float


@dataclass(frozen=True, slots=True)
class AtMost:
    """An answer that fits every upper bound from it on: for an expected range of which this key is the end."""

    value: float


def difference(got: Any, expected: Any, tolerance: Tolerance, where: str = "") -> str | None:
    """The first place where the two differ, in words; None where they agree.

    Every expected key must be there. Floats agree within the tolerance, everything else exactly; null is an answer of
    its own and neither 0 nor NaN. Bools are not numbers.
    """
    if isinstance(expected, Mapping):
        return _of_keys(got, expected, tolerance, where)
    if isinstance(expected, list):
        return _of_items(got, expected, tolerance, where)
    if isinstance(expected, bool) or expected is None or isinstance(expected, str):
        same = got == expected and (isinstance(got, str) or type(got) is type(expected))
        return None if same else f"{where}: {_shown(got)} instead of {_shown(expected)}"
    room = tolerance.get(where.rsplit(".", 1)[-1].split("[")[0], 0.0) if isinstance(tolerance, Mapping) else tolerance
    return None if _is_near(got, expected, room) else f"{where}: {_shown(got)} instead of {expected} ± {room:g}"


def _of_keys(got: Any, expected: Mapping[str, Any], tolerance: Tolerance, where: str) -> str | None:
    if not isinstance(got, Mapping):
        return f"{where or 'the answer'}: {_shown(got)} has no keys"
    for key, value in expected.items():
        place = f"{where}.{key}" if where else key
        if key not in got:
            return f"{place}: nothing of ours answers it"
        found = difference(got[key], value, tolerance, place)
        if found:
            return found
    return None


def _of_items(got: Any, expected: Sequence[Any], tolerance: Tolerance, where: str) -> str | None:
    if not isinstance(got, Sequence) or isinstance(got, str):
        return f"{where}: {_shown(got)} is not a list"
    if len(got) != len(expected):
        return f"{where}: {len(got)} instead of {len(expected)} of them"
    items = enumerate(zip(got, expected, strict=True))
    return next((found for i, (a, b) in items if (found := difference(a, b, tolerance, f"{where}[{i}]"))), None)


def _is_near(got: Any, expected: float, room: float) -> bool:
    if isinstance(got, AtLeast):
        return got.value >= expected - room
    if isinstance(got, AtMost):
        return got.value <= expected + room
    if isinstance(got, bool) or not isinstance(got, int | float) or math.isnan(got):
        return False
    if isinstance(got, int) and isinstance(expected, int):
        return got == expected
    return abs(got - expected) <= room


def _shown(value: Any) -> str:
    if isinstance(value, AtLeast | AtMost):
        return f"{value.value}"
    return "null" if value is None else repr(value)
