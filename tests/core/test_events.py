"""Typed events: subscribers run at once and stand or fall with what was announced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction

from athletes.models import Organisation
from coachhub.core import events
from coachhub.core.events import Event, announce, subscribe


@dataclass(frozen=True)
class DoorOpened(Event):
    """Something that happens in these tests."""

    number: int


@dataclass(frozen=True)
class DoorClosed(Event):
    """Something else."""


@pytest.fixture(autouse=True)
def _nobody_left_listening() -> Iterator[None]:
    yield
    for event in (DoorOpened, DoorClosed):
        events._subscribers.pop(event, None)


def test_subscribers_hear_their_event_in_order_and_no_other(db: None) -> None:
    heard: list[str] = []
    subscribe(DoorOpened)(lambda event: heard.append(f"first {event.number}"))
    subscribe(DoorOpened)(lambda event: heard.append(f"second {event.number}"))
    subscribe(DoorClosed)(lambda event: heard.append("closed"))
    announce(DoorOpened(7))
    assert heard == ["first 7", "second 7"]


def test_subscribing_twice_is_hearing_once(db: None) -> None:
    heard: list[int] = []

    def listen(event: DoorOpened) -> None:
        heard.append(event.number)

    subscribe(DoorOpened)(listen)
    subscribe(DoorOpened)(listen)
    announce(DoorOpened(1))
    assert heard == [1]


def test_an_event_that_nobody_hears_is_fine(db: None) -> None:
    announce(DoorClosed())


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_announced() -> None:
    with pytest.raises(RuntimeError, match="DoorOpened was announced outside a transaction"):
        announce(DoorOpened(1))


@pytest.mark.django_db(transaction=True)
def test_a_subscriber_that_fails_takes_the_cause_with_it() -> None:
    @subscribe(DoorOpened)
    def fail(event: DoorOpened) -> None:
        Organisation.objects.create(name="written by the subscriber")
        raise ValueError("cannot")

    @transaction.atomic
    def cause() -> None:
        Organisation.objects.create(name="the cause")
        announce(DoorOpened(1))

    with pytest.raises(ValueError, match="cannot"):
        cause()
    assert not Organisation.objects.exists()
