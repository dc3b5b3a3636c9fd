"""Each athlete's log is looked at once a day, after 07:00 their own time, although nothing was logged."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from alerts.models import MorningCheck, next_morning
from athletes.models import Athlete
from coachhub.core.scope import every_organisation, organisation_scope
from sessions.services.refresh import look_again

SECONDS = 10.0  # default: how long one sweep goes on
AT_ONCE = 50  # default: athletes looked at together, who are locked for that long
AFTER_A_FAILURE = timedelta(hours=1)  # default

log = structlog.get_logger(__name__)


def expect_mornings(athletes: Iterable[Athlete]) -> None:
    """From now on these athletes are looked at every morning. Does nothing the second time."""
    now = timezone.now()
    rows = [
        MorningCheck(organisation_id=one.organisation_id, athlete=one, due_at=next_morning(one, now))
        for one in athletes
    ]
    MorningCheck.objects.bulk_create(rows, ignore_conflicts=True)


def look_at_due() -> None:
    """Look at athletes whose morning has come, the longest waiting first, for some seconds."""
    ends = time.monotonic() + SECONDS
    looked = 1
    while looked and time.monotonic() < ends:
        with every_organisation():
            due = MorningCheck.objects.filter(due_at__lte=Now(), athlete__archived_at=None)
            waiting = list(due.order_by("due_at").values_list("organisation_id", "pk")[:AT_ONCE])
        by_organisation: dict[UUID, list[int]] = {}
        for organisation_id, check in waiting:
            by_organisation.setdefault(organisation_id, []).append(check)
        looked = 0
        for organisation_id, checks in by_organisation.items():
            with organisation_scope(organisation_id):
                looked += _look(checks)


def _look(checks: list[int]) -> int:
    """Together, in one transaction; where that fails each alone, so that one's trouble keeps nobody else's morning.

    What somebody else looks at in the same moment is left to them. Returns how many are not due any more by this.
    """
    try:
        with transaction.atomic():
            mine = MorningCheck.objects.select_for_update(skip_locked=True, of=["self"]).select_related("athlete")
            found = list(mine.filter(pk__in=checks, due_at__lte=Now()))
            if not found:
                return 0
            look_again([check.athlete for check in found])
            # Written last, with the athletes locked: who logs has the athlete first and may then want this row.
            for check in found:
                check.due_at = next_morning(check.athlete, timezone.now())
            MorningCheck.objects.bulk_update(found, ["due_at"])
            return len(found)
    except Exception:
        if len(checks) > 1:
            return sum(_look([one]) for one in checks)
        log.exception("morning_check_failed", check=checks[0])
        return MorningCheck.objects.filter(pk__in=checks).update(due_at=Now() + AFTER_A_FAILURE)
