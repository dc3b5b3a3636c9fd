"""What a rule would have said of a past: each time something was entered, by what was known then."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from sessions.progression.findings import Finding, Rule
from sessions.progression.history import AthleteHistory, SessionRecord, TrackingRecord

MORNING = time(7)  # default; the athlete's own clock, as the live look has it
LOOK_BACK = timedelta(days=112)  # the live look's sixteen weeks
BEFORE = timedelta(days=28)
"""What was said in this time before the period is old news in it: the longest that a finding lasts."""


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


def replay(rule: Rule, past: Past, *, since: date, until: date) -> tuple[Said, ...]:
    """What is new to this rule from `since` to `until`, both included; each event once, as if dealt with at once.

    Rules that judge how much time has passed (`Rule.by_time`) are asked every morning, others when something came.
    """
    found: dict[str, Said] = {}
    for history in _looks(past, since - BEFORE, until, every_morning=rule.by_time):
        finding = rule.evaluate(history)
        if finding is not None and finding.about not in found:
            found[finding.about] = Said(history.today, finding)
    return tuple(one for one in found.values() if one.day >= since)


def _looks(past: Past, since: date, until: date, *, every_morning: bool) -> Iterator[AthleteHistory]:
    """The history at each moment at which it is looked at, oldest first."""
    moments = sorted(set(_moments(past, since, until, every_morning=every_morning)))
    first = seen = filmed = 0
    sessions, tracking = past.sessions, past.tracking
    for moment in moments:
        today = moment.astimezone(past.zone).date()
        while seen < len(sessions) and sessions[seen].started_at <= moment:
            seen += 1
        while first < seen and sessions[first].started_at < moment - LOOK_BACK:
            first += 1
        while filmed < len(tracking) and tracking[filmed].filmed_at <= moment:
            filmed += 1
        if since <= today <= until:
            known = tuple(_as_known(session, today) for session in sessions[first:seen])
            yield AthleteHistory(moment, today, known, tuple(tracking[:filmed]))


def _moments(past: Past, since: date, until: date, *, every_morning: bool) -> Iterator[datetime]:
    for session in past.sessions:
        yield session.started_at.astimezone(UTC)
        if session.pain_next_morning is not None:
            yield _morning(session.day + timedelta(days=1), past.zone)
    for video in past.tracking:
        yield video.filmed_at.astimezone(UTC)
    if every_morning:
        for days in range((until - since).days + 1):
            yield _morning(since + timedelta(days=days), past.zone)


def _morning(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, MORNING, tzinfo=zone).astimezone(UTC)


def _as_known(session: SessionRecord, today: date) -> SessionRecord:
    """A session whose morning after has not come yet knows nothing about it."""
    if session.pain_next_morning is None or session.day < today:
        return session
    return replace(session, pain_next_morning=None)
