"""Webhooks over the API: made, changed, tried and read by owners, and nobody else learns of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from standardwebhooks.webhooks import Webhook

from alerts.models import Delivery, Endpoint
from alerts.tasks import deliver
from athletes.services.api_keys import create_key
from tests.alerts.acting import tick
from tests.alerts.receiver import Receiver, Reply
from tests.world import Person, World

pytestmark = pytest.mark.usefixtures("private_allowed")
ROOT = "/api/v1/webhooks/"


class Program:
    """Calls the API as somebody."""

    def __init__(self, person: Person) -> None:
        self.client = Client()
        self.client.force_login(person.user)

    def __call__(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        answer = self.client.generic(method, path, *((_json(body), "application/json") if body is not None else ()))
        return answer.status_code, answer.json() if answer.content else None


def _json(body: Any) -> str:
    import json

    return json.dumps(body)


@pytest.fixture
def owner(scoped: World) -> Program:
    return Program(scoped.owner)


def test_from_making_to_removing(scoped: World, owner: Program, receiver: Receiver) -> None:
    status, made = owner("POST", ROOT, {"name": "Club", "url": receiver.url, "events": ["alert.opened"]})
    assert status == 201
    assert made["secret"].startswith("whsec_")
    here = f"{ROOT}{made['id']}/"
    status, seen = owner("GET", here)
    assert (seen["name"], seen["url"], seen["events"], seen["off_at"]) == ("Club", receiver.url, ["alert.opened"], None)
    assert "secret" not in seen

    assert owner("PATCH", here, {"name": "Club system"})[1]["name"] == "Club system"
    assert owner("PATCH", here, {"events": ["alert.resolved"]})[1]["events"] == ["alert.resolved"]
    assert owner("PATCH", here, {"events": ["alert.opened"]})[1]["name"] == "Club system"

    status, line = owner("POST", f"{here}test/")
    assert (status, line["outcome"], line["status"], line["event"]) == (200, "sent", 200, "test")
    assert Webhook(made["secret"]).verify(receiver.calls[0].body, receiver.calls[0].headers)["type"] == "test"

    status, rotated = owner("POST", f"{here}rotate/")
    assert rotated["secret"] not in {"", made["secret"]}

    assert owner("POST", f"{here}off/")[1]["off_reason"] == "Switched off by Owner of Northside."
    assert owner("POST", f"{here}on/")[1]["off_at"] is None
    assert owner("DELETE", here)[0] == 204
    assert owner("GET", ROOT)[1]["results"] == []


def test_without_events_the_usual_ones(owner: Program) -> None:
    _, made = owner("POST", ROOT, {"name": "Club", "url": "https://93.184.215.14/"})
    assert made["events"] == [
        "alert.opened",
        "alert.raised",
        "alert.acknowledged",
        "alert.resolved",
        "alert.reopened",
    ]


def test_the_log_and_sending_again(scoped: World, owner: Program, receiver: Receiver) -> None:
    _, made = owner("POST", ROOT, {"name": "Club", "url": receiver.url, "events": ["alert.opened"]})
    receiver.reply = Reply(400, b"not today")
    tick(scoped.maya)
    call = Delivery.objects.get(channel="webhook")
    here = f"{ROOT}{made['id']}/"
    assert owner("POST", f"{here}replay/", {"delivery": str(call.pk)})[0] == 409
    deliver(str(call.pk))
    _, page = owner("GET", f"{here}calls/")
    (line,) = page["results"]
    assert (line["delivery"], line["outcome"], line["status"], line["said"]) == (
        str(call.pk),
        "refused",
        400,
        "not today",
    )
    assert owner("POST", f"{here}replay/", {"delivery": str(call.pk)})[0] == 202
    assert Delivery.objects.get(pk=call.pk).state == "queued"
    assert owner("POST", f"{here}replay/", {"delivery": made["id"]})[0] == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "", "url": "https://93.184.215.14/"}, "name"),
        ({"name": "C"}, "url"),
        ({"name": "C", "url": "file:///etc/passwd"}, "url"),
        ({"name": "C", "url": "https://93.184.215.14/", "events": []}, "events"),
        ({"name": "C", "url": "https://93.184.215.14/", "events": ["alert.exploded"]}, "events.0"),
    ],
)
def test_refusals_name_the_field(owner: Program, body: dict[str, Any], field: str) -> None:
    status, answer = owner("POST", ROOT, body)
    assert status == 400
    assert any(name.startswith(field.split(".")[0]) for name in answer["error"]["fields"])
    assert not Endpoint.objects.exists()


def test_a_key_that_may_only_read(scoped: World, owner: Program) -> None:
    _, made = owner("POST", ROOT, {"name": "Club", "url": "https://93.184.215.14/"})
    _, text = create_key(actor=scoped.owner.actor, name="reader", read_only=True)
    client = Client(headers={"Authorization": f"Bearer {text}"})
    assert client.get(f"{ROOT}{made['id']}/").status_code == 200
    assert client.post(f"{ROOT}{made['id']}/rotate/").status_code == 403


def test_of_another_organisation_there_is_nothing(scoped: World, outside: World, owner: Program) -> None:
    _, made = owner("POST", ROOT, {"name": "Club", "url": "https://93.184.215.14/"})
    theirs = Program(outside.owner)
    assert theirs("GET", ROOT)[1]["results"] == []
    assert theirs("POST", f"{ROOT}{made['id']}/rotate/")[0] == 404
