"""What a rule would have told of the last 90 days, of whom, and what people marked of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from alerts.models import Alert
from alerts.rules.evaluate import ALERTING
from alerts.rules.quiet import SETTABLE
from alerts.rules.words import WORDS
from alerts.selectors.backtest import DAYS, backtest
from alerts.services.rules import mark
from athletes.models import Athlete, Consent, ConsentKind
from sessions.progression.findings import REGISTRY, Rule
from tests.alerts.acting import hurts, measured, morning_after, weeks_of_training
from tests.world import World, log, make_athlete, squats

HIGH = REGISTRY["pain.during_high"]


def told(world: World, rule: Rule = HIGH, who: str = "coach") -> list[str]:
    """About whom, oldest first."""
    return [one.name for one in backtest(world.everybody[who].actor, rule).alerts]


def test_the_same_as_was_told_live(scoped: World) -> None:
    for days_ago in (6, 4, 1):
        hurts(scoped.maya, 8, days_ago=days_ago)
    found = backtest(scoped.coach.actor, HIGH)
    live = {event.about for alert in Alert.objects.all() for event in alert.transitions.exclude(about="")}
    assert {one.about for one in found.alerts} == live
    assert len(live) == 3


def test_a_stricter_number_finds_more_a_looser_one_less(scoped: World) -> None:
    for days_ago, pain in ((9, 4), (5, 5), (2, 6)):
        hurts(scoped.maya, pain, days_ago=days_ago)
    assert [len(told(scoped, HIGH.with_thresholds({"above": above}))) for above in (5, 4, 3)] == [1, 2, 3]


def test_only_the_last_ninety_days(scoped: World) -> None:
    hurts(scoped.maya, 8, days_ago=DAYS + 5)
    hurts(scoped.maya, 8, days_ago=DAYS - 5)
    assert len(told(scoped)) == 1


def test_of_whom_the_reader_looks_after(scoped: World) -> None:
    hurts(scoped.maya, 8)
    hurts(scoped.samira, 8)
    assert sorted(told(scoped)) == ["Maya Lindqvist", "Samira Haddad"]
    assert told(scoped, who="assistant") == ["Maya Lindqvist"]


def test_of_a_squad_or_an_athlete(scoped: World) -> None:
    hurts(scoped.maya, 8)
    hurts(scoped.samira, 8)
    actor = scoped.coach.actor
    assert [one.name for one in backtest(actor, HIGH, squad=scoped.football).alerts] == ["Samira Haddad"]
    assert [one.name for one in backtest(actor, HIGH, athlete=scoped.maya.athlete).alerts] == ["Maya Lindqvist"]


def test_of_very_many_those_who_logged_last_and_it_says_so(scoped: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of rules asks for each of them: over ten thousand athletes nobody else would be answered meanwhile."""
    make_athlete(scoped.organisation, "Never Logged")
    hurts(scoped.maya, 8, days_ago=4)
    hurts(scoped.samira, 8, days_ago=2)
    assert backtest(scoped.coach.actor, HIGH).of is None
    monkeypatch.setattr("alerts.selectors.backtest.MOST", 1)
    found = backtest(scoped.coach.actor, HIGH)
    assert ([one.name for one in found.alerts], found.of) == (["Samira Haddad"], 1)


def test_not_of_those_who_do_not_share_or_have_left(scoped: World) -> None:
    hurts(scoped.maya, 8)
    hurts(scoped.samira, 8)
    Consent.objects.filter(athlete=scoped.maya.athlete, kind=ConsentKind.SHARE_COACH).delete()
    Athlete.objects.filter(pk=scoped.samira.athlete.pk).update(archived_at=timezone.now())
    assert told(scoped) == []


def test_each_kind_of_rule_reads_what_it_needs(scoped: World) -> None:
    """Pain, mornings, load, silence and videos are each found from rows read in bulk."""
    weeks_of_training(scoped.maya, until=12)
    morning_after(scoped.samira, before=1, after=5, days_ago=2)
    measured(scoped.samira, verdict="clear_drift", days_ago=4)
    measured(scoped.samira, verdict="clear_drift", days_ago=3)
    runner = make_athlete(scoped.organisation, "Grace Hopper")
    noon = timezone.now().astimezone(runner.athlete.zone).replace(hour=12)
    monday = noon - timedelta(days=noon.weekday())
    for weeks in range(5, 0, -1):
        for day in (0, 2, 4):
            log(runner, squats(at=monday - timedelta(weeks=weeks) + timedelta(days=day)))
    log(runner, squats(at=monday - timedelta(days=1), sets=9))
    found = {key: set(told(scoped, REGISTRY[key])) for key in ALERTING}
    assert found["log.silent"] == {"Maya Lindqvist"}
    assert found["pain.next_morning_rise"] == {"Samira Haddad"}
    assert found["tracking.drift"] == {"Samira Haddad"}
    assert found["load.week_change"] == {"Grace Hopper"}


class TestMarks:
    """What people said of the alerts that came."""

    def test_they_stand_beside_the_alert_that_would_come_again(self, scoped: World) -> None:
        hurts(scoped.maya, 8, days_ago=1)
        hurts(scoped.samira, 8, days_ago=1)
        mark(actor=scoped.coach.actor, alert=Alert.objects.get(athlete=scoped.maya.athlete), useful=True)
        found = backtest(scoped.coach.actor, HIGH)
        assert {one.name: one.useful for one in found.alerts} == {"Maya Lindqvist": True, "Samira Haddad": None}
        assert (found.marked(useful=True), found.marked(useful=False), found.athletes) == (1, 0, 2)

    def test_useful_to_one_is_useful(self, scoped: World) -> None:
        hurts(scoped.maya, 8)
        for who, useful in (("coach", False), ("owner", True)):
            mark(actor=scoped.everybody[who].actor, alert=Alert.objects.get(), useful=useful)
        assert [one.useful for one in backtest(scoped.coach.actor, HIGH).alerts] == [True]


@pytest.mark.parametrize("key", ALERTING)
def test_it_costs_the_same_whatever_the_number_of_athletes(
    scoped: World, key: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(4):
        log(make_athlete(scoped.organisation, f"Athlete {number}"), squats(pain=2, days_ago=number))
    actor = scoped.coach.actor
    with django_assert_max_num_queries(8):
        backtest(actor, REGISTRY[key])


@pytest.mark.parametrize("key", SETTABLE)
def test_every_rule_is_a_sentence_with_each_of_its_numbers_once(key: str) -> None:
    named = [name for _, name in WORDS[key].parts() if name]
    assert sorted(named) == sorted(one.name for one in REGISTRY[key].thresholds)
    assert WORDS[key].title
    assert set(WORDS) == set(SETTABLE)
