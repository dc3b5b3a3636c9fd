"""Which findings of the log become alerts, and what is frozen of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from alerts.models import Severity
from alerts.rules.causes import urgency
from alerts.rules.evaluate import ALERTING, as_known_then, causes_in, rule_then
from sessions.progression.findings import REGISTRY
from sessions.progression.findings import Severity as Asks
from sessions.progression.history import AthleteHistory, LiftRecord, SessionRecord, SetRecord
from tests.world import World

RULES = [REGISTRY[key] for key in ALERTING]
NOON = datetime(2026, 9, 17, 12, tzinfo=UTC)  # a Thursday


def session(
    days_ago: int, *, pain: int | None = None, sets: int = 4, before: int | None = None, after: int | None = None
) -> SessionRecord:
    """A session of squats, so many days before the Thursday."""
    moment = NOON - timedelta(days=days_ago)
    work = tuple(SetRecord(reps=5, load_kg=80.0, rpe=7.0, warm_up=False) for _ in range(sets))
    lift = LiftRecord("back_squat", "Back squat", "squat", is_leg=True, sets=work, pain_worst=pain)
    return SessionRecord(
        id=f"session-{days_ago}",
        started_at=moment,
        day=moment.date(),
        lifts=(lift,),
        pain_before=before,
        pain_next_morning=after,
    )


def history(*sessions: SessionRecord, at: datetime = NOON) -> AthleteHistory:
    """What is known on that Thursday."""
    return AthleteHistory.up_to(at, at.date(), sessions)


def test_the_rules_that_alert_are_these(scoped: World) -> None:
    assert ALERTING == (
        "pain.during_high",
        "pain.next_morning_rise",
        "pain.trend",
        "pain.persists",
        "pain.up_on_less_load",
        "load.week_change",
        "log.silent",
        "tracking.drift",
    )
    assert set(ALERTING) <= set(REGISTRY)


def test_a_calm_log_raises_nothing(scoped: World) -> None:
    assert causes_in(scoped.maya.athlete, history(*(session(days, pain=1) for days in range(0, 60, 3))), RULES) == {}


def test_a_finding_becomes_a_cause_with_its_sentence_and_event(scoped: World) -> None:
    cause = causes_in(scoped.maya.athlete, history(session(1, pain=6)), RULES)["pain.during_high"]
    assert cause.sentence == "Pain reached 6 of 10 while training."
    assert (cause.severity, cause.tier, cause.about) == (Severity.LOOK, None, "session-1")
    assert cause.happened_at == NOON - timedelta(days=1)


def test_five_of_ten_is_still_no_alert(scoped: World) -> None:
    assert causes_in(scoped.maya.athlete, history(session(1, pain=5)), RULES) == {}


def test_its_readings_thresholds_and_source_are_frozen(scoped: World) -> None:
    evidence = causes_in(scoped.maya.athlete, history(session(1, pain=6)), RULES)["pain.during_high"].evidence
    assert evidence["readings"] == [
        {
            "label": "worst pain while training",
            "value": 6,
            "unit": "of 10",
            "at": "2026-09-16T12:00:00+00:00",
            "low": None,
            "high": None,
        }
    ]
    assert evidence["thresholds"] == [{"name": "above", "value": 5, "unit": "of 10"}]
    assert "Silbernagel 2007" in evidence["source"]
    assert (evidence["about"], evidence["as_of"], evidence["today"]) == (
        "session-1",
        "2026-09-17T12:00:00+00:00",
        "2026-09-17",
    )


def test_pain_not_logged_stays_not_logged_in_the_picture(scoped: World) -> None:
    evidence = causes_in(scoped.maya.athlete, history(session(4, pain=2), session(2), session(1, pain=6)), RULES)[
        "pain.during_high"
    ].evidence
    assert [point["worst"] for point in evidence["pain_series"]] == [2, None, 6]


def test_the_morning_after_twice_in_a_row_reads_like_this(scoped: World) -> None:
    found = causes_in(scoped.maya.athlete, history(session(4, before=1, after=3), session(2, before=1, after=3)), RULES)
    assert found["pain.next_morning_rise"].sentence == "Pain 2 points worse the morning after, twice in a row."


@pytest.mark.parametrize(("sets", "level"), [(5, Asks.NOTE), (8, Asks.LOOK)])
def test_of_a_load_rise_only_a_strong_one_is_told(scoped: World, sets: int, level: Asks) -> None:
    """A note stays on the athlete's page."""
    weeks = [session(days) for days in (31, 29, 27, 24, 22, 20, 17, 15, 13, 10, 8, 6)]
    known = history(*weeks, *(session(days, sets=sets) for days in (3, 2, 1)))
    finding = REGISTRY["load.week_change"].evaluate(known)
    assert finding is not None
    assert finding.severity == level
    assert ("load.week_change" in causes_in(scoped.maya.athlete, known, RULES)) == (level is Asks.LOOK)


def test_only_the_rules_asked_for_are_run(scoped: World) -> None:
    known = history(session(1, pain=6))
    assert causes_in(scoped.maya.athlete, known, [REGISTRY["log.silent"]]) == {}


def test_as_known_then_leaves_out_what_came_later(scoped: World) -> None:
    evidence = {"as_of": (NOON - timedelta(days=2)).isoformat(), "today": date(2026, 9, 15).isoformat()}
    then = as_known_then(history(session(5), session(3), session(1)), evidence)
    assert [one.id for one in then.sessions] == ["session-5", "session-3"]
    assert then.today == date(2026, 9, 15)


def test_as_known_then_takes_in_what_was_only_sent_later(scoped: World) -> None:
    """An entry from a phone that was offline belongs to the time that it tells of."""
    evidence = {"as_of": (NOON - timedelta(days=2)).isoformat(), "today": date(2026, 9, 15).isoformat()}
    then = as_known_then(history(session(5), session(4), session(3)), evidence)
    assert len(then.sessions) == 3


def test_stop_is_more_urgent_than_look_and_a_red_flag_with_a_tier_than_one_without() -> None:
    mixed = [("look", ""), ("stop", "C"), ("stop", ""), ("stop", "A"), ("stop", "B")]
    ordered = sorted(mixed, key=lambda one: urgency(*one))
    assert ordered == [("stop", "A"), ("stop", "B"), ("stop", "C"), ("stop", ""), ("look", "")]


class TestTheRuleThen:
    """An event is judged by the numbers it was found with."""

    def test_with_its_numbers(self) -> None:
        stricter = rule_then("pain.during_high", {"thresholds": [{"name": "above", "value": 4, "unit": "of 10"}]})
        assert [one.value for one in stricter.thresholds] == [4]

    @pytest.mark.parametrize("name", ["gone", "above"])
    def test_one_that_it_has_no_more_leaves_the_defaults(self, name: str) -> None:
        now = rule_then("pain.during_high", {"thresholds": [{"name": name, "value": 99, "unit": ""}]})
        assert now == REGISTRY["pain.during_high"]
