"""docs/coverage.md: every point once, and each file and test that it names exists."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[3]
POINTS = [*range(1, 17), *range(29, 65)]
NAMED = re.compile(r"`([^`]+)`")


def rows_of(text: str) -> list[list[str]]:
    """The cells of each line of the table, without its head."""
    lines = [line for line in text.splitlines() if re.match(r"\| \d+ \|", line)]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


ROWS = rows_of((HOUSE / "docs/coverage.md").read_text())


@cache
def names_in(path: str) -> frozenset[str]:
    """The names of a file's tests, in a class with its name before it."""
    found = set()
    for node in ast.parse((HOUSE / path).read_text()).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef):
            found |= {f"{node.name}::{one.name}" for one in node.body if isinstance(one, ast.FunctionDef)}
    return frozenset(found)


def is_missing(name: str) -> bool:
    """Whether a file, or a test `path::name`, does not exist."""
    path, _, test = name.partition("::")
    return not (HOUSE / path).is_file() or bool(test and test not in names_in(path))


def test_every_point_is_in_once_and_in_order() -> None:
    assert [int(row[0]) for row in ROWS] == POINTS
    assert {len(row) for row in ROWS} == {6}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_what_a_row_names_exists(row: list[str]) -> None:
    named = [name for cell in row for name in NAMED.findall(cell)]
    assert [name for name in named if is_missing(name)] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_has_a_test_or_says_not_yet(row: list[str]) -> None:
    _, _, where, _, test, state = row
    if test == "–":
        assert where == "–"
        assert state.startswith("not yet")
    else:
        assert all(re.match(r"tests/.+::(Test\w+::)?test_", name) for name in NAMED.findall(test))
        assert NAMED.findall(where)
        assert "done" in state or "not yet" in state


@pytest.mark.parametrize(
    "name",
    [
        "docs/nothing.md",
        "tests/sessions/progression/test_coverage.py::test_nothing",
        "tests/sessions/progression/rules/test_pain.py::TestDuringHigh::test_nothing",
    ],
)
def test_what_is_missing_is_found(name: str) -> None:
    assert is_missing(name)
    assert rows_of("| 1 | what | `a.py` | page | test | done |") == [["1", "what", "`a.py`", "page", "test", "done"]]
