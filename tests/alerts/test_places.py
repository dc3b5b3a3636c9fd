"""A rule in a place: what stands above, its own, and what would hold for each athlete in it."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from alerts.selectors.backtest import backtest_in
from alerts.selectors.places import Place, around, rule_in, rules_in
from alerts.selectors.rules import rules_for
from alerts.services.rules import set_rule
from athletes.models import Athlete
from tests.alerts.acting import hurts, weeks_of_training
from tests.world import World

PAIN, LOAD, SILENT = "pain.during_high", "load.week_change", "log.silent"


def strong(world: World, place: Place, value: float | None = None) -> dict[str, float | None]:
    """By name from which rise on the load rule would speak up with this number in the place; None: not at all."""
    people = [world.maya.athlete, world.samira.athlete]
    them = around(rule_in(place, LOAD), people)
    rules = them.held() if value is None else them.moved({"strong": value})
    numbers = {pk: {one.name: one.value for one in rule.thresholds}["strong"] for pk, rule in rules.items()}
    return {one.name.split()[0]: numbers.get(one.pk) for one in people}


class TestHere:
    def test_numbers_of_its_own_and_those_above(self, scoped: World) -> None:
        set_rule(actor=scoped.owner.actor, rule=LOAD, numbers={"strong": 40.0})
        set_rule(actor=scoped.coach.actor, rule=LOAD, squad=scoped.powerlifting, numbers={"note": 20.0})
        here = rule_in(Place(squad=scoped.powerlifting), LOAD)
        assert [one.value for one in here.above.thresholds] == [15.0, 40.0]
        assert [one.value for one in here.rule.thresholds] == [20.0, 40.0]
        assert here.own_numbers({"strong": 50.0}) == {"note": 20.0, "strong": 50.0}
        assert here.own_numbers({"note": 15.0}) == {}
        assert here in rules_in(Place(squad=scoped.powerlifting))

    def test_a_rule_that_is_off_keeps_its_numbers(self, scoped: World) -> None:
        set_rule(actor=scoped.owner.actor, rule=SILENT, is_on=False, numbers={"days": 9})
        here = rule_in(Place(), SILENT)
        assert not here.is_on
        assert here.own_numbers({}) == {"days": 9}

    def test_an_athlete_s_stands_below_the_squads(self, scoped: World) -> None:
        set_rule(actor=scoped.coach.actor, rule=LOAD, squad=scoped.powerlifting, numbers={"strong": 50.0})
        maya, samira = (rule_in(Place(athlete=one.athlete), LOAD) for one in (scoped.maya, scoped.samira))
        assert [one.above.thresholds[1].value for one in (maya, samira)] == [50.0, 30.0]

    def test_it_costs_the_same_for_all_rules(
        self, scoped: World, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        maya = scoped.maya.athlete
        with django_assert_num_queries(1):
            rules_in(Place(squad=scoped.powerlifting))
        with django_assert_num_queries(2):
            rules_in(Place(athlete=maya))


class TestForEach:
    """The place's own is replaced, everything else stays as it is."""

    def test_the_organisation_s_number_gives_way_to_a_squad_s_and_an_athlete_s(self, scoped: World) -> None:
        assert strong(scoped, Place(), 60.0) == {"Maya": 60.0, "Samira": 60.0}
        set_rule(actor=scoped.coach.actor, rule=LOAD, squad=scoped.powerlifting, numbers={"strong": 50.0})
        assert strong(scoped, Place(), 60.0) == {"Maya": 50.0, "Samira": 60.0}
        set_rule(actor=scoped.coach.actor, rule=LOAD, athlete=scoped.maya.athlete, numbers={"strong": 25.0})
        assert strong(scoped, Place(), 60.0) == {"Maya": 25.0, "Samira": 60.0}
        assert strong(scoped, Place(squad=scoped.powerlifting), 70.0)["Maya"] == 25.0
        assert strong(scoped, Place(athlete=scoped.maya.athlete), 70.0)["Maya"] == 70.0

    def test_a_squad_s_stricter_safety_number_stays(self, scoped: World) -> None:
        set_rule(actor=scoped.coach.actor, rule=PAIN, squad=scoped.powerlifting, numbers={"above": 3})
        rules = around(rule_in(Place(), PAIN), [scoped.maya.athlete]).moved({"above": 4})
        assert [one.value for one in rules[scoped.maya.athlete.pk].thresholds] == [3]

    def test_whoever_has_it_off_is_not_spoken_of(self, scoped: World) -> None:
        set_rule(actor=scoped.coach.actor, rule=LOAD, squad=scoped.powerlifting, is_on=False, numbers={})
        assert strong(scoped, Place()) == {"Maya": None, "Samira": 30.0}
        assert strong(scoped, Place(squad=scoped.powerlifting))["Maya"] == 30.0  # had it been on

    @pytest.mark.parametrize("place", ["organisation", "squad", "athlete"])
    def test_what_would_hold_is_what_holds_once_it_is_saved(self, scoped: World, place: str) -> None:
        set_rule(actor=scoped.owner.actor, rule=LOAD, numbers={"note": 10.0})
        set_rule(actor=scoped.coach.actor, rule=LOAD, squad=scoped.powerlifting, numbers={"strong": 50.0})
        set_rule(actor=scoped.coach.actor, rule=LOAD, athlete=scoped.samira.athlete, numbers={"strong": 45.0})
        squad, athlete = {
            "organisation": (None, None),
            "squad": (scoped.powerlifting, None),
            "athlete": (None, scoped.maya.athlete),
        }[place]
        here = rule_in(Place(squad, athlete), LOAD)
        people = list(Athlete.objects.filter(pk__in=[scoped.maya.athlete.pk, scoped.samira.athlete.pk]))
        would = around(here, people).moved({"strong": 20.0, "note": 12.0})
        numbers = here.own_numbers({"strong": 20.0, "note": 12.0})
        set_rule(actor=scoped.owner.actor, rule=LOAD, squad=squad, athlete=athlete, numbers=numbers)
        assert would == {one.pk: rules[LOAD] for one, rules in rules_for(people).items()}

    @pytest.mark.parametrize("numbers", [{"above": 6}, {"above": 3.5}, {"else": 1}])
    def test_a_number_that_cannot_be_is_refused(self, scoped: World, numbers: dict[str, float]) -> None:
        with pytest.raises(ValueError, match=next(iter(numbers))):
            around(rule_in(Place(), PAIN), []).moved(numbers)


