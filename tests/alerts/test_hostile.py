"""What other people write and other servers do to a message: it arrives as what it is, or is refused with a reason."""

from __future__ import annotations

import gzip
import json
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone
from standardwebhooks import Webhook

from alerts.channels.base import Answer, PassingError
from alerts.channels.chat.plain import plain
from alerts.channels.email.unsubscribe import unsubscribe_path
from alerts.channels.guarded import Line, post
from alerts.models import Attempt, Delivery, Endpoint, SwitchedOffNotice
from alerts.services import endpoints, outcomes
from alerts.tasks import deliver, tell_switched_off
from athletes.models import Athlete, Membership
from athletes.services.members import end_membership, restore_membership
from tests.alerts.acting import hurts, only_alert, tick
from tests.alerts.device import Device
from tests.alerts.mail_server import MailServer
from tests.alerts.receiver import Receiver, Reply
from tests.world import World

HOSTILE = "Ann <3 @everyone [cheap](https://evil.example) & `rm`\r\nBcc: all@example.org"
ROOMS = {
    "telegram": "tgram://123456789:abcdefg_hijklmnop/12315544/",
    "discord": "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js",
    "slack": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#alerts",
    "google chat": "gchat://workspace/key/token",
    "webex": "wxteams://" + "a" * 80,
    "ntfy": "ntfys://a-topic-of-ours",
    "twilio": "twilio://AC735c307c62944b5a:e29dfbcebf390dee9@+15551112222/+15551113333",
}


def send_all(channel: str) -> None:
    """What waits on a channel is sent, as if its time had come."""
    for one in Delivery.objects.filter(channel=channel, state__in=["queued", "waiting"]).order_by("id"):
        Delivery.objects.filter(pk=one.pk).update(due_at=timezone.now() - timedelta(seconds=1))
        deliver(str(one.pk))


def is_called(world: World, name: str) -> None:
    """What Maya chose as her name."""
    Athlete.objects.filter(pk=world.maya.athlete.pk).update(name=name)


def the(channel: str) -> Delivery:
    return Delivery.objects.get(channel=channel)


# -- names in other people's rooms --------------------------------------------------------------------


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What services far away are sent, as text; each takes it."""
    bodies: list[str] = []

    def send(line: Line, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        body: Any = request.body or b""
        bodies.append(body if isinstance(body, str) else body.decode())
        response = requests.Response()
        response.status_code = line.status = 200
        response._content = b"ok" if "slack" in str(request.url) else b'{"ok": true, "result": []}'
        return response

    monkeypatch.setattr(Line, "send", send)
    return bodies


def words_in(body: str) -> str:
    """All texts of a JSON or form body, one after the other."""
    if not body.startswith("{"):
        return " ".join(one for values in parse_qs(body).values() for one in values)
    found: list[str] = []

    def look(value: Any) -> None:
        if isinstance(value, dict | list):
            for one in value.values() if isinstance(value, dict) else value:
                look(one)
        elif isinstance(value, str):
            found.append(value)

    look(json.loads(body))
    return " ".join(found)


@pytest.mark.parametrize("room", ROOMS)
def test_a_name_is_no_more_than_a_name_in_a_chat(scoped: World, said: list[str], room: str) -> None:
    """It rings nobody, hides no link, and no service refuses the red flag for its sake."""
    endpoints.create_chat(actor=scoped.coach.actor, label="", address=ROOMS[room], for_everybody=False)
    is_called(scoped, HOSTILE)
    tick(scoped.maya)
    send_all("chat")
    assert the("chat").state == "sent"
    (body,) = said
    words = words_in(body).replace("https://github.com/caronc", "")  # the picture of Apprise's own
    assert "Red flag: Ann" in words
    assert not any(mark in words for mark in ("@everyone", "](", "https://evil", "`", "<3", "&lt;3"))
    assert "\r\nBcc" not in words
    assert f"/alerts/{only_alert().pk}/" in words  # our own link is one


def test_telegram_can_read_it_as_the_html_it_is_sent_as(scoped: World, said: list[str]) -> None:
    """A lone `<` is an error there, and the message would be refused for good."""
    endpoints.create_chat(actor=scoped.coach.actor, label="", address=ROOMS["telegram"], for_everybody=False)
    is_called(scoped, "A <b> & <unclosed")
    tick(scoped.maya)
    send_all("chat")
    sent = json.loads(said[0])
    assert sent["parse_mode"] == "HTML"
    assert sent["text"].count("<") == sent["text"].count(">") == 2  # Apprise's own <b> and </b> about the title
    assert "&" not in sent["text"]


def test_usual_names_stay_as_they_are() -> None:
    for name in ("Maya Lindqvist", "Zoë O’Neill-Šťastná", "Søren 王", "Jean-Luc d'Arc (U21), #9"):
        assert plain(name) == name


@pytest.mark.usefixtures("private_allowed")
def test_what_a_receiver_answered_is_no_more_than_text_either(
    scoped: World, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its words are told by chat when it switches itself off."""
    room = endpoints.create_chat(actor=scoped.owner.actor, label="", address=ROOMS["discord"], for_everybody=False)
    hook = Endpoint.objects.create(
        organisation=scoped.organisation, channel="webhook", label="Club", address="http://127.0.0.1/", event_types=[]
    )
    outcomes.switch_off(hook, "It answered 400: @everyone look at [this](https://evil.example)")
    monkeypatch.setattr("alerts.channels.email.channel.EmailChannel.tell", _away)
    tell_switched_off(str(SwitchedOffNotice.objects.get().pk))
    words = words_in(said[0])
    assert "It answered 400" in words
    assert not any(mark in words for mark in ("@everyone", "](", "https://evil"))
    assert f"/settings/channels/{hook.pk}/" in words
    assert room.is_on


