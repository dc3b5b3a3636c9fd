"""A number suggested from what was marked useful and noise: pure choosing, and on the athletes' own past."""

from __future__ import annotations

from importlib import import_module
from typing import Any
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
    farther,
    marked_among,
    on_the_way,
    step_of,
)
from alerts.selectors import suggesting
from alerts.selectors.places import Place, rule_in
from alerts.selectors.suggesting import suggested_for, suggested_in
from alerts.services.own_rules import compose_rule
from alerts.services.own_rules import tried as own_rule
from alerts.services.rules import mark, set_rule
from athletes.models import SquadAthlete
from sessions.progression.findings import REGISTRY, Rule, Threshold
from sessions.progression.replay import Past, replay_each
from tests.alerts.acting import hurts
from tests.alerts.composing import SORE
from tests.alerts.marking import marked_silences, marked_soreness
from tests.sessions.progression.building import BERLIN, day, three_a_week
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

    def test_farther_and_farther_from_the_one_that_holds(self) -> None:
        """Of an amount whose range is wide, as kilograms a week: close to it all, and some a good way off."""
        kilograms = Threshold("amount", 5000.0, "kg", 5000.0, 50, 100_000, None)
        up = (5050, 5100, 5150, 5250, 5400, 5650, 6050, 6700, 7750, 9450)
        assert farther(kilograms, 50, up=True) == up
        assert farther(kilograms, 50, up=False) == tuple(10_000 - value for value in up)
        assert len(up) == TRIED
        drift = Threshold("amount", 0.12, "ratio", 0.12, -0.99, 0.14, None)
        assert farther(drift, 0.01, up=True) == (0.13, 0.14)
        assert farther(Threshold("amount", 10.0, "of 10", 10.0, 1, 10, None), 1, up=True) == ()

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

    def test_of_more_than_so_many_those_who_logged_last(self, scoped: World, monkeypatch: pytest.MonkeyPatch) -> None:
        marked_silences(scoped)
        here = rule_in(Place(), SILENT)
        found = suggested_in(scoped.coach.actor, here)
        assert found is not None
        assert found.of is None
        monkeypatch.setattr(suggesting, "MOST", 7)
        assert suggested_in(scoped.coach.actor, here) is None  # seven of eight: too few
        monkeypatch.setattr("alerts.rules.suggesting.LEAST_MARKS", 7)
        fewer = suggested_in(scoped.coach.actor, here)
        assert fewer is not None
        assert (fewer.of, len(fewer.now.useful), len(fewer.now.noise)) == (7, 3, 4)


class TestOwnRules:
    """The amount of a rule that a coach composed."""

    def test_where_it_speaks_less_often(
        self, scoped: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        row = compose_rule(actor=scoped.owner.actor, name="Sore after", condition=SORE)
        marked_soreness(scoped)
        with django_assert_max_num_queries(6):
            found = suggested_for(scoped.coach.actor, row)
        assert found is not None
        assert found.better is not None
        assert (found.better.threshold.value, found.better.value) == (4, 6)
        counts = (found.better.useful, found.better.of_useful, found.better.noise, found.better.of_noise)
        assert counts == (4, 4, 0, 4)
        assert suggested_for(scoped.assistant.actor, row) is None  # who looks after none of them

    def test_at_most_is_stricter_downwards(self, scoped: World) -> None:
        row = compose_rule(
            actor=scoped.owner.actor, name="Not sore", condition=SORE | {"comparison": "at_most", "amount": 7.0}
        )
        marked_soreness(scoped, useful=(1, 2, 2, 3), noise=(7, 6, 7, 7))
        found = suggested_for(scoped.coach.actor, row)
        assert found is not None
        assert found.better is not None
        assert (found.better.value, found.better.noise) == (5, 0)

    def test_without_marks_and_of_a_squad_of_others(self, scoped: World) -> None:
        for squad in (None, scoped.powerlifting):
            row = compose_rule(actor=scoped.owner.actor, name="Sore after", condition=SORE, squad=squad)
            assert suggested_for(scoped.owner.actor, row) is None


class TestCost:
    """What many numbers are tried on is worked out once for all of them."""

    @pytest.fixture
    def past(self) -> Past:
        return Past(three_a_week(20, pain_after=5), (), BERLIN)

    def worked_out(self, monkeypatch: pytest.MonkeyPatch, what: str, rules: list[Rule], past: Past) -> int:
        """How often it was, for as many looks."""
        times = 0
        home, _, name = what.rpartition(".")
        real = getattr(import_module(home), name)

        def counted(*args: Any) -> Any:
            nonlocal times
            times += 1
            return real(*args)

        monkeypatch.setattr(what, counted)
        replay_each(rules, past, since=day(-30), until=day(0))
        return times

    def test_how_weeks_compare(self, monkeypatch: pytest.MonkeyPatch, past: Past) -> None:
        rule = REGISTRY[LOAD]
        many = [rule.with_thresholds({"strong": strong}) for strong in (20.0, 25.0, 30.0, 35.0, 40.0)]
        for what in ("sessions.progression.history.against_last_week", "sessions.progression.history.against_usual"):
            one = self.worked_out(monkeypatch, what, [rule], past)
            assert self.worked_out(monkeypatch, what, many, past) == one > 0

    def test_what_an_own_rule_reads(self, monkeypatch: pytest.MonkeyPatch, past: Past) -> None:
        what, rule = "sessions.progression.own_rules.points._measured", own_rule(SORE)
        many: list[Rule] = [rule.with_thresholds({"amount": float(amount)}) for amount in range(1, 10)]
        one = self.worked_out(monkeypatch, what, [rule], past)
        assert self.worked_out(monkeypatch, what, many, past) == one > 0
