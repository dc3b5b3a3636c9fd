"""Logs: each line has the id of what it belongs to, is one object where machines read it, and opens no door."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen
from uuid import UUID

import psutil
import pytest
import requests
import structlog
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.conf import settings as django_settings
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path, re_path, reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker, Settings

from athletes.services import invitations
from coachhub import logs
from coachhub.celery import app
from coachhub.core.ids import new_id
from coachhub.core.scope import organisation_scope
from coachhub.serving.supervisor import Child, Supervisor
from sessions.selectors.files import file_links
from tests.calling import Api, key_of
from tests.films import a_report, answer, film
from tests.stack import eventually, free_port
from tests.world import PASSWORD, World

Line = dict[str, Any]
SESAME = "-".join(("open", "sesame"))  # so that it is not in the code that an error shows
log = structlog.get_logger(__name__)
plain = logging.getLogger(__name__)


@contextmanager
def listening(*, as_json: bool) -> Iterator[io.StringIO]:
    """What is logged meanwhile, as it leaves the process."""
    with warnings.catch_warnings():  # which pytest listens to itself
        logging.captureWarnings(capture=False)
        warnings.simplefilter("always")
        with redirect_stderr(io.StringIO()) as stream:
            logs.configure(json=as_json)
        try:
            yield stream
        finally:
            logs.configure(json=False)


@pytest.fixture
def heard() -> Iterator[io.StringIO]:
    """What is logged, as machines read it."""
    with listening(as_json=True) as stream:
        yield stream


def lines(text: str) -> list[Line]:
    """Every line of a log, each of which has to be an object that says these things."""
    found: list[Line] = [json.loads(line) for line in text.splitlines()]
    for line in found:
        assert {"event", "level", "timestamp", "logger"} <= set(line)
        assert datetime.fromisoformat(line["timestamp"]).tzinfo is not None
        assert line["level"] in {"info", "warning", "error", "critical"}
    return found


# -- pages of these tests -----------------------------------------------------------------------------


def asked(request: HttpRequest) -> HttpResponse:
    """A page that logs, in both ways."""
    log.warning("asked", what="ours")
    plain.warning("asked too, by %s", "somebody else's library")
    return HttpResponse("ok")


def crash(request: HttpRequest, *_: str) -> HttpResponse:
    """A page that fails while it holds a password."""
    password = request.POST.get("password", "")
    raise RuntimeError(f"the page broke with {len(password)} letters")


urlpatterns = [
    path("asked/", asked),
    re_path(r"^(join|files|accounts)/", crash),
    path("", include("coachhub.urls")),
]


@pytest.fixture
def pages(settings: Settings) -> None:
    """The pages above are there, before the product's own."""
    settings.ROOT_URLCONF = __name__


# -- the shape of a line ------------------------------------------------------------------------------


def say_something_of_every_kind() -> None:
    """As our own code, other people's code and Python itself do."""
    log.warning("delivery_waits", attempt=3, delivery=new_id())
    plain.error("could not reach %s\nafter %d tries", "the server", 2)
    warnings.warn("this will change", stacklevel=1)
    for broken in (log, plain):
        try:
            hold_a_secret(SESAME)
        except ValueError:
            broken.exception("broke")


def hold_a_secret(word: str) -> None:
    """Fails while one of its variables should not be seen."""
    raise ValueError(f"a word of {len(word)} letters")


def test_for_machines_each_line_is_one_object(heard: io.StringIO) -> None:
    say_something_of_every_kind()
    ours, theirs, pythons, *broken = lines(heard.getvalue())
    assert (ours["event"], ours["level"], ours["attempt"], ours["logger"]) == ("delivery_waits", "warning", 3, __name__)
    assert (theirs["event"], theirs["level"]) == ("could not reach the server\nafter 2 tries", "error")
    assert (pythons["logger"], "this will change" in pythons["event"]) == ("py.warnings", True)
    assert len(broken) == 2
    for line in broken:
        assert "in hold_a_secret" in line["exception"]
        assert line["exception"].endswith("ValueError: a word of 11 letters")


def test_for_people_it_is_text() -> None:
    with listening(as_json=False) as stream:
        say_something_of_every_kind()
    first = stream.getvalue().splitlines()[0]
    assert re.match(r"\d{4}-\d\d-\d\dT[\d:.]+Z \[warning +\] delivery_waits ", first)
    assert "attempt=3" in first
    assert stream.getvalue().count("ValueError: a word of 11 letters") == 2
    assert "\x1b[" not in stream.getvalue()


@pytest.mark.parametrize("as_json", [True, False])
def test_what_variables_held_when_something_broke_is_not_told(as_json: bool) -> None:
    with listening(as_json=as_json) as stream:
        say_something_of_every_kind()
    assert "in hold_a_secret" in stream.getvalue()
    assert SESAME not in stream.getvalue()


# -- what a line belongs to ---------------------------------------------------------------------------


