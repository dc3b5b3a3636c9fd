"""The inbox of alerts, tab by tab."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from alerts.models import MOST_URGENT_FIRST, Alert, AlertState
from alerts.selectors.inbox import alerts_of
from athletes.access import Actor
from athletes.models import Athlete
from athletes.selectors.athletes import squads_seen

PAGE = 30


class Tab(StrEnum):
    """The inbox's tabs."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


TAB_WORDS = {Tab.OPEN: "Open", Tab.ACKNOWLEDGED: "Acknowledged", Tab.RESOLVED: "Resolved"}


@dataclass(frozen=True, slots=True)
class Inbox:
    """One tab of the inbox; `counts` of the tabs that can be counted at a glance. `earlier`: there is more."""

    alerts: tuple[Alert, ...]
    counts: Mapping[str, int]
    athlete: Athlete | None
    earlier: UUID | None


def inbox(actor: Actor, tab: Tab, *, athlete_id: UUID | None = None, before: UUID | None = None) -> Inbox:
    """Thirty alerts of a tab: unresolved ones by urgency, resolved ones the last first. Four queries."""
    mine = alerts_of(actor)
    athlete = Athlete.objects.readable_by(actor).filter(pk=athlete_id).first() if athlete_id else None
    if athlete is not None:
        mine = mine.filter(athlete=athlete)
    counted = mine.aggregate(
        open=Count("pk", filter=Q(state=AlertState.OPEN)),
        acknowledged=Count("pk", filter=Q(state=AlertState.ACKNOWLEDGED)),
    )
    rows = mine.filter(state=tab.value).prefetch_related(squads_seen(actor, "athlete__squads"))
    if tab is not Tab.RESOLVED:
        return Inbox(tuple(rows.order_by(*MOST_URGENT_FIRST)), counted, athlete, earlier=None)
    page = list(_earlier(rows.order_by("-closed_at", "-id"), before)[: PAGE + 1])
    return Inbox(tuple(page[:PAGE]), counted, athlete, earlier=page[PAGE - 1].pk if len(page) > PAGE else None)


def _earlier(rows: QuerySet[Alert], before: UUID | None) -> QuerySet[Alert]:
    last = rows.filter(pk=before).values_list("closed_at", flat=True).first() if before else None
    return rows if last is None else rows.filter(Q(closed_at__lt=last) | Q(closed_at=last, pk__lt=before))
