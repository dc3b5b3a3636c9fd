"""Worked examples for the formulas, from `tests/vectors`: inputs, what must come out, and how exactly."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "vectors"
_NOT_JSON = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}


@dataclass(frozen=True)
class Vector:
    name: str
    inputs: Mapping[str, Any]
    expected: Mapping[str, Any]
    tolerance: float


def load(topic: str) -> list[dict[str, Any]]:
    document = json.loads((FOLDER / f"{topic}.json").read_text(encoding="utf-8"))
    assert document["schema"] == "coachhub.acceptance/1"
    found: list[dict[str, Any]] = document["vectors"]
    return found


def vectors(topic: str, function: str) -> pytest.MarkDecorator:
    """Parametrise a test over all worked examples of one function; an empty list would be a test that cannot fail."""
    found = [
        Vector(v["name"], _floats(v["inputs"]), v["expected"], v["tolerance"])
        for v in load(topic)
        if v["function"] == function
    ]
    assert found, f"no vector for {function} in {topic}.json"
    return pytest.mark.parametrize("vector", found, ids=[v.name for v in found])


def check(vector: Vector, got: Mapping[str, object]) -> None:
    """Every expected key is there: floats within the tolerance, all else exactly, None only where None is asked."""
    assert set(got) == set(vector.expected)
    for key, expected in vector.expected.items():
        _check(f"{vector.name}.{key}", got[key], expected, vector.tolerance)


def _check(where: str, got: object, expected: object, tolerance: float) -> None:
    if isinstance(expected, Mapping):
        assert isinstance(got, Mapping), where
        assert set(got) == set(expected), where
        for key, value in expected.items():
            _check(f"{where}.{key}", got[key], value, tolerance)
    elif isinstance(expected, Sequence) and not isinstance(expected, str):
        assert isinstance(got, Sequence), where
        assert len(got) == len(expected), where
        for i, value in enumerate(expected):
            _check(f"{where}[{i}]", got[i], value, tolerance)
    elif isinstance(expected, bool) or expected is None or isinstance(expected, str):
        assert got == expected, where
        assert type(got) is type(expected) or isinstance(got, str), where
    else:
        assert got == pytest.approx(expected, abs=tolerance, rel=0), where
        assert not isinstance(got, bool), where


def _floats(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _floats(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_floats(item) for item in value]
    return _NOT_JSON.get(value, value) if isinstance(value, str) else value
