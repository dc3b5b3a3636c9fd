"""Alerts over the REST API: what is read, what is done, and what is refused."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from alerts.models import Alert, AlertState
from alerts.services import transitions
from athletes.services.api_keys import create_key
from coachhub.core.ids import new_id
from coachhub.core.scope import organisation_scope
from tests.alerts.acting import hurts, only_alert, story, tick
from tests.world import Person, World, make_athlete

LIST = "/api/v1/alerts/"
ACTIONS: dict[str, dict[str, Any]] = {
    "acknowledge": {},
    "assign": {"to": None},
    "snooze": {"until": None},
    "comment": {"note": "Called her."},
    "resolve": {"note": "Physiotherapist on Friday."},
    "reopen": {},
}


def address(alert: Alert | UUID, action: str = "") -> str:
    key = alert.pk if isinstance(alert, Alert) else alert
    return f"{LIST}{key}/{action}/" if action else f"{LIST}{key}/"


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def post(person: Person, alert: Alert, action: str, **body: Any) -> Any:
    return signed_in(person).post(address(alert, action), body, content_type="application/json")


def every_action(person: Person, alert: Alert) -> dict[str, int]:
    """What each action answers this person, each tried on the alert in turn."""
    return {action: post(person, alert, action, **body).status_code for action, body in ACTIONS.items()}


@pytest.fixture
def red_flag(scoped: World) -> Alert:
    tick(scoped.maya)
    return only_alert()


class TestReading:
    """Lists are short, one alert is whole."""

    def test_a_list_of_what_one_may_see(self, scoped: World, red_flag: Alert) -> None:
        hurts(scoped.samira, 8)
        body = signed_in(scoped.coach).get(LIST).json()
        assert [row["athlete"]["name"] for row in body["results"]] == ["Samira Haddad", "Maya Lindqvist"]
        row = body["results"][1]
        moments = {name: row.pop(name) for name in ("happened_at", "opened_at", "last_at", "remind_at")}
        assert {name: datetime.fromisoformat(text) for name, text in moments.items()} == {
            name: getattr(red_flag, name) for name in moments
        }
        assert row == {
            "id": str(red_flag.pk),
            "athlete": {"id": str(scoped.maya.athlete.pk), "name": "Maya Lindqvist"},
            "rule": "red_flag",
            "rule_version": 1,
            "severity": "stop",
            "tier": "B",
            "state": "open",
            "sentence": red_flag.sentence,
            "detail": red_flag.detail,
            "repeats": 0,
            "assigned_to": None,
            "snoozed_until": None,
            "until_session": False,
            "closed_at": None,
        }

    def test_what_is_no_red_flag_has_no_tier(self, scoped: World) -> None:
        hurts(scoped.samira, 8)
        (row,) = signed_in(scoped.coach).get(LIST).json()["results"]
        assert (row["severity"], row["tier"]) == ("look", None)

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("", {"Maya", "Samira"}),
            ("?severity=stop", {"Maya"}),
            ("?severity=look", {"Samira"}),
            ("?state=acknowledged", {"Samira"}),
            ("?state=open&severity=look", set()),
        ],
    )
    def test_narrowed(self, scoped: World, red_flag: Alert, query: str, names: set[str]) -> None:
        hurts(scoped.samira, 8)
        transitions.acknowledge(actor=scoped.coach.actor, alert=Alert.objects.get(severity="look"))
        rows = signed_in(scoped.coach).get(LIST + query).json()["results"]
        assert {row["athlete"]["name"].split()[0] for row in rows} == names

    def test_of_one_athlete(self, scoped: World, red_flag: Alert) -> None:
        hurts(scoped.samira, 8)
        rows = signed_in(scoped.coach).get(f"{LIST}?athlete={scoped.samira.athlete.pk}").json()["results"]
        assert [row["athlete"]["name"] for row in rows] == ["Samira Haddad"]

    @pytest.mark.parametrize("query", ["?state=asleep", "?severity=fatal", "?athlete=maya"])
    def test_a_filter_that_cannot_be_is_refused_by_name(self, scoped: World, query: str) -> None:
        answer = signed_in(scoped.coach).get(LIST + query)
        assert answer.status_code == 400
        assert list(answer.json()["error"]["fields"]) == [query[1:].split("=")[0]]

    def test_page_by_page(self, scoped: World) -> None:
        for number in range(5):
            tick(make_athlete(scoped.organisation, f"Athlete {number}"))
        client = signed_in(scoped.coach)
        first = client.get(f"{LIST}?page_size=2").json()
        second = client.get(first["next"]).json()
        names = [row["athlete"]["name"] for row in first["results"] + second["results"]]
        assert names == ["Athlete 4", "Athlete 3", "Athlete 2", "Athlete 1"]

    def test_one_alert_has_its_evidence_steps_and_receipts(self, scoped: World, red_flag: Alert) -> None:
        transitions.acknowledge(actor=scoped.owner.actor, alert=red_flag)
        body = signed_in(scoped.coach).get(address(red_flag)).json()
        assert body["evidence"] == red_flag.evidence
        assert [(step["who"], step["kind"]) for step in body["steps"]] == [
            ("", "opened"),
            ("Owner of Northside", "acknowledged"),
        ]
        assert [row["say"] for row in body["receipts"]][1] == "Reached CoachHub"
        assert body["assigned_to"] == {"id": str(scoped.owner.membership.pk), "name": "Owner of Northside"}
        assert [person["name"] for person in body["assignable"]] == [
            "Owner of Northside",
            "Coach of Northside",
            "Assistant of Northside",
        ]

    def test_an_athlete_reads_their_own_without_what_staff_wrote(self, scoped: World, red_flag: Alert) -> None:
        transitions.comment(actor=scoped.coach.actor, alert=red_flag, note="Between us.")
        body = signed_in(scoped.maya).get(address(red_flag)).json()
        assert body["sentence"] == red_flag.sentence
        assert "Between us." not in str(body)
        assert body["assignable"] == []

    def test_a_list_costs_the_same_for_one_and_for_many(
        self, scoped: World, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        """Session, user, member and rows; with a key the key instead of the session."""
        for number in range(30):
            tick(make_athlete(scoped.organisation, f"Athlete {number}"))
        client = signed_in(scoped.coach)
        client.get(LIST)
        with django_assert_num_queries(4):
            assert len(client.get(LIST).json()["results"]) == 30

    def test_one_alert_costs_the_same_after_much_has_happened(
        self, scoped: World, red_flag: Alert, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        for number in range(20):
            transitions.comment(actor=scoped.coach.actor, alert=red_flag, note=f"Call {number}")
        client = signed_in(scoped.coach)
        with django_assert_max_num_queries(19):
            client.get(address(red_flag))


class TestDoing:
    """The same deeds as on the pages, by the same services."""

    def test_acknowledge(self, scoped: World, red_flag: Alert) -> None:
        answer = post(scoped.coach, red_flag, "acknowledge")
        assert answer.status_code == 200
        body = answer.json()
        assert (body["state"], body["remind_at"]) == ("acknowledged", None)
        assert body["assigned_to"]["id"] == str(scoped.coach.membership.pk)

    def test_assign_and_take_back(self, scoped: World, red_flag: Alert) -> None:
        body = post(scoped.owner, red_flag, "assign", to=str(scoped.assistant.membership.pk)).json()
        assert body["assigned_to"]["name"] == "Assistant of Northside"
        assert post(scoped.owner, red_flag, "assign", to=None).json()["assigned_to"] is None

    def test_snooze(self, scoped: World, red_flag: Alert) -> None:
        post(scoped.coach, red_flag, "acknowledge")
        until = timezone.now() + timedelta(hours=2)
        body = post(scoped.coach, red_flag, "snooze", until=until.isoformat()).json()
        assert datetime.fromisoformat(body["snoozed_until"]) == until

    def test_comment_resolve_and_reopen(self, scoped: World, red_flag: Alert) -> None:
        post(scoped.clinician, red_flag, "comment", note="Send her to me.")
        body = post(scoped.coach, red_flag, "resolve", note="Seen on Friday.").json()
        assert (body["state"], body["steps"][-1]["note"]) == ("resolved", "Seen on Friday.")
        assert post(scoped.coach, red_flag, "reopen").json()["state"] == "open"
        assert story(red_flag) == ["opened", "commented", "resolved", "reopened"]

    def test_by_key(self, scoped: World, red_flag: Alert) -> None:
        _, key = create_key(actor=scoped.coach.actor, name="clinic desk", read_only=False)
        answer = Client().post(address(red_flag, "acknowledge"), headers={"Authorization": f"Bearer {key}"})
        assert answer.status_code == 200
        assert only_alert().assigned_to == scoped.coach.membership


class TestRefusals:
    """404 for what one may not see, 403 for what one may not do, 409 for what cannot be, 400 with the field."""

    def test_an_outsider_gets_404(self, scoped: World, outside: World, red_flag: Alert) -> None:
        for role in ("owner", "coach", "assistant", "clinician", "maya"):
            outsider = outside.everybody[role]
            assert signed_in(outsider).get(address(red_flag)).status_code == 404, role
            assert every_action(outsider, red_flag) == dict.fromkeys(ACTIONS, 404), role
        assert story(red_flag) == ["opened"]

    def test_a_stranger_gets_401(self, red_flag: Alert) -> None:
        assert Client().get(address(red_flag)).status_code == 401
        assert {Client().post(address(red_flag, action)).status_code for action in ACTIONS} == {401}

    def test_an_assistant_of_another_squad_and_another_athlete_get_404(self, scoped: World) -> None:
        tick(scoped.samira)
        for person in (scoped.assistant, scoped.maya):
            assert every_action(person, only_alert()) == dict.fromkeys(ACTIONS, 404)

    def test_the_athlete_sees_it_but_may_do_nothing_to_it(self, scoped: World, red_flag: Alert) -> None:
        assert every_action(scoped.maya, red_flag) == dict.fromkeys(ACTIONS, 403)
        assert story(red_flag) == ["opened"]

    def test_a_clinician_may_only_comment(self, scoped: World, red_flag: Alert) -> None:
        assert every_action(scoped.clinician, red_flag) == dict.fromkeys(ACTIONS, 403) | {"comment": 200}
        assert story(red_flag) == ["opened", "commented"]

    def test_whoever_may_not_act_is_told_that_before_what_is_wrong_with_the_request(
        self, scoped: World, red_flag: Alert
    ) -> None:
        assert post(scoped.clinician, red_flag, "snooze", until="tomorrow").status_code == 403

    def test_a_key_that_may_only_read_does_nothing(self, scoped: World, red_flag: Alert) -> None:
        _, key = create_key(actor=scoped.coach.actor, name="wall screen", read_only=True)
        client = Client(headers={"Authorization": f"Bearer {key}"})
        for action, body in ACTIONS.items():
            answer = client.post(address(red_flag, action), body, content_type="application/json")
            assert answer.status_code == 403, action
        assert client.get(address(red_flag)).status_code == 200
        assert story(red_flag) == ["opened"]

    @pytest.mark.parametrize(
        ("action", "state"), [("acknowledge", "acknowledged"), ("acknowledge", "resolved"), ("reopen", "open")]
    )
    def test_what_cannot_be_from_where_it_is_says_why(
        self, scoped: World, red_flag: Alert, action: str, state: str
    ) -> None:
        if state == AlertState.ACKNOWLEDGED:
            transitions.acknowledge(actor=scoped.owner.actor, alert=red_flag)
        if state == AlertState.RESOLVED:
            transitions.resolve(actor=scoped.owner.actor, alert=red_flag, note="Seen.")
        answer = post(scoped.coach, red_flag, action)
        assert answer.status_code == 409
        assert answer.json()["error"]["code"] == "conflict"
        assert answer.json()["error"]["message"] in {
            "Owner of Northside acknowledged it already.",
            "This alert is resolved already.",
            "This alert is open already.",
        }

    @pytest.mark.parametrize(
        ("action", "body", "field", "why"),
        [
            ("resolve", {"note": "  "}, "note", "who looked at it"),
            ("resolve", {}, "note", "who looked at it"),
            ("comment", {}, "note", "required"),
            ("comment", {"note": "x" * 2001}, "note", "2000"),
            ("snooze", {}, "until", "required"),
            ("snooze", {"until": "soon"}, "until", "format"),
            ("snooze", {"until": "2020-01-01T00:00:00Z"}, "until", "in the future"),
            ("snooze", {"until": "2099-01-01T00:00:00Z"}, "until", "12 hours at most"),
            ("assign", {}, "to", "required"),
            ("assign", {"to": "maya"}, "to", "UUID"),
        ],
    )
    def test_bad_input_is_named_by_its_field(
        self, scoped: World, red_flag: Alert, action: str, body: dict[str, Any], field: str, why: str
    ) -> None:
        answer = post(scoped.coach, red_flag, action, **body)
        assert answer.status_code == 400
        assert why in " ".join(answer.json()["error"]["fields"][field])
        assert story(red_flag) == ["opened"]

    def test_nobody_learns_of_people_of_another_organisation(
        self, scoped: World, outside: World, red_flag: Alert
    ) -> None:
        """An outsider's membership and one that does not exist are refused alike."""
        answers = [
            post(scoped.coach, red_flag, "assign", to=str(key)).json()
            for key in (outside.coach.membership.pk, new_id())
        ]
        assert answers[0] == answers[1]
        assert answers[0]["error"]["fields"] == {"to": ["Choose somebody who looks after this athlete."]}

    @pytest.mark.parametrize("method", ["put", "patch", "delete"])
    def test_an_alert_is_not_written_to(self, scoped: World, red_flag: Alert, method: str) -> None:
        client = signed_in(scoped.owner)
        assert getattr(client, method)(address(red_flag)).status_code == 405

    def test_reading_is_no_doing(self, scoped: World, red_flag: Alert) -> None:
        assert signed_in(scoped.coach).get(address(red_flag, "acknowledge")).status_code == 405

    @pytest.mark.parametrize("key", ["1", "red_flag", "00000000-0000-0000-0000-000000000000"])
    def test_no_such_alert(self, scoped: World, key: str) -> None:
        assert signed_in(scoped.coach).get(f"{LIST}{key}/").status_code == 404


def test_a_list_of_another_organisation_lacks_these_rows(scoped: World, outside: World, red_flag: Alert) -> None:
    assert signed_in(outside.owner).get(LIST).json()["results"] == []
    with organisation_scope(outside.organisation.pk):
        tick(outside.maya)
    assert len(signed_in(outside.owner).get(LIST).json()["results"]) == 1