def test_the_lines_of_a_request_have_its_id_and_no_other_line_has(
    heard: io.StringIO, pages: None, world: World
) -> None:
    browser = Client()
    browser.force_login(world.maya.user)
    browser.get("/asked/")
    browser.get("/asked/")
    log.warning("afterwards")
    *asked_lines, afterwards = lines(heard.getvalue())
    ids = [line["request_id"] for line in asked_lines]
    assert ids[0] == ids[1] != ids[2] == ids[3]
    assert [UUID(one).version for one in ids] == [4] * 4
    assert {line["user_id"] for line in asked_lines} == {str(world.maya.user.pk)}
    assert "request_id" not in afterwards


def test_a_page_that_breaks_is_told_with_its_address_and_its_place(heard: io.StringIO, pages: None, db: None) -> None:
    answered = Client(raise_request_exception=False).post("/join/us/", {"password": PASSWORD})
    assert answered.status_code == 500
    told = [line for line in lines(heard.getvalue()) if line["event"] == "request_failed"]
    assert [(line["request"], line["level"]) for line in told] == [("POST /join/us/", "error")]
    assert "in crash" in told[0]["exception"]
    assert PASSWORD not in heard.getvalue()


# -- what opens a door --------------------------------------------------------------------------------


def secret_addresses(world: World) -> dict[str, tuple[str, str]]:
    """Addresses whose holder may do something by having them, and the part of each that must not be seen."""
    cache.clear()
    with organisation_scope(world.organisation.pk):
        invitation = invitations.link(invitations.invite(actor=world.owner.actor, squad_id=world.powerlifting.pk))
        analysis = answer(film(world.maya), a_report(), web=b"web")
        file = file_links(analysis, world.coach.actor)["web"]
    confirm = reverse("account_confirm_email", args=[EmailConfirmationHMAC(EmailAddress.objects.all()[0]).key])
    Client().post(reverse("account_reset_password"), {"email": world.maya.user.email})
    reset = re.findall(r"https?://[^/\s]+(/\S+)", str(mail.outbox[-1].body))[0]
    signed = {
        "an invitation": invitation.removeprefix(django_settings.CONFIG.url),
        "a file": file,
        "a confirmation": confirm,
    }
    found = {what: (address, address.rstrip("/")[-43:]) for what, address in signed.items()}
    found["a new password"] = (reset, reset.rstrip("/")[-30:])
    key = key_of(world.coach)
    found["a key"] = (f"/api/v1/nothing/?key={key}", key[-40:])
    return found


def test_no_line_lets_its_reader_in(heard: io.StringIO, settings: Settings, world: World) -> None:
    doors = secret_addresses(world)
    settings.ROOT_URLCONF = __name__  # from here on they all lead to a page that breaks
    assert len({secret for _, secret in doors.values()}) == 5
    for address, _ in doors.values():
        visitor = Client(raise_request_exception=False)
        visitor.get(address)
        visitor.post(f"/nothing/?next={quote(address, safe='')}")
        Client(enforce_csrf_checks=True).post(address)
        log.error("went_wrong", args=[address], deep={"address": f"https://coach.example{address}"})
        plain.error("GET %s", address)
    told = heard.getvalue()
    lines(told)
    for what, (address, secret) in doors.items():
        begins = address[:12]
        assert told.count(begins) >= 5, what
        assert secret not in told, what
        assert secret[:20] not in told, what


def test_nor_does_a_line_of_text(world: World) -> None:
    doors = secret_addresses(world)
    with listening(as_json=False) as stream:
        for address, _ in doors.values():
            plain.error("GET %s", address)
            Client(enforce_csrf_checks=True).post(address)
    assert [what for what, (_, secret) in doors.items() if secret in stream.getvalue()] == []
    assert stream.getvalue().count("/join/") >= 2


def test_a_password_is_in_no_line_whatever_becomes_of_the_sign_in(heard: io.StringIO, world: World) -> None:
    credentials = {"login": world.maya.user.email, "password": PASSWORD}
    for browser in (Client(), Client(enforce_csrf_checks=True)):
        browser.post(reverse("account_login"), credentials)
        browser.post(reverse("account_login"), credentials | {"password": "wrong-" + PASSWORD})
    Client().get("/nothing/")
    assert len(lines(heard.getvalue())) >= 3
    assert PASSWORD not in heard.getvalue()


@pytest.mark.parametrize(
    "address",
    ["redis://:pa55word@broker:6379/0", "postgresql://coach:pa55word@db/coach", "smtp://mail:pa55word@mail.example:25"],
)
def test_nor_is_a_servers_password(heard: io.StringIO, address: str) -> None:
    log.error("not_reachable", address=address)
    plain.error("Cannot connect to %s", address)
    assert "pa55word" not in heard.getvalue()
    assert [address.split("@")[1] in str(line) for line in lines(heard.getvalue())] == [True, True]


