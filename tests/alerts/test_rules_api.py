"""`rules/`: the built-in rules over the API: as they hold in a place, set there, and tried."""

from __future__ import annotations

from typing import Any

import pytest

from alerts.models import RuleSetting
from alerts.rules.quiet import SETTABLE
from tests.alerts.acting import hurts
from tests.alerts.test_webhooks_api import Program
from tests.world import World

ROOT = "/api/v1/rules/"
PAIN, LOAD, SILENT = "pain.during_high", "load.week_change", "log.silent"
NOWHERE = "0197c5a0-0000-7000-8000-000000000000"


def shown(program: Program, rule: str, query: str = "") -> Any:
    """One rule of the list."""
    status, found = program("GET", ROOT + query)
    assert status == 200
    return next(one for one in found if one["rule"] == rule)


def values(rule: Any) -> dict[str, float]:
    return {one["name"]: one["value"] for one in rule["numbers"]}


class TestList:
    def test_every_rule_with_its_numbers_and_its_sentence(self, scoped: World) -> None:
        owner = Program(scoped.owner)
        assert [one["rule"] for one in owner("GET", ROOT)[1]] == list(SETTABLE)
        kinds = [(shown(owner, key)["kind"]) for key in (LOAD, "load.hard_in_a_row", "suggest.hold")]
        assert kinds == ["alert", "note", "suggestion"]
        rule = shown(owner, LOAD)
        assert (rule["title"], rule["is_safety"], rule["is_on"], rule["is_own"]) == (
            "Leg load jump",
            False,
            True,
            False,
        )
        assert "is 30 % above the week before" in rule["sentence"]
        assert rule["source"].startswith("Nielsen 2014")
        assert rule["numbers"][1] == {
            "name": "strong",
            "value": 30.0,
            "above": 30.0,
            "default": 30.0,
            "minimum": 10.0,
            "maximum": 100.0,
            "unit": "%",
        }

    def test_as_it_holds_in_a_place(self, scoped: World) -> None:
        owner, coach = Program(scoped.owner), Program(scoped.coach)
        squad, athlete = f"?squad={scoped.powerlifting.pk}", f"?athlete={scoped.maya.athlete.pk}"
        owner("PATCH", f"{ROOT}{PAIN}/", {"numbers": {"above": 4}})
        coach("PATCH", f"{ROOT}{PAIN}/{squad}", {"numbers": {"above": 3}})
        assert [values(shown(coach, PAIN, at))["above"] for at in ("", squad, athlete)] == [4, 3, 3]
        assert [shown(coach, PAIN, at)["is_own"] for at in ("", squad, athlete)] == [True, True, False]
        (above,) = shown(coach, PAIN, athlete)["numbers"]
        assert (above["minimum"], above["maximum"]) == (3, 3)

    @pytest.mark.parametrize("who", ["clinician", "maya"])
    def test_for_those_who_coach(self, scoped: World, who: str) -> None:
        program = Program(scoped.everybody[who])
        for path in (ROOT, f"{ROOT}{SILENT}/backtest/"):
            assert program("GET", path)[0] == 403


class TestPlaces:
    """What is not seen is not there, and the refusal says so at its name."""

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            (f"?squad={NOWHERE}", "squad"),
            (f"?athlete={NOWHERE}", "athlete"),
            ("?squad=1", "squad"),
            (f"?squad={NOWHERE}&athlete={NOWHERE}", "athlete"),
        ],
    )
    def test_that_are_none(self, scoped: World, query: str, field: str) -> None:
        owner = Program(scoped.owner)
        for method, path in (("GET", ""), ("PATCH", f"{SILENT}/"), ("GET", f"{SILENT}/backtest/")):
            status, answer = owner(method, f"{ROOT}{path}{query}", {} if method == "PATCH" else None)
            assert (status, list(answer["error"]["fields"])) == (400, [field])

    def test_of_another_organisation(self, scoped: World, outside: World) -> None:
        theirs = Program(outside.owner)
        for query in (f"?squad={scoped.powerlifting.pk}", f"?athlete={scoped.maya.athlete.pk}"):
            assert theirs("GET", ROOT + query)[0] == 400
            assert theirs("PATCH", f"{ROOT}{SILENT}/{query}", {"numbers": {"days": 9}})[0] == 400
        assert not RuleSetting.objects.exists()

    def test_a_rule_that_is_none(self, scoped: World) -> None:
        owner = Program(scoped.owner)
        assert owner("PATCH", f"{ROOT}no.rule/", {})[0] == 404
        assert owner("GET", f"{ROOT}load.single_lift_jump/backtest/")[0] == 404


