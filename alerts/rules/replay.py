"""What coaches would have been told of a series of pain readings, day by day, by the rules of live evaluation.

Each evening on which a session was logged and each morning on which its last answer came, the rules look at the
history as it was known then, cut to the same sixteen weeks; silence is looked for every morning. An event is told
once. It is as if somebody had dealt with every alert before the next: a line an event, not only the first of a rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from alerts.rules.evaluate import ALERTING, ON_ENTRY
from alerts.rules.series import Series
from sessions.progression.findings import REGISTRY, Severity
from sessions.progression.history import AthleteHistory
from sessions.progression.records import SessionRecord
from sessions.progression.rules.log import Silent
from sessions.progression.rules.pain import DuringHigh, PainTrend
from sessions.selectors.history import WINDOW

EVENING = time(22, tzinfo=UTC)
MORNING = time(7, tzinfo=UTC)
DAY = timedelta(days=1)
FAMILIES = ("pain.", "log.")
"""What can speak from such readings: they hold neither loads nor videos."""
IN_THE_EVENING = tuple(key for key in ON_ENTRY if key.startswith(FAMILIES))
AFTER_THE_NIGHT = tuple(key for key in IN_THE_EVENING if key not in (DuringHigh.key, PainTrend.key))
"""To these two the answer of the morning is nothing new: the trend takes it in with the next session."""
IN_THE_MORNING = tuple(key for key in ALERTING if key.startswith(FAMILIES))


@dataclass(frozen=True, slots=True)
class Told:
    """One alert of a replay."""

    day: date
    rule: str
    sentence: str


def replay(series: Series, until: date) -> list[Told]:
    """The alerts of one series, oldest first; `until` is the last day that is looked at."""
    told: list[Told] = []
    known: set[tuple[str, str]] = set()
    for rules, history in _looks(series.sessions, until):
        for key in rules:
            finding = REGISTRY[key].evaluate(history)
            if finding is None or finding.severity is Severity.NOTE or (key, finding.about) in known:
                continue
            known.add((key, finding.about))
            told.append(Told(history.today, key, finding.sentence))
    return told


def _looks(sessions: tuple[SessionRecord, ...], until: date) -> Iterator[tuple[tuple[str, ...], AthleteHistory]]:
    """Which rules look at what, in order of time. On other mornings nothing is new to any of them.

    Silence is shorter than its limit of days until then, so nobody needs to look before.
    """
    silent_after = timedelta(days=Silent().days)
    first = 0
    for i, session in enumerate(sessions):
        while sessions[first].started_at < datetime.combine(session.day, EVENING) - WINDOW:
            first += 1
        evening = replace(session, pain_next_morning=None)
        yield IN_THE_EVENING, _history(session.day, EVENING, (*sessions[first:i], evening))
        if session.pain_next_morning is not None:
            yield AFTER_THE_NIGHT, _history(session.day + DAY, MORNING, sessions[first : i + 1])
        day = session.day + silent_after + DAY
        last = min(until, sessions[i + 1].day) if i + 1 < len(sessions) else until
        while day <= last:
            recent = tuple(
                s for s in sessions[first : i + 1] if s.started_at >= datetime.combine(day, MORNING) - WINDOW
            )
            yield IN_THE_MORNING, _history(day, MORNING, recent)
            day += DAY


def _history(day: date, clock: time, sessions: tuple[SessionRecord, ...]) -> AthleteHistory:
    return AthleteHistory(datetime.combine(day, clock), day, sessions)
