"""Pain of the sessions before an alert, with axis and dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.safestring import SafeString

from coachhub.core import saying
from coachhub.core.pictures import ADJUST, GO_ON, Mark, Size, lines, mark, pain_mark, picture
from coachhub.core.svg import element, short

SIZE = Size(352, 96)
LEFT, RIGHT, TOP, BOTTOM = 24.0, 334.0, 12.0, 74.0


def pain_chart(series: Sequence[int | None], moments: Sequence[datetime], *, red_flag: bool) -> SafeString:
    """Worst pain of each session, oldest first, 0 to 10; None (not said) is a dashed circle and breaks the line.

    `series` has at least two known values, and as many entries as `moments`.
    """
    step = (RIGHT - 20 - LEFT) / max(1, len(series) - 1)
    xs = [LEFT + i * step for i in range(len(series))]
    last = max(i for i, value in enumerate(series) if value is not None)
    parts = [
        element("rect", class_="c-band", x=LEFT, y=_y(GO_ON), width=RIGHT - LEFT, height=_y(0) - _y(GO_ON)),
        element("path", class_="c-edge", d=f"M{short(LEFT)} {short(_y(ADJUST))}H{short(RIGHT)}"),
        lines([None if value is None else (x, _y(value)) for x, value in zip(xs, series, strict=True)]),
    ]
    for i, (x, value) in enumerate(zip(xs, series, strict=True)):
        if value is None:
            parts.append(mark(Mark.CANT, x, _y(1.5), 4))
        else:
            kind = pain_mark(value, red_flag=red_flag) if i == last else Mark.DOT
            parts.append(mark(kind, x, _y(value), 6 if i == last else 4.7))
    parts += _words(series[last] or 0, xs[last], red_flag=red_flag)
    parts += [element("text", f"{value}", class_="t-end", x=LEFT - 8, y=_y(value) + 4) for value in (0, ADJUST, 10)]
    today = timezone.localdate()
    first, newest = (saying.say_day(timezone.localtime(moment).date(), today) for moment in (moments[0], moments[-1]))
    parts.append(element("text", first, x=LEFT, y=92))
    parts.append(element("text", newest, class_="t-end", x=RIGHT - 12, y=92))
    said = ", ".join("not said" if value is None else f"{value}" for value in series)
    return picture(SIZE, f"Worst pain of {len(series)} sessions, oldest first: {said}", parts, extra="is-fluid")


def _words(value: int, x: float, *, red_flag: bool) -> list[SafeString]:
    css = {Mark.STOP: "t-stop", Mark.LOOK: "t-look"}.get(pain_mark(value, red_flag=red_flag), "t-ink t-b")
    return [element("text", f"{value}", class_=css, x=x + 12, y=_y(value) + 4.5)]


def _y(value: float) -> float:
    return BOTTOM - value * (BOTTOM - TOP) / 10
