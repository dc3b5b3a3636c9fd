"""Receivers that never answer hold up nothing but themselves: a red flag's mail goes out meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from threading import Event
from typing import Any

import pytest
import requests
from django.utils import timezone

from coachhub.core.ids import new_id
from tests.alerts.receiver import Receiver
from tests.stack import Stack, eventually

pytestmark = pytest.mark.xdist_group("stack")
WEBHOOKS, AT_ONCE = 12, 8  # more than are called at once


class Silent(Receiver):
    """Takes calls and says nothing until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = Event()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Wait as long as it takes."""
        self.let_go.wait(60)
        super().answer(handler)


@pytest.fixture
def silent() -> Iterator[Silent]:
    one = Silent()
    yield one
    one.let_go.set()
    one.stop()


def test_a_red_flag_s_mail_passes_a_dozen_webhooks_that_hang(stack: Stack, silent: Silent) -> None:
    people = stack.people("Hanging")
    stack.run("tests.faults.hanging", people["emails"]["owner"], silent.url, str(WEBHOOKS))
    _tick(stack, people["keys"]["maya"])
    eventually(lambda: _hooks(stack).count("sending") >= AT_ONCE, within_s=60)  # everybody who could call hangs
    _tick(stack, people["keys"]["samira"])
    eventually(lambda: _mailed(stack, people["emails"]["coach"], "Samira Haddad"), within_s=60)
    assert len(_hooks(stack)) == 2 * WEBHOOKS
    assert "sent" not in _hooks(stack)


def _tick(stack: Stack, key: str) -> None:
    answer: dict[str, Any] = {
        "id": str(new_id()),
        "answered_at": timezone.now().isoformat(),
        "ticked": ["stuck"],
        "none_of_these": False,
        "side": "left",
    }
    headers = {"Authorization": f"Bearer {key}"}
    sent = requests.post(f"{stack.url}/api/v1/check-ins/", json=answer, headers=headers, timeout=30)
    assert sent.status_code == 201, sent.text


def _mailed(stack: Stack, address: str, about: str) -> bool:
    return any(f"To: {address}" in one and about in one for one in stack.mails())


def _hooks(stack: Stack) -> list[str]:
    """How the messages to webhooks stand."""
    return [one["state"] for one in stack.rows("SELECT state FROM alerts_delivery WHERE channel = 'webhook'")]
