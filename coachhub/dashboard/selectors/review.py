"""A measured video as a coach reviews it: verdict, reps, legs, and why where nothing could be told."""

from __future__ import annotations

from dataclasses import dataclass

from coachhub.core import saying
from coachhub.dashboard.selectors.beside import Beside, beside
from coachhub.dashboard.words import verdict_css, verdict_glyph, verdict_word
from sessions.knee_tracking.report import Interval, Leg, Rep, Report, Trend, Verdict, ViewKind
from sessions.report_words import DRIFT, say_interval, say_when, second_worst, which_reps
from sessions.side_words import SideWords, side_words

MISSING = "–"


@dataclass(frozen=True, slots=True)
class Chip:
    """One rep in the strip. Times in s from the first frame."""

    index: int
    glyph: str
    css: str
    word: str
    change: str
    depth: str
    tempo: str
    start_s: float
    bottom_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class LegLine:
    """One leg over the set: its verdict, and the rep in which it stood furthest inward, with its likely range."""

    name: str
    word: str
    glyph: str
    css: str
    worst: str


@dataclass(frozen=True, slots=True)
class RepNumbers:
    """One rep's numbers as the table says them."""

    index: int
    word: str
    change: str
    left: str
    right: str
    depth: str
    lowering: str
    pause: str
    rise: str


@dataclass(frozen=True, slots=True)
class Review:
    """A measured set. `lead` follows the verdict’s word; `answer` is the curve’s, `against` what is compared with."""

    word: str
    glyph: str
    css: str
    lead: str
    answer: str
    can_tell: bool
    chips: tuple[Chip, ...]
    legs: tuple[LegLine, ...]
    numbers: tuple[RepNumbers, ...]
    fatigue: str
    notes: tuple[str, ...]
    against: str
    fps: float
    beside: Beside


@dataclass(frozen=True, slots=True)
class Refusal:
    """A video that could not be measured: what was seen, what to change, what was found otherwise, or from the side."""

    message: str
    advice: str
    facts: tuple[tuple[str, str], ...]
    fps: float
    side: SideWords | None


def review(report: Report) -> Review:
    """A report with status done."""
    summary = report.summary
    return Review(
        word=verdict_word(summary.verdict.value, certain=summary.certain),
        glyph=verdict_glyph(summary.verdict.value),
        css=verdict_css(summary.verdict.value, certain=summary.certain),
        lead=_lead(report),
        answer=_answer(report),
        can_tell=summary.verdict is not Verdict.CANNOT_TELL,
        chips=tuple(_chip(rep) for rep in report.reps),
        legs=tuple(
            _leg(name, verdict, [getattr(rep.legs, name) for rep in report.reps])
            for name, verdict in (("left", summary.left), ("right", summary.right))
        ),
        numbers=tuple(_numbers(rep) for rep in report.reps),
        fatigue=_fatigue(report),
        notes=tuple(note.message for note in summary.notes),
        against="the confirmed good sets" if report.own_sets else "no drift",
        fps=report.video.fps or 30.0,
        beside=beside(report),
    )


def refusal(report: Report) -> Refusal:
    """A report with status rejected."""
    reason = report.reason
    return Refusal(
        message=reason.message if reason else "This video could not be measured.",
        advice=reason.advice if reason else "",
        facts=tuple(_facts(report)),
        fps=report.video.fps or 30.0,
        side=side_words(report.side) if report.side else None,
    )


def said_of(report: Report) -> str:
    """A report in one sentence: some drift on the last two of five reps, coming up: −0.15 (likely −0.19 to −0.11)."""
    if report.reason is not None:
        return f"cannot tell. {report.reason.message}"
    word = verdict_word(report.summary.verdict.value, certain=report.summary.certain).lower()
    lead = _lead(report).removesuffix(".")
    return f"{word}, {lead}." if report.summary.verdict is Verdict.CANNOT_TELL else f"{word} {lead}."


def _lead(report: Report) -> str:
    """on the last two of five reps, coming up: −0.15 (likely −0.19 to −0.11)."""
    summary, reps = report.summary, report.reps
    if summary.verdict is Verdict.CANNOT_TELL:
        first = summary.notes[0].message if summary.notes else "The reps could not be seen well enough."
        return f"{saying.plural(len(reps), 'rep')} seen. {first}"
    change = second_worst(reps)
    said = f": {say_interval(change)}" if change else ""
    if summary.verdict is Verdict.IN_LINE:
        return f"over {saying.plural(len(reps), 'rep')}{said}"
    drifting = [rep.index for rep in reps if rep.verdict in DRIFT]
    where = ", ".join(filter(None, [which_reps(drifting, len(reps)), say_when(summary.when)]))
    return f"{where}{said}"