def _away(*_: Any, **__: Any) -> None:
    raise PassingError("away")


# -- names in mails and calls -------------------------------------------------------------------------


def test_a_name_adds_no_header_to_a_mail_and_no_mark_to_its_page(scoped: World, mail_server: MailServer) -> None:
    is_called(scoped, HOSTILE)
    tick(scoped.maya)
    send_all("email")
    mail = next(one for one in mail_server.messages if one["To"] == scoped.coach.user.email)
    assert (mail["Bcc"], mail["Cc"]) == (None, None)
    assert mail["Subject"] == f"Red flag: {' '.join(HOSTILE.split())}"
    page = mail.get_body(preferencelist=("html",))
    assert page is not None
    assert "Ann &lt;3" in page.get_content()
    assert mail_server.recipients.count("all@example.org") == 0


@pytest.mark.usefixtures("private_allowed")
def test_a_name_breaks_no_call_and_no_signature(scoped: World, receiver: Receiver) -> None:
    made, secret = endpoints.create_webhook(
        actor=scoped.owner.actor, label="Club\r\nX-Evil: 1", url=receiver.url, events=["alert.opened"]
    )
    assert made.label == "Club X-Evil: 1"
    is_called(scoped, HOSTILE)
    tick(scoped.maya)
    send_all("webhook")
    (call,) = receiver.calls
    told = Webhook(secret).verify(call.body, call.headers)
    assert told["data"]["alert"]["athlete"]["name"] == HOSTILE
    assert "x-evil" not in call.headers


@pytest.mark.usefixtures("private_allowed")
def test_a_name_reaches_a_device_on_one_line(scoped: World, receiver: Receiver) -> None:
    device = Device(receiver)
    device.allow(scoped.coach)
    is_called(scoped, HOSTILE)
    tick(scoped.maya)
    send_all("push")
    assert device.read(receiver.calls[0])["title"] == f"Red flag: {' '.join(HOSTILE.split())}"


# -- certificates -------------------------------------------------------------------------------------


class Certified(Receiver):
    """A receiver with a certificate that it signed itself."""

    def __init__(self, folder: Path, *, name: str) -> None:
        super().__init__()
        self.authority = folder / "certificate.pem"
        key = ec.generate_private_key(ec.SECP256R1())
        self.authority.write_bytes(_certificate(key, name).public_bytes(Encoding.PEM))
        secret = folder / "key.pem"
        secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.authority, secret)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"https://127.0.0.1:{self.port}"


