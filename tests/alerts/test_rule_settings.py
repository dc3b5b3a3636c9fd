"""Rules as they are set: for an organisation, a squad, an athlete; safety rules only stricter; marks."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from alerts.models import Alert, Mark, RuleSetting
from alerts.rules.evaluate import ALERTING
from alerts.selectors.rules import rules_for
from alerts.services.rules import mark, set_rule
from athletes.models import SquadAthlete
from coachhub.core.scope import organisation_scope
from sessions.progression.findings import REGISTRY, Rule
from tests.alerts.acting import a_morning, hurts, only_alert, tick, weeks_of_training
from tests.world import Person, World

PAIN, LOAD, SILENT = "pain.during_high", "load.week_change", "log.silent"


def rules_here(person: Person) -> dict[str, Rule]:
    """The rules that hold for this athlete."""
    return rules_for([person.athlete])[person.athlete]


def numbers(person: Person, rule: str) -> dict[str, float]:
    """The rule's numbers as they hold for this athlete."""
    return {one.name: one.value for one in rules_here(person)[rule].thresholds}


class TestWhatHolds:
    """The registry's numbers, moved by whoever may."""

    def test_without_a_setting_the_defaults(self, scoped: World) -> None:
        assert rules_here(scoped.maya) == {key: REGISTRY[key] for key in ALERTING}

    def test_the_organisation_s(self, scoped: World) -> None:
        set_rule(actor=scoped.owner.actor, rule=LOAD, numbers={"strong": 40.0})
        assert numbers(scoped.maya, LOAD)["strong"] == 40.0
        assert numbers(scoped.samira, LOAD)["strong"] == 40.0

    def test_the_nearer_place_wins(self, scoped: World) -> None:
        set_rule(actor=scoped.owner.actor, rule=LOAD, numbers={"strong": 40.0, "note": 20.0})
        set_rule(actor=scoped.coach.actor, rule=LOAD, squad=scoped.powerlifting, numbers={"strong": 50.0})
        set_rule(actor=scoped.coach.actor, rule=LOAD, athlete=scoped.maya.athlete, numbers={"strong": 25.0})
        assert numbers(scoped.maya, LOAD) == {"note": 20.0, "strong": 25.0}
        assert numbers(scoped.samira, LOAD) == {"note": 20.0, "strong": 40.0}

    def test_of_a_safety_number_the_strictest(self, scoped: World) -> None:
        set_rule(actor=scoped.owner.actor, rule=PAIN, numbers={"above": 4})
        set_rule(actor=scoped.coach.actor, rule=PAIN, athlete=scoped.maya.athlete, numbers={"above": 5})
        assert numbers(scoped.maya, PAIN) == {"above": 4}

    def test_of_two_squads_the_strictest_too(self, scoped: World) -> None:
        SquadAthlete.objects.create(
            organisation=scoped.organisation, squad=scoped.football, athlete=scoped.maya.athlete
        )
        for squad, above in ((scoped.powerlifting, 3), (scoped.football, 4)):
            set_rule(actor=scoped.coach.actor, rule=PAIN, squad=squad, numbers={"above": above})
        assert numbers(scoped.maya, PAIN) == {"above": 3}

    @pytest.mark.parametrize(
        ("organisation", "squad", "athlete", "on"),
        [
            (None, None, None, True),
            (False, None, None, False),
            (False, True, None, True),
            (None, False, True, True),
            (True, True, False, False),
        ],
    )
    def test_on_or_off(
        self, scoped: World, organisation: bool | None, squad: bool | None, athlete: bool | None, on: bool
    ) -> None:
        set_rule(actor=scoped.owner.actor, rule=SILENT, is_on=organisation, numbers={})
        set_rule(actor=scoped.owner.actor, rule=SILENT, squad=scoped.powerlifting, is_on=squad, numbers={})
        set_rule(actor=scoped.owner.actor, rule=SILENT, athlete=scoped.maya.athlete, is_on=athlete, numbers={})
        assert (SILENT in rules_here(scoped.maya)) is on

    @pytest.mark.parametrize("stored", [{"gone": 3}, {"above": 99}])
    def test_a_number_that_a_later_version_does_not_have_is_passed_over(
        self, scoped: World, stored: dict[str, Any]
    ) -> None:
        RuleSetting.objects.create(organisation=scoped.organisation, rule=PAIN, numbers=stored)
        assert numbers(scoped.maya, PAIN) == {"above": 5}

    def test_nothing_of_another_organisation(self, world: World, outside: World) -> None:
        with organisation_scope(world.organisation.pk):
            set_rule(actor=world.owner.actor, rule=LOAD, numbers={"strong": 40.0})
        with organisation_scope(outside.organisation.pk):
            assert numbers(outside.maya, LOAD)["strong"] == 30.0


