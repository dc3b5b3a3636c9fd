"""Every address, every method, everybody: nobody gets in where they should not, and no door is forgotten."""

from __future__ import annotations

from collections import defaultdict
from http import HTTPStatus

import pytest
from django.urls import reverse

from tests.contract.doors import Door, address, doors, names, sent
from tests.contract.people import OURS, OUTSIDERS, Scene, scene

THIRD_PARTY = ("account_", "mfa_", "usersessions_")  # allauth's pages: each is about oneself and names no row of ours
EACH_KIND = ("stranger", "nobody", "maya", "coach", "outside owner")  # whom allauth's pages could tell apart
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
TURNED_AWAY = {HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
NEEDS_NO_ROW = {
    "rule",
    "rule_backtest",
    "rule_suggestion",
    "api-rule-detail",
    "api-rule-backtest",
    "join",
    "file",
    "unsubscribe",
}  # whoever holds the link is meant; a file's link is checked against its holder


def _floor(name: str) -> str:
    if name.startswith(THIRD_PARTY):
        return "accounts"
    return "api" if name.startswith("api-") else "pages"


def test_no_door_is_missing_in_the_table() -> None:
    assert set(names()) == {door.name for door in doors()}


@pytest.mark.django_db
@pytest.mark.parametrize("floor", ["pages", "api", "accounts"])
def test_everybody_gets_what_the_table_says(floor: str) -> None:
    with scene() as one:
        wrong = [line for door in doors() if _floor(door.name) == floor for line in _knock(one, door)]
    assert not wrong, "\n".join(wrong)


def _knock(one: Scene, door: Door) -> list[str]:
    path = address(door.name, one)
    body, headers = sent(door, one)
    people = EACH_KIND if door.name.startswith(THIRD_PARTY) else (*OURS, *OUTSIDERS)
    got = {who: one.knock(who, door.method, path, body, headers) for who in people}
    return [
        f"{door}: {who} got {status}, not {door.expected[who]}"
        for who, status in got.items()
        if status != door.expected[who]
    ]


@pytest.mark.django_db
def test_what_has_no_line_is_refused() -> None:
    listed = defaultdict(set)
    for door in doors():
        listed[door.name].add(door.method)
    with scene() as one:
        got = {
            f"{method} {name}": one.knock("owner", method, address(name, one), *sent(Door(method, name, "", {}), one))
            for name in names()
            if not name.startswith(THIRD_PARTY)
            for method in METHODS
            if method not in listed[name]
        }
    assert {door: status for door, status in got.items() if status != HTTPStatus.METHOD_NOT_ALLOWED} == {}


def test_a_row_s_address_says_nothing_to_an_outsider() -> None:
    """The table itself: at the address of one of our rows another organisation's people get a 404, nothing else.

    But for what is sent in full and names an athlete in its body (a session or an answer with its phone's own id):
    the athlete is unknown there, which is a 400, or the role may not write at all, a 403.
    """
    own = [
        door
        for door in doors()
        if door.is_about_a_row and not door.name.startswith(THIRD_PARTY) and door.name not in NEEDS_NO_ROW
    ]
    assert len(own) > 40
    for door in own:
        outsiders = {door.expected[who] for who in OUTSIDERS}
        allowed = TURNED_AWAY if door.method == "PUT" and door.name == "api-session-detail" else {HTTPStatus.NOT_FOUND}
        assert door.method == "OPTIONS" or outsiders <= allowed, door


@pytest.mark.django_db
def test_the_operators_pages_are_for_operators() -> None:
    with scene() as one:
        for path in (reverse("admin:index"), reverse("admin:athletes_athlete_changelist")):
            assert {one.knock(who, "GET", path) for who in (*OURS, *OUTSIDERS)} == {HTTPStatus.FOUND}