def _certificate(key: ec.EllipticCurvePrivateKey, name: str) -> x509.Certificate:
    whose = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tests")])
    alternative: x509.GeneralName = x509.DNSName(name)
    if name[0].isdigit():
        alternative = x509.IPAddress(ip_address(name))
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(whose).issuer_name(whose).public_key(key.public_key())
    builder = (
        builder.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    )
    builder = builder.add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    return builder.sign(key, hashes.SHA256())


@pytest.mark.usefixtures("private_allowed")
class TestCertificates:
    """Nothing is sent to a server that cannot say who it is."""

    @pytest.fixture
    def server(self, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Certified]:
        one = Certified(tmp_path, name=request.param)
        yield one
        one.stop()

    def trusted(self, server: Certified, monkeypatch: pytest.MonkeyPatch) -> None:
        """As if somebody whom everybody trusts had signed it."""
        monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(server.authority))

    @pytest.mark.parametrize("server", ["127.0.0.1"], indirect=True)
    def test_signed_by_nobody_known(self, server: Certified) -> None:
        with pytest.raises(PassingError, match=r"cannot be reached: .*certificate"):
            post(server.url, b"health data", {}, line=Line())
        assert server.calls == []

    @pytest.mark.parametrize("server", ["somebody-else.example"], indirect=True)
    def test_of_another_name(self, server: Certified, monkeypatch: pytest.MonkeyPatch) -> None:
        self.trusted(server, monkeypatch)
        with pytest.raises(PassingError, match=r"cannot be reached: .*certificate"):
            post(server.url, b"health data", {}, line=Line())
        assert server.calls == []

    @pytest.mark.parametrize("server", ["127.0.0.1"], indirect=True)
    def test_its_own(self, server: Certified, monkeypatch: pytest.MonkeyPatch) -> None:
        self.trusted(server, monkeypatch)
        assert post(server.url, b"health data", {}, line=Line()).status == 200
        assert server.calls[0].body == b"health data"

    @pytest.mark.parametrize("server", ["127.0.0.1"], indirect=True)
    def test_not_even_a_chat_address_that_asks_not_to_look(self, scoped: World, server: Certified) -> None:
        address = f"ntfys://127.0.0.1:{server.port}/topic?verify=no"
        endpoints.create_chat(actor=scoped.coach.actor, label="", address=address, for_everybody=False)
        tick(scoped.maya)
        send_all("chat")
        assert the("chat").state == "waiting"
        assert "certificate" in the("chat").error
        assert server.calls == []


