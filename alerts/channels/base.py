"""What a channel is, whom it can reach, what an answer is, and the ways in which sending can fail.

A new channel: a folder here with a class like this, one line in alerts/channels/__init__.py, one in the model's
Channel, and its tests against a local receiver that speaks the real protocol.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from alerts.models import AlertTransition, Delivery, Endpoint
from athletes.models import Membership


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said: an HTTP status where there is one, and the beginning of its words."""

    status: int | None = None
    said: str = ""


class SendingError(Exception):
    """It was not taken. The text is kept on the delivery; `answer` goes into the endpoint's log, if one was given."""

    def __init__(self, text: str, answer: Answer | None = None) -> None:
        super().__init__(text)
        self.answer = answer if answer and answer != Answer() else Answer(said=text)


class PassingError(SendingError):
    """It may work later: a server that is away, busy or slow. `retry_after`: when it says it may."""

    def __init__(self, text: str, answer: Answer | None = None, *, retry_after: timedelta | None = None) -> None:
        super().__init__(text, answer)
        self.retry_after = retry_after


class PermanentError(SendingError):
    """It will not work, however often it is tried: an address that is refused."""


class GoneError(PermanentError):
    """The other side says that nothing is to be sent there any more."""


@dataclass(frozen=True, slots=True)
class Target:
    """To whom one message goes: a person, or an endpoint."""

    recipient: Membership | None = None
    endpoint: Endpoint | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """What happened, whom it should reach, and the endpoints of the organisation that are on or a person's choice."""

    transition: AlertTransition
    people: Sequence[Membership]
    endpoints: Sequence[Endpoint]

    def of(self, channel: str) -> list[Endpoint]:
        """The endpoints of one channel."""
        return [one for one in self.endpoints if one.channel == channel]


class MessageChannel(Protocol):
    """One way to reach people."""

    instant: bool
    """Whether a message is there as soon as its row is, so that nothing has to be sent."""
    limited: bool
    """Whether it counts against, and is held by, what a person is sent in an hour."""
    each: bool
    """Whether every transition is told, also to what still waits, and also when nobody needs it any more."""
    icon: str
    """Its icon in the sprite."""
    says: str
    """How "who was told" begins; `{people}` stands for their names."""
    taken: str
    """What is known once a message is sent."""

    def targets(self, telling: Telling) -> list[Target]:
        """Whom or what it reaches on this channel."""
        ...

    def reaches(self, people: Sequence[Membership], endpoints: Sequence[Endpoint]) -> set[UUID]:
        """Which of these people it reaches outside the app, by membership; `endpoints` are theirs, also those off."""
        ...

    def send(self, delivery: Delivery, also: Sequence[Delivery] = ()) -> Answer:
        """Hand one message over, which tells of `also` as well; returns when the other side has taken it.

        Raises PassingError, PermanentError, GoneError. Called outside any transaction. May be called again for the
        same delivery after a crash: its id goes along, so that the receiver can drop the repeat.
        """
        ...


class EndpointChannel(MessageChannel, Protocol):
    """One whose messages go to endpoints, which can be tried."""

    def test(self, endpoint: Endpoint) -> Answer:
        """Send a real test message; raises like `send`."""
        ...
