"""The web server's doors: whoever falls silent in the middle of something is not taken at half their word."""

from __future__ import annotations

import json
import socket
from urllib.parse import urlsplit

import pytest

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
