"""A receiver of webhooks with bad days: it refuses, takes half a minute, or takes a call and hangs up."""

from __future__ import annotations

import time
from http.server import BaseHTTPRequestHandler

from standardwebhooks import Webhook, WebhookVerificationError

from tests.alerts.receiver import Receiver
from tests.faults.mail_trap import SLOW_S, Mood


class HookTrap(Receiver):
    """Keeps the ids of the calls it took, also of those that it never confirmed; `secret` is what signs them."""

    def __init__(self) -> None:
        super().__init__()
        self.mood = Mood.WELL
        self.secret = ""
        self.taken: list[str] = []
        self.unsigned = 0

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer one call as today's mood is."""
        mood = self.mood
        if mood is Mood.REFUSES:
            handler.send_error(503)
            return
        headers = {name.lower(): value for name, value in handler.headers.items()}
        call = next(one for one in reversed(self.calls) if one.headers == headers)
        try:
            Webhook(self.secret).verify(call.body, headers)
        except WebhookVerificationError:
            self.unsigned += 1
        self.taken.append(headers["webhook-id"])
        if mood is Mood.DIES:
            handler.close_connection = True
            handler.connection.close()
            return
        if mood is Mood.SLOW:
            time.sleep(SLOW_S)
        super().answer(handler)
