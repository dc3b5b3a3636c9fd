"""Keys for programs."""

from __future__ import annotations

import hashlib
import secrets

from django.db import transaction
from django.db.models.functions import Now

from athletes.access import Actor
from athletes.models import ApiKey

PREFIX = "chk_"  # so that a key found in a log or a repository is recognised for what it is


@transaction.atomic
def create_key(*, actor: Actor, name: str, read_only: bool) -> tuple[ApiKey, str]:
    """A new key of the actor's own membership, and its text, which is shown once and kept nowhere."""
    text = PREFIX + secrets.token_urlsafe(32)
    key = ApiKey(
        organisation_id=actor.organisation_id,
        membership_id=actor.membership_id,
        name=name.strip(),
        digest=hashlib.sha256(text.encode()).digest(),
        hint=text[-4:],
        read_only=read_only,
    )
    key.full_clean()
    key.save()
    return key, text


def revoke_key(*, actor: Actor, key_id: str) -> bool:
    """End one of the actor's own keys; False when there is no such key."""
    mine = ApiKey.objects.filter(membership=actor.membership_id, pk=key_id, revoked_at=None)
    return bool(mine.update(revoked_at=Now()))
