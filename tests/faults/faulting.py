"""What goes wrong during a run, one thing after the other, chosen by a seed."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import redis

from tests.faults.hook_trap import HookTrap
from tests.faults.mail_trap import MailTrap, Mood
from tests.faults.own_stack import OwnStack

UNFINISHED = "('queued', 'waiting', 'sending')"


class Faulting:
    """Breaks a service until it is told to stop, and counts what it did."""

    def __init__(self, stack: OwnStack, traps: Sequence[MailTrap | HookTrap], seed: int) -> None:
        self.done: Counter[str] = Counter()
        self._stack, self._traps = stack, traps
        self._random = random.Random(seed)
        self._faults: dict[str, Callable[[], None]] = {
            "worker killed": lambda: self._killed("worker"),
            "red flags killed": lambda: self._killed("worker-red-flags"),
            "messages killed": lambda: self._killed("worker-messages"),
            "beat killed": lambda: self._killed("beat"),
            "web killed": lambda: self._killed("web"),
            "broker emptied": self._empty_broker,
            "broker killed": self._broker_away,
            "database restarted": self._restart_database,
            "mail and webhook refused": lambda: self._mood(Mood.REFUSES),
            "mail and webhook slow": lambda: self._mood(Mood.SLOW),
            "mail and webhook taken, then hung up": lambda: self._mood(Mood.DIES),
            "clock an hour on": lambda: self._clock("-1 hour"),
            "clock an hour back": lambda: self._clock("+1 hour"),
            "two sweeps at once": self._two_sweeps,
        }

    def go_on(self, *, until: Callable[[], bool]) -> None:
        """Every kind once in a shuffled order, then all again in another, until it is time to stop."""
        order: list[str] = []
        while not until():
            if not order:
                order = self._random.sample(list(self._faults), k=len(self._faults))
            name = order.pop()
            self._faults[name]()
            self.done[name] += 1
            time.sleep(self._random.uniform(0.2, 1.5))

    def heal(self) -> None:
        """Everything runs and answers again."""
        self._all(Mood.WELL)
        for name in ("database", "broker", "web", "worker", "worker-red-flags", "worker-messages", "beat"):
            if name not in self._stack.parts:
                self._stack.start_part(name)

    def _killed(self, name: str) -> None:
        self._stack.kill_part(name)
        self._stack.start_part(name)

    def _empty_broker(self) -> None:
        with redis.Redis.from_url(self._stack.env["REDIS_URL"]) as broker:
            broker.flushall()

    def _broker_away(self) -> None:
        self._stack.kill_part("broker")
        time.sleep(self._random.uniform(0.5, 3))
        self._stack.start_part("broker")

    def _restart_database(self) -> None:
        self._stack.stop_part("database")
        self._stack.start_part("database")

    def _mood(self, mood: Mood) -> None:
        self._all(mood)
        time.sleep(self._random.uniform(1, 3))
        self._all(Mood.WELL)

    def _all(self, mood: Mood) -> None:
        for trap in self._traps:
            trap.mood = mood

    def _clock(self, by: str) -> None:
        """The database's clock jumps: seen from it, everything noted lies an hour away from where it lay.

        What waits for its time is not moved into the future: nothing can tell that from a wait that was meant.
        """
        self._stack.rows(
            f"UPDATE alerts_delivery SET lease_until = lease_until + interval '{by}',"  # noqa: S608  our own words
            f" due_at = least(due_at, due_at + interval '{by}') WHERE state IN {UNFINISHED} RETURNING 1"
        )

    def _two_sweeps(self) -> None:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda _: self._stack.run("tests.faults.sweeping", "5"), range(2)))
