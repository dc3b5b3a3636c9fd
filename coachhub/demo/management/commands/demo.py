"""`manage.py demo`."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from coachhub.demo.load import load_demo
from coachhub.demo.stories import STORIES
from coachhub.demo.views import ON_THE_PAGE

SIGN_IN = [
    f"To look around, open it and choose {ON_THE_PAGE[0]} (coach) or {ON_THE_PAGE[1]} (athlete): no password.",
]


class Command(BaseCommand):
    """Load the demo organisation. Run again, it changes nothing."""

    help = "Load the demo organisation, if it is not there yet."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and note for `manage.py up` how to sign in."""
        if settings.CONFIG.production:
            raise CommandError("The demo is not for production: anybody could sign in to it.")
        loaded = load_demo()
        settings.CONFIG.data.mkdir(parents=True, exist_ok=True)
        (settings.CONFIG.data / "demo.json").write_text(json.dumps({"sign_in": SIGN_IN}))
        self.stdout.write(
            f"Demo organisation with {len(STORIES)} athletes loaded; three videos are being measured."
            if loaded
            else "The demo organisation is there already."
        )
