"""Makes the people of tests/world.py in a running stack's database, and prints who they are and their API keys.

Run in the stack's environment: `python -m tests.stack_world NAME`.
"""

from __future__ import annotations

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coachhub.settings")

import django

django.setup()

from django.db import transaction  # noqa: E402  needs Django set up

from athletes.services.api_keys import create_key  # noqa: E402  likewise
from coachhub.core.scope import organisation_scope  # noqa: E402  likewise
from tests.world import make_world  # noqa: E402  likewise


def main() -> None:
    """One JSON object: a key for everybody, and the athletes' ids."""
    with transaction.atomic():
        world = make_world(sys.argv[1])
        with organisation_scope(world.organisation.pk):
            keys = {
                name: create_key(actor=person.actor, name="tests", read_only=False)[1]
                for name, person in world.everybody.items()
            }
    athletes = {"maya": str(world.maya.athlete.pk), "samira": str(world.samira.athlete.pk)}
    emails = {name: person.user.email for name, person in world.everybody.items()}
    sys.stdout.write(json.dumps({"keys": keys, "athletes": athletes, "emails": emails}))


if __name__ == "__main__":
    main()
