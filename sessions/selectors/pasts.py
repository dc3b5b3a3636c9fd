"""The records of many athletes at once, for replaying rules over an organisation's past: a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from athletes.models import Athlete
from sessions.models import Lift, PainReading, TrainingSession, TrainingSet
from sessions.progression.replay import Past
from sessions.selectors.history import tracking_of_many
from sessions.selectors.records import SESSION, Lifts, Pain, lifts_by_session, pain_by_session, session_record


@dataclass(frozen=True, slots=True)
class Needs:
    """What a rule reads beside the sessions themselves; what it does not read is not fetched."""

    pain: bool = False
    sets: bool = False
    tracking: bool = False


def pasts_of(athletes: Sequence[Athlete], since: datetime, until: datetime, needs: Needs) -> dict[UUID, Past]:
    """The past of each athlete by id; one query for sessions, and one or two for each thing needed."""
    rows = list(
        TrainingSession.objects.filter(athlete__in=athletes, started_at__range=(since, until))
        .order_by("started_at", "id")
        .values("athlete", *SESSION)
    )
    sessions = [row["id"] for row in rows]
    lifts, pain = _lifts(sessions, needs), _pain(sessions, needs)
    tracking = tracking_of_many(athletes, since, until) if needs.tracking else {}
    by_athlete: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        key = row["id"]
        by_athlete[row["athlete"]].append(session_record(row, lifts.get(key, []), pain.get(key, {})))
    return {one.pk: Past(by_athlete[one.pk], tracking.get(one.pk, []), one.zone) for one in athletes}


def _lifts(sessions: Sequence[UUID], needs: Needs) -> Lifts:
    if not (needs.sets or needs.pain):  # pain is told by lift too
        return {}
    sets = TrainingSet.objects.filter(lift__session__in=sessions) if needs.sets else None
    return lifts_by_session(Lift.objects.filter(session__in=sessions), sets)


def _pain(sessions: Sequence[UUID], needs: Needs) -> Pain:
    return pain_by_session(PainReading.objects.filter(session__in=sessions)) if needs.pain else {}
