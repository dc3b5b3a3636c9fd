"""Small pictures beside a sentence: pain, leg load, days with a log, knee tracking. Pure: values in, SVG out.

The grammar of all charts: an ink line on a pale band (in line); dot: ordinary; diamond: look; octagon: stop; dashed
circle: cannot tell, never zero. Pain is drawn 0 to 10, higher is worse; tracking has 0 at the top, inward goes down.
Each picture says its values in its label, for those who do not see it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from django.utils.safestring import SafeString

from coachhub.core import saying
from coachhub.core.svg import Point, element, joined, path_points, short

GO_ON, ADJUST = 3, 5  # pain up to 3: go on; up to 5: adjust; above: stop the exercise
IN_LINE, CLEAR = -0.10, -0.20  # change of the knee–ankle separation ratio at which drift is called some, and clear


class Mark(StrEnum):
    """The sign at a point; its shape says what its colour says."""

    DOT = "dot"
    LOOK = "look"
    STOP = "stop"
    CANT = "cant"
    TASK = "task"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in px; the end of the width is kept free for the last value."""

    width: int
    height: int


ROW = Size(176, 42)
CELL = Size(118, 30)
LABEL_ROOM = 27.0
EDGE = 5.0


@dataclass(frozen=True, slots=True)
class Tracked:
    """Knee tracking of one video: change of the knee–ankle separation ratio with its likely range; None: not known."""

    value: float | None
    low: float | None
    high: float | None
    mark: Mark = Mark.DOT


def mark(kind: Mark, x: float, y: float, r: float = 5.5) -> SafeString:
    """The sign `kind` about (x, y), `r` px from its middle to its edge."""
    if kind is Mark.LOOK:
        return element(
            "path", class_="c-look", d=f"M{short(x)} {short(y - r)}l{r} {r}-{r} {r}-{r}-{r}z".replace("--", "-")
        )
    if kind is Mark.STOP:
        side = short(r * 0.8)
        half = short(r * 0.55)
        start = f"M{short(x - r * 0.4)} {short(y - r * 0.95)}"
        return element(
            "path",
            class_="c-stop",
            d=f"{start}h{side}l{half} {half}v{side}l-{half} {half}h-{side}l-{half}-{half}v-{side}z",
        )
    if kind in (Mark.TASK, Mark.CHECK):
        wide, high = short(r * 1.4), short(r * 0.8)
        start = f"M{short(x - r * 0.6)} {short(y - r * 0.8)}"
        return element("path", class_=f"c-{kind}", d=f"{start}l{wide} {high}-{wide} {high}z")
    if kind is Mark.CANT:
        return element("circle", class_="c-cant", cx=float(x), cy=float(y), r=short(r * 0.9))
    return element("circle", class_="c-dot", cx=float(x), cy=float(y), r=short(r * 0.64))


def pain_mark(value: int, *, red_flag: bool = False) -> Mark:
    """How a pain score is drawn; red is kept for an athlete with an open red flag."""
    if value > ADJUST and red_flag:
        return Mark.STOP
    return Mark.LOOK if value > GO_ON else Mark.DOT


def pain_spark(series: Sequence[int | None], *, size: Size = ROW, red_flag: bool = False) -> SafeString:
    """Worst pain of the last sessions, oldest first; None (not said) leaves a gap. Empty without any value."""
    known = [(i, value) for i, value in enumerate(series) if value is not None]
    if not known:
        return SafeString()
    xs = _spread(len(series), size)
    points = [None if value is None else (x, _pain_y(value, size)) for x, value in zip(xs, series, strict=True)]
    at, last = known[-1]
    kind = pain_mark(last, red_flag=red_flag)
    x, y = xs[at], _pain_y(last, size)
    parts = [_band(size, _pain_y(GO_ON, size), size.height), lines(points), mark(kind, x, y)]
    if at < len(series) - 1:
        parts.append(mark(Mark.CANT, xs[-1], y, 4))
    parts.append(_last(f"{last}", kind, size, y))
    said = ", ".join("not said" if value is None else str(value) for value in series)
    return picture(size, f"Worst pain of the last {saying.plural(len(series), 'session')}, oldest first: {said}", parts)


def load_bars(loads: Sequence[float | None], *, said: str = "", size: Size = ROW) -> SafeString:
    """Leg load by week, oldest first, with `said` beside the last, marked week; None is a dashed circle, never 0."""
    most = max((load for load in loads if load is not None), default=0)
    if not most:
        return SafeString()
    step = min(17.0, (size.width - 46) / len(loads))
    parts = []
    for i, load in enumerate(loads):
        x, last = i * step, i == len(loads) - 1
        if load is None:
            parts.append(mark(Mark.CANT, x + step * 0.32, size.height - 6, 4.5))
            continue
        height = (size.height - 3) * load / most
        kind = "c-bar is-look" if last and said else "c-bar"
        parts.append(element("rect", class_=kind, x=x, y=size.height - height, width=step * 0.65, height=height, rx=1))
    if said:
        parts.append(element("text", said, class_="t-look", x=len(loads) * step, y=13))
    words = ", ".join("not known" if load is None else f"{load / 1000:.1f} t" for load in loads)
    return picture(size, f"Leg load by week, oldest first: {words}", parts)


