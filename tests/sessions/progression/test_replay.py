"""A replay says what was new at each moment, by what was known then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sessions.progression.findings import REGISTRY, Finding, Rule, Severity
from sessions.progression.history import AthleteHistory, SessionRecord
from sessions.progression.replay import LOOK_BACK, Past, Said, replay, replay_each

MONDAY = date(2026, 3, 2)
HIGH, MORNING, SILENT = (REGISTRY[key] for key in ("pain.during_high", "pain.next_morning_rise", "log.silent"))


def session(day: int, hour: int = 18, **pain: Any) -> SessionRecord:
    """A session so many days from that Monday."""
    at = datetime(MONDAY.year, MONDAY.month, MONDAY.day, hour, tzinfo=UTC) + timedelta(days=day)
    return SessionRecord(id=f"{day}-{hour}", started_at=at, day=at.date(), **pain)


def past(*sessions: SessionRecord, zone: str = "UTC") -> Past:
    return Past(sessions, (), ZoneInfo(zone))


def said(rules: list[Rule], known: Past, *, since: int = 0, until: int = 60) -> list[tuple[int, str]]:
    """Days from that Monday, and the rule."""
    found = replay(rules, known, since=MONDAY + timedelta(days=since), until=MONDAY + timedelta(days=until))
    return [((one.day - MONDAY).days, one.finding.rule) for one in found]


def test_an_event_is_said_on_its_day_and_once() -> None:
    assert said([HIGH], past(session(0, pain_worst=7), session(2, pain_worst=1), session(4, pain_worst=8))) == [
        (0, HIGH.key),
        (4, HIGH.key),
    ]


def test_two_sessions_of_a_day_are_two_events() -> None:
    assert len(said([HIGH], past(session(0, 8, pain_worst=7), session(0, 18, pain_worst=7)))) == 2


def test_a_morning_is_known_on_the_next_day_only() -> None:
    known = past(session(0, pain_before=1, pain_next_morning=4))
    assert said([MORNING], known) == [(1, MORNING.key)]


def test_the_next_day_is_that_of_the_athlete_s_clock() -> None:
    late = session(0, 23, pain_before=1, pain_next_morning=4)
    in_auckland = SessionRecord(
        id="x", started_at=late.started_at, day=MONDAY + timedelta(days=1), pain_before=1, pain_next_morning=4
    )
    assert said([MORNING], past(in_auckland, zone="Pacific/Auckland")) == [(2, MORNING.key)]


def test_silence_is_said_on_the_morning_on_which_it_has_lasted_long_enough() -> None:
    steady = [session(7 * week + day) for week in range(8) for day in (0, 2, 4)]
    assert said([SILENT], past(*steady), until=90) == [(61, SILENT.key)]


def test_silence_is_not_looked_for_when_somebody_logs() -> None:
    steady = [session(7 * week + day) for week in range(8) for day in (0, 2, 4)]
    assert said([SILENT], past(*steady, session(60)), until=61) == []


def test_only_what_is_new_in_the_period() -> None:
    known = past(session(0, pain_worst=7), session(10, pain_worst=8))
    assert said([HIGH], known, since=5) == [(10, HIGH.key)]
    assert said([HIGH], known, until=5) == [(0, HIGH.key)]


def test_what_was_said_before_the_period_and_lasts_is_old() -> None:
    assert said([HIGH], past(session(0, pain_worst=7), session(3, pain_worst=1)), since=2) == []


def test_several_rules_each_say_theirs() -> None:
    known = past(session(0, pain_before=1, pain_worst=7, pain_next_morning=4))
    assert said([HIGH, MORNING], known) == [(0, HIGH.key), (1, MORNING.key)]


def test_the_same_rule_with_several_numbers_each_for_itself() -> None:
    rules = [HIGH, HIGH.with_thresholds({"above": 3}), SILENT, SILENT.with_thresholds({"days": 20})]
    weeks = [session(7 * week + day, pain_worst=1) for week in range(-8, 0) for day in (0, 2, 4)]
    known = past(*weeks, session(0, pain_worst=4), session(2, pain_worst=7))
    since, until = MONDAY, MONDAY + timedelta(days=40)
    each = replay_each(rules, known, since=since, until=until)
    assert each == tuple(replay([rule], known, since=since, until=until) for rule in rules)
    assert [[(one.day - MONDAY).days for one in said] for said in each] == [[2], [0, 2], [10], [23]]


@dataclass(frozen=True)
class Worsens(Rule):
    """A note with the first session, one to look at from the second on."""

    key, severity, version, source = "test.worsens", Severity.NOTE, 1, "test"

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """One event, whatever comes."""
        severity = Severity.LOOK if len(history.sessions) > 1 else Severity.NOTE
        return self.finding(about="the one", sentence="It is.", readings=(), severity=severity)


def test_what_was_a_note_is_said_again_when_it_becomes_more() -> None:
    found = replay([Worsens()], past(session(0), session(2), session(4)), since=MONDAY, until=MONDAY + LOOK_BACK)
    assert [(one.day, one.finding.severity) for one in found] == [
        (MONDAY, Severity.NOTE),
        (MONDAY + timedelta(days=2), Severity.LOOK),
    ]


def test_nothing_known_nothing_said() -> None:
    assert said([HIGH, SILENT], past()) == []


@dataclass(frozen=True)
class Remembers(Rule):
    """Says how many sessions it was shown."""

    key, severity, version, source = "test.remembers", Severity.NOTE, 1, "test"

    def evaluate(self, history: AthleteHistory) -> Finding | None:
        """Every look is an event of its own."""
        return self.finding(about=history.at.isoformat(), sentence=f"{len(history.sessions)}", readings=())


def sentences(known: Past) -> list[str]:
    found: tuple[Said, ...] = replay([Remembers()], known, since=MONDAY, until=MONDAY + timedelta(days=400))
    return [one.finding.sentence for one in found]


def test_a_rule_is_shown_what_was_known_then() -> None:
    assert sentences(past(*(session(day) for day in range(5)))) == ["1", "2", "3", "4", "5"]


def test_and_no_more_than_the_live_look_reads() -> None:
    known = past(*(session(day) for day in range(0, 300, 7)))
    assert max(int(one) for one in sentences(known)) == LOOK_BACK.days // 7 + 1


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Pacific/Auckland"])
def test_a_session_s_own_day_stands_whatever_the_zone(zone: str) -> None:
    assert len(sentences(past(session(0), session(1), zone=zone))) == 2
