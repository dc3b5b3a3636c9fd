"""A mail server with bad days: it refuses, takes half a minute, or takes a message and dies before saying so."""

from __future__ import annotations

import asyncio
import time
from enum import StrEnum
from threading import Lock

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.stack import free_port

SLOW_S = 30.0


class Mood(StrEnum):
    """How it answers a message."""

    WELL = "well"
    REFUSES = "refuses"
    SLOW = "slow"
    DIES = "dies"


class MailTrap:
    """Keeps the message ids it was given, by recipient, also those of messages it never confirmed.

    `at` is when each first arrived, by the monotonic clock.
    """

    def __init__(self) -> None:
        self.mood = Mood.WELL
        self.port = free_port()
        self._taken: list[tuple[str, str]] = []
        self.at: dict[str, float] = {}
        self._lock = Lock()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    def start(self) -> None:
        """Listen, in a thread of its own."""
        self._controller.start()

    def stop(self) -> None:
        """Be away."""
        self._controller.stop()

    def taken(self) -> list[tuple[str, str]]:
        """(recipient, message id) of everything that arrived, in order, repeats among it."""
        with self._lock:
            return list(self._taken)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  its name
        """Called with the whole message."""
        mood = self.mood
        if mood is Mood.REFUSES:
            return "451 come back later"
        if mood is Mood.SLOW:
            await asyncio.sleep(SLOW_S)
        assert isinstance(envelope.content, bytes)
        message_id = next(line for line in envelope.content.splitlines() if line.lower().startswith(b"message-id:"))
        with self._lock:
            self.at.setdefault(message_id.partition(b":")[2].strip().decode(), time.monotonic())
            self._taken += [(to, message_id.partition(b":")[2].strip().decode()) for to in envelope.rcpt_tos]
        if mood is Mood.DIES and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return "250 taken"
