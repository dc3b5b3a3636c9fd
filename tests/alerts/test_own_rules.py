"""Own rules: composed by who may, found live and by the backtest, followed by their alerts; over the API."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from alerts.models import Alert, OwnRule
from alerts.rules.evaluate import ALERTING
from alerts.selectors.backtest import backtest
from alerts.selectors.own_rules import as_rule
from alerts.selectors.rules import rules_for
from alerts.services.own_rules import LONGEST_NAME, MOST, change_rule, compose_rule, remove_rule
from alerts.services.transitions import resolve
from coachhub.core.scope import organisation_scope
from sessions.progression.own_rules import PREFIX
from sessions.selectors.history import history_of
from sessions.services.entries import PainEntry, SessionEntry
from sessions.services.log import import_sessions
from tests.alerts.acting import evaluate, only_alert, story
from tests.alerts.composing import SHORT_NIGHT, SORE
from tests.alerts.test_webhooks_api import Program
from tests.world import Person, World, log, squats

ROOT = "/api/v1/own-rules/"


def own_rules_here(person: Person) -> list[str]:
    """The keys of the own rules that hold for this athlete."""
    return [key for key in rules_for([person.athlete])[person.athlete] if key.startswith(PREFIX)]


def made(world: World, condition: dict[str, Any] = SORE, *, name: str = "Sore after", squad: bool = False) -> OwnRule:
    place = world.powerlifting if squad else None
    return compose_rule(actor=world.owner.actor, name=name, condition=condition, squad=place)


def sore(person: Person, pain: int, *, days_ago: float = 0, session_id: Any = None) -> Any:
    """A session with this pain after it; with an earlier one's id it corrects that."""
    entry = squats(days_ago=days_ago)
    extra = {"id": session_id} if session_id else {"id": entry.id}
    return log(
        person, SessionEntry(started_at=entry.started_at, lifts=entry.lifts, pain_after=PainEntry(pain), **extra)
    )


class TestLive:
    """The next entry is judged by them, as by the others."""

    def test_an_alert_that_says_what_was_found(self, scoped: World) -> None:
        rule = made(scoped)
        sore(scoped.maya, 4)
        alert = only_alert()
        assert (alert.rule, alert.rule_version, alert.severity) == (f"own.{rule.pk}", 1, "look")
        assert alert.sentence == "Pain after the session: 4 of 10."
        assert alert.evidence["thresholds"] == [{"name": "amount", "value": 4.0, "unit": "of 10"}]

    def test_just_below_and_without_an_answer_nothing(self, scoped: World) -> None:
        made(scoped)
        sore(scoped.maya, 3)
        log(scoped.maya, squats())
        assert not Alert.objects.exists()

    def test_a_squad_s_rule_is_for_its_athletes(self, scoped: World) -> None:
        made(scoped, squad=True)
        sore(scoped.samira, 9)
        assert not Alert.objects.exists()
        sore(scoped.maya, 9)
        assert only_alert().athlete == scoped.maya.athlete

    def test_of_another_organisation_it_finds_nothing(self, scoped: World, outside: World) -> None:
        made(scoped)
        with organisation_scope(outside.organisation.pk):
            assert own_rules_here(outside.maya) == []

    def test_a_corrected_entry_takes_the_alert_back(self, scoped: World) -> None:
        made(scoped)
        session = sore(scoped.maya, 6)
        sore(scoped.maya, 1, session_id=session.pk)
        assert only_alert().state == "resolved"

    @pytest.mark.parametrize("then", ["changed", "off", "removed"])
    def test_its_alerts_follow_the_log_by_the_rule_as_it_was(self, scoped: World, then: str) -> None:
        rule = made(scoped)
        session = sore(scoped.maya, 6, days_ago=1)
        if then == "removed":
            remove_rule(actor=scoped.owner.actor, rule=rule)
        else:
            condition = SORE | {"amount": 8.0 if then == "changed" else 4.0}
            change_rule(actor=scoped.owner.actor, rule=rule, name=rule.name, condition=condition, is_on=then != "off")
        log(scoped.maya, squats())
        assert only_alert().state == "open"
        sore(scoped.maya, 1, days_ago=1, session_id=session.pk)
        assert only_alert().state == "resolved"

    def test_what_the_changed_rule_found_follows_corrections_too(self, scoped: World) -> None:
        rule = made(scoped)
        sore(scoped.maya, 6, days_ago=1)
        change_rule(actor=scoped.owner.actor, rule=rule, condition={"amount": 3.0})
        session = sore(scoped.maya, 7)
        alert = only_alert()
        assert (alert.rule_version, alert.sentence) == (2, "Pain after the session: 7 of 10.")
        sore(scoped.maya, 4, session_id=session.pk)
        assert only_alert().sentence == "Pain after the session: 4 of 10."
        sore(scoped.maya, 1, session_id=session.pk)
        assert only_alert().sentence == "Pain after the session: 6 of 10."

    @pytest.mark.parametrize("then", ["off", "removed"])
    def test_off_or_removed_it_finds_nothing_more(self, scoped: World, then: str) -> None:
        rule = made(scoped)
        if then == "removed":
            remove_rule(actor=scoped.owner.actor, rule=rule)
        else:
            change_rule(actor=scoped.owner.actor, rule=rule, name=rule.name, condition=SORE, is_on=False)
        sore(scoped.maya, 9)
        assert not Alert.objects.exists()

    def test_a_long_window_that_goes_on_holding_is_one_alert_also_once_it_is_resolved(self, scoped: World) -> None:
        """Twenty sessions at one in five days fill most of the sixteen weeks that are read: its beginning goes out of
        sight, and it did begin anew with every session.
        """
        maya = scoped.maya
        entries = [
            replace(squats(days_ago=5 * n), pain_after=PainEntry(7 if n < 25 else 0)) for n in reversed(range(44))
        ]
        import_sessions(actor=maya.actor, athlete=maya.athlete, entries=entries)
        row = made(scoped, SORE | {"window": "readings", "count": 20})
        for entry in entries:
            evaluate(maya.athlete, history_of(maya.athlete, at=entry.started_at))
            for alert in Alert.objects.filter(state="open"):
                resolve(actor=scoped.coach.actor, alert=alert)
        assert story(Alert.objects.get(rule=as_rule(row).key)) == ["opened", "resolved"]

    def test_it_leaves_the_other_rules_as_they_are(self, scoped: World) -> None:
        (before,) = rules_for([scoped.maya.athlete]).values()
        own = made(scoped)
        (after,) = rules_for([scoped.maya.athlete]).values()
        assert after == before | {as_rule(own).key: as_rule(own)}
        assert set(before) == set(ALERTING)


