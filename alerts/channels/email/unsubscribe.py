"""The link by which a person stops mails, all but those about red flags, without signing in."""

from __future__ import annotations

from django.core import signing
from django.urls import reverse

from athletes.models import Membership
from coachhub.core.scope import every_organisation

SALT = "alerts.unsubscribe"


def unsubscribe_path(person: Membership) -> str:
    """The path of the page; whoever holds the link is meant, and it does nothing but this."""
    return reverse("unsubscribe", args=[signing.dumps(str(person.pk), salt=SALT)])


def whose(token: str) -> Membership | None:
    """The member whose link this is; None for one that is none, or of somebody who left."""
    try:
        key = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    with every_organisation():
        found = Membership.objects.select_related("user", "organisation").filter(pk=key, ended_at=None)
        return found.first()
