"""What an own rule can read, and a history as a row of such readings, oldest first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sessions.progression.history import AthleteHistory, SessionRecord, monday_of
from sessions.progression.pain import morning_rise

WEEKS = 17
"""All that the sixteen weeks that a rule sees can touch."""


class Kind(StrEnum):
    """What gives one reading: a session, a finished week from Monday to Sunday, a video."""

    SESSION = "session"
    WEEK = "week"
    VIDEO = "video"


class Measured(StrEnum):
    """What an own rule can read."""

    PAIN_WORST = "pain_worst"
    PAIN_BEFORE = "pain_before"
    PAIN_AFTER = "pain_after"
    PAIN_MORNING = "pain_morning"
    SESSION_RPE = "session_rpe"
    SORENESS = "soreness"
    SLEEP = "sleep"
    MINUTES = "minutes"
    SESSION_LOAD = "session_load"
    SESSIONS = "sessions"
    WEEK_LOAD = "week_load"
    DRIFT = "drift"


@dataclass(frozen=True, slots=True)
class Reads:
    """One thing to read: its name, unit, what it can be, and how finely it is said.

    `in_percent`: whether a share of it means something; a score from 0 to 10 and a difference have no such zero.
    """

    name: str
    kind: Kind
    unit: str
    minimum: float
    maximum: float
    step: float
    in_percent: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """One reading; `value` None: not known. `about` names its session, week or video."""

    about: str
    day: date
    at: date
    value: float | None
    low: float | None = None
    high: float | None = None


READS: dict[Measured, Reads] = {
    Measured.PAIN_WORST: Reads("worst pain while training", Kind.SESSION, "of 10", 0, 10, 1),
    Measured.PAIN_BEFORE: Reads("pain before the session", Kind.SESSION, "of 10", 0, 10, 1),
    Measured.PAIN_AFTER: Reads("pain after the session", Kind.SESSION, "of 10", 0, 10, 1),
    Measured.PAIN_MORNING: Reads("pain the morning after, less before", Kind.SESSION, "points", -10, 10, 1),
    Measured.SESSION_RPE: Reads("session RPE", Kind.SESSION, "of 10", 0, 10, 1),
    Measured.SORENESS: Reads("muscle soreness", Kind.SESSION, "of 10", 0, 10, 1),
    Measured.SLEEP: Reads("sleep before the session", Kind.SESSION, "h", 0, 24, 0.5, in_percent=True),
    Measured.MINUTES: Reads("minutes of a session", Kind.SESSION, "min", 0, 600, 5, in_percent=True),
    Measured.SESSION_LOAD: Reads("leg load of a session", Kind.SESSION, "kg", 0, 100_000, 50, in_percent=True),
    Measured.SESSIONS: Reads("sessions a week", Kind.WEEK, "a week", 0, 21, 1, in_percent=True),
    Measured.WEEK_LOAD: Reads("leg load of a week", Kind.WEEK, "kg", 0, 500_000, 100, in_percent=True),
    Measured.DRIFT: Reads("inward drift of the knees", Kind.VIDEO, "ratio", -1, 1, 0.01),
}
"""Ranges and steps are defaults, wide enough for whatever is logged.

Drift is the change of the knee-ankle separation ratio from no drift at equal depth, inward counted as positive.
"""

_OF_SESSION: dict[Measured, Callable[[SessionRecord], float | None]] = {
    Measured.PAIN_WORST: lambda one: one.worst_pain,
    Measured.PAIN_BEFORE: lambda one: one.pain_before,
    Measured.PAIN_AFTER: lambda one: one.pain_after,
    Measured.PAIN_MORNING: lambda one: morning_rise(one.pain_before, one.pain_next_morning),
    Measured.SESSION_RPE: lambda one: one.session_rpe,
    Measured.SORENESS: lambda one: one.soreness,
    Measured.SLEEP: lambda one: one.sleep_hours,
    Measured.MINUTES: lambda one: one.minutes,
    Measured.SESSION_LOAD: lambda one: one.leg_volume.whole_kg,
}


def measured(what: Measured, history: AthleteHistory, days: int) -> tuple[Point, ...]:
    """The readings of the last `days` days, oldest first; those that are not known are among them, without a value.

    Of weeks the finished ones that lie wholly in those days, rest weeks being 0; none before the week after that of
    the first session. Of videos those of the exercise filmed last whose verdict is certain.
    """
    if (what, days) not in history.kept:
        history.kept[what, days] = _measured(what, history, days)
    points: tuple[Point, ...] = history.kept[what, days]
    return points


def _measured(what: Measured, history: AthleteHistory, days: int) -> tuple[Point, ...]:
    kind = READS[what].kind
    if kind is Kind.SESSION:
        read = _OF_SESSION[what]
        newest_first = list(history.newest_first(days))
        return tuple(Point(one.id, one.day, one.started_at, read(one)) for one in reversed(newest_first))
    if kind is Kind.WEEK:
        return tuple(_weeks(what, history, days))
    return tuple(_videos(history, days))


def _weeks(what: Measured, history: AthleteHistory, days: int) -> Iterable[Point]:
    if not history.sessions:
        return
    first = monday_of(history.sessions[0].day)  # a week that may have begun before the log did
    for week in history.weeks(WEEKS):
        if week.finished and week.monday > first and (history.today - week.monday).days < days:
            value = float(len(week.sessions)) if what is Measured.SESSIONS else week.leg_load_kg
            yield Point(week.monday.isoformat(), week.monday, week.monday, value)


def _videos(history: AthleteHistory, days: int) -> Iterable[Point]:
    certain = [one for one in history.tracking if one.is_certain]
    for one in certain:
        if one.exercise == certain[-1].exercise and (history.today - one.day).days < days and one.dkasr is not None:
            low, high = (None if end is None else -end for end in (one.high, one.low))
            yield Point(one.analysis_id, one.day, one.filmed_at, -one.dkasr, low, high)
