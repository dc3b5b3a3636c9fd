"""In the app a message is there as soon as its row is; what is open is told with the transition itself."""

from __future__ import annotations

from collections.abc import Sequence

from alerts.models import Delivery
from athletes.models import Membership


class AppChannel:
    """Reaches everybody. Whether somebody has seen it, `seen_at` says."""

    instant = True
    icon = "bell"
    says = "In the app, {people}"
    taken = "there"

    def reaches(self, people: Sequence[Membership]) -> list[Membership]:
        """Everybody has the app."""
        return list(people)

    def send(self, delivery: Delivery) -> None:
        """Nothing to do: the row is the message."""
