"""One lift's top set against the best of the weeks before."""

from collections.abc import Sequence
from dataclasses import dataclass

from sessions.progression.exact import known_load, rises_more_than

JUMP = 0.10
"""Default; the ACSM's step when a target is passed by one or two reps is 2 to 10 %."""
DAYS_BEFORE = 28
"""Default."""


@dataclass(frozen=True, slots=True)
class TopSet:
    """The heaviest work set of one lift on one day: days counted from any one date, kg (None = not logged)."""

    day: int
    kg: float | None


@dataclass(frozen=True, slots=True)
class LiftJump:
    """Change as a share (0.1 = +10 %), whether it is noted, and what it was held against; None = nothing to compare."""

    change: float | None
    note: bool | None
    best: TopSet | None


def single_lift_jump(prior: Sequence[TopSet], today: TopSet, *, above: float = JUMP) -> LiftJump:
    """Compare today's top set with the best of the 28 days before; exactly `above` is no note."""
    load = known_load(today.kg)
    within = [(kg, top) for top in prior if 1 <= today.day - top.day <= DAYS_BEFORE and (kg := known_load(top.kg))]
    if load is None or not within:
        return LiftJump(None, None, None)
    best_kg, best = max(within, key=lambda pair: pair[0])
    return LiftJump((load - best_kg) / best_kg, rises_more_than(load, best_kg, above), best)