class TestBacktest:
    """Each athlete by what would hold for that athlete."""

    def test_for_everyone_with_a_squad_s_own_numbers(self, scoped: World) -> None:
        set_rule(actor=scoped.coach.actor, rule=PAIN, squad=scoped.powerlifting, numbers={"above": 3})
        set_rule(actor=scoped.coach.actor, rule=PAIN, squad=scoped.football, numbers={})
        for person in (scoped.maya, scoped.samira):
            hurts(person, 4, days_ago=2)
        wanted, held = backtest_in(scoped.owner.actor, rule_in(Place(), PAIN), {"above": 5})
        assert [one.name for one in wanted.alerts] == ["Maya Lindqvist"]
        assert held == wanted
        wanted, held = backtest_in(scoped.owner.actor, rule_in(Place(), PAIN), {"above": 3})
        assert (wanted.athletes, held.athletes) == (2, 1)

    def test_an_athlete_without_the_rule_is_left_out(self, scoped: World) -> None:
        for person in (scoped.maya, scoped.samira):
            weeks_of_training(person, until=15)
        set_rule(actor=scoped.coach.actor, rule=SILENT, athlete=scoped.maya.athlete, is_on=False, numbers={})
        wanted, held = backtest_in(scoped.owner.actor, rule_in(Place(), SILENT), {"days": 12})
        assert [[one.name for one in test.alerts] for test in (wanted, held)] == [["Samira Haddad"]] * 2
        assert wanted.alerts[0].day > held.alerts[0].day

    def test_it_costs_one_reading(self, scoped: World, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
        here = rule_in(Place(squad=scoped.powerlifting), LOAD)
        with django_assert_max_num_queries(8):
            backtest_in(scoped.coach.actor, here, {"strong": 50.0})
