"""A receiver of webhooks with bad days: it refuses, takes half a minute, or takes a call and hangs up."""

from __future__ import annotations

import time
from http.server import BaseHTTPRequestHandler

from standardwebhooks import Webhook

from tests.alerts.receiver import Receiver
from tests.faults.mail_trap import SLOW_S, Mood


class HookTrap(Receiver):
    """Keeps every call it took, also those that it never confirmed."""

    def __init__(self) -> None:
        super().__init__()
        self.mood = Mood.WELL

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer one call as today's mood is."""
        mood = self.mood
        if mood is Mood.REFUSES:
            self.calls.pop()
            handler.send_error(503)
            return
        if mood is Mood.DIES:
            handler.close_connection = True
            handler.connection.close()
            return
        if mood is Mood.SLOW:
            time.sleep(SLOW_S)
        super().answer(handler)

    def taken(self, secret: str) -> list[str]:
        """The ids of the calls that were taken and are signed with this secret, in order, repeats among them."""
        key = Webhook(secret)
        for call in self.calls:
            key.verify(call.body, call.headers)  # raises for a call that is not ours
        return [call.headers["webhook-id"] for call in self.calls]
