"""The report in plain text, for a terminal."""

from collections.abc import Iterator

from sessions.knee_tracking.report import (
    Balance,
    Heels,
    Interval,
    Leg,
    Rep,
    Report,
    SideView,
    Status,
    Trend,
    Verdict,
    ViewKind,
)

VERDICTS = {
    Verdict.IN_LINE: "in line",
    Verdict.SOME_DRIFT: "some drift",
    Verdict.CLEAR_DRIFT: "clear drift",
    Verdict.CANNOT_TELL: "cannot tell",
}
VIEWS = {
    ViewKind.FRONT: "front",
    ViewKind.SLIGHT_FRONT: "slightly from one side",
    ViewKind.SIDE: "side",
    ViewKind.BACK: "back",
    ViewKind.UNKNOWN: "unknown",
}
TRENDS = {Trend.STEADY: "steady", Trend.WORSENS: "gets worse", Trend.CANNOT_TELL: "cannot tell"}
HEELS = {Heels.STAY: "stay down", Heels.LIFT: "lift", Heels.CANNOT_TELL: "cannot tell"}
BALANCE = {Balance.KEPT: "kept", Balance.FELL_BACK: "falls back", Balance.CANNOT_TELL: "cannot tell"}
NOTHING = "–"
HEADINGS = ("rep", "start", "down", "hold", "up", "depth", "left knee in", "right knee in", "ratio change", "")
WIDTHS = (3, 6, 5, 5, 5, 6, 18, 18, 24, 11)
UNITS = ("", "s", "s", "s", "s", "%", "% of leg", "% of leg", "", "")


def lines(report: Report) -> Iterator[str]:
    """The report, line by line: what was seen, the verdict or the reason, a row for each rep, the notes."""
    video, view = report.video, report.view
    if video.duration_s is not None:
        size = f"{video.width} × {video.height}, {video.codec}, {_number(video.fps, 1)} pictures/s"
        yield f"{video.duration_s:.1f} s, {size}"
    if report.reason is not None:
        yield f"Not measured: {report.reason.message}"
        yield f"What to change: {report.reason.advice}"
        if report.reason.also:
            yield f"Also: {', '.join(report.reason.also)}"
    if report.side is not None:
        yield from _side(report.side)
    if report.status is Status.DONE:
        yield f"View: {VIEWS[view.kind]}, {_number(view.yaw_deg, 0)}° (+ = towards the athlete’s left)"
        yield ""
        yield from _verdict(report)
        yield ""
        yield from _table(report.reps)
        yield ""
        yield from (f"• {note.message}" for note in report.summary.notes)
        yield "Ranges hold the true value in 90 % of cases. Education, not medical advice."


def _side(side: SideView) -> Iterator[str]:
    yield f"From the side, {side.near_leg} leg, at the bottom (ranges hold the true value in 90 % of cases):"
    yield f"torso {_interval(side.torso_lean_deg, 0)}° forward of vertical; no fault of the knees"
    if side.heels is not None and side.balance is not None:
        yield f"shank {_interval(side.shank_lean_deg, 0)}° forward of vertical"
        yield f"hips {_interval(side.hips_over_knees_pct, 0)} % of the thigh over the knees"
        yield f"heels: {HEELS[side.heels]}, {_interval(side.heel_rise_pct, 0)} % of the foot off the floor"
        yield f"balance: {BALANCE[side.balance]}"


def _verdict(report: Report) -> Iterator[str]:
    summary = report.summary
    sure = "" if summary.certain or summary.verdict is Verdict.CANNOT_TELL else ", uncertain"
    when = f", {' and '.join(summary.when)}" if summary.when else ""
    yield f"{len(report.reps)} reps: {VERDICTS[summary.verdict]}{sure}{when}"
    yield f"left {VERDICTS[summary.left]}, right {VERDICTS[summary.right]}"
    slope = summary.fatigue.slope_pct_per_rep
    change = f" ({_interval(slope, 2)} % of leg length per rep)" if slope else ""
    yield f"over the reps: {TRENDS[summary.fatigue.verdict]}{change}"


def _table(reps: tuple[Rep, ...]) -> Iterator[str]:
    yield _row(HEADINGS)
    yield _row(UNITS)
    yield from (_row(_cells(rep)) for rep in reps)


def _cells(rep: Rep) -> tuple[str, ...]:
    return (
        str(rep.index),
        _number(rep.start_s, 1),
        _number(rep.lowering_s, 1),
        _number(rep.pause_s, 1),
        _number(rep.rise_s, 1),
        _number(rep.depth_pct, 0),
        _leg(rep.legs.left),
        _leg(rep.legs.right),
        _interval(rep.dkasr, 2),
        VERDICTS[rep.verdict],
    )


def _row(cells: tuple[str, ...]) -> str:
    return "  ".join(cell.rjust(width) for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()


def _leg(leg: Leg) -> str:
    return _interval(leg.offset_pct, 1)


def _interval(interval: Interval | None, digits: int) -> str:
    if interval is None:
        return NOTHING
    value, low, high = (_number(number, digits) for number in (interval.value, interval.low, interval.high))
    return f"{value} ({low} to {high})"


def _number(value: float | None, digits: int) -> str:
    """A number with a true minus sign, and no sign on a rounded zero."""
    if value is None:
        return NOTHING
    rounded = round(value, digits) or 0.0
    return f"{rounded:.{digits}f}".replace("-", "−")
