"""Knee tracking of filmed sets against their load, with the band in which the clean-load ceiling lies."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString

from coachhub.core import saying
from coachhub.core.pictures import CLEAR, IN_LINE, Size, mark, picture
from coachhub.core.svg import element, short
from coachhub.dashboard.timeline.axis import Scale
from coachhub.dashboard.words import verdict_mark, verdict_word
from sessions.knee_tracking.over_time import FilmedSet, LoadEffect

SIZE = Size(358, 172)
LEFT, RIGHT, TOP, BOTTOM = 50.0, 282.0, 10.0, 138.0
APART = 60.0  # px between two loads written on the axis


def load_chart(effect: LoadEffect, unit: str) -> SafeString:
    """A sign for each set with load and change, its likely range behind it; empty axes without any."""
    shown = [(one.load_kg, one) for one in effect.sets if one.load_kg is not None and one.change is not None]
    loads = [load for load, _ in shown]
    low, high = min(loads, default=0.0), max(loads, default=1.0)
    lowest = min([CLEAR - 0.05, *(one.change.low for _, one in shown if one.change is not None)])

    def x(load: float) -> float:
        return (LEFT + RIGHT) / 2 if high == low else LEFT + 16 + (load - low) / (high - low) * (RIGHT - LEFT - 32)

    def y(value: float) -> float:
        return TOP + 12 + min(value, 0.03) / lowest * (BOTTOM - TOP - 12)

    parts = [
        element("rect", class_="c-band", x=LEFT, y=TOP, width=RIGHT - LEFT, height=y(IN_LINE) - TOP),
        *_ceiling(effect, x),
        element("path", class_="c-grid", d=f"M{short(LEFT)} {short(y(0))}H{short(RIGHT)}"),
        element("text", "in line", class_="t-ok", x=RIGHT + 8, y=y(0) + 4),
        element("text", "inward ↓", x=RIGHT + 8, y=BOTTOM),
    ]
    parts += [
        element("text", saying.signed(value) if value else "0", class_="t-end", x=LEFT - 6, y=y(value) + 4)
        for value in (0.0, IN_LINE, CLEAR)
    ]
    for load, one in shown:
        if one.change is not None:
            top, bottom = y(one.change.high), y(one.change.low)
            parts.append(element("path", class_="c-whisk", d=f"M{short(x(load))} {short(top)}V{short(bottom)}"))
    for load, one in shown:
        if one.change is not None:
            parts.append(mark(verdict_mark(one.verdict.value, certain=one.certain), x(load), y(one.change.value)))
    for load in _written(effect, loads, x):
        parts.append(element("text", saying.say_load(load, unit), class_="t-mid", x=x(load), y=BOTTOM + 22))
    if not shown:
        parts.append(element("text", "no set with a load yet", x=LEFT + 12, y=y(IN_LINE / 2) + 4))
    return picture(SIZE, _label(shown, unit), parts)


def _ceiling(effect: LoadEffect, x: Scale) -> list[SafeString]:
    """The unclear band from the heaviest load in line on; none if no set drifted."""
    value, high = effect.ceiling.value_kg, effect.ceiling.high_kg
    if value is None or high is None or not any(one.change is not None for one in effect.sets):
        return []
    left, right = x(value), x(high)
    edge = f"M{short(left)} {short(TOP)}V{short(BOTTOM)}"
    return [
        element("rect", class_="c-unsure", x=left, y=TOP, width=right - left, height=BOTTOM - TOP),
        element("path", class_="c-edge", d=edge),
    ]


def _written(effect: LoadEffect, loads: Sequence[float], x: Scale) -> list[float]:
    """The loads to write on the axis: lightest, heaviest, ceiling and first drift, as far as there is room."""
    ceiling = effect.ceiling
    wanted = [min(loads, default=None), max(loads, default=None), ceiling.value_kg, ceiling.lightest_drifting_kg]
    written: list[float] = []
    for load in wanted:
        if load is not None and loads and all(abs(x(load) - x(one)) >= APART for one in written):
            written.append(load)
    return written


def _label(shown: Sequence[tuple[float, FilmedSet]], unit: str) -> str:
    said = [
        f"{saying.say_load(load, unit)} {saying.signed(one.change.value)}, "
        f"{verdict_word(one.verdict.value, certain=one.certain).lower()}"
        for load, one in sorted(shown, key=lambda pair: pair[0])
        if one.change is not None
    ]
    return "Knee tracking against load, lightest first: " + ("; ".join(said) or "no set yet")