class TestSetting:
    def test_what_is_not_sent_stays(self, scoped: World) -> None:
        owner, here = Program(scoped.owner), f"{ROOT}{SILENT}/"
        status, rule = owner("PATCH", here, {"numbers": {"days": 9}})
        assert (status, values(rule), rule["is_own"]) == (200, {"gaps": 3.0, "days": 9}, True)
        assert owner("PATCH", here, {"is_on": False})[1]["is_on"] is False
        rule = owner("PATCH", here, {"numbers": {"gaps": 4}})[1]
        assert (values(rule), rule["is_on"]) == ({"gaps": 4.0, "days": 9}, False)
        rule = owner("PATCH", here, {"numbers": {"days": None, "gaps": None}, "is_on": None})[1]
        assert (values(rule), rule["is_on"], rule["is_own"]) == ({"gaps": 3.0, "days": 7}, True, False)
        assert not RuleSetting.objects.exists()

    def test_of_a_suggestion(self, scoped: World) -> None:
        squad = f"?squad={scoped.powerlifting.pk}"
        here = f"{ROOT}suggest.box_squat/{squad}"
        status, rule = Program(scoped.coach)("PATCH", here, {"numbers": {"times": 3}})
        assert (status, values(rule), rule["is_own"]) == (200, {"times": 3}, True)
        assert "in 3 of the last four squat sessions" in rule["sentence"]

    @pytest.mark.parametrize(
        ("rule", "body", "field"),
        [
            (SILENT, {"numbers": {"days": 0}}, "numbers.days"),
            (SILENT, {"numbers": {"days": 7.5}}, "numbers.days"),
            (SILENT, {"numbers": {"days": "many"}}, "numbers.days"),
            (SILENT, {"numbers": {"else": 1}}, "numbers.else"),
            (SILENT, {"numbers": {"else": None}}, "numbers.else"),
            (SILENT, {"numbers": 9}, "numbers"),
            (SILENT, {"is_on": "perhaps"}, "is_on"),
            (PAIN, {"numbers": {"above": 6}}, "numbers.above"),
            (PAIN, {"is_on": False}, "is_on"),
        ],
    )
    def test_refusals_name_the_field_and_change_nothing(
        self, scoped: World, rule: str, body: dict[str, Any], field: str
    ) -> None:
        status, answer = Program(scoped.owner)("PATCH", f"{ROOT}{rule}/", body)
        assert (status, list(answer["error"]["fields"])) == (400, [field])
        assert not RuleSetting.objects.exists()

    def test_by_whom(self, scoped: World) -> None:
        coach, assistant = Program(scoped.coach), Program(scoped.assistant)
        body, squad = {"numbers": {"days": 9}}, f"?squad={scoped.powerlifting.pk}"
        assert coach("PATCH", f"{ROOT}{SILENT}/", body)[0] == 403
        assert assistant("PATCH", f"{ROOT}{SILENT}/{squad}", body)[0] == 403
        assert coach("PATCH", f"{ROOT}{SILENT}/{squad}", body)[0] == 200
        assert RuleSetting.objects.get().squad == scoped.powerlifting


class TestBacktest:
    def test_with_these_numbers_and_as_it_is(self, scoped: World) -> None:
        for person in (scoped.maya, scoped.samira):
            hurts(person, 4, days_ago=2)
        coach, here = Program(scoped.coach), f"{ROOT}{PAIN}/backtest/"
        status, found = coach("GET", f"{here}?above=3&squad={scoped.powerlifting.pk}")
        assert status == 200
        assert [one["name"] for one in found["wanted"]["alerts"]] == ["Maya Lindqvist"]
        assert found["held"]["alerts"] == []
        assert len(coach("GET", f"{here}?above=3")[1]["wanted"]["alerts"]) == 2
        assert coach("GET", here)[1]["wanted"]["alerts"] == []
        assert not RuleSetting.objects.exists()

    @pytest.mark.parametrize("query", ["above=9", "above=many", "above=nan", "above=3.5"])
    def test_a_number_that_cannot_be(self, scoped: World, query: str) -> None:
        status, answer = Program(scoped.coach)("GET", f"{ROOT}{PAIN}/backtest/?{query}")
        assert (status, list(answer["error"]["fields"])) == (400, ["above"])

    def test_a_name_that_is_none(self, scoped: World) -> None:
        status, answer = Program(scoped.coach)("GET", f"{ROOT}{PAIN}/backtest/?else=1")
        assert (status, list(answer["error"]["fields"])) == (400, ["else"])
