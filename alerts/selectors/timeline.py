"""What was done about an alert, and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from alerts.models import Alert, AlertTransition, TransitionKind
from athletes.access import Actor

ONE_OF_MANY = TransitionKind.REMINDED  # "who was told" counts them


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened. `who` is "you", a name, or empty: it happened by itself."""

    at: datetime
    kind: TransitionKind
    who: str
    what: str
    note: str


def timeline(alert: Alert, reader: Actor) -> tuple[Step, ...]:
    """Oldest first. What staff wrote to each other is for staff: an athlete sees that it was done, not the words."""
    rows = AlertTransition.objects.filter(alert=alert).exclude(kind=ONE_OF_MANY).defer("evidence")
    return tuple(_step(row, reader) for row in rows.select_related("by__user"))


def _step(row: AlertTransition, reader: Actor) -> Step:
    kind = TransitionKind(row.kind)
    who = "" if row.by is None else "you" if row.by_id == reader.membership_id else row.by.user.name
    what, note = str(kind.label), row.note
    if kind == TransitionKind.ASSIGNED:
        what, note = f"assigned to {note}", ""
    elif kind == TransitionKind.SNOOZED:
        what, note = f"snoozed {note}", ""
    hidden = not reader.is_staff and row.by is not None and row.by_id != reader.membership_id
    return Step(at=row.at, kind=kind, who=who, what=what, note="" if hidden else note)