class TestBacktest:
    def test_the_same_as_was_told_live(self, scoped: World) -> None:
        rule = made(scoped)
        for days_ago, pain in ((6, 5), (4, 2), (1, 4)):
            sore(scoped.maya, pain, days_ago=days_ago)
        found = backtest(scoped.coach.actor, as_rule(rule))
        live = {event.about for alert in Alert.objects.all() for event in alert.transitions.exclude(about="")}
        assert {one.about for one in found.alerts} == live
        assert len(live) == 2


class TestComposing:
    def test_another_condition_is_another_version(self, scoped: World) -> None:
        rule, actor = made(scoped), scoped.owner.actor
        renamed = change_rule(actor=actor, rule=rule, name="Other", condition=SORE)
        assert (renamed.name, renamed.version) == ("Other", 1)
        assert change_rule(actor=actor, rule=rule, condition={"amount": 5}).version == 2

    def test_what_is_not_given_stays_whoever_changed_it_meanwhile(self, scoped: World) -> None:
        """Both have the page open: one moves the number, the other switches it off."""
        rule, actor = made(scoped), scoped.owner.actor
        seen_by_the_other = OwnRule.objects.get()
        change_rule(actor=actor, rule=rule, name="Very sore", condition={"amount": 6})
        switched = change_rule(actor=actor, rule=seen_by_the_other, is_on=False)
        assert (switched.name, switched.condition["amount"], switched.version) == ("Very sore", 6, 2)
        assert change_rule(actor=actor, rule=rule, name="Sore").is_on is False

    def test_names_that_the_database_takes_for_the_same_are_refused(self, scoped: World) -> None:
        """Which differ in case only, it has its own idea of, by its collation; so it is asked, not met as an error."""
        made(scoped, name="İ")
        with suppress(ValidationError):
            made(scoped, SHORT_NIGHT, name="i")

    @pytest.mark.parametrize(
        ("name", "changes", "field"),
        [
            (" ", {}, "name"),
            ("x" * (LONGEST_NAME + 1), {}, "name"),
            ("Sore after", {}, "name"),
            ("SORE AFTER", {}, "name"),
            ("Another", {}, "reading"),
            ("Another", {"amount": 11}, "amount"),
            ("Another", {"window": "days", "count": 0}, "count"),
            ("Another", {"window": "days", "count": 60, "comparison": "rises", "baseline": "usual"}, "baseline"),
        ],
    )
    def test_what_is_refused_is_refused_at_its_field(
        self, scoped: World, name: str, changes: dict[str, Any], field: str
    ) -> None:
        made(scoped)
        with pytest.raises(ValidationError) as refused:
            made(scoped, SORE | changes, name=name)
        assert list(refused.value.message_dict) == [field]
        assert OwnRule.objects.count() == 1

    def test_a_removed_one_leaves_its_name_free(self, scoped: World) -> None:
        remove_rule(actor=scoped.owner.actor, rule=made(scoped))
        made(scoped)
        assert OwnRule.objects.visible_to(scoped.owner.actor).count() == 1

    def test_only_so_many(self, scoped: World) -> None:
        for number in range(MOST):
            made(scoped, SHORT_NIGHT | {"amount": 1 + number}, name=f"Rule {number}")
        with pytest.raises(ValidationError, match="remove one first"):
            made(scoped)

    @pytest.mark.parametrize("who", ["coach", "assistant", "clinician", "maya"])
    def test_the_organisation_s_are_the_owners(self, scoped: World, who: str) -> None:
        with pytest.raises(PermissionDenied):
            compose_rule(actor=scoped.everybody[who].actor, name="Mine", condition=SORE)

    def test_a_squad_s_are_its_coaches(self, scoped: World) -> None:
        compose_rule(actor=scoped.coach.actor, name="Mine", condition=SORE, squad=scoped.powerlifting)
        with pytest.raises(PermissionDenied):
            compose_rule(actor=scoped.assistant.actor, name="M", condition=SORE, squad=scoped.powerlifting)


