"""Chat services by Apprise: against a receiver that speaks their protocols, and what is never sent anywhere."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from datetime import timedelta

import pytest
import requests
from django.conf import LazySettings
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from alerts.channels.chat import services
from alerts.models import Attempt, Delivery, Endpoint
from alerts.services import endpoints, transitions
from alerts.tasks import deliver
from tests.alerts.acting import only_alert, tick
from tests.alerts.receiver import Receiver, Reply
from tests.world import Person, World

KNOWN = {
    "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#alerts": "Slack",
    "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ": "Slack",
    "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js": "Discord",
    "tgram://123456789:abcdefg_hijklmnop/12315544/": "Telegram",
    "https://discord.com/api/webhooks/4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js": "Discord",
    "ntfys://a-topic-of-ours": "ntfy",
    "twilio://AC735c307c62944b5a:e29dfbcebf390dee9@+15551112222/+15551113333": "SMS by Twilio",
}
REFUSED = [
    "",
    "nonsense",
    "file:///etc/passwd",
    "syslog://",
    "dbus://",
    "gnome://",
    "windows://",
    "macosx://",
    "json://93.184.215.14/",
    "xml://93.184.215.14/",
    "form://93.184.215.14/",
    "mailto://user:pass@example.org",
    "smpp://user:pass@93.184.215.14/+15551112222/+15551113333",
    "mqtt://93.184.215.14/topic",
    "apprise://93.184.215.14/token",
    "rsyslog://93.184.215.14",
    "http://93.184.215.14/",
    "ntfys://[::1",
    "http://][::1",
    "mmosts://&[token]/4d8c5e7a9b1f2d3c4e5f6a7b8c",
    "slack://\r\nT1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
]


def add(person: Person, address: str, *, for_everybody: bool = False) -> Endpoint:
    return endpoints.create_chat(actor=person.actor, label="Staff room", address=address, for_everybody=for_everybody)


def send_all() -> None:
    for one in Delivery.objects.filter(channel="chat", state__in=["queued", "waiting"]).order_by("id"):
        Delivery.objects.filter(pk=one.pk).update(due_at=timezone.now() - timedelta(seconds=1))
        deliver(str(one.pk))


def row() -> Delivery:
    return Delivery.objects.get(channel="chat")


@pytest.fixture
def ntfy(receiver: Receiver) -> str:
    """The address of a topic at the receiver."""
    return f"ntfy://127.0.0.1:{receiver.port}/knees"


class TestWhichServices:
    """The listed ones, and none that reaches this machine."""

    @pytest.mark.parametrize(("address", "name"), KNOWN.items())
    def test_known(self, address: str, name: str) -> None:
        assert services.name_of(services.check(address)) == name

    def test_the_address_that_teams_gives_out(self) -> None:
        host = "https://prod-01.westeurope.logic.azure.com:443"
        address = f"{host}/workflows/643e69f83c8944/triggers/manual/paths/invoke?sig=KODuebWbDGYFr0z0eu"
        assert services.shown(services.service_of(address)) == ("Microsoft Teams at prod-01.westeurope.logic.azure.com")

    @pytest.mark.parametrize("address", REFUSED)
    def test_refused_with_a_reason_at_the_field(self, scoped: World, address: str) -> None:
        with pytest.raises(ValidationError) as error:
            add(scoped.coach, address)
        assert list(error.value.message_dict) == ["address"]
        assert not Endpoint.objects.exists()

    @pytest.mark.parametrize(
        "address",
        [
            "ntfy://127.0.0.1/topic",
            "ntfy://localhost/topic",
            "ntfys://10.0.0.1/topic",
            "mmost://192.168.1.2/4d8c5e7a9b1f2d3c4e5f6a7b8c",
            "rocket://webhook-token/abcdefghij@169.254.169.254/#room",
            "gotify://127.0.0.1:8080/Aabcdefghijklmn",
            "workflows://localhost:443/WFID/SIGNATURE",
        ],
    )
    def test_a_host_inside_the_house(self, scoped: World, address: str) -> None:
        with pytest.raises(ValidationError) as error:
            add(scoped.coach, address)
        assert "address" in error.value.message_dict
        assert not Endpoint.objects.exists()

    @pytest.mark.parametrize("address", KNOWN)
    def test_nothing_secret_is_shown_again(self, scoped: World, address: str) -> None:
        made = add(scoped.coach, address)
        secrets = ("TIiajk", "A1BRTD4JD", "JHMHI8", "abcdefg_h", "a-topic", "e29dfb", "5551113333")
        assert not any(one in f"{made.address}{made.label}{made.sealed}" for one in secrets)

    def test_no_other_service_of_apprise_s_is_even_loaded(self) -> None:
        services.service_of("ntfys://topic")
        loaded = {one.split(".")[2] for one in sys.modules if one.startswith("apprise.plugins.")}
        assert loaded - set(services.SERVICES) == {"base"}

    def test_certificates_are_checked_and_redirects_refused_whatever_the_address_says(self) -> None:
        service = services.service_of("ntfys://ntfy.example.org/topic?verify=no&redirect=yes")
        assert (service.verify_certificate, service.redirects) == (True, False)


@pytest.mark.usefixtures("private_allowed")
class TestSaying:
    """What arrives there, and what the answers mean."""

    def test_who_and_how_urgent_but_not_what(self, scoped: World, receiver: Receiver, ntfy: str) -> None:
        add(scoped.coach, ntfy)
        tick(scoped.maya)
        send_all()
        (call,) = receiver.calls
        said = json.loads(call.body)
        assert said["topic"] == "knees"
        assert said["title"] == "Red flag: Maya Lindqvist"
        assert f"/alerts/{only_alert().pk}/" in said["message"]
        assert only_alert().sentence not in call.body.decode()
        assert (row().state, Attempt.objects.get().status) == ("sent", 200)

    def test_a_repeat_can_be_told_from_another_message(self, scoped: World, receiver: Receiver, ntfy: str) -> None:
        """A worker that dies after the service has taken it: it is said again with the same id."""
        add(scoped.coach, ntfy)
        tick(scoped.maya)
        send_all()
        Delivery.objects.filter(channel="chat").update(state="queued", sent_at=None)
        send_all()
        tick(scoped.maya, "swollen")
        send_all()
        said = [json.loads(one.body)["message"] for one in receiver.calls]
        first, again, other = (one.rpartition("(message ")[2] for one in said)
        assert first == again == f"{Delivery.objects.filter(channel='chat').earliest('pk').pk.hex[-8:]})"
        assert other != first
        sequences = [one.headers["x-sequence-id"] for one in receiver.calls]
        assert sequences[0] == sequences[1] != sequences[2]
        assert all(re.fullmatch(r"[-_A-Za-z0-9]{1,64}", one) for one in sequences)

    def test_a_test_message_takes_no_other_s_place(self, scoped: World, receiver: Receiver, ntfy: str) -> None:
        room = add(scoped.coach, ntfy)
        endpoints.try_out(actor=scoped.coach.actor, endpoint=room)
        assert "x-sequence-id" not in receiver.calls[0].headers

    def test_mattermost_too(self, scoped: World, receiver: Receiver) -> None:
        add(scoped.coach, f"mmost://127.0.0.1:{receiver.port}/4d8c5e7a9b1f2d3c4e5f6a7b8c")
        tick(scoped.maya)
        send_all()
        assert receiver.calls[0].path == "/hooks/4d8c5e7a9b1f2d3c4e5f6a7b8c"
        assert "Red flag: Maya Lindqvist" in receiver.calls[0].body.decode()

    def test_a_room_for_the_whole_staff(self, scoped: World, receiver: Receiver, ntfy: str) -> None:
        add(scoped.owner, ntfy, for_everybody=True)
        tick(scoped.maya)
        transitions.assign(actor=scoped.owner.actor, alert=only_alert(), to=scoped.coach.membership)
        send_all()
        assert len(receiver.calls) == 1

    def test_only_owners_add_those(self, scoped: World, ntfy: str) -> None:
        with pytest.raises(PermissionDenied):
            add(scoped.coach, ntfy, for_everybody=True)

    def test_not_to_somebody_who_does_not_look_after_the_athlete(self, scoped: World, ntfy: str) -> None:
        add(scoped.assistant, ntfy)
        tick(scoped.samira)
        assert not Delivery.objects.filter(channel="chat").exists()

    @pytest.mark.parametrize(("status", "state"), [(401, "dead"), (404, "dead"), (429, "waiting"), (503, "waiting")])
    def test_what_services_answer(self, scoped: World, receiver: Receiver, ntfy: str, status: int, state: str) -> None:
        add(scoped.coach, ntfy)
        tick(scoped.maya)
        receiver.reply = Reply(status, b'{"error": "no"}')
        send_all()
        assert row().state == state
        assert str(status) in row().error

    def test_redirects_are_not_followed(self, scoped: World, receiver: Receiver, ntfy: str) -> None:
        add(scoped.coach, ntfy)
        tick(scoped.maya)
        receiver.reply = Reply(307, headers={"Location": f"{receiver.url}/elsewhere"})
        send_all()
        assert row().state == "dead"
        assert len(receiver.calls) == 1

    def test_a_service_that_is_away(self, scoped: World, receiver: Receiver, ntfy: str) -> None:
        add(scoped.coach, ntfy)
        tick(scoped.maya)
        receiver.stop()
        send_all()
        assert row().state == "waiting"
        assert "cannot be reached" in row().error
        assert "cannot be reached" in Attempt.objects.get().said

    def test_a_test_of_it_says_why_it_did_not_arrive(self, scoped: World, receiver: Receiver, ntfy: str) -> None:
        endpoint = add(scoped.coach, ntfy)
        receiver.stop()
        tried = endpoints.try_out(actor=scoped.coach.actor, endpoint=endpoint)
        assert (tried.outcome, tried.status) == ("passing", None)
        assert "cannot be reached" in tried.said

    def test_a_host_that_turned_private_since(
        self, scoped: World, receiver: Receiver, ntfy: str, settings: LazySettings
    ) -> None:
        """Checked again when it is sent: nothing arrives."""
        add(scoped.coach, ntfy)
        tick(scoped.maya)
        settings.CONFIG = replace(settings.CONFIG, webhook_private=False)
        send_all()
        assert row().state == "dead"
        assert "private or local" in row().error
        assert not receiver.calls

    def test_others_requests_are_as_ever(self, receiver: Receiver, settings: LazySettings) -> None:
        """The guard is around Apprise's calls alone."""
        settings.CONFIG = replace(settings.CONFIG, webhook_private=False)
        assert requests.get(receiver.url, timeout=5).status_code == 200
