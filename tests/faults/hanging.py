"""Gives the organisation of somebody in a running stack webhooks, all at one address.

Run in the stack's environment: `python -m tests.faults.hanging E-MAIL URL COUNT`, by an owner's address.
"""

from __future__ import annotations

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coachhub.settings")

import django

django.setup()

from django.db import transaction  # noqa: E402  needs Django set up

from alerts.services.endpoints import create_webhook  # noqa: E402  likewise
from athletes.models import User  # noqa: E402  likewise
from athletes.selectors.actors import actor_by_user  # noqa: E402  likewise
from coachhub.core.scope import organisation_scope  # noqa: E402  likewise


def main() -> None:
    """An empty JSON object."""
    email, url, count = sys.argv[1:]
    actor = actor_by_user(User.objects.get(email=email).pk)
    if actor is None:
        raise LookupError(f"{email} is no member")
    with transaction.atomic(), organisation_scope(actor.organisation_id):
        for number in range(int(count)):
            create_webhook(actor=actor, label=f"Club {number}", url=url, events=["alert.opened"])
    sys.stdout.write("{}")


if __name__ == "__main__":
    main()