# -- answers ------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("private_allowed")
class TestAnswers:
    """Whatever a server answers, the memory stays small and the status counts."""

    @pytest.mark.parametrize("packing", ["gzip", "deflate"])
    def test_one_that_is_not_packed_as_it_says(self, receiver: Receiver, packing: str) -> None:
        """It was taken: sent again it would come twice, for a day."""
        receiver.reply = Reply(200, b"thank you", {"Content-Encoding": packing})
        assert post(receiver.url, b"{}", {}, line=Line()) == Answer(200, "")

    def test_a_small_one_that_unpacks_to_a_flood(self, receiver: Receiver) -> None:
        receiver.reply = Reply(200, gzip.compress(b"z" * 20_000_000), {"Content-Encoding": "gzip"})
        assert post(receiver.url, b"{}", {}, line=Line()).said == "z" * 500

    @pytest.mark.parametrize(
        "headers", [{"X-Long": "y" * 70_000}, {f"X-{number}": "y" for number in range(200)}], ids=["long", "many"]
    )
    def test_more_headers_than_anybody_needs(self, receiver: Receiver, headers: dict[str, str]) -> None:
        receiver.reply = Reply(200, b"", headers)
        with pytest.raises(PassingError, match="cannot be reached: got more than"):
            post(receiver.url, b"{}", {}, line=Line())

    def test_marks_and_nul_in_it_are_kept_as_text(self, scoped: World, receiver: Receiver) -> None:
        hook, _ = endpoints.create_webhook(
            actor=scoped.owner.actor, label="Club", url=receiver.url, events=["alert.opened"]
        )
        receiver.reply = Reply(400, b"<script>\0\r\nSet-Cookie: a=b\xff")
        tick(scoped.maya)
        send_all("webhook")
        assert the("webhook").error == "It answered 400: <script>? Set-Cookie: a=b\N{REPLACEMENT CHARACTER}"
        client = Client()
        client.force_login(scoped.owner.user)
        page = client.get(f"/settings/channels/{hook.pk}/").content.decode()
        assert "&lt;script&gt;?" in page
        assert "<script>?" not in page

    @pytest.mark.parametrize("channel", ["webhook", "push", "chat"])
    def test_too_many_requests_are_kept_to_by_all_that_follows(
        self, scoped: World, receiver: Receiver, channel: str
    ) -> None:
        """Also by a second message, which has not been refused itself; no attempt is counted for it."""
        self.place(scoped, receiver, channel)
        receiver.reply = Reply(429, b"slow down", {"Retry-After": "600"})
        hurts(scoped.maya, 8)
        send_all(channel)
        assert the(channel).state == "waiting"
        assert timedelta(minutes=9) < the(channel).due_at - timezone.now() <= timedelta(minutes=10)
        hurts(scoped.samira, 8)
        send_all(channel)
        assert len(receiver.calls) == 1
        second = Delivery.objects.filter(channel=channel).latest("id")
        assert (second.state, second.attempts) == ("waiting", 0)
        assert timedelta(minutes=8) < second.due_at - timezone.now() <= timedelta(minutes=10)

    @pytest.mark.parametrize("channel", ["webhook", "push", "chat"])
    def test_a_red_flag_keeps_to_a_minute_of_them(self, scoped: World, receiver: Receiver, channel: str) -> None:
        self.place(scoped, receiver, channel)
        receiver.reply = Reply(429, b"slow down", {"Retry-After": "3600"})
        hurts(scoped.samira, 8)
        send_all(channel)
        tick(scoped.maya)
        red_flag = Delivery.objects.filter(channel=channel).latest("id")
        for calls in (1, 2):  # the first time it is too soon after what failed, then it is tried and refused itself
            deliver(str(red_flag.pk))
            red_flag.refresh_from_db()
            assert len(receiver.calls) == calls
            assert red_flag.state == "waiting"
            assert timedelta(0) < red_flag.due_at - timezone.now() <= timedelta(minutes=1)
            Delivery.objects.filter(pk=red_flag.pk).update(due_at=timezone.now() - timedelta(seconds=1))
            Attempt.objects.update(at=timezone.now() - timedelta(minutes=1))
        receiver.reply = Reply(200)
        deliver(str(red_flag.pk))
        red_flag.refresh_from_db()
        assert red_flag.state == "sent"

    @pytest.mark.parametrize("channel", ["webhook", "chat"])
    def test_one_that_wants_no_more_is_off_at_once(self, scoped: World, receiver: Receiver, channel: str) -> None:
        self.place(scoped, receiver, channel)
        receiver.reply = Reply(410, b"moved out")
        tick(scoped.maya)
        send_all(channel)
        row = Endpoint.objects.get()
        assert (row.is_on, row.switched_itself_off) == (False, True)
        assert row.off_reason == "It asked for no more messages. It answered 410: moved out."
        assert SwitchedOffNotice.objects.exists()

    def place(self, world: World, receiver: Receiver, channel: str) -> None:
        if channel == "push":
            Device(receiver).allow(world.coach)
        elif channel == "chat":
            address = f"ntfy://127.0.0.1:{receiver.port}/knees"
            endpoints.create_chat(actor=world.coach.actor, label="", address=address, for_everybody=False)
        else:
            endpoints.create_webhook(actor=world.owner.actor, label="Club", url=receiver.url, events=["alert.opened"])


# -- push services ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("private_allowed")
@pytest.mark.parametrize("sender", ["CoachHub", "CoachHub <coach@club>", ""])
def test_a_sender_nobody_knows_is_no_device_s_fault(
    scoped: World, receiver: Receiver, settings: LazySettings, sender: str
) -> None:
    """Set wrongly by the operator, it waits and says so; the devices stay."""
    Device(receiver).allow(scoped.coach)
    settings.DEFAULT_FROM_EMAIL = sender
    tick(scoped.maya)
    send_all("push")
    assert the("push").state == "waiting"
    assert "EMAIL_FROM" in the("push").error
    assert (Endpoint.objects.get().is_on, receiver.calls) == (True, [])
    settings.DEFAULT_FROM_EMAIL = "CoachHub <coach@club.example>"
    Endpoint.objects.update(retry_at=None)
    send_all("push")
    assert the("push").state == "sent"


