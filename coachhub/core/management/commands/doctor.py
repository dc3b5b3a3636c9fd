"""`manage.py doctor`."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from coachhub.core.doctor import Grade, examine

MARKS = {Grade.OK: "✓", Grade.NOTE: "·", Grade.MISSING: "✗"}


class Command(BaseCommand):
    """Say what is missing for CoachHub to work; exit code 1 when something is."""

    help = "Say what is there, what is missing, and what to do about it."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line for each thing looked at."""
        missing = False
        for found in examine():
            missing = missing or found.grade == Grade.MISSING
            style = self.style.ERROR if found.grade == Grade.MISSING else str
            self.stdout.write(style(f"{MARKS[found.grade]} {found.what:<10} {found.text}"))
        sys.exit(1 if missing else 0)
