"""Exercises that stay paused though nobody's alert is open any more: somebody has still to look."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from athletes.access import Actor
from sessions.models import Movement, Pause


@dataclass(frozen=True, slots=True)
class StillPaused:
    """One athlete, what is paused (`squats and lunges`) and since when the first of it."""

    athlete_id: UUID
    name: str
    what: str
    since: datetime


def name_of(pause: Pause) -> str:
    """What is paused, in the words of a sentence."""
    return str(Movement(pause.movement).label) if pause.movement else "all leg work"


def by_athlete(pauses: Iterable[Pause]) -> dict[UUID, str]:
    """What is paused for each athlete."""
    said: dict[UUID, str] = {}
    for pause in pauses:
        before = said.get(pause.athlete_id)
        said[pause.athlete_id] = f"{before} and {name_of(pause)}" if before else name_of(pause)
    return said


def still_paused(actor: Actor, *, besides: Collection[UUID]) -> tuple[StillPaused, ...]:
    """Whoever the reader sees with a pause in force, the longest first; not who has a row already. One query."""
    mine = Pause.objects.visible_to(actor).filter(checked_at=None, athlete__archived_at=None)
    pauses = list(mine.exclude(athlete__in=besides).select_related("athlete").order_by("since"))
    said = by_athlete(pauses)
    first = {pause.athlete_id: pause for pause in reversed(pauses)}
    made = [StillPaused(key, pause.athlete.name, said[key], pause.since) for key, pause in first.items()]
    return tuple(sorted(made, key=lambda one: one.since))
