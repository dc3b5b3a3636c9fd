"""What rules would have said of a past: each time something was entered, by what was known then."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise

from sessions.progression.findings import Finding, Rule, Severity
from sessions.progression.history import AthleteHistory, SessionRecord, TrackingRecord, as_known

DAY = timedelta(days=1)
MORNING = time(7)  # default; the athlete's own clock, as the live look has it
LOOK_BACK = timedelta(days=112)  # the live look's sixteen weeks
BEFORE = timedelta(days=28)
"""What was said in this time before the period is old news in it: the longest that a finding lasts (default)."""


@dataclass(frozen=True, slots=True)
class Said:
    """A finding, and the day on which it was new."""

    day: date
    finding: Finding


@dataclass(frozen=True, slots=True)
class Past:
    """One athlete's records, oldest first, and their clock."""

    sessions: Sequence[SessionRecord]
    tracking: Sequence[TrackingRecord]
    zone: tzinfo


def replay(rules: Sequence[Rule], past: Past, *, since: date, until: date) -> tuple[Said, ...]:
    """What is new to these rules from `since` to `until`, both included; each event once, as if dealt with at once,
    and once more when what was a note becomes more than that.

    They are asked whenever a session, a morning's answer or a video came; those that judge what comes of itself on
    the mornings of which there was no entry for long enough, and of them silence only then.
    """
    return tuple(said for _, said in _said(rules, past, since, until))


def replay_each(rules: Sequence[Rule], past: Past, *, since: date, until: date) -> tuple[tuple[Said, ...], ...]:
    """The same for each rule by itself, also the same rule with several numbers: the past is walked through once."""
    found: list[list[Said]] = [[] for _ in rules]
    for place, said in _said(rules, past, since, until):
        found[place].append(said)
    return tuple(map(tuple, found))


def _said(rules: Sequence[Rule], past: Past, since: date, until: date) -> list[tuple[int, Said]]:
    """With the rule's place among the rules, in the order in which it was said."""
    waits = [rule.silent_days for rule in rules if rule.silent_days is not None]
    placed = list(enumerate(rules))
    by_silence = [(i, rule) for i, rule in placed if rule.silent_days is not None]
    by_entry = [(i, rule) for i, rule in placed if rule.on_entry]
    found: dict[tuple[int, str, bool], Said] = {}
    for history, is_silent in _looks(past, since - BEFORE, until, min(waits, default=None)):
        for i, rule in by_silence if is_silent else by_entry:
            finding = rule.evaluate(history)
            if finding is not None:
                found.setdefault((i, finding.about, finding.severity is Severity.NOTE), Said(history.today, finding))
    return [(i, one) for (i, _, _), one in found.items() if one.day >= since]


def _looks(past: Past, since: date, until: date, silent_days: int | None) -> Iterator[tuple[AthleteHistory, bool]]:
    """The history at each moment at which it is looked at, oldest first; True: nothing has come."""
    entered = set(_entries(past))
    silent = set(_silent_mornings(past, until, silent_days)) if silent_days is not None else set()
    first = seen = filmed = 0
    sessions, tracking = past.sessions, past.tracking
    for moment in sorted(entered | silent):
        while seen < len(sessions) and sessions[seen].order[1] <= moment:
            seen += 1
        while first < seen and sessions[first].order[1] < moment - LOOK_BACK:
            first += 1
        while filmed < len(tracking) and tracking[filmed].order[0] <= moment:
            filmed += 1
        today = moment.astimezone(past.zone).date()
        if since <= today <= until:
            of_late = seen  # from there on sessions of today: of all before them, the morning after has come
            while of_late > first and sessions[of_late - 1].day >= today:
                of_late -= 1
            known = (*sessions[first:of_late], *(as_known(session, today) for session in sessions[of_late:seen]))
            yield AthleteHistory(moment, today, known, tuple(tracking[:filmed])), moment not in entered


def _entries(past: Past) -> Iterator[datetime]:
    for session in past.sessions:
        yield session.order[1]
        if session.pain_next_morning is not None:
            yield _morning(session.day + DAY, past.zone)
    for video in past.tracking:
        yield video.order[0]


def _silent_mornings(past: Past, until: date, silent_days: int) -> Iterator[datetime]:
    """The mornings on which the last session lies more than so many days back."""
    days = [session.day for session in past.sessions]
    for day, following in pairwise([*days, until]):
        morning = day + timedelta(days=silent_days + 1)
        while morning <= min(following, until):
            yield _morning(morning, past.zone)
            morning += DAY


def _morning(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, MORNING, tzinfo=zone).astimezone(UTC)
