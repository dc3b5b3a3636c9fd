"""Where things stand in the timeline's picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.safestring import SafeString

from coachhub.core.svg import element, joined
from coachhub.dashboard.timeline.data import Timeline

Scale = Callable[[float], float]
"""From a value to its y."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand. Names of the panels stand in the margin, or above each where there is no room for one."""

    width: int
    left: float
    right: float
    names_above: bool
    pain_height: float = 124.0
    load_height: float = 86.0
    tracking_height: float = 158.0

    @property
    def head(self) -> float:
        """Room above a panel for its name."""
        return 26.0 if self.names_above else 0.0


WIDE = Layout(width=800, left=128, right=690, names_above=False)
NARROW = Layout(width=358, left=46, right=350, names_above=True, load_height=72, tracking_height=130)


@dataclass(frozen=True, slots=True)
class Panel:
    """A strip of the picture between `top` and `bottom`."""

    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Axis:
    """Days and weeks to x."""

    shown: Timeline
    layout: Layout

    @property
    def weeks(self) -> int:
        """How many weeks are shown."""
        return (self.shown.today - self.shown.first).days // 7 + 1

    @property
    def week_width(self) -> float:
        """How wide a week is, in px."""
        return (self.layout.right - self.layout.left) / self.weeks

    def x(self, day: date) -> float:
        """The middle of the day."""
        return self.layout.left + ((day - self.shown.first).days + 0.5) / 7 * self.week_width

    def monday(self, week: int) -> tuple[date, float]:
        """The Monday of the week counted from the first, and the x at which it begins."""
        return self.shown.first + timedelta(weeks=week), self.layout.left + week * self.week_width


def panel_name(axis: Axis, panel: Panel, name: str, words: tuple[str, ...]) -> SafeString:
    """What the panel shows and in which unit, in the margin or above it."""
    if axis.layout.names_above:
        said = f"{name}, {' '.join(words)}"
        return element("text", said, class_="t-ink", x=0, y=panel.top - 12)
    parts = [element("text", name, class_="t-ink t-b", x=0, y=panel.top + 12)]
    parts += [element("text", one, x=0, y=panel.top + 30 + 17 * i) for i, one in enumerate(words)]
    return joined(parts)


def say_day(day: date) -> str:
    """8 Sep."""
    return f"{day.day} {day:%b}"
