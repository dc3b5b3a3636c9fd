"""Typed events: the only way up the house.

A lower floor announces what happened; a floor above has subscribed. Subscribers run at once, inside
the announcer's transaction: what they write stands or falls with what was announced.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import connection


class Event:
    """Something that happened; subclasses are frozen dataclasses."""


E = TypeVar("E", bound=Event)
_subscribers: dict[type[Event], list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(event: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Call the decorated function with every announced `event`."""

    def register(subscriber: Callable[[E], None]) -> Callable[[E], None]:
        if subscriber not in _subscribers[event]:
            _subscribers[event].append(subscriber)
        return subscriber

    return register


def announce(event: Event) -> None:
    """Tell all subscribers now. Raises RuntimeError outside a transaction, and whatever a subscriber raises."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"{type(event).__name__} was announced outside a transaction.")
    for subscriber in _subscribers[type(event)]:
        subscriber(event)