class TestApi:
    """`own-rules/`."""

    def test_from_composing_to_removing(self, scoped: World) -> None:
        owner = Program(scoped.owner)
        status, found = owner("POST", ROOT, {"name": "Sore after", **SORE})
        assert status == 201
        assert found["sentence"] == "Speak up when pain after the session, in the last session, is at least 4 of 10."
        here = f"{ROOT}{found['id']}/"
        sore(scoped.maya, 5)
        _, past = owner("GET", f"{here}backtest/")
        assert [(one["name"], one["sentence"]) for one in past["alerts"]] == [
            ("Maya Lindqvist", "Pain after the session: 5 of 10.")
        ]
        assert owner("PATCH", here, {"amount": 6})[1]["version"] == 2
        assert owner("GET", f"{here}backtest/")[1]["alerts"] == []
        assert owner("PATCH", here, {"is_on": False})[1]["is_on"] is False
        assert owner("DELETE", here)[0] == 204
        assert owner("GET", ROOT)[1]["results"] == []

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"reading": "blood pressure"}, "reading"),
            ({"name": ""}, "name"),
            ({"amount": 99}, "amount"),
            ({"count": 0}, "count"),
            ({"squad": "0197c5a0-0000-7000-8000-000000000000"}, "squad"),
        ],
    )
    def test_refusals_name_the_field(self, scoped: World, changes: dict[str, Any], field: str) -> None:
        status, answer = Program(scoped.owner)("POST", ROOT, {"name": "Sore", **SORE, **changes})
        assert (status, list(answer["error"]["fields"])) == (400, [field])
        assert not OwnRule.objects.exists()

    def test_a_change_that_is_refused_changes_nothing(self, scoped: World) -> None:
        rule = made(scoped)
        assert Program(scoped.owner)("PATCH", f"{ROOT}{rule.pk}/", {"amount": 99, "name": "New"})[0] == 400
        rule.refresh_from_db()
        assert (rule.name, rule.version) == ("Sore after", 1)

    def test_of_another_organisation_there_is_nothing(self, scoped: World, outside: World) -> None:
        rule = made(scoped)
        theirs = Program(outside.owner)
        assert theirs("GET", ROOT)[1]["results"] == []
        assert theirs("PATCH", f"{ROOT}{rule.pk}/", {"is_on": False})[0] == 404
        status, answer = theirs("POST", ROOT, {"name": "Sore", **SORE, "squad": str(scoped.powerlifting.pk)})
        assert (status, list(answer["error"]["fields"])) == (400, ["squad"])
