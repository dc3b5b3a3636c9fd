"""The picture of a timeline: what happened, pain, leg load and knee tracking, one below the other on one time axis."""

from __future__ import annotations

from itertools import pairwise

from django.utils.safestring import SafeString

from coachhub.core.pictures import Mark, Size, mark, picture
from coachhub.core.svg import element, joined, short
from coachhub.dashboard.timeline.axis import Axis, Layout, Panel, say_day
from coachhub.dashboard.timeline.data import Kind, Timeline
from coachhub.dashboard.timeline.panels import draw_load, draw_pain, draw_tracking

GAP = 38.0
MARKS = {
    Kind.RED_FLAG: (Mark.STOP, "t-stop"),
    Kind.JUMP: (Mark.LOOK, "t-look"),
    Kind.TASK: (Mark.TASK, "t-ink"),
    Kind.CHECK_POINT: (Mark.CHECK, "t-ink"),
}
APART = 12.0  # between the words of one mark and of the next
LETTER = 6.8  # average width of a letter, in px: enough to keep two labels apart


def draw_timeline(shown: Timeline, layout: Layout) -> SafeString:
    """The whole picture. Its invisible strips carry the readings that the page's script shows."""
    pain_top = (44.0 if shown.happenings else 20.0) + layout.head
    pain = Panel(pain_top, pain_top + layout.pain_height)
    load_top = pain.bottom + GAP + layout.head
    load = Panel(load_top, load_top + layout.load_height)
    tracking_top = load.bottom + GAP - 6 + layout.head
    tracking = Panel(tracking_top, tracking_top + layout.tracking_height)
    axis = Axis(shown, layout)
    parts = [
        _weeks(axis, pain.top - 14 if shown.happenings else pain.top, tracking.bottom),
        _happenings(axis, tracking.bottom),
        draw_pain(axis, pain),
        draw_load(axis, load),
        draw_tracking(axis, tracking),
        _dates(axis, tracking.bottom + 18),
        _readings(axis, pain, tracking),
    ]
    label = f"Pain, leg load and knee tracking from {say_day(shown.first)} to {say_day(shown.today)} on one time axis"
    return picture(Size(layout.width, round(tracking.bottom + 24)), label, parts, extra="ch-timeline")


def _weeks(axis: Axis, top: float, bottom: float) -> SafeString:
    xs = [axis.monday(week)[1] for week in range(axis.weeks)]
    return joined(element("path", class_="c-grid", d=f"M{short(x)} {short(top)}V{short(bottom)}") for x in xs)


def _dates(axis: Axis, y: float) -> SafeString:
    mondays = [axis.monday(week) for week in range(0, axis.weeks, 2)]
    return joined(element("text", say_day(day), x=x, y=y) for day, x in mondays)


def _happenings(axis: Axis, bottom: float) -> SafeString:
    """Marks along the top, each with its words on the side where there is room, else with none."""
    parts = []
    marks = [(axis.x(one.day), one) for one in axis.shown.happenings]
    taken = (axis.layout.left if axis.layout.names_above else axis.layout.left - 20) - APART
    for i, (x, one) in enumerate(marks):
        kind, css = MARKS[one.kind]
        parts.append(element("path", class_="c-edge", d=f"M{short(x)} 26V{short(bottom)}"))
        parts.append(mark(kind, x, 18.5, 6))
        following = marks[i + 1][0] - 10 if i + 1 < len(marks) else float(axis.layout.width)
        said = one.short or one.text
        wide = len(said) * LETTER
        if x + 10 + wide <= following:
            parts.append(element("text", said, class_=css, x=x + 10, y=23))
            taken = x + 10 + wide
        elif x - 10 - wide >= taken + APART:
            parts.append(element("text", said, class_=f"{css} t-end", x=x - 10, y=23))
            taken = x
        else:
            taken = x + 8
    if marks and not axis.layout.names_above:
        parts.append(element("text", "What happened", class_="t-ink t-b", x=0, y=23))
    return joined(parts)


def _readings(axis: Axis, pain: Panel, tracking: Panel) -> SafeString:
    """A strip for each reading, as wide as it is nearest; and the line that the script moves."""
    readings = axis.shown.readings
    if not readings:
        return SafeString()
    xs = [axis.x(one.day) for one in readings]
    edges = [axis.layout.left, *((a + b) / 2 for a, b in pairwise(xs)), axis.layout.right]
    strips = [
        element(
            "rect",
            class_="c-hit",
            x=left,
            y=pain.top,
            width=max(0.0, right - left),
            height=tracking.bottom - pain.top,
            data_x=short(x),
            data_title=one.title,
            data_text=one.text,
        )
        for one, x, left, right in zip(readings, xs, edges, edges[1:], strict=False)
    ]
    now = element("path", class_="c-now", d=f"M0 {short(pain.top - 10)}V{short(tracking.bottom)}", visibility="hidden")
    return joined([now, *strips])
