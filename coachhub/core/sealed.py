"""Secrets of others that the service has to use again: sealed in the database, so that a copy of it gives none away.

The key is made from COACHHUB_SECRET_KEY. Whoever changes that loses what was sealed, and has to enter it anew.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class SealBrokenError(Exception):
    """It cannot be opened: COACHHUB_SECRET_KEY is another one than when it was sealed."""


def seal(value: dict[str, Any]) -> str:
    """The value (whatever JSON can say) as a text that only this service can read."""
    return _fernet().encrypt(json.dumps(value).encode()).decode()


def unseal(text: str) -> dict[str, Any]:
    """The value again; raises SealBrokenError."""
    try:
        value: dict[str, Any] = json.loads(_fernet().decrypt(text.encode()))
    except InvalidToken as error:
        raise SealBrokenError("It was sealed with another COACHHUB_SECRET_KEY: enter it anew.") from error
    return value


def _fernet() -> Fernet:
    digest = hashlib.sha256(f"coachhub.core.sealed:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
