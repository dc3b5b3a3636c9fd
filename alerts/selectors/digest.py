"""What the morning mail says: who needs the reader today, most urgent first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from alerts.models import Severity
from alerts.selectors.inbox import SNOOZED, open_alerts
from athletes.access import Actor

MOST_LINES = 7  # default: short


@dataclass(frozen=True, slots=True)
class Line:
    """One athlete, by the most urgent of what is unresolved about them; `more` counts the rest."""

    alert_id: UUID
    name: str
    is_stop: bool
    sentence: str
    standing: str
    more: int


@dataclass(frozen=True, slots=True)
class Morning:
    """The lines, how many athletes are left out, and the counts of all."""

    lines: tuple[Line, ...]
    left_out: int
    stop: int
    look: int


def digest_of(actor: Actor) -> Morning:
    """Everything unresolved and not snoozed about athletes whom the actor looks after, one line an athlete."""
    alerts = open_alerts(actor).filter(athlete__archived_at=None).exclude(SNOOZED)
    lines: dict[UUID, Line] = {}
    for alert in alerts:
        if (known := lines.get(alert.athlete_id)) is not None:
            lines[alert.athlete_id] = _with_more(known)
            continue
        who = alert.assigned_to
        standing = "nobody on it" if who is None else "you" if who.pk == actor.membership_id else who.user.name
        stop = alert.severity == Severity.STOP
        lines[alert.athlete_id] = Line(alert.pk, alert.athlete.name, stop, alert.sentence, standing, 0)
    found = tuple(lines.values())
    stops = sum(line.is_stop for line in found)
    return Morning(found[:MOST_LINES], max(0, len(found) - MOST_LINES), stops, len(found) - stops)


def _with_more(line: Line) -> Line:
    return replace(line, more=line.more + 1)