def _answer(report: Report) -> str:
    """When in the set the knees move in."""
    drifting = [rep.index for rep in report.reps if rep.verdict in DRIFT]
    if not drifting:
        return "In no rep beyond what is in line."
    when = say_when(report.summary.when)
    said = which_reps(drifting, len(report.reps))
    return f"{said.capitalize()}, {when}." if when else f"{said.capitalize()}."


def _chip(rep: Rep) -> Chip:
    return Chip(
        index=rep.index,
        glyph=verdict_glyph(rep.verdict.value),
        css="is-plain" if rep.verdict is Verdict.IN_LINE else verdict_css(rep.verdict.value),
        word=verdict_word(rep.verdict.value, certain=True).lower(),
        change=saying.signed(rep.dkasr.value) if rep.dkasr else "",
        depth=_percent(rep.depth_pct),
        tempo=" · ".join(_seconds(value) for value in (rep.lowering_s, rep.pause_s, rep.rise_s)),
        start_s=rep.start_s,
        bottom_s=rep.bottom_s,
        end_s=rep.end_s,
    )


def _leg(name: str, verdict: Verdict, legs: list[Leg]) -> LegLine:
    worst = max((one.offset_pct for one in legs if one.offset_pct), key=lambda one: one.value, default=None)
    return LegLine(
        name=f"{name.capitalize()} knee",
        word=verdict_word(verdict.value, certain=True),
        glyph=verdict_glyph(verdict.value),
        css="is-plain" if verdict is Verdict.IN_LINE else verdict_css(verdict.value),
        worst=_offset(worst),
    )


def _numbers(rep: Rep) -> RepNumbers:
    return RepNumbers(
        index=rep.index,
        word=verdict_word(rep.verdict.value, certain=True),
        change=_range(rep.dkasr, 2),
        left=_range(rep.legs.left.offset_pct, 1),
        right=_range(rep.legs.right.offset_pct, 1),
        depth=_percent(rep.depth_pct),
        lowering=_seconds(rep.lowering_s),
        pause=_seconds(rep.pause_s),
        rise=_seconds(rep.rise_s),
    )


def _fatigue(report: Report) -> str:
    trend = report.summary.fatigue
    if trend.slope_pct_per_rep is None or trend.verdict is Trend.CANNOT_TELL:
        return "Whether it changes over the set cannot be told."
    slope = _range(trend.slope_pct_per_rep, 2)
    word = "It gets worse" if trend.verdict is Trend.WORSENS else "It stays the same"
    return f"{word} over the set: {slope} % of leg length a rep."


def _facts(report: Report) -> list[tuple[str, str]]:
    video, view = report.video, report.view
    facts = []
    if view.yaw_deg is not None:
        facts.append(("Camera angle", f"about {abs(view.yaw_deg):.0f}° to one side; straight from the front is best"))
    elif view.kind is not ViewKind.UNKNOWN:
        facts.append(("Seen from", view.kind.value.replace("_", " ")))
    if video.fps is not None:
        facts.append(("Frames", f"{video.fps:.0f} a second"))
    if video.duration_s is not None:
        facts.append(("Length", f"{video.duration_s:.1f} s"))
    if video.width is not None:
        facts.append(("Picture", f"{video.width} × {video.height}"))
    if report.reps:
        facts.append(("Reps seen", str(len(report.reps))))
    return facts


def _range(value: Interval | None, digits: int) -> str:
    if value is None:
        return MISSING
    said, low, high = (saying.signed(number, digits) for number in (value.value, value.low, value.high))
    return f"{said} ({low} to {high})"


def _offset(value: Interval | None) -> str:
    if value is None:
        return "not measured"
    low, high = (f"{edge:.1f}".replace("-", saying.MINUS) for edge in (value.low, value.high))
    return f"{value.value:.1f} % of leg length inward at the most (likely {low} to {high})"


def _percent(value: float | None) -> str:
    return MISSING if value is None else f"{value:.0f} %"


def _seconds(value: float | None) -> str:
    return MISSING if value is None else f"{value:.1f}"
