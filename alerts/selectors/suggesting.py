"""Which number the marks of a rule's alerts suggest: of a rule in a place, and of one that a coach composed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from alerts.models import OwnRule
from alerts.rules.suggesting import Marked, Suggestion, Tried, choose, ends_of, farther, marked_among, on_the_way
from alerts.selectors.backtest import Backtest, Ground, ground_of
from alerts.selectors.own_rules import as_rule
from alerts.selectors.places import RuleHere, around
from athletes.access import Actor
from athletes.models import Athlete
from sessions.progression.findings import Rule, Threshold

MOST = 40  # default: athletes on whom numbers are tried, who take about fifteen milliseconds each
Move = tuple[Threshold, float]


@dataclass(frozen=True, slots=True)
class Suggested:
    """What was marked of the alerts that the rule tells as it holds, and the number that would do better, if any.

    `of` None: of everybody whose alerts were marked; else only of so many, those who logged last.
    """

    now: Marked
    better: Suggestion | None
    of: int | None


def suggested_in(actor: Actor, here: RuleHere) -> Suggested | None:
    """Try other numbers of the rule, one at a time, on the last 90 days of those whom its alerts were about.

    None: too few of its alerts were marked. Only the marks decide: what is told of others, the backtest says.
    """
    place = here.place
    ground = ground_of(actor, here.rule, squad=place.squad, athlete=place.athlete, only_marked=True, most=MOST)
    if not marked_among(ground.marks.values()).is_enough:
        return None
    ends = [(of, end) for of in here.rule.thresholds for end in ends_of(of)]
    moves = [(of, value) for of, end in ends for value in (*on_the_way(of, end), end)]
    return _Trial(ground, around(here, ground.people)).suggested(moves)


def suggested_for(actor: Actor, row: OwnRule) -> Suggested | None:
    """The same of the amount of an own rule, for those for whom it holds: moved to where it speaks less often."""
    rule = as_rule(row)
    ground = ground_of(actor, rule, squad=row.squad, only_marked=True, most=MOST)
    if not marked_among(ground.marks.values()).is_enough:
        return None
    (amount,) = rule.thresholds
    of = rule.condition
    moves = [(amount, value) for value in farther(amount, of.step, up=of.is_stricter_upwards)]
    return _Trial(ground, _OneForAll(rule, ground.people)).suggested(moves)


class _Rules(Protocol):
    """By athlete the rule as it holds for them, and as it would hold with other numbers."""

    def held(self) -> dict[UUID, Rule]: ...

    def moved(self, numbers: Mapping[str, float]) -> dict[UUID, Rule]: ...


@dataclass(frozen=True, slots=True)
class _OneForAll:
    """One and the same rule for each of these athletes."""

    rule: Rule
    athletes: Sequence[Athlete]

    def held(self) -> dict[UUID, Rule]:
        return self.moved({})

    def moved(self, numbers: Mapping[str, float]) -> dict[UUID, Rule]:
        rule = self.rule.with_thresholds(numbers)
        return {one.pk: rule for one in self.athletes}


@dataclass(frozen=True, slots=True)
class _Trial:
    """Other numbers on the same ground."""

    ground: Ground
    them: _Rules

    def suggested(self, moves: Sequence[Move]) -> Suggested | None:
        """What is told with the numbers that hold, and the best of these; None: of that too little was marked."""
        moved = [self.them.moved({of.name: value}) for of, value in moves]
        now, *then = map(self._marked, self.ground.judged_each([self.them.held(), *moved]))
        tried = [Tried(of, value, told) for (of, value), told in zip(moves, then, strict=True)]
        return Suggested(now, choose(now, tried), self.ground.of) if now.is_enough else None

    def _marked(self, test: Backtest) -> Marked:
        marks = self.ground.marks
        return marked_among(marks[one.event] for one in test.alerts if one.event in marks)
