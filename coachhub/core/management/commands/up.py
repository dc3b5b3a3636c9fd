"""`manage.py up`."""

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from coachhub.serving.up import up


class Command(BaseCommand):
    """Start everything CoachHub needs on this machine and run it until Ctrl-C."""

    help = "Start database, broker, web, workers and beat, and run them until Ctrl-C."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until stopped; exits with 1 and one sentence when it cannot start."""
        sys.exit(up(settings.CONFIG))
