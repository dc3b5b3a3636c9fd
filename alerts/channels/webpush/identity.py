"""The key pair by which push services know this CoachHub (VAPID, RFC 8292): made once, shared by all machines.

It is there before anything runs: whenever the database is brought up to date, one that is missing is made, and one
whose private key cannot be opened any more is replaced. Devices that subscribed with that one have to do so anew.
"""

from __future__ import annotations

import base64

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from alerts.models import PushIdentity
from coachhub.core.sealed import SealBrokenError, seal, unseal


def ensure_identity() -> None:
    """See to it that there is one that can be used. Of several processes that do so at once, one's stays."""
    PushIdentity.objects.bulk_create([_made()], ignore_conflicts=True)
    found = PushIdentity.objects.get()
    try:
        _read(found.sealed)
    except SealBrokenError:
        made = _made()
        PushIdentity.objects.filter(sealed=found.sealed).update(public=made.public, sealed=made.sealed)


def public_key() -> str:
    """What a browser is given to subscribe with: the uncompressed point (65 bytes), base64url without padding."""
    return PushIdentity.objects.get().public


def private_key() -> Vapid02:
    """What signs calls to push services. Raises SealBrokenError."""
    return _read(PushIdentity.objects.get().sealed)


def _read(sealed: str) -> Vapid02:
    return Vapid02.from_raw(unseal(sealed)["private"].encode())


def _made() -> PushIdentity:
    key = ec.generate_private_key(ec.SECP256R1())
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    number = key.private_numbers().private_value.to_bytes(32, "big")
    return PushIdentity(public=_text(point), sealed=seal({"private": _text(number)}))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
