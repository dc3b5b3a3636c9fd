"""Worked examples for the formulas, from `tests/vectors`: inputs, what must come out, and how exactly."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from sessions.worked_examples import Example, examples_in
from sessions.worked_examples.comparing import difference

FOLDER = Path(__file__).parents[2] / "vectors"


def load(topic: str) -> list[dict[str, Any]]:
    """One file as it stands, with what the examples' notes say beside them."""
    found: list[dict[str, Any]] = json.loads((FOLDER / f"{topic}.json").read_text(encoding="utf-8"))["vectors"]
    return found


def all_examples() -> list[Example]:
    return [example for file in sorted(FOLDER.glob("*.json")) for example in examples_in(file) or []]


def vectors(topic: str, function: str) -> pytest.MarkDecorator:
    """Parametrise a test over all worked examples of one function; an empty list would be a test that cannot fail."""
    found = [one for one in all_examples() if one.file == f"{topic}.json" and one.function == function]
    assert found, f"no vector for {function} in {topic}.json"
    return pytest.mark.parametrize("vector", found, ids=[v.name for v in found])


def check(vector: Example, got: Mapping[str, object]) -> None:
    assert difference(got, vector.expected, vector.tolerance) is None
