"""Where a message may be sent: nothing private, by whatever way it is written, and exactly what was checked."""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.conf import LazySettings

from alerts.channels import addresses
from alerts.channels.addresses import AddressRefusedError, NameNotFoundError, check_url, is_public
from alerts.channels.answers import LONGEST_WAIT, sort_out, wait
from alerts.channels.base import Answer, GoneError, PassingError, PermanentError
from alerts.channels.guarded import Line, beginning, post
from tests.alerts.receiver import Receiver, Reply

PRIVATE = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",  # noqa: S104  refused, not bound
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::127.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "::127.0.0.1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "fc00::1",
    "fd12:3456::1",
    "ff02::1",
    "2001:db8::1",
]
PUBLIC = ["93.184.215.14", "8.8.8.8", "172.32.0.1", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:8.8.8.8"]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost:8080/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://0/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://169.254.169.254/latest/meta-data/",
        "https://10.0.0.1/",
    ],
)
def test_ways_of_writing_this_machine_and_its_neighbours(url: str) -> None:
    with pytest.raises(AddressRefusedError, match="private or local"):
        check_url(url)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://93.184.215.14/", "begin with"),
        ("file:///etc/passwd", "begin with"),
        ("gopher://93.184.215.14/", "begin with"),
        ("//93.184.215.14/", "begin with"),
        ("93.184.215.14", "begin with"),
        ("https://", "no host"),
        ("https://me:secret@93.184.215.14/", "user name"),
        ("https://127.0.0.1@93.184.215.14/", "user name"),
        ("https://93.184.215.14:25/", "port"),
        ("https://93.184.215.14:0/", "port"),
        ("https://93.184.215.14:99999/", "not an address"),
        ("https://93.184.215.14:x/", "not an address"),
        ("https://[::1/", "not an address"),
        ("https://93.184.215.14/\r\nHost: other", "line breaks"),
        ("https://93.184.215.14/ x", "spaces"),
        ("https://93.184.215.14\\@127.0.0.1/", "backslashes"),
        ("https://93.184.215.14/" + "x" * 500, "at most 500"),
    ],
)
def test_addresses_that_are_none_of_the_web(url: str, why: str) -> None:
    with pytest.raises(AddressRefusedError, match=why):
        check_url(url)


@pytest.mark.parametrize("url", ["https://93.184.215.14/hook", "http://93.184.215.14:8443/a?b=c", "https://8.8.8.8"])
def test_addresses_that_are(url: str) -> None:
    assert check_url(url).url == url


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Names lead to what the test says; each further look-up to the next of the answers. Keeps what was asked."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def answer(*answers: list[str]) -> list[str]:
        waiting = list(answers)

        def look_up(host: str, port: int, *given: Any, **named: Any) -> Any:
            if host[0].isdigit():
                return real(host, port, *given, **named)
            asked.append(host)
            found = waiting.pop(0) if len(waiting) > 1 else waiting[0]
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        return asked

    return answer


def test_a_name_of_which_one_address_is_private(resolver: Callable[..., list[str]]) -> None:
    resolver(["93.184.215.14", "10.0.0.1"])
    with pytest.raises(AddressRefusedError):
        check_url("https://both.example/")


def test_a_name_that_leads_nowhere(resolver: Callable[..., list[str]]) -> None:
    resolver([])
    with pytest.raises(NameNotFoundError, match=r"nowhere\.example leads nowhere"):
        check_url("https://nowhere.example/")


def test_a_resolver_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*_: Any, **__: Any) -> list[Any]:
        time.sleep(1)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    monkeypatch.setattr(addresses, "RESOLVING_S", 0.05)
    with pytest.raises(NameNotFoundError):
        check_url("https://slow.example/")


