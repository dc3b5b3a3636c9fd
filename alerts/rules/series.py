"""Series of pain readings as lines of JSON, one athlete a line, and what is wrong with them.

    {"athlete": "a1", "readings": [{"date": "2026-03-02", "before": 1, "worst": 3, "after": 2, "next_morning": null}]}

null, or a key that is not there, is "not logged"; `"missing": true` is a session of which nothing was logged. Two
readings of one day are two sessions. A simulation may lie in the future and answer as no form would let it (a worst
below the pain before): such readings are taken as they are, unless `today` says what counts as the future.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from operator import attrgetter
from typing import Any

from sessions.progression.pain import check_pain
from sessions.progression.records import SessionRecord

QUESTIONS = ("before", "worst", "after", "next_morning")
TRAINED_AT = time(18, tzinfo=UTC)
AHEAD = timedelta(days=1)  # somewhere it is tomorrow already
FIRST_DAY = date(2000, 1, 1)  # default: what lies before is a mistake


@dataclass(frozen=True, slots=True)
class Series:
    """One athlete's sessions, oldest first, each at 18:00 of its day."""

    athlete: str | int
    sessions: tuple[SessionRecord, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a line is not taken: its number from 1, the field, and the reason."""

    line: int
    field: str
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.field}: {self.reason}"


class _RefusedError(Exception):
    """A field that cannot be."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason


def read_series(lines: Iterable[str], today: date | None) -> Iterator[Series | Problem]:
    """Each line as a series or, for the first thing wrong with it, as a problem. Empty lines are passed over."""
    seen: dict[str | int, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            series = _series(line, today)
            first = seen.setdefault(series.athlete, number)
            if first != number:
                raise _RefusedError("athlete", f"{series.athlete!r} was already on line {first}")
            yield series
        except _RefusedError as refused:
            yield Problem(number, refused.field, refused.reason)


def _series(line: str, today: date | None) -> Series:
    try:
        document = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _RefusedError("line", f"not JSON: {error}") from error
    if not isinstance(document, dict):
        raise _RefusedError("line", "not an object")
    athlete, readings = document.get("athlete"), document.get("readings")
    if not isinstance(athlete, str | int) or isinstance(athlete, bool) or athlete == "":
        raise _RefusedError("athlete", f"{athlete!r} is not a name")
    if not isinstance(readings, list):
        raise _RefusedError("readings", "not a list")
    sessions: list[SessionRecord] = []
    on_day: Counter[date] = Counter()
    for position, reading in enumerate(readings):
        session = _session(f"readings[{position}]", reading, today)
        sessions.append(_nth_of_its_day(session, on_day[session.day]))
        on_day[session.day] += 1
    return Series(athlete, tuple(sorted(sessions, key=attrgetter("order"))))


def _nth_of_its_day(session: SessionRecord, before: int) -> SessionRecord:
    if not before:
        return session
    later = session.started_at + timedelta(minutes=before)
    return replace(session, id=f"{session.id} {before + 1}", started_at=later)


def _session(where: str, reading: Any, today: date | None) -> SessionRecord:
    if not isinstance(reading, dict):
        raise _RefusedError(where, "not an object")
    day = _day(f"{where}.date", reading.get("date"), today)
    answers = [reading.get(question) for question in QUESTIONS]
    for question, answer in zip(QUESTIONS, answers, strict=True):
        try:
            check_pain(question, answer)
        except ValueError as error:
            raise _RefusedError(f"{where}.{question}", str(error).split(": ", 1)[1]) from error
    before, worst, after, next_morning = answers
    missing = reading.get("missing")
    if missing not in (None, True, False) or (isinstance(missing, int) and not isinstance(missing, bool)):
        raise _RefusedError(f"{where}.missing", f"{missing!r} is neither true nor false")
    if missing and any(answer is not None for answer in answers):
        raise _RefusedError(f"{where}.missing", "true, but there are answers")
    if next_morning is not None and today is not None and day >= today:
        raise _RefusedError(f"{where}.next_morning", f"the morning after {day} has not come yet")
    return SessionRecord(
        id=day.isoformat(),
        started_at=datetime.combine(day, TRAINED_AT),
        day=day,
        pain_before=before,
        pain_worst=worst,
        pain_after=after,
        pain_next_morning=next_morning,
    )


def _day(where: str, value: Any, today: date | None) -> date:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and len(value) == len("2026-01-31") else None
    except ValueError:
        day = None
    if day is None:
        raise _RefusedError(where, f"{value!r} is not a date like 2026-01-31")
    if today is not None and day > today + AHEAD:
        raise _RefusedError(where, f"{day} is in the future")
    if day < FIRST_DAY:
        raise _RefusedError(where, f"{day} is before {FIRST_DAY}")
    return day
