"""The worked examples themselves: complete, and each function of theirs reproduced somewhere beside this module."""

import ast
from pathlib import Path

import pytest

from tests.sessions.progression.vectors import Vector, check, load

ELSEWHERE = {"fatigue_slope"}
"""In trend.json for knee tracking, which tests it."""


def used_pairs() -> set[tuple[str, str]]:
    """(topic, function) of every `@vectors(topic, function)` in this folder."""
    found = set()
    for path in Path(__file__).parent.glob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "vectors":
                topic, function = (arg.value for arg in node.args if isinstance(arg, ast.Constant))
                found.add((str(topic), str(function)))
    return found


@pytest.mark.parametrize("topic", ["e1rm", "load", "pain", "ostrc", "trend"])
def test_every_function_of_the_worked_examples_has_its_test(topic: str) -> None:
    asked = {(topic, vector["function"]) for vector in load(topic) if vector["function"] not in ELSEWHERE}
    assert asked <= used_pairs()


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        ({"change": 0.1}, {"change": 0.2}),
        ({"change": 0.1}, {"change": None}),
        ({"change": None}, {"change": 0.0}),
        ({"change": None}, {"change": float("nan")}),
        ({"note": False}, {"note": None}),
        ({"note": False}, {"note": 0}),
        ({"steps": 1}, {"steps": True}),
        ({"level": "note"}, {"level": "strong"}),
        ({"days": [1.0, None]}, {"days": [1.0, 0.0]}),
        ({"days": [1.0, None]}, {"days": [1.0]}),
        ({"gaps": [{"hours": 48.0}]}, {"gaps": [{"hours": 47.0}]}),
        ({"gaps": [{"hours": 48.0}]}, {"gaps": [{"minutes": 48.0}]}),
        ({"change": 0.1, "level": "note"}, {"change": 0.1}),
    ],
)
def test_the_comparison_with_a_worked_example_can_fail(expected: dict[str, object], got: dict[str, object]) -> None:
    with pytest.raises(AssertionError):
        check(Vector("made up", {}, expected, 1e-6), got)
