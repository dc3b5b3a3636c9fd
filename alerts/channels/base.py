"""What a channel is, and the two ways in which it can fail.

A new channel: a folder here with a class like this, one line in alerts/channels/__init__.py, one in the model's
Channel, and its tests against a local receiver that speaks the real protocol.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from alerts.models import Delivery
from athletes.models import Membership


class PassingError(Exception):
    """It may work later: a server that is away, busy or slow. The text is kept on the delivery."""


class PermanentError(Exception):
    """It will not work, however often it is tried: an address that is refused. The text is kept on the delivery."""


class MessageChannel(Protocol):
    """One way to reach people."""

    instant: bool
    """Whether a message is there as soon as its row is, so that nothing has to be sent."""
    icon: str
    """Its icon in the sprite."""
    says: str
    """How "who was told" begins; `{people}` stands for their names."""
    taken: str
    """What is known once a message is sent."""

    def reaches(self, people: Sequence[Membership]) -> list[Membership]:
        """Those of the people who have an address on this channel."""
        ...

    def send(self, delivery: Delivery) -> None:
        """Hand one message over; returns when the other side has taken it. Raises PassingError, PermanentError.

        Called outside any transaction. May be called again for the same delivery after a crash: its id goes along,
        so that the receiver can drop the repeat.
        """
        ...
