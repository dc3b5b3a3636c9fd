"""A number suggested from what was marked useful and noise: pure choosing, and on the athletes' own past."""

from __future__ import annotations

from uuid import UUID

import pytest
from pytest_django import DjangoAssertNumQueries

from alerts.models import Alert
from alerts.rules.evaluate import ALERTING
from alerts.rules.quiet import SETTABLE
from alerts.rules.suggesting import (
    LEAST_MARKS,
    TRIED,
    Marked,
    Tried,
    choose,
    ends_of,
    marked_among,
    on_the_way,
    step_of,
)
from alerts.selectors.places import Place, rule_in
from alerts.selectors.suggesting import suggested_in
from alerts.services.rules import mark, set_rule
from athletes.models import SquadAthlete
from sessions.progression.findings import REGISTRY, Threshold
from tests.alerts.acting import hurts
from tests.alerts.marking import marked_silences
from tests.world import World

PAIN, LOAD, SILENT = "pain.during_high", "load.week_change", "log.silent"
FREE = Threshold("strong", 30.0, "%", 30.0, 10.0, 100.0, None)
DAYS = Threshold("days", 7, "days", 7, 3, 28, None)


def told(useful: int, noise: int, *, more: int = 0) -> Marked:
    """The first so many of each; `more` noise that is not told now."""
    ids = [UUID(int=100 + n) for n in range(noise)] + [UUID(int=900 + n) for n in range(more)]
    return Marked(frozenset(UUID(int=n) for n in range(useful)), frozenset(ids))


def tried(value: float, useful: int, noise: int, *, more: int = 0) -> Tried:
    return Tried(FREE, value, told(useful, noise, more=more))


def chosen(now: Marked, *others: Tried) -> float | None:
    found = choose(now, others)
    return found.value if found else None


class TestChoosing:
    """At least 90 % of the useful, the least noise."""

    def test_with_its_counts(self) -> None:
        found = choose(told(9, 11), [tried(35, 9, 8), tried(40, 9, 3), tried(60, 4, 0)])
        assert found is not None
        assert (found.value, found.useful, found.of_useful, found.noise, found.of_noise) == (40, 9, 9, 3, 11)
        assert found.threshold is FREE

    @pytest.mark.parametrize(("kept", "of", "enough"), [(9, 10, True), (8, 9, False), (18, 20, True), (17, 20, False)])
    def test_nine_in_ten_have_to_stay(self, kept: int, of: int, enough: bool) -> None:
        assert (chosen(told(of, 5), tried(40, kept, 0)) is not None) is enough

    @pytest.mark.parametrize(
        ("useful", "noise"), [(0, 20), (20, 0), (LEAST_MARKS - 2, 1), (1, LEAST_MARKS - 2), (0, 0)]
    )
    def test_too_few_marks_or_of_one_kind_only(self, useful: int, noise: int) -> None:
        assert not told(useful, noise).is_enough
        assert chosen(told(useful, noise), tried(40, useful, 0)) is None

    @pytest.mark.parametrize(("useful", "noise"), [(LEAST_MARKS - 1, 1), (1, LEAST_MARKS - 1)])
    def test_just_enough(self, useful: int, noise: int) -> None:
        assert chosen(told(useful, noise), tried(40, useful, 0)) == 40

    def test_none_when_nothing_gets_better(self) -> None:
        assert chosen(told(9, 11), tried(25, 9, 11), tried(20, 9, 11, more=2)) is None
        assert chosen(told(9, 11)) is None

    def test_noise_that_only_it_would_tell_counts_against_it(self) -> None:
        assert chosen(told(9, 4), tried(40, 9, 2, more=2)) is None

    def test_of_equal_noise_what_keeps_more_and_then_what_moves_least(self) -> None:
        assert chosen(told(10, 4), tried(40, 9, 1), tried(45, 10, 1)) == 45
        assert chosen(told(10, 4), tried(60, 10, 1), tried(45, 10, 1), tried(50, 10, 1)) == 45
        assert chosen(told(10, 4), tried(45, 10, 1), tried(80, 9, 0)) == 80

    def test_an_alert_told_several_times_counts_once(self) -> None:
        one, other = UUID(int=1), UUID(int=2)
        assert marked_among([(one, True), (one, True), (other, False)]) == Marked(frozenset([one]), frozenset([other]))


