"""No number judges without saying whose it is: each names its source with its year, or the word "default"."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from alerts.rules.quiet import SETTABLE
from sessions.progression.findings import REGISTRY

ROOT = Path(__file__).parents[3]
FOLDERS = ("alerts/rules", "sessions/progression")
SAID = re.compile(r"\bdefaults?\b|\b(19|20)\d\d\b", re.IGNORECASE)
NO_JUDGEMENT = {
    "VERSION": "of a rule",
    "_SAME": "floating point's own error",
    "_PERCENT": "a published chart, named above it",
    "A_WEEK": "seven days",
    "HISTORY_DAYS": "how much is read",
    "WEEKS_IN_SIGHT": "how much is read",
    "WEEKS": "how much is read",
    "TEMPO_ERROR_S": "how finely it is measured",
    "MOST_EXACT": "for how many values counting is quick enough",
}


def is_number(value: ast.expr) -> bool:
    """A number, or what holds nothing but numbers; what is reckoned from another name has that one's source."""
    parts = list(ast.walk(value))
    called = {id(part.func) for part in parts if isinstance(part, ast.Call)}
    keys = {id(name) for part in parts if isinstance(part, ast.Attribute) for name in ast.walk(part)}
    made = {part.func.id for part in parts if isinstance(part, ast.Call) and isinstance(part.func, ast.Name)}
    derived = any(isinstance(part, ast.Name) and id(part) not in called | keys for part in parts)
    numbers = any(isinstance(part, ast.Constant) and type(part.value) in (int, float) for part in parts)
    return numbers and not derived and made <= {"timedelta", "time", "date"}


def unsaid(source: str) -> Iterator[str]:
    """The names of a module's numbers that nothing speaks for: no docstring after their group, remark, or module's."""
    module, lines = ast.parse(source), source.splitlines()
    if SAID.search(ast.get_docstring(module) or ""):
        return
    for place, statement in enumerate(module.body):
        if not isinstance(statement, ast.Assign) or not is_number(statement.value):
            continue
        after = next((one for one in module.body[place:] if not isinstance(one, ast.Assign)), None)
        doc = ast.unparse(after) if isinstance(after, ast.Expr) else ""
        remark = "".join(lines[statement.lineno - 1 : statement.end_lineno]).partition("#")[2]
        if not SAID.search(doc + remark):
            yield from (
                name.id for target in statement.targets for name in ast.walk(target) if isinstance(name, ast.Name)
            )


@pytest.mark.parametrize("folder", FOLDERS)
def test_each_number_names_its_source_or_is_called_a_default(folder: str) -> None:
    missing = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / folder).rglob("*.py")
        for name in unsaid(path.read_text(encoding="utf-8"))
        if name not in NO_JUDGEMENT
    }
    assert missing == set()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('LIMIT = 5\n"""Points (default)."""', []),
        ('LIMIT = 5\n"""Thomeé 1997."""', []),
        ("LIMIT = 5  # default: more is too much", []),
        ('"""All limits are defaults."""\nLIMIT = 5', []),
        ("LIMIT = 5", ["LIMIT"]),
        ('LIMIT = 5\n"""How much is too much."""', ["LIMIT"]),
        ('FEW, MANY = 2, 3\nDAYS = timedelta(days=28)\n"""Days."""', ["FEW", "MANY", "DAYS"]),
        ("EACH = {Kind.WEEK: 7}", ["EACH"]),
        ('AMBER = 4\n"""Default."""\nGREEN = AMBER - 1', []),
        ('NAME = "five"', []),
    ],
)
def test_the_check_can_fail(source: str, found: list[str]) -> None:
    assert list(unsaid(source)) == found


@pytest.mark.parametrize("key", [key for key in SETTABLE if REGISTRY[key].thresholds])
def test_what_a_coach_can_move_says_where_it_comes_from(key: str) -> None:
    assert SAID.search(REGISTRY[key].source)


def test_how_many_in_a_row_are_not_said_to_be_of_those_who_set_the_bands() -> None:
    for key in ("suggest.reduce_load", "suggest.leg_press", "suggest.change_dont_stop", "suggest.keep_going"):
        assert REGISTRY[key].source.endswith("Thomeé 1997 and Silbernagel 2007; how many in a row is our default")
