"""`manage.py rebuild_rollups`: what is kept ready of every athlete, made anew from the log itself."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from athletes.models import Athlete
from coachhub.core.scope import every_organisation
from sessions.services.rollups import rebuild, stale_athletes


class Command(BaseCommand):
    """Beside the running service: one transaction an athlete, who is locked meanwhile."""

    help = "Make the roll-ups and the roster's lines anew from the log, and say how many were other than they are now."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose, and whether a difference is a failure."""
        parser.add_argument("--athlete", metavar="ID", help="only this one")
        parser.add_argument("--stale", action="store_true", help="only those kept by an older version")
        parser.add_argument("--check", action="store_true", help="exit with 1 when anything was other")

    def handle(self, *args: Any, **options: Any) -> None:
        """Safe to run again, and to stop at any moment."""
        with every_organisation():
            asked = stale_athletes() if options["stale"] else Athlete.objects.order_by("pk")
            if options["athlete"]:
                asked = asked.filter(pk=options["athlete"])
            athletes = other = 0
            for athlete in asked.iterator(chunk_size=500):
                athletes += 1
                other += rebuild(athlete)
        if options["verbosity"]:
            said = "1 athlete" if athletes == 1 else f"{athletes:,} athletes"
            self.stdout.write(f"{said} rolled up; {other:,} other than before.")
        if options["check"] and other:
            raise CommandError("Roll-ups and log did not agree. Now they do.")
