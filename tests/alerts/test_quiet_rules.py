"""Rules that tell nobody by themselves: set like the others, they hold for notes and suggestions at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from alerts.models import Alert, RuleSetting
from alerts.rules.quiet import NOTING, QUIET, SETTABLE
from alerts.selectors.rules import every_rule_for
from alerts.services.rules import set_rule
from coachhub.core.scope import organisation_scope
from coachhub.dashboard.selectors.athlete import notes_of
from sessions.models import Decision
from sessions.progression.findings import REGISTRY
from sessions.progression.noticed import Noticed
from sessions.selectors import rules
from sessions.selectors.history import history_of
from sessions.selectors.rules import rules_come_from, rules_in_force
from sessions.selectors.suggestions import offers_of
from sessions.services.suggestions import NotOfferedError, decide
from tests.calling import Api
from tests.phone.pages import browser_of
from tests.world import Person, World, log, squats

BOX, PARTIAL, JUMP = "suggest.box_squat", "suggest.partial_range", "load.single_lift_jump"


def notes(person: Person, *noticed: Noticed, days_ago: int = 1) -> None:
    """Squats in which the athlete noticed this."""
    entry = squats(days_ago=days_ago)
    log(person, replace(entry, lifts=(replace(entry.lifts[0], noticed=frozenset(noticed)),)))


def offered(person: Person) -> set[str]:
    return {one.rule for one in offers_of(person.athlete)}


def noted(person: Person) -> dict[str, str]:
    """The notes on the athlete's page."""
    found = notes_of(history_of(person.athlete), rules_in_force(person.athlete))
    return {one.rule: one.sentence for one in found}


class TestSuggestions:
    def test_a_number_holds_at_once_where_it_is_set(self, scoped: World) -> None:
        for person in (scoped.maya, scoped.samira):
            notes(person, Noticed.DEPTH)
        assert not {BOX} & (offered(scoped.maya) | offered(scoped.samira))
        set_rule(actor=scoped.coach.actor, rule=BOX, squad=scoped.powerlifting, numbers={"times": 1})
        assert BOX in offered(scoped.maya)
        assert BOX not in offered(scoped.samira)
        set_rule(actor=scoped.coach.actor, rule=BOX, athlete=scoped.maya.athlete, numbers={"times": 3})
        assert BOX not in offered(scoped.maya)

    def test_what_it_rests_on_says_the_number_that_held(self, scoped: World) -> None:
        set_rule(actor=scoped.owner.actor, rule=BOX, numbers={"times": 1})
        notes(scoped.maya, Noticed.DEPTH)
        (found,) = (one for one in offers_of(scoped.maya.athlete) if one.rule == BOX)
        assert [(one.value, one.default) for one in found.thresholds] == [(1, 2)]

    def test_one_that_is_off_is_not_offered_nor_to_be_accepted(self, scoped: World) -> None:
        notes(scoped.maya, Noticed.BOTTOM)
        (found,) = (one for one in offers_of(scoped.maya.athlete) if one.rule == PARTIAL)
        set_rule(actor=scoped.owner.actor, rule=PARTIAL, is_on=False, numbers={})
        assert PARTIAL not in offered(scoped.maya)
        with pytest.raises(NotOfferedError):
            decide(
                actor=scoped.coach.actor,
                athlete=scoped.maya.athlete,
                key=PARTIAL,
                about=found.about,
                decision=Decision.ACCEPTED,
            )

    def test_the_page_and_the_api_offer_the_same(self, world: World) -> None:
        notes(world.maya, Noticed.DEPTH)
        with organisation_scope(world.organisation.pk):
            set_rule(actor=world.owner.actor, rule=BOX, numbers={"times": 1})
        address = f"athletes/{world.maya.athlete.pk}/"
        assert BOX in {one["key"] for one in Api(world.coach).get(f"{address}offers/").json()}
        page = browser_of(world.coach).get(f"/{address}").content.decode()
        assert "Noticed in the last squat session: depth hard to control." in page

    def test_none_of_it_alerts(self, scoped: World) -> None:
        for key in QUIET:
            low = {one.name: one.minimum for one in REGISTRY[key].thresholds}
            set_rule(actor=scoped.owner.actor, rule=key, numbers=low)
        for days_ago in (3, 1):
            notes(scoped.maya, *Noticed, days_ago=days_ago)
        assert offered(scoped.maya)
        assert not Alert.objects.exists()


class TestNotes:
    def jump(self, person: Person) -> None:
        """A top set 8 % above the one of last week."""
        log(person, squats(days_ago=8, load=100))
        log(person, squats(days_ago=1, load=108))

    def test_a_number_holds_at_once(self, scoped: World) -> None:
        self.jump(scoped.maya)
        assert JUMP not in noted(scoped.maya)
        set_rule(actor=scoped.owner.actor, rule=JUMP, numbers={"above": 5.0})
        assert noted(scoped.maya)[JUMP].startswith("Back squat: top set 8 %")
        set_rule(actor=scoped.owner.actor, rule=JUMP, is_on=False, numbers={"above": 5.0})
        assert JUMP not in noted(scoped.maya)

    def test_so_does_the_number_from_which_a_week_is_noted(self, scoped: World) -> None:
        """It belongs to a rule that alerts only from a higher one on."""
        noon = timezone.now().astimezone(scoped.maya.athlete.zone).replace(hour=12)
        monday = noon - timedelta(days=noon.weekday())
        for weeks in range(6, 0, -1):
            log(scoped.maya, squats(at=monday - timedelta(weeks=weeks), sets=6 if weeks == 1 else 5))
        assert "Leg load last week was 20 % above" in noted(scoped.maya)["load.week_change"]
        set_rule(actor=scoped.owner.actor, rule="load.week_change", numbers={"note": 25.0})
        assert "load.week_change" not in noted(scoped.maya)


class TestInForce:
    def test_every_rule_there_is_can_be_set(self) -> None:
        assert {key for key in REGISTRY if key in SETTABLE} == set(SETTABLE)
        assert set(NOTING) < set(QUIET)

    def test_without_settings_the_defaults_for_one_query(
        self, scoped: World, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        athlete = scoped.maya.athlete
        with django_assert_num_queries(1):
            assert every_rule_for(athlete) == {key: REGISTRY[key] for key in SETTABLE}
        set_rule(actor=scoped.coach.actor, rule=BOX, squad=scoped.football, numbers={"times": 1})
        with django_assert_num_queries(2):
            assert every_rule_for(athlete)[BOX] == REGISTRY[BOX]

    def test_nothing_of_another_organisation(self, world: World, outside: World) -> None:
        with organisation_scope(outside.organisation.pk):
            set_rule(actor=outside.owner.actor, rule=BOX, numbers={"times": 1})
        with organisation_scope(world.organisation.pk):
            assert rules_in_force(world.maya.athlete)[BOX] == REGISTRY[BOX]

    def test_nobody_above_who_sets_any_leaves_the_defaults(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rules, "_sources", [])
        nobody: Any = None
        assert rules_in_force(nobody) is REGISTRY
        assert rules_come_from(every_rule_for) is every_rule_for

    def test_a_setting_of_a_rule_that_is_gone_is_passed_over(self, scoped: World) -> None:
        RuleSetting.objects.create(organisation=scoped.organisation, rule="suggest.gone", numbers={"times": 1})
        assert "suggest.gone" not in every_rule_for(scoped.maya.athlete)
