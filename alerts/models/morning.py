"""When an athlete's log is looked at although nothing was logged."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import models

from athletes.models import Athlete, OrganisationOwned
from coachhub.core.scope import ScopedManager

AT = time(7)  # default; the athlete's own time


class MorningCheck(OrganisationOwned):
    """One row for each athlete who ever logged: time passes without an entry too, and silence is a reason to look."""

    athlete = models.OneToOneField(Athlete, on_delete=models.CASCADE, related_name="morning_check")
    due_at = models.DateTimeField(db_index=True)

    objects = ScopedManager()

    def __str__(self) -> str:
        return f"{self.athlete_id} at {self.due_at:%Y-%m-%d %H:%M}"


def next_morning(athlete: Athlete, now: datetime) -> datetime:
    """The next 07:00 of the athlete's own clock, after `now`."""
    local = now.astimezone(athlete.zone)
    day = local.date() if local.time() < AT else local.date() + timedelta(days=1)
    return datetime.combine(day, AT, tzinfo=athlete.zone)
