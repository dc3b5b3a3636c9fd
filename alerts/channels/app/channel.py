"""In the app a message is there as soon as its row is; what is open is told with the transition itself."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from alerts.channels.base import Answer, Target, Telling
from alerts.models import Delivery, Endpoint
from athletes.models import Membership


class AppChannel:
    """Reaches everybody. Whether somebody has seen it, `seen_at` says."""

    instant = True
    limited = False
    each = True
    icon = "bell"
    says = "In the app, {people}"
    taken = "there"

    def targets(self, telling: Telling) -> list[Target]:
        """Everybody has the app."""
        return [Target(recipient=one) for one in telling.people]

    def reaches(self, people: Sequence[Membership], endpoints: Sequence[Endpoint]) -> set[UUID]:
        """Nobody who is not looking."""
        return set()

    def send(self, delivery: Delivery, also: Sequence[Delivery] = ()) -> Answer:
        """Nothing to do: the row is the message."""
        return Answer()