class TestValues:
    """One number at a time, within its range, where its slider can stand."""

    def test_the_ends_but_for_where_it_stands(self) -> None:
        assert ends_of(FREE) == (10.0, 100.0)
        assert ends_of(Threshold("days", 28, "days", 7, 3, 28, None)) == (3,)

    def test_none_of_a_safety_number(self) -> None:
        assert ends_of(REGISTRY[PAIN].thresholds[0]) == ()

    def test_on_the_way_to_an_end(self) -> None:
        assert on_the_way(FREE, 10.0) == (15.0, 20.0, 25.0)
        assert on_the_way(DAYS, 3) == (4, 5, 6)
        between = Threshold("gaps", 3.15, "", 3.0, 1.5, 3.6, None)  # moved to where no slider can stand
        assert on_the_way(between, 3.6) == (3.2, 3.3, 3.4, 3.5)
        assert on_the_way(DAYS, 28) == (8, 10, 12, 14, 16, 19, 21, 23, 25, 27)

    @pytest.mark.parametrize("key", SETTABLE)
    def test_a_slider_can_stand_at_the_default_and_at_both_ends(self, key: str) -> None:
        for of in REGISTRY[key].thresholds:
            for value in (of.default, of.maximum):
                steps = (value - of.minimum) / step_of(of)
                assert steps == pytest.approx(round(steps), abs=1e-6), of

    @pytest.mark.parametrize("key", ALERTING)
    def test_few_and_all_of_them_possible(self, key: str) -> None:
        rule = REGISTRY[key]
        for of in rule.thresholds:
            for end in ends_of(of):
                way = on_the_way(of, end)
                assert len(way) == len(set(way)) <= TRIED
                for value in (end, *way):
                    assert rule.with_thresholds({of.name: value}) != rule
                    assert (value - of.minimum) / step_of(of) % 1 == pytest.approx(0, abs=1e-6)


class TestOnThePast:
    """The rule is asked again, of those whom its marked alerts were about."""

    def test_days_of_silence(self, scoped: World, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
        people = marked_silences(scoped)
        here = rule_in(Place(), SILENT)
        with django_assert_max_num_queries(6):
            found = suggested_in(scoped.coach.actor, here)
        assert found is not None
        assert found.better is not None
        assert (found.better.threshold.name, found.better.value) == ("days", 10)
        counts = (found.better.useful, found.better.of_useful, found.better.noise, found.better.of_noise)
        assert counts == (4, 4, 0, 4)

        # Of the place's athletes, and of whom one may read.
        squad = Place(squad=scoped.football)
        assert suggested_in(scoped.assistant.actor, here) is None
        assert suggested_in(scoped.coach.actor, rule_in(squad, SILENT)) is None
        for person in people:
            SquadAthlete.objects.create(organisation=scoped.organisation, squad=scoped.football, athlete=person.athlete)
        assert suggested_in(scoped.coach.actor, rule_in(squad, SILENT)) == found

        # With that number four marked alerts are left: too few.
        set_rule(actor=scoped.owner.actor, rule=SILENT, numbers={"days": 10})
        assert suggested_in(scoped.coach.actor, rule_in(Place(), SILENT)) is None

    def test_an_alert_that_was_told_often_is_one(self, scoped: World) -> None:
        for _ in range(LEAST_MARKS):
            hurts(scoped.maya, 7, days_ago=1)
        mark(actor=scoped.coach.actor, alert=Alert.objects.get(), useful=True)
        assert suggested_in(scoped.coach.actor, rule_in(Place(), PAIN)) is None
