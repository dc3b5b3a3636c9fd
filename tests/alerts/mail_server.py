"""A small mail server that speaks real SMTP, and can be told how to answer."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.stack import free_port

TAKEN = "250 taken"


class MailServer:
    """Answers each recipient with `on_recipient`, each message with `on_message`; keeps what it takes."""

    def __init__(self) -> None:
        self.on_recipient = self.on_message = TAKEN
        self.recipients: list[str] = []
        self.messages: list[EmailMessage] = []
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    def start(self) -> None:
        """Listen, in a thread of its own."""
        self._controller.start()

    def stop(self) -> None:
        """Be away."""
        if self._controller.server is not None:
            self._controller.stop()

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Called for each recipient."""
        if self.on_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.on_recipient

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Called with the whole message."""
        if self.on_message.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.recipients += envelope.rcpt_tos
            self.messages.append(message_from_bytes(envelope.content, EmailMessage, policy=policy.default))
        return self.on_message
