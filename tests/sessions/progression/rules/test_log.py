"""Silence: longer than the athlete's own rhythm, and told without guessing who the athlete is."""

from datetime import timedelta

import pytest

from sessions.progression.findings import REGISTRY, Finding, Severity
from sessions.progression.history import SessionRecord
from sessions.progression.rules.log import Silent
from tests.sessions.progression.building import MONDAY, day, history, session, squats, three_a_week

THREE_A_WEEK = three_a_week(6)
LAST = THREE_A_WEEK[-1].day


def silent(days: int, log: list[SessionRecord]) -> Finding | None:
    last = max(s.day for s in log)
    return Silent().evaluate(history(last + timedelta(days=days), log))


def once_every(days: int, count: int) -> list[SessionRecord]:
    return [session(day(-days * i), squats(80)) for i in range(count)]


def test_silence_is_one_plain_sentence() -> None:
    found = silent(9, THREE_A_WEEK)
    assert found is not None
    assert found.sentence == "Silent for nine days; usually three sessions a week."
    assert found.severity is Severity.LOOK


@pytest.mark.parametrize(("days", "found"), [(7, False), (8, True)])
def test_three_a_week_is_silent_after_a_week(days: int, found: bool) -> None:
    assert (silent(days, THREE_A_WEEK) is not None) is found


@pytest.mark.parametrize(("days", "found"), [(21, False), (22, True)])
def test_once_a_week_is_silent_after_three_weeks(days: int, found: bool) -> None:
    assert (silent(days, once_every(7, 8)) is not None) is found


def test_once_a_week_is_said_in_the_singular() -> None:
    found = silent(22, once_every(7, 8))
    assert found is not None
    assert found.sentence == "Silent for 22 days; usually one session a week."


def test_it_is_one_event_however_long_it_lasts() -> None:
    found = [silent(days, THREE_A_WEEK) for days in (8, 30, 200)]
    assert {finding and finding.about for finding in found} == {THREE_A_WEEK[-1].id}


def test_a_new_session_ends_it() -> None:
    log = [*THREE_A_WEEK, session(LAST + timedelta(days=20), squats(80))]
    assert Silent().evaluate(history(LAST + timedelta(days=20), log)) is None


def test_it_rests_on_the_last_session_and_the_usual_rhythm() -> None:
    found = silent(9, THREE_A_WEEK)
    assert found is not None
    assert [(r.value, r.unit) for r in found.readings] == [(9, "days"), (3, "a week")]
    assert {r.at for r in found.readings} == {THREE_A_WEEK[-1].started_at}


@pytest.mark.parametrize("log", [[], three_a_week(2), once_every(20, 8)])
def test_without_a_rhythm_there_is_no_silence(log: list[SessionRecord]) -> None:
    assert Silent().evaluate(history(MONDAY + timedelta(days=300), log)) is None


def test_limits_can_be_moved() -> None:
    log = history(LAST + timedelta(days=8), THREE_A_WEEK)
    assert Silent().with_thresholds({"gaps": 6}).evaluate(log) is None
    assert Silent().with_thresholds({"days": 14}).evaluate(log) is None
    sooner = history(LAST + timedelta(days=6), THREE_A_WEEK)
    assert Silent().with_thresholds({"days": 3, "gaps": 2}).evaluate(sooner) is not None


def test_it_is_in_the_registry() -> None:
    assert REGISTRY["log.silent"] == Silent()
