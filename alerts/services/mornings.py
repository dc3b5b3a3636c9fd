"""Each athlete's log is looked at once a day, after 07:00 their own time, although nothing was logged."""

from __future__ import annotations

import time
from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from alerts.models import MorningCheck, next_morning
from athletes.models import Athlete
from coachhub.core.scope import every_organisation, organisation_scope
from sessions.services.refresh import refresh_athlete

SECONDS = 10.0  # default: how long one sweep goes on
AFTER_A_FAILURE = timedelta(hours=1)  # default

log = structlog.get_logger(__name__)


def expect_mornings(athlete: Athlete) -> None:
    """From now on this athlete is looked at every morning. Does nothing the second time."""
    row = MorningCheck(
        organisation_id=athlete.organisation_id, athlete=athlete, due_at=next_morning(athlete, timezone.now())
    )
    MorningCheck.objects.bulk_create([row], ignore_conflicts=True)


def look_at_due() -> None:
    """Look at athletes whose morning has come, the longest waiting first, for some seconds."""
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends:
        with every_organisation():
            due = MorningCheck.objects.filter(due_at__lte=Now(), athlete__archived_at=None)
            waiting = list(due.order_by("due_at").values_list("pk", "organisation_id")[:50])
        for check_id, organisation_id in waiting:
            with organisation_scope(organisation_id):
                _look(check_id)
        if not waiting:
            return


def _look(check_id: int) -> None:
    """One athlete, in a transaction of its own; somebody else's look at the same moment is left to them."""
    try:
        with transaction.atomic():
            check = (
                MorningCheck.objects.select_for_update(skip_locked=True, of=["self"])
                .select_related("athlete")
                .filter(pk=check_id, due_at__lte=Now())
                .first()
            )
            if check is None:
                return
            refresh_athlete(check.athlete, only_time=True)
            # Written last, with the athlete locked: who logs has the athlete first and may then want this row.
            check.due_at = next_morning(check.athlete, timezone.now())
            check.save(update_fields=["due_at"])
    except Exception:  # one athlete's trouble keeps nobody else's morning from coming
        log.exception("morning_check_failed", check=check_id)
        MorningCheck.objects.filter(pk=check_id).update(due_at=Now() + AFTER_A_FAILURE)
