"""The report's own JSON Schema as parts of the OpenAPI document."""

from __future__ import annotations

from typing import Any

from sessions.knee_tracking import SCHEMA

NAME = "KneeTrackingReport"
AT = "#/components/schemas/"
REPORT = {"$ref": AT + NAME}


def add_report(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:  # noqa: FBT001  drf-spectacular calls it so
    """Put the published schema, with its definitions, among the components. A postprocessing hook."""
    schema = {key: value for key, value in SCHEMA.items() if key not in {"$schema", "$id", "$defs"}}
    parts = {NAME: schema} | {_name(key): part for key, part in SCHEMA["$defs"].items()}
    components = result.setdefault("components", {}).setdefault("schemas", {})
    components |= {name: _moved(part) for name, part in parts.items()}
    return result


def _name(key: str) -> str:
    return f"{NAME}{key[0].upper()}{key[1:]}"


def _moved(part: Any) -> Any:
    """The same with every reference to a definition pointing to its component."""
    if isinstance(part, list):
        return [_moved(one) for one in part]
    if not isinstance(part, dict):
        return part
    moved = {key: _moved(value) for key, value in part.items()}
    if isinstance(reference := part.get("$ref"), str):
        moved["$ref"] = AT + _name(reference.rsplit("/", 1)[1])
    return moved
