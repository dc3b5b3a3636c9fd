"""What an athlete types, as plain values: the input of log_session() and submit_check_in()."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sessions.progression.noticed import Noticed


@dataclass(frozen=True, slots=True)
class PainEntry:
    """One pain answer, 0 to 10; side and place where they were said."""

    value: int
    side: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class SetEntry:
    """One set; `load` in `unit`: 0 is the body alone, None not said."""

    id: UUID
    reps: int
    load: Decimal | None = None
    unit: str = "kg"
    rpe: Decimal | None = None
    warm_up: bool = False


@dataclass(frozen=True, slots=True)
class LiftEntry:
    """One exercise (by its key) with its sets, the worst pain in it if it was asked, and what was noticed."""

    id: UUID
    exercise: str
    sets: tuple[SetEntry, ...]
    heel_raise: bool = False
    noticed: frozenset[Noticed] = frozenset()
    pain_worst: PainEntry | None = None


@dataclass(frozen=True, slots=True)
class SessionEntry:
    """A whole session, with ids made by whoever wrote it down.

    `pain_next_morning` comes with imported history; else it is answered on its own, and None leaves that answer be.
    """

    id: UUID
    started_at: datetime
    lifts: tuple[LiftEntry, ...] = field(default=())
    minutes: int | None = None
    session_rpe: int | None = None
    sleep_hours: Decimal | None = None
    soreness: int | None = None
    note: str = ""
    pain_before: PainEntry | None = None
    pain_after: PainEntry | None = None
    pain_next_morning: PainEntry | None = None


@dataclass(frozen=True, slots=True)
class CheckInEntry:
    """The warning questions as answered: `ticked` keys, or an explicit none."""

    id: UUID
    answered_at: datetime
    ticked: tuple[str, ...] = ()
    none_of_these: bool = False
    side: str = ""
    movement: str = ""
    session_id: UUID | None = None
    shown_at: datetime | None = None