class TestConnecting:
    """The check is made again at each call, and what it saw is what is connected to."""

    def test_a_name_that_turns_private_after_it_was_registered(
        self, resolver: Callable[..., list[str]], receiver: Receiver
    ) -> None:
        resolver(["93.184.215.14"], ["127.0.0.1"])
        url = f"http://turns.example:{receiver.port}/"
        check_url(url)
        with pytest.raises(PermanentError, match="private or local"):
            post(url, b"{}", {}, line=Line())
        assert not receiver.calls

    def test_the_name_is_asked_once_a_call_and_the_answer_is_connected_to(
        self,
        resolver: Callable[..., list[str]],
        receiver: Receiver,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """A second look-up, which would give the private address, never happens: there is nothing to rebind."""
        asked = resolver(["93.184.215.14"], ["127.0.0.1"])
        connected: list[Any] = []

        def connect(address: Any, timeout: float | None = None) -> socket.socket:
            connected.append(address)
            plain = socket.socket()
            plain.settimeout(timeout)
            plain.connect(("127.0.0.1", receiver.port))
            return plain

        monkeypatch.setattr(socket, "create_connection", connect)
        assert post("http://rebinds.example:8080/hook", b"{}", {}, line=Line()).status == 200
        assert asked == ["rebinds.example"]
        assert connected == [("93.184.215.14", 8080)]
        assert receiver.calls[0].headers["host"] == "rebinds.example:8080"

    def test_the_next_address_when_one_takes_no_connection(
        self, resolver: Callable[..., list[str]], receiver: Receiver, private_allowed: None
    ) -> None:
        resolver(["127.0.0.9", "127.0.0.1"])  # nothing listens at the first
        assert post(f"http://two.example:{receiver.port}/", b"{}", {}, line=Line()).status == 200

    def test_nobody_there(self, private_allowed: None, receiver: Receiver) -> None:
        receiver.stop()
        with pytest.raises(PassingError, match="cannot be reached"):
            post(receiver.url, b"{}", {}, line=Line())

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    def test_redirects_are_not_followed(self, private_allowed: None, receiver: Receiver, status: int) -> None:
        receiver.reply = Reply(status, headers={"Location": f"{receiver.url}/elsewhere"})
        assert post(receiver.url, b"{}", {}, line=Line()).status == status
        assert [one.path for one in receiver.calls] == ["/"]

    def test_proxies_of_the_environment_are_not_used(
        self, private_allowed: None, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        assert post(receiver.url, b"{}", {}, line=Line()).status == 200

    def test_one_that_says_nothing(self, private_allowed: None, receiver: Receiver) -> None:
        receiver.reply = Reply(after_s=5)
        with pytest.raises(PassingError, match=r"did not answer within 0\.2 seconds"):
            post(receiver.url, b"{}", {}, line=Line(whole_s=0.2))

    def test_one_that_drips(self, private_allowed: None, receiver: Receiver) -> None:
        """Each byte comes in time, the whole does not: it is cut off."""
        receiver.reply = Reply(body=b"x" * 100, drip_s=0.05)
        with pytest.raises(PassingError, match=r"did not answer within 0\.3 seconds"):
            post(receiver.url, b"{}", {}, line=Line(whole_s=0.3))

    def test_one_that_never_shakes_hands(self, private_allowed: None) -> None:
        """Also within TLS, which takes the connection over."""
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"https://127.0.0.1:{silent.getsockname()[1]}/"
            with pytest.raises(PassingError, match=r"did not answer within 0\.2 seconds"):
                post(url, b"{}", {}, line=Line(whole_s=0.2))

    def test_a_flood_is_read_at_its_beginning(self, private_allowed: None, receiver: Receiver) -> None:
        receiver.reply = Reply(body=b"y" * 5_000_000)
        assert post(receiver.url, b"{}", {}, line=Line()).said == "y" * 500

    @pytest.mark.parametrize("port", [22, 25, 5])
    def test_ports_of_other_services(self, port: int) -> None:
        with pytest.raises(PermanentError, match="port"):
            post(f"http://93.184.215.14:{port}/", b"{}", {}, line=Line())

    def test_an_answer_is_kept_as_one_line_that_can_be_stored(self) -> None:
        assert beginning(b"a\r\nb\0c \xff") == "a b?c \N{REPLACEMENT CHARACTER}"


class TestAnswers:
    """What a status means."""

    @pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
    def test_taken(self, status: int) -> None:
        assert sort_out(Answer(status)).status == status

    @pytest.mark.parametrize("status", [301, 302, 307, 400, 401, 403, 404, 405, 413, 422, 451])
    def test_refused_for_good(self, status: int) -> None:
        with pytest.raises(PermanentError, match=f"It answered {status}: no thanks") as error:
            sort_out(Answer(status, "no thanks"))
        assert not isinstance(error.value, GoneError)

    @pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 599])
    def test_passing(self, status: int) -> None:
        with pytest.raises(PassingError):
            sort_out(Answer(status))

    def test_gone(self) -> None:
        with pytest.raises(GoneError):
            sort_out(Answer(410))

    @pytest.mark.parametrize(
        ("said", "seconds"),
        [("120", 120), ("0", 0), ("999999999999", 3600), ("Wed, 21 Oct 2065 07:28:00 GMT", 3600)],
    )
    def test_retry_after(self, said: str, seconds: int) -> None:
        found = wait(said)
        assert found is not None
        assert found.total_seconds() == seconds
        assert found <= LONGEST_WAIT

    @pytest.mark.parametrize("said", ["", "soon", "-5", "1.5", "²"])
    def test_a_retry_after_that_says_nothing(self, said: str) -> None:
        assert wait(said) is None

    def test_a_retry_after_that_is_over(self) -> None:
        found = wait("Wed, 21 Oct 2015 07:28:00 GMT")
        assert found is not None
        assert found.total_seconds() == 0


def test_the_operator_can_allow_private_addresses(settings: LazySettings) -> None:
    settings.CONFIG = replace(settings.CONFIG, webhook_private=True)
    assert check_url("http://127.0.0.1:8080/hook").host == "127.0.0.1"
    with pytest.raises(AddressRefusedError):
        check_url("file:///etc/passwd")