def day_dots(days: Sequence[bool], *, size: Size = ROW) -> SafeString:
    """A dot for each day with a log, oldest first; the silence at the end is bracketed and counted."""
    if not days:
        return SafeString()
    step, y = (size.width - 44) / len(days), size.height * 0.43  # beside it there is room for "19 d"
    parts = []
    for i, logged in enumerate(days):
        x = (i + 0.5) * step
        if logged:
            parts.append(element("circle", class_="c-dot", cx=x, cy=y, r=short(min(3.6, step * 0.7))))
        else:
            parts.append(
                element("path", class_="c-line is-ghost", d=f"M{short(x - step * 0.25)} {short(y)}h{short(step * 0.5)}")
            )
    silent = next((i for i, logged in enumerate(reversed(days)) if logged), len(days))
    if silent > 1:
        left, right = (len(days) - silent) * step, len(days) * step
        parts.append(
            element("path", class_="c-look-line", d=f"M{short(left)} {short(y + 9)}v3H{short(right)}v-3"),
        )
        parts.append(element("text", f"{silent} d", class_="t-look", x=right + 6, y=y + 5))
    label = f"{saying.plural(sum(days), 'day')} with a log in {len(days)}; none in the last {silent}"
    return picture(size, label, parts)


def tracking_spark(videos: Sequence[Tracked], *, size: Size = ROW) -> SafeString:
    """Knee tracking of the last videos, oldest first, each with its likely range. Empty without any."""
    if not videos:
        return SafeString()
    xs = _spread(len(videos), size)
    lowest = min([CLEAR, *(one.low for one in videos if one.low is not None)]) - 0.02
    parts = [_band(size, 0, _tracking_y(IN_LINE, lowest, size))]
    for x, one in zip(xs, videos, strict=True):
        if one.value is None:
            parts.append(mark(Mark.CANT, x, size.height / 2, 5))
            continue
        if one.low is not None and one.high is not None:
            top, bottom = _tracking_y(one.high, lowest, size), _tracking_y(one.low, lowest, size)
            parts.append(element("path", class_="c-whisk", d=f"M{short(x)} {short(top)}V{short(bottom)}"))
        parts.append(mark(one.mark, x, _tracking_y(one.value, lowest, size)))
    newest = videos[-1]
    if newest.value is not None:
        y = _tracking_y(newest.value, lowest, size)
        parts.append(_last(saying.signed(newest.value), newest.mark, size, y))
    said = ", ".join("cannot tell" if one.value is None else saying.signed(one.value) for one in videos)
    return picture(
        size, f"Knee tracking of the last {saying.plural(len(videos), 'video')}, oldest first: {said}", parts
    )


def mornings_spark(pairs: Sequence[tuple[int | None, int | None]], *, size: Size = ROW) -> SafeString:
    """Pain before a session and on the morning after, pair by pair, oldest first. Empty without a whole pair."""
    whole = [(before, after) for before, after in pairs if before is not None and after is not None]
    if not whole:
        return SafeString()
    parts = [_band(size, _pain_y(GO_ON, size), size.height)]
    for i, (before, after) in enumerate(whole):
        x = EDGE + i * 21.0
        start, end = (x, _pain_y(before, size)), (x + 9, _pain_y(after, size))
        worse = after > before
        parts.append(
            element("polyline", class_="c-look-line" if worse else "c-line is-thin", points=path_points([start, end]))
        )
        parts.append(element("circle", class_="c-hollow", cx=start[0], cy=start[1], r=2.4))
        parts.append(mark(Mark.LOOK if worse else Mark.DOT, *end, r=5))
    rise = whole[-1][1] - whole[-1][0]
    y = _pain_y(whole[-1][1], size)
    parts.append(
        element(
            "text",
            saying.signed(rise, 0),
            class_="t-look" if rise > 0 else "t-ink",
            x=EDGE + len(whole) * 21.0,
            y=y + 4,
        )
    )
    said = ", ".join(f"{before} then {after}" for before, after in whole)
    return picture(size, f"Pain before the session, then the morning after, oldest first: {said}", parts)


def picture(size: Size, label: str, parts: Sequence[SafeString], *, extra: str = "") -> SafeString:
    """The SVG around the parts, with its words for a screen reader."""
    return element(
        "svg",
        joined(parts),
        class_=f"ch-chart {extra}".strip(),
        width=size.width,
        height=size.height,
        viewBox=f"0 0 {size.width} {size.height}",
        role="img",
        aria_label=label,
    )


def lines(points: Sequence[Point | None], class_: str = "c-line") -> SafeString:
    """A line through the points, broken where one is None."""
    runs = [list(run) for known, run in groupby(points, key=lambda point: point is not None) if known]
    return joined(
        element("polyline", class_=class_, points=path_points([p for p in run if p is not None])) for run in runs
    )


def _spread(count: int, size: Size) -> list[float]:
    """The x of `count` points, evenly, the last one before the room for its value."""
    right = size.width - LABEL_ROOM
    return [right] if count == 1 else [EDGE + i * (right - EDGE) / (count - 1) for i in range(count)]


def _pain_y(value: float, size: Size) -> float:
    return size.height - 3 - value * (size.height - 6) / 10


def _tracking_y(value: float, lowest: float, size: Size) -> float:
    return 6 + min(0.0, value) / lowest * (size.height - 10)


def _band(size: Size, top: float, bottom: float) -> SafeString:
    return element("rect", class_="c-band", x=0, y=float(top), width=size.width - 16, height=float(bottom - top))


def _last(text: str, kind: Mark, size: Size, y: float) -> SafeString:
    words = {Mark.LOOK: "t-look t-b", Mark.STOP: "t-stop t-b"}.get(kind, "t-ink t-b")
    return element("text", text, class_=words, x=size.width - LABEL_ROOM + 10, y=min(size.height - 1.0, y + 4.5))
