"""The web server's doors: whoever falls silent in the middle of something is not taken at half their word."""

from __future__ import annotations

import asyncio
import json
import socket
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from django.conf import settings

from coachhub import asgi
from coachhub.core.ids import new_id
from coachhub.core.scope import organisation_scope
from sessions.models import CheckIn
from tests.alerts.acting import only_alert, tick
from tests.web import STALL_S, Web
from tests.world import Person, World


def test_an_answer_cut_in_half_by_a_lost_signal_is_to_be_sent_again(shared: World, web: Web) -> None:
    """Not refused: a phone keeps what is refused for somebody to correct, and nobody would be told of the sign."""
    body = json.dumps({"id": str(new_id()), "answered_at": "2026-01-01T10:00:00Z", "ticked": ["stuck"]})
    answer = send_half(web, shared.maya, "/api/v1/check-ins/", "application/json", body)
    assert answer.startswith("HTTP/1.1 408")
    with organisation_scope(shared.organisation.pk):
        assert not CheckIn.objects.exists()


@pytest.mark.parametrize("goes", [False, True])
def test_a_form_cut_in_half_is_not_taken_for_what_was_typed(shared: World, web: Web, goes: bool) -> None:
    with organisation_scope(shared.organisation.pk):
        tick(shared.maya)
        alert = only_alert()
    body = "deed=comment&note=It+is+not+broken&more=" + "x" * 40
    send_half(web, shared.coach, f"/alerts/{alert.pk}/", "application/x-www-form-urlencoded", body, goes=goes)
    assert web.browser(shared.coach).get(f"{web.url}/alerts/{alert.pk}/").status_code == 200  # and it is over
    with organisation_scope(shared.organisation.pk):
        assert not alert.transitions.filter(kind="commented").exists()


def test_strangers_who_announce_something_and_send_nothing_keep_nobody_out(web: Web) -> None:
    where = urlsplit(web.url)
    head = f"POST /live/ HTTP/1.1\r\nHost: {where.netloc}\r\nContent-Length: 1000000\r\n\r\n".encode()
    with ExitStack() as open_lines:
        for _ in range(settings.CONFIG.web_threads + 1):
            line = socket.create_connection((str(where.hostname), int(where.port or 0)), timeout=5)
            open_lines.enter_context(line).sendall(head)
        assert requests.get(f"{web.url}/live/", timeout=5).status_code == 401


def test_what_is_sent_to_a_page_that_stays_open_is_thrown_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django would keep it on disk, as much as comes."""
    sent = [{"type": "http.request", "body": b"x" * 100, "more_body": True}] * 3 + [{"type": "http.disconnect"}]
    heard = []

    async def listens(scope: Any, receive: Any, send: Any) -> None:
        heard.extend([await receive(), await receive()])

    async def receive() -> Any:
        return sent.pop(0)

    monkeypatch.setattr(asgi, "_open", listens)
    asyncio.run(asgi.application(_scope("/files/x/"), receive, _nothing))
    assert heard == [{"type": "http.request", "body": b"", "more_body": False}, {"type": "http.disconnect"}]


def send_half(web: Web, person: Person, path: str, kind: str, body: str, *, goes: bool = False) -> str:
    """The first line of the answer to a request whose second half does not come; `goes`: the sender says so."""
    where, browser = urlsplit(web.url), web.browser(person)
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {where.netloc}\r\nCookie: {cookies}\r\n"
        f"X-CSRFToken: {browser.cookies['csrftoken']}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection((str(where.hostname), int(where.port or 0)), timeout=STALL_S + 10) as line:
        line.sendall((head + body[: len(body) // 2]).encode())
        if goes:
            line.shutdown(socket.SHUT_WR)
        return line.makefile("rb").readline().decode()


def test_pages_that_stay_open_are_opened_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a restart all of them come back at once; each asks the database who it is."""
    opening = most = open_now = 0
    go_on = asyncio.Event()

    async def stays(scope: Any, receive: Any, send: Any) -> None:
        nonlocal opening, most, open_now
        opening += 1
        most = max(most, opening)
        await asyncio.sleep(0.01)
        await send({"type": "http.response.start"})
        await send({"type": "http.response.body"})
        opening -= 1
        open_now += 1
        await go_on.wait()
        if scope["path"].endswith("fails"):
            raise RuntimeError

    async def all_at_once() -> int:
        paths = ["/live/", "/live/fails"] * 15
        pages = [asyncio.create_task(asgi.application(_scope(path), _nothing, _nothing)) for path in paths]
        while open_now < len(paths):
            await asyncio.sleep(0.01)
        go_on.set()
        return sum(isinstance(one, RuntimeError) for one in await asyncio.gather(*pages, return_exceptions=True))

    monkeypatch.setattr(asgi, "_open", stays)
    monkeypatch.setattr(asgi, "_being_opened", asyncio.Semaphore(4))
    assert asyncio.run(all_at_once()) == 15
    assert most == 4


def test_one_that_fails_before_it_answers_lets_the_next_in(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(scope: Any, receive: Any, send: Any) -> None:
        raise RuntimeError

    async def three() -> list[Any]:
        asked = [asgi.application(_scope("/live/"), _nothing, _nothing) for _ in range(3)]
        return await asyncio.wait_for(asyncio.gather(*asked, return_exceptions=True), 5)

    monkeypatch.setattr(asgi, "_open", fails)
    monkeypatch.setattr(asgi, "_being_opened", asyncio.Semaphore(1))
    assert [type(one) for one in asyncio.run(three())] == [RuntimeError] * 3


def _scope(path: str) -> dict[str, str]:
    return {"type": "http", "path": path}


async def _nothing(*_: Any) -> None:
    """Nobody sends, and nobody listens."""


@pytest.mark.parametrize(("whole", "ends"), [(True, True), (False, False)])
def test_who_drips_is_cut_off_unless_it_is_an_upload(monkeypatch: pytest.MonkeyPatch, whole: bool, ends: bool) -> None:
    """Each byte comes in good time, and never the last one."""
    monkeypatch.setattr(asgi, "WHOLE_S", 0.2)

    async def drip() -> Any:
        await asyncio.sleep(0.01)
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def listen() -> bool:
        receive = asgi._impatient(drip, whole=whole)
        try:
            for _ in range(100):
                await receive()
        except ConnectionResetError:
            return True
        return False

    assert asyncio.run(listen()) is ends
