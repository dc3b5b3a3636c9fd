"""The timeline's three panels: pain, leg load, knee tracking."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString

from coachhub.core import saying
from coachhub.core.pictures import ADJUST, CLEAR, GO_ON, IN_LINE, Mark, lines, mark, pain_mark
from coachhub.core.svg import Point, element, joined, path_points, short
from coachhub.dashboard.timeline.axis import Axis, Panel, Scale, panel_name
from coachhub.dashboard.timeline.data import Filmed, LoadWeek
from coachhub.dashboard.words import verdict_mark


def draw_pain(axis: Axis, panel: Panel) -> SafeString:
    """The worst pain of each day with a session; a dashed circle where it was not said."""

    def y(value: float) -> float:
        return panel.bottom - value * (panel.bottom - panel.top) / 10

    left, right = axis.layout.left, axis.layout.right
    days = axis.shown.pain
    points: list[Point | None] = [None if one.worst is None else (axis.x(one.day), y(one.worst)) for one in days]
    marks = [
        mark(pain_mark(one.worst), axis.x(one.day), y(one.worst), 5)
        if one.worst is not None
        else mark(Mark.CANT, axis.x(one.day), y(1.5), 4)
        for one in days
    ]
    parts = [
        element("rect", class_="c-band", x=left, y=y(GO_ON), width=right - left, height=y(0) - y(GO_ON)),
        element("path", class_="c-edge", d=f"M{short(left)} {short(y(ADJUST))}H{short(right)}"),
        lines(points),
        *marks,
        panel_name(axis, panel, "Pain", ("worst during", "0 = no pain")),
        *(element("text", f"{value}", class_="t-end", x=left - 6, y=y(value) + 4) for value in (0, 5, 10)),
    ]
    if not axis.layout.names_above:
        parts += _pain_words(axis, y(7.5), y(1.2), y)
    return joined(parts)


def _pain_words(axis: Axis, stop_y: float, band_y: float, y: Scale) -> list[SafeString]:
    right, last = axis.layout.right + 10, axis.shown.last_pain
    words = [
        element("text", "above 5 stop", x=right, y=stop_y),
        element("text", "0–3 go on", class_="t-ok", x=right, y=band_y),
    ]
    if last is not None:
        usual = axis.shown.usual_pain
        said = f"{last}" if usual is None else f"{last}, usually {usual:g}"
        at = min(max(y(last) + 4, stop_y + 18), band_y - 18)
        css = "t-look" if pain_mark(last) is Mark.LOOK else "t-ink t-b"
        words.append(element("text", said, class_=css, x=right, y=at))
    return words


def draw_load(axis: Axis, panel: Panel) -> SafeString:
    """A bar a week; dashed while the week runs, a dashed circle where a set of it is unknown."""
    unit = axis.shown.unit
    loads = [_in_thousands(week, unit) for week in axis.shown.weeks]
    most = max([load for load in loads if load is not None], default=0) or 1
    step = _tick(most)

    room = 14 if axis.layout.names_above else 0  # between the panel's name and the words on its highest bar

    def y(value: float) -> float:
        return panel.bottom - value * (panel.bottom - panel.top - room) / max(most, step)

    left, right = axis.layout.left, axis.layout.right
    parts = [element("path", class_="c-grid", d=f"M{short(left)} {short(panel.bottom)}H{short(right)}")]
    for week, load in zip(axis.shown.weeks, loads, strict=True):
        parts.append(_bar(axis, panel, week, load, y(load or 0)))
    ticks = [step * i for i in range(int(max(most, step) / step) + 1)]
    parts += [element("text", f"{tick:g}", class_="t-end", x=left - 6, y=y(tick) + 4) for tick in ticks]
    words = ("tonnes a week",) if unit == "kg" else ("thousand lb", "a week")
    parts.append(panel_name(axis, panel, "Leg load", words))
    newest = loads[-1] if loads else None
    if newest is not None and not axis.layout.names_above:
        said = f"{newest:.1f} so far" if not axis.shown.weeks[-1].finished else f"{newest:.1f}"
        parts.append(element("text", said, class_="t-ink t-b", x=right + 10, y=y(newest) + 4))
    return joined(parts)


def _bar(axis: Axis, panel: Panel, week: LoadWeek, load: float | None, top: float) -> SafeString:
    width = axis.week_width * 0.62
    x = axis.layout.left + (week.monday - axis.shown.first).days / 7 * axis.week_width + axis.week_width * 0.19
    if load is None:
        return mark(Mark.CANT, x + width / 2, panel.bottom - 9, 6)
    kind = "c-bar is-part" if not week.finished else "c-bar is-look" if week.strong else "c-bar"
    bar = element("rect", class_=kind, x=x, y=top, width=width, height=panel.bottom - top, rx="1.5")
    if week.change is None:
        return bar
    css = "t-look t-mid" if week.strong else "t-ink t-mid"
    return joined([bar, element("text", saying.percent(week.change), class_=css, x=x + width / 2, y=top - 6)])


def draw_tracking(axis: Axis, panel: Panel) -> SafeString:
    """Each video with its likely range; a dashed circle where it could not tell."""
    videos = axis.shown.filmed
    lows = [one.video.low for one in videos if one.video.low is not None]
    lowest = min([CLEAR - 0.05, *lows])

    def y(value: float) -> float:
        return panel.top + 18 + min(value, 0.035) / lowest * (panel.bottom - panel.top - 18)

    left, right = axis.layout.left, axis.layout.right
    parts = [
        element("rect", class_="c-band", x=left, y=panel.top, width=right - left, height=y(IN_LINE) - panel.top),
        element("path", class_="c-grid", d=f"M{short(left)} {short(y(0))}H{short(right)}"),
        *_curve(axis, videos, y),
        panel_name(axis, panel, "Tracking", ("knee to", "ankle ratio")),
        *(
            element("text", saying.signed(value) if value else "0", class_="t-end", x=left - 6, y=y(value) + 4)
            for value in (0.0, IN_LINE, CLEAR)
        ),
    ]
    if not axis.layout.names_above:
        parts += _tracking_words(axis, y, panel)
    return joined(parts)


def _curve(axis: Axis, videos: Sequence[Filmed], y: Scale) -> list[SafeString]:
    """The likely range as a ribbon (a whisker for one video), the line through the values, a sign for each."""
    placed = [(axis.x(one.day), one.video) for one in videos]
    known = [(x, video.dkasr) for x, video in placed if video.dkasr is not None]
    ranged = [(x, v.low, v.high) for x, v in placed if v.dkasr is not None and v.low is not None and v.high is not None]
    parts = []
    if len(ranged) > 1:
        over = [(x, y(high)) for x, _, high in ranged]
        under = [(x, y(low)) for x, low, _ in reversed(ranged)]
        parts.append(element("polygon", class_="c-unsure", points=path_points(over + under)))
    elif ranged:
        x, low, high = ranged[0]
        parts.append(element("path", class_="c-whisk", d=f"M{short(x)} {short(y(high))}V{short(y(low))}"))
    parts.append(lines([(x, y(value)) for x, value in known]))
    for one in videos:
        kind = verdict_mark(one.video.verdict.value, certain=one.video.certain)
        at = y(CLEAR) if one.video.dkasr is None else y(one.video.dkasr)
        parts.append(mark(kind, axis.x(one.day), at, 8 if kind is Mark.CANT else 6))
        if kind is Mark.CANT:
            parts.append(element("text", "?", class_="t-mid t-ink", x=axis.x(one.day), y=at + 4.5))
    return parts


def _tracking_words(axis: Axis, y: Scale, panel: Panel) -> list[SafeString]:
    x = axis.layout.right + 10
    words = [
        element("text", "in line", class_="t-ok", x=x, y=y(0) + 4),
        element("text", "inward ↓", x=x, y=panel.bottom - 4),
    ]
    if not axis.shown.filmed:
        return [*words, element("text", "no video yet", x=axis.layout.left + 12, y=y(IN_LINE / 2) + 4)]
    last = axis.shown.filmed[-1].video
    if last.dkasr is not None:
        at = min(max(y(last.dkasr) + 4, y(0) + 22), panel.bottom - 40)
        css = "t-look" if verdict_mark(last.verdict.value, certain=last.certain) is Mark.LOOK else "t-ink t-b"
        words.append(element("text", saying.signed(last.dkasr), class_=css, x=x, y=at))
        if last.low is not None and last.high is not None:
            likely = f"{saying.signed(last.low)} to {saying.signed(last.high)}"
            words.append(element("text", likely, x=x, y=at + 17))
    return words


def _in_thousands(week: LoadWeek, unit: str) -> float | None:
    return None if week.load_kg is None else float(saying.in_unit(week.load_kg, unit)) / 1000


def _tick(most: float) -> float:
    """A round step that gives two to four ticks."""
    return next((step for step in (0.5, 1, 2, 5, 10, 20, 50) if most / step <= 4), 100)