class TestWhatIsRefused:
    """With a reason at its field; nothing half stored."""

    @pytest.mark.parametrize(
        ("rule", "said", "field"),
        [
            (PAIN, {"above": 6}, "above"),
            (PAIN, {"above": 2}, "above"),
            (PAIN, {"above": 3.5}, "above"),
            (PAIN, {"above": float("nan")}, "above"),
            (LOAD, {"strong": 1000.0}, "strong"),
            (LOAD, {"else": 1.0}, "else"),
            ("no.such_rule", {}, "rule"),
            ("suggest.box_squat", {"times": 5}, "times"),
            ("suggest.reduce_load", {"pain": 5}, "pain"),
            ("load.single_lift_jump", {"above": 1.0}, "above"),
        ],
    )
    def test_numbers(self, scoped: World, rule: str, said: dict[str, float], field: str) -> None:
        with pytest.raises(ValidationError) as refused:
            set_rule(actor=scoped.owner.actor, rule=rule, numbers=said)
        assert field in refused.value.message_dict
        assert not RuleSetting.objects.exists()

    def test_switching_a_safety_rule_off(self, scoped: World) -> None:
        with pytest.raises(ValidationError) as refused:
            set_rule(actor=scoped.owner.actor, rule=PAIN, is_on=False, numbers={})
        assert "is_on" in refused.value.message_dict

    def test_in_two_places_at_once(self, scoped: World) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            RuleSetting.objects.create(
                organisation=scoped.organisation, rule=LOAD, squad=scoped.football, athlete=scoped.maya.athlete
            )

    @pytest.mark.parametrize("who", ["coach", "assistant", "clinician", "maya"])
    def test_the_organisation_s_are_the_owners(self, scoped: World, who: str) -> None:
        with pytest.raises(PermissionDenied):
            set_rule(actor=scoped.everybody[who].actor, rule=LOAD, numbers={"strong": 40.0})

    @pytest.mark.parametrize("who", ["assistant", "clinician", "maya"])
    def test_an_athlete_s_are_the_coaches(self, scoped: World, who: str) -> None:
        with pytest.raises(PermissionDenied):
            set_rule(
                actor=scoped.everybody[who].actor, rule=LOAD, athlete=scoped.maya.athlete, numbers={"strong": 40.0}
            )

    def test_nor_those_of_other_organisations(self, scoped: World, outside: World) -> None:
        with pytest.raises(PermissionDenied):
            set_rule(actor=scoped.owner.actor, rule=LOAD, athlete=outside.maya.athlete, numbers={"strong": 40.0})

    def test_nothing_set_any_more_leaves_no_row(self, scoped: World) -> None:
        set_rule(actor=scoped.owner.actor, rule=LOAD, numbers={"strong": 40.0})
        assert set_rule(actor=scoped.owner.actor, rule=LOAD, numbers={}) is None
        assert not RuleSetting.objects.exists()


class TestTheyHoldInTheLog:
    """The next entry is judged by them; what was told stays told."""

    def test_a_stricter_number_finds_more(self, scoped: World) -> None:
        hurts(scoped.samira, 4)
        set_rule(actor=scoped.coach.actor, rule=PAIN, athlete=scoped.maya.athlete, numbers={"above": 3})
        hurts(scoped.maya, 4)
        assert only_alert().athlete == scoped.maya.athlete
        assert only_alert().evidence["thresholds"] == [{"name": "above", "value": 3, "unit": "of 10"}]

    def test_a_rule_that_is_off_is_silent(self, scoped: World) -> None:
        set_rule(actor=scoped.owner.actor, rule=SILENT, is_on=False, numbers={})
        weeks_of_training(scoped.maya, until=12)
        a_morning(scoped.maya)
        assert not Alert.objects.exists()

    def test_what_was_found_with_stricter_numbers_stays_when_they_are_loosened(self, scoped: World) -> None:
        set_rule(actor=scoped.owner.actor, rule=PAIN, numbers={"above": 3})
        hurts(scoped.maya, 4, days_ago=1)
        set_rule(actor=scoped.owner.actor, rule=PAIN, numbers={})
        hurts(scoped.maya, 0)
        assert only_alert().state == "open"

    def test_what_an_older_version_found_is_not_taken_back(self, scoped: World) -> None:
        session = hurts(scoped.maya, 8, days_ago=1)
        Alert.objects.update(rule_version=99)
        hurts(scoped.maya, 0, session_id=session.pk)
        assert only_alert().state == "open"


class TestMarks:
    """Useful or noise, a word each."""

    @pytest.fixture
    def alert(self, scoped: World) -> Alert:
        tick(scoped.maya)
        return only_alert()

    def test_the_last_word_counts(self, scoped: World, alert: Alert) -> None:
        mark(actor=scoped.coach.actor, alert=alert, useful=True)
        mark(actor=scoped.coach.actor, alert=alert, useful=False)
        mark(actor=scoped.owner.actor, alert=alert, useful=True)
        assert sorted(Mark.objects.values_list("by__role", "useful")) == [("coach", False), ("owner", True)]

    def test_it_can_be_taken_back(self, scoped: World, alert: Alert) -> None:
        mark(actor=scoped.coach.actor, alert=alert, useful=True)
        assert mark(actor=scoped.coach.actor, alert=alert, useful=None) is None
        assert not Mark.objects.exists()

    def test_it_changes_nothing_of_the_alert(self, scoped: World, alert: Alert) -> None:
        mark(actor=scoped.coach.actor, alert=alert, useful=False)
        assert only_alert().state == "open"
        assert only_alert().transitions.count() == 1

    @pytest.mark.parametrize("who", ["clinician", "maya"])
    def test_only_of_those_who_act_on_alerts(self, scoped: World, alert: Alert, who: str) -> None:
        with pytest.raises(PermissionDenied):
            mark(actor=scoped.everybody[who].actor, alert=alert, useful=True)