@pytest.mark.parametrize(
    "text",
    [
        "GET /athletes/01a217f3-7a96-751a-892e-e515891221ba/sets/before/01a217f3-7aa1-7772-81da-dabca03df6a5/",
        "at 2026-11-26T13:02:39.555471Z, took 00:00:12",
        "videos/01a217f3-7a96-751a-892e-e515891221ba/01a217f3-7aa1-7772-81da-dabca03df6a5.mp4",
        "Error 111 connecting to /tmp/sockets/valkey.sock. Connection refused.",
        "redis://broker:6379/0, mail to coach@example.org",
    ],
)
def test_everything_else_stays_whole(heard: io.StringIO, text: str) -> None:
    log.warning("said", text=text)
    plain.warning(text)
    ours, theirs = lines(heard.getvalue())
    assert (ours["text"], theirs["event"]) == (text, text)


# -- as processes -------------------------------------------------------------------------------------


class Processes:
    """A web server and workers whose logs are for machines, on this run's database, in a room of the broker's."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._port = folder, free_port()
        self._supervisor = Supervisor()
        self.url = f"http://127.0.0.1:{self._port}"
        broker = f"{django_settings.CONFIG.redis_url.partition('?')[0]}?db=7"
        self.broker_url = broker.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=", 1)
        self._env = {
            "DATABASE_URL": os.environ["DATABASE_URL"].replace("/coachhub?", f"/{connection.settings_dict['NAME']}?"),
            "REDIS_URL": broker,
            "PORT": str(self._port),
            "COACHHUB_LOG_JSON": "true",
            "EMAIL_URL": f"smtp://127.0.0.1:{free_port()}",  # where nobody takes a mail
        }

    def start(self) -> None:
        """All at once."""
        for name in ("worker", "worker-red-flags", "web"):
            argv = [sys.executable, "-m", "coachhub.serving", name]
            log_file = self._folder / name
            ready = self._answers if name == "web" else (lambda: True)
            self._supervisor.start(Child(name=name, argv=argv, env=self._env, ready=ready, log=log_file), within_s=60)

    def stop(self) -> None:
        """All."""
        self._supervisor.stop()

    def children(self) -> list[psutil.Process]:
        """The worker's own processes."""
        return psutil.Process(self._supervisor.pid("worker")).children()

    def told(self, name: str) -> list[Line]:
        """What one of them has logged so far."""
        return lines((self._folder / name).read_text())

    def line(self, name: str, part: str) -> Line | None:
        """The first line whose event holds this."""
        return next((one for one in self.told(name) if part in one["event"]), None)

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/healthz", timeout=2) as answered:
                return bool(answered.status == 200)
        except OSError:
            return False


@pytest.fixture(scope="module")
def processes(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Processes]:
    """Started once."""
    with tempfile.TemporaryDirectory() as folder:
        with django_db_blocker.unblock():
            both = Processes(Path(folder))
        try:
            both.start()
            yield both
        finally:
            both.stop()


@pytest.mark.xdist_group("logs")
def test_a_task_leads_back_to_the_request_behind_it(
    processes: Processes, heard: io.StringIO, shared: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.conf, "broker_write_url", processes.broker_url)
    logging.getLogger("django_structlog").setLevel(logging.INFO)
    body = {
        "id": str(new_id()),
        "athlete": str(shared.maya.athlete.pk),
        "answered_at": timezone.now().isoformat(),
        "ticked": ["stuck"],
        "side": "right",
        "movement": "squat",
    }
    answered = Api(shared.maya).post("check-ins/", body)
    assert answered.status_code == 201, answered.content
    own = lines(heard.getvalue())
    (request_id,) = {line["request_id"] for line in own}
    enqueued = {line["child_task_id"] for line in own if line["event"] == "task_enqueued"}
    assert len(enqueued) == 1  # the mail to the coach, whose turn it is

    waits = eventually(lambda: processes.line("worker-red-flags", "delivery_waits"))
    assert waits["request_id"] == request_id
    assert waits["task_id"] in enqueued
    assert waits["user_id"] == str(shared.maya.user.pk)


@pytest.mark.xdist_group("logs")
def test_every_line_of_a_web_server_and_of_a_worker_is_one_object(processes: Processes, shared: World) -> None:
    with organisation_scope(shared.organisation.pk):
        address = invitations.link(invitations.invite(actor=shared.owner.actor, squad_id=shared.powerlifting.pk))
    secret = address.rstrip("/")[-43:]
    requests.post(processes.url + address.removeprefix(django_settings.CONFIG.url), timeout=10)
    failed = eventually(lambda: processes.line("web", "request_finished"))
    assert (failed["code"], secret in str(processes.told("web"))) == (403, False)
    assert "/join/" in failed["request"]

    eventually(processes.children)[0].kill()
    killed = eventually(lambda: processes.line("worker", "exited with 'signal 9"))
    assert killed["level"] == "error"
