"""A browser that allowed push messages, and reads them as browsers do."""

from __future__ import annotations

import base64
import json
import os
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from alerts.models import Endpoint
from alerts.services import endpoints
from tests.alerts.receiver import Call, Receiver
from tests.world import Person


def text_of(raw: bytes) -> str:
    """As browsers write keys: base64url without padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


class Device:
    """A browser with a subscription at the receiver's push service."""

    def __init__(self, receiver: Receiver, path: str = "/push/abc") -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = os.urandom(16)
        self.url = receiver.url + path
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.keys = {"p256dh": text_of(point), "auth": text_of(self.auth)}

    def allow(self, person: Person, label: str = "Chrome on Linux") -> Endpoint:
        """The person allows push messages on it."""
        return endpoints.create_device(actor=person.actor, label=label, url=self.url, **self.keys)

    def read(self, call: Call) -> dict[str, Any]:
        """What the browser makes of a message."""
        assert call.headers["content-encoding"] == "aes128gcm"
        plain = http_ece.decrypt(call.body, private_key=self.key, auth_secret=self.auth, version="aes128gcm")
        words: dict[str, Any] = json.loads(plain)
        return words
