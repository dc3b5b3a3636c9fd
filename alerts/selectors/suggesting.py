"""Which number the marks of a rule's alerts suggest in a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from alerts.rules.suggesting import Marked, Suggestion, Tried, choose, ends_of, marked_among, on_the_way
from alerts.selectors.backtest import Backtest, Ground, ground_of
from alerts.selectors.places import Around, RuleHere, around
from athletes.access import Actor
from sessions.progression.findings import Rule, Threshold

Move = tuple[Threshold, float]


@dataclass(frozen=True, slots=True)
class Suggested:
    """What was marked of the alerts that the rule tells as it holds, and the number that would do better, if any."""

    now: Marked
    better: Suggestion | None


def suggested_in(actor: Actor, here: RuleHere) -> Suggested | None:
    """Try other numbers of the rule, one at a time, on the last 90 days of those whom its alerts were about.

    None: too few of its alerts were marked. Only the marks decide: what is told of others, the backtest says.
    """
    place = here.place
    ground = ground_of(actor, here.rule, squad=place.squad, athlete=place.athlete, only_marked=True)
    if not marked_among(ground.marks.values()).is_enough:
        return None
    trial = _Trial(ground, around(here, ground.people))
    ends = [(of, end) for of in here.rule.thresholds for end in ends_of(of)]
    now, at_ends = trial.now_and(ends)
    if not now.is_enough:
        return None
    lessens = [one for one in at_ends if len(one.told.noise) < len(now.noise)]
    between = [(one.threshold, value) for one in lessens for value in on_the_way(one.threshold, one.value)]
    return Suggested(now, choose(now, [*at_ends, *trial.of(between)]))


@dataclass(frozen=True, slots=True)
class _Trial:
    """Other numbers on the same ground."""

    ground: Ground
    them: Around

    def now_and(self, moves: Sequence[Move]) -> tuple[Marked, list[Tried]]:
        """What is told with the numbers that hold, and with each of these."""
        now, *then = self.ground.judged_each([self.them.held(), *self._moved(moves)])
        return self._marked(now), self._tried(moves, then)

    def of(self, moves: Sequence[Move]) -> list[Tried]:
        """What is told with each of these."""
        return self._tried(moves, self.ground.judged_each(self._moved(moves))) if moves else []

    def _moved(self, moves: Sequence[Move]) -> list[dict[UUID, Rule]]:
        return [self.them.moved({of.name: value}) for of, value in moves]

    def _tried(self, moves: Sequence[Move], tests: Sequence[Backtest]) -> list[Tried]:
        return [Tried(of, value, self._marked(test)) for (of, value), test in zip(moves, tests, strict=True)]

    def _marked(self, test: Backtest) -> Marked:
        marks = self.ground.marks
        return marked_among(marks[one.event] for one in test.alerts if one.event in marks)
