"""Makes the people of a fault run in a running service's database, and prints their keys.

Run in the service's environment: `python -m tests.faults.crowd athletes 500 http://127.0.0.1:9000/`, or with
`assistants 50`.
"""

from __future__ import annotations

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coachhub.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402  needs Django set up
from django.db import transaction  # noqa: E402  likewise
from django.test import Client  # noqa: E402  likewise

from alerts.services.endpoints import create_webhook  # noqa: E402  likewise
from athletes.models import Organisation, Role  # noqa: E402  likewise
from athletes.services.api_keys import create_key  # noqa: E402  likewise
from coachhub.core.scope import organisation_scope  # noqa: E402  likewise
from tests.world import Person, make_athlete, make_member, make_world  # noqa: E402  likewise

NAME = "Faults"


def main() -> None:
    """One JSON object."""
    what, count = sys.argv[1], int(sys.argv[2])
    with transaction.atomic():
        made = _athletes(count, sys.argv[3]) if what == "athletes" else _assistants(count)
    sys.stdout.write(json.dumps(made))


def _athletes(count: int, webhook: str) -> dict[str, object]:
    """An organisation with one coach, a webhook and so many athletes; nobody else is told at once."""
    world = make_world(NAME)
    with organisation_scope(world.organisation.pk):
        opened = ["alert.opened"]
        _, secret = create_webhook(actor=world.owner.actor, label="Receiver", url=webhook, events=opened)
    athletes = [make_athlete(world.organisation, f"Athlete {number}") for number in range(count)]
    return {
        "athletes": {str(one.athlete.pk): _key(one) for one in athletes},
        "webhook_secret": secret,
        "coach": _key(world.coach),
        "coach_session": _session(world.coach),
    }


def _assistants(count: int) -> dict[str, object]:
    organisation = Organisation.objects.get(name=NAME)
    people = [make_member(organisation, Role.ASSISTANT, f"Assistant {number}") for number in range(count)]
    return {"assistants": [_key(one) for one in people]}


def _session(person: Person) -> str:
    """A browser's cookie with which this person is signed in."""
    browser = Client()
    browser.force_login(person.user)
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def _key(person: Person) -> str:
    with organisation_scope(person.membership.organisation_id):
        return create_key(actor=person.actor, name="faults", read_only=False)[1]


if __name__ == "__main__":
    main()
