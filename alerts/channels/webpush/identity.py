"""The key pair by which push services know this CoachHub (VAPID, RFC 8292): made once, shared by all machines."""

from __future__ import annotations

import base64

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from alerts.models import PushIdentity
from coachhub.core.sealed import SealBrokenError, seal, unseal


def public_key() -> str:
    """What a browser is given to subscribe with: the uncompressed point (65 bytes), base64url without padding.

    One whose private key cannot be opened any more is of no use to a new device: it is replaced.
    """
    found = _identity()
    try:
        _read(found.sealed)
    except SealBrokenError:
        PushIdentity.objects.filter(sealed=found.sealed).delete()
        found = _identity()
    return found.public


def private_key() -> Vapid02:
    """What signs calls to push services. Raises SealBrokenError."""
    return _read(_identity().sealed)


def _read(sealed: str) -> Vapid02:
    return Vapid02.from_raw(unseal(sealed)["private"].encode())


def _identity() -> PushIdentity:
    """The one there is; of several processes that make it at once, one's stays."""
    found = PushIdentity.objects.first()
    if found is None:
        PushIdentity.objects.bulk_create([_made()], ignore_conflicts=True)
        found = PushIdentity.objects.get()
    return found


def _made() -> PushIdentity:
    key = ec.generate_private_key(ec.SECP256R1())
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    number = key.private_numbers().private_value.to_bytes(32, "big")
    return PushIdentity(public=_text(point), sealed=seal({"private": _text(number)}))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
