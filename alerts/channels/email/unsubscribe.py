"""The link by which a person stops mails, all but those about red flags, without signing in."""

from __future__ import annotations

from uuid import UUID

from django.core import signing
from django.urls import reverse

from athletes.models import Membership
from coachhub.core.scope import every_organisation

SALT = "alerts.unsubscribe"


def unsubscribe_path(person: Membership) -> str:
    """The path of the page; whoever holds the link is meant, and it does nothing but this."""
    return reverse("unsubscribe", args=[signing.Signer(salt=SALT).sign(person.pk.hex)])


def whose(token: str) -> Membership | None:
    """The member whose link this is; None for one that is none, or of somebody who left."""
    try:
        key = UUID(signing.Signer(salt=SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    with every_organisation():
        found = Membership.objects.select_related("user", "organisation").filter(pk=key, ended_at=None)
        return found.first()
