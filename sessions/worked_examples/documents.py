"""Files of worked examples as they are read."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SCHEMA = "coachhub.acceptance/1"
_NOT_JSON = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}


class UnreadableError(Exception):
    """A file that cannot be taken as worked examples; the message says why."""


@dataclass(frozen=True, slots=True)
class Example:
    """One worked example. `tolerance` is absolute, for floats: one number, or one for each key (0 where none)."""

    file: str
    name: str
    function: str
    inputs: Mapping[str, Any]
    expected: Mapping[str, Any]
    tolerance: float | Mapping[str, float] = 0.0


def examples_in(file: Path) -> list[Example] | None:
    """All examples of one file; None for JSON of another schema. Raises `UnreadableError`, naming the example.

    The strings "NaN", "Infinity" and "-Infinity" among the inputs become those floats.
    """
    try:
        document = json.loads(file.read_text(encoding="utf-8"), parse_constant=_refuse)
    except (OSError, ValueError, RecursionError) as error:
        raise UnreadableError(f"not JSON: {error}") from error
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        return None
    vectors = document.get("vectors")
    if not isinstance(vectors, list):
        raise UnreadableError("vectors: not a list")
    return list(_examples(file.name, vectors))


def _examples(file: str, vectors: list[Any]) -> Iterator[Example]:
    seen: set[str] = set()
    for position, vector in enumerate(vectors):
        where = f"vectors[{position}]"
        if not isinstance(vector, dict):
            raise UnreadableError(f"{where}: not an object")
        name, function = vector.get("name"), vector.get("function")
        if not isinstance(name, str) or not isinstance(function, str):
            raise UnreadableError(f"{where}: needs a name and a function")
        if name in seen:
            raise UnreadableError(f"{where}: a second {name}; names are unique in a file")
        seen.add(name)
        for key in ("inputs", "expected"):
            if not isinstance(vector.get(key), dict):
                raise UnreadableError(f"{where}, {name}: {key} is not an object")
        tolerance = vector.get("tolerance", 0.0)
        if not _is_tolerance(tolerance):
            raise UnreadableError(f"{where}, {name}: tolerance is neither a number nor one for each key")
        yield Example(file, name, function, _floats(vector["inputs"]), vector["expected"], tolerance)


def _is_tolerance(value: object) -> bool:
    values: list[Any] = list(value.values()) if isinstance(value, Mapping) else [value]
    return all(type(one) in (int, float) and one >= 0 for one in values)


def _floats(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _floats(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_floats(item) for item in value]
    return _NOT_JSON.get(value, value) if isinstance(value, str) else value


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is not JSON; the schema has the string")
