"""What this app announces."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from coachhub.core.events import Event


@dataclass(frozen=True, slots=True)
class StaffChanged(Event):
    """Who looks after whom may be other than before in this organisation: roles, squads, who left, who came back."""

    organisation_id: UUID


@dataclass(frozen=True, slots=True)
class ClockChanged(Event):
    """The organisation goes by another time zone from now on."""

    organisation_id: UUID
