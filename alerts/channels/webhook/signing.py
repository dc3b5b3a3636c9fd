"""The secrets by which a receiver knows that a call is ours. For a day after a rotation the old one signs too."""

from __future__ import annotations

import base64
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from standardwebhooks.webhooks import Webhook

PREFIX = "whsec_"
BYTES = 32  # the specification asks for 24 to 64
BOTH_FOR = timedelta(hours=24)  # default


def new_secret() -> str:
    """A new signing secret as receivers are given it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(BYTES)).decode()


def fresh() -> dict[str, Any]:
    """The sealed part of a new webhook."""
    return {"signing": new_secret()}


def rotated(keys: dict[str, Any], now: datetime) -> dict[str, Any]:
    """A new secret; the one before signs along until a day from now."""
    return {"signing": new_secret(), "old": keys["signing"], "old_until": (now + BOTH_FOR).isoformat()}


def headers(keys: dict[str, Any], message_id: str, body: str, now: datetime) -> dict[str, str]:
    """The three headers of Standard Webhooks 1.0; several signatures are separated by a space."""
    now = now.astimezone(UTC)
    valid = [str(keys["signing"])]
    if "old" in keys and datetime.fromisoformat(keys["old_until"]) > now:
        valid.append(str(keys["old"]))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(Webhook(one).sign(message_id, now, body) for one in valid),
    }