@pytest.mark.usefixtures("private_allowed")
def test_a_device_that_was_given_half_of_its_keys(scoped: World, receiver: Receiver) -> None:
    device = Device(receiver)
    device.keys["auth"] = ""
    device.allow(scoped.coach)
    tick(scoped.maya)
    send_all("push")
    assert (the("push").state, receiver.calls) == ("dead", [])
    assert "allow push messages there anew" in the("push").error


# -- people who left, and people who say it twice -----------------------------------------------------


@pytest.mark.usefixtures("private_allowed")
class TestSomebodyWhoLeft:
    """Their devices and rooms are no way out of the organisation."""

    @pytest.fixture
    def places(self, scoped: World, receiver: Receiver, private_allowed: None) -> None:
        Device(receiver).allow(scoped.coach)
        address = f"ntfy://127.0.0.1:{receiver.port}/knees"
        endpoints.create_chat(actor=scoped.coach.actor, label="", address=address, for_everybody=False)

    @pytest.mark.usefixtures("places")
    def test_nothing_is_written_to_them_and_what_waits_goes_nowhere(self, scoped: World, receiver: Receiver) -> None:
        tick(scoped.maya)
        end_membership(actor=scoped.owner.actor, membership=scoped.coach.membership)
        for channel in ("push", "chat", "email"):
            send_all(channel)
        assert receiver.calls == []
        gone = Delivery.objects.filter(endpoint__isnull=False)
        assert {(one.state, one.error) for one in gone} == {
            ("dead", "Not sent: this person does not look after the athlete any more.")
        }
        tick(scoped.samira)
        assert not Delivery.objects.filter(transition__alert__athlete=scoped.samira.athlete).filter(
            endpoint__isnull=False
        )

    @pytest.mark.usefixtures("places")
    def test_nor_is_anything_when_their_account_is_closed(self, scoped: World, receiver: Receiver) -> None:
        tick(scoped.maya)
        scoped.coach.user.is_active = False
        scoped.coach.user.save()
        send_all("push")
        assert receiver.calls == []

    @pytest.mark.usefixtures("places")
    def test_taken_back_in_they_are_told_there_again(self, scoped: World, receiver: Receiver) -> None:
        end_membership(actor=scoped.owner.actor, membership=scoped.coach.membership)
        restore_membership(actor=scoped.owner.actor, membership=scoped.coach.membership)
        tick(scoped.maya)
        send_all("push")
        assert len(receiver.calls) == 1

    def test_their_link_in_an_old_mail_changes_nothing(self, scoped: World) -> None:
        path = unsubscribe_path(scoped.coach.membership)
        end_membership(actor=scoped.owner.actor, membership=scoped.coach.membership)
        assert Client().post(path).status_code == 404
        assert not Endpoint.objects.exists()


class TestTwice:
    """Mail programs press a second time, or at once."""

    def test_unsubscribing_twice_is_once(self, scoped: World) -> None:
        path = unsubscribe_path(scoped.coach.membership)
        for _ in range(2):
            assert Client().post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
        assert Endpoint.objects.get().only_red_flags
        assert Client().post(path, {"undo": "1"}).status_code == 200
        assert not Endpoint.objects.get().only_red_flags

    def test_a_link_of_one_is_not_another_s(self, scoped: World, outside: World) -> None:
        Client().post(unsubscribe_path(outside.coach.membership))
        assert not Endpoint.objects.exists()  # of this organisation
        assert Membership.objects.filter(pk=outside.coach.membership.pk).count() == 0

    def test_a_mailbox_that_is_off_stays_off(self, scoped: World) -> None:
        mailbox = outcomes.mailbox_of(scoped.coach.membership)
        outcomes.switch_off(mailbox, "10 messages in a row were refused.")
        Client().post(unsubscribe_path(scoped.coach.membership))
        row = Endpoint.objects.get()
        assert (row.is_on, row.only_red_flags) == (False, True)
        hurts(scoped.maya, 8)
        assert not Delivery.objects.filter(channel="email", recipient=scoped.coach.membership).exists()
