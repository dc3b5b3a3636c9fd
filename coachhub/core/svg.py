"""Drawing in SVG: elements whose every attribute and text is escaped. Looks come from classes, never from styles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

Point = tuple[float, float]


def element(name: str, *children: str, **attributes: str | float | None) -> SafeString:
    """One element: `class_` becomes class, other underscores become hyphens; an attribute that is None is left out."""
    said = "".join(
        f' {_name(key)}="{conditional_escape(_text(value))}"' for key, value in attributes.items() if value is not None
    )
    inside = "".join(conditional_escape(child) for child in children)
    return mark_safe(f"<{name}{said}>{inside}</{name}>")  # noqa: S308  every part was escaped above


def joined(parts: Iterable[SafeString]) -> SafeString:
    """Elements one after the other."""
    return mark_safe("".join(parts))  # noqa: S308  elements only, which are escaped


def short(value: float) -> str:
    """A coordinate, to a tenth."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def path_points(points: Sequence[Point]) -> str:
    """The `points` of a polyline or polygon."""
    return " ".join(f"{short(x)},{short(y)}" for x, y in points)


def _name(key: str) -> str:
    return "class" if key == "class_" else key.replace("_", "-")


def _text(value: str | float) -> str:
    return short(value) if isinstance(value, float) else str(value)
