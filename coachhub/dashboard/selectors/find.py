"""Finding an athlete by a part of the name."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from athletes.access import Actor
from athletes.models import Athlete
from athletes.selectors.athletes import squads_seen

MOST = 8


@dataclass(frozen=True, slots=True)
class Found:
    """One athlete found."""

    id: UUID
    name: str
    squads: str


def find_athletes(actor: Actor, text: str) -> list[Found]:
    """Up to eight athletes whose name contains the text, names that begin with it first. Two queries."""
    text = text.strip()
    if not text:
        return []
    visible = Athlete.objects.visible_to(actor).filter(archived_at=None, name__icontains=text)
    rows = sorted(visible.prefetch_related(squads_seen(actor))[:200], key=lambda row: _distance(row.name, text))
    return [Found(row.pk, row.name, ", ".join(squad.name for squad in row.squads.all())) for row in rows[:MOST]]


def _distance(name: str, text: str) -> tuple[int, str]:
    name, text = name.casefold(), text.casefold()
    starts = name.startswith(text), any(word.startswith(text) for word in name.split())
    return (0 if starts[0] else 1 if starts[1] else 2), name
