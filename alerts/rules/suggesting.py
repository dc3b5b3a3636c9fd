"""A number for a rule, from what people marked useful and noise: chosen, never set. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sessions.progression.findings import Threshold

LEAST_MARKS = 8
KEEP_PERCENT = 90
STEPS = 40
TRIED = 10
"""Defaults: fewer marked alerts say too little; so many of the useful ones have to stay; how finely a slider moves over
its range; and so many of a slider's values are tried on the way to an end of it."""


@dataclass(frozen=True, slots=True)
class Marked:
    """The alerts that were marked, by id, among those that a rule tells with some numbers."""

    useful: frozenset[UUID]
    noise: frozenset[UUID]

    @property
    def is_enough(self) -> bool:
        """Whether numbers can be chosen by them: enough, and of both kinds."""
        return bool(self.useful and self.noise) and len(self.useful) + len(self.noise) >= LEAST_MARKS


@dataclass(frozen=True, slots=True)
class Tried:
    """One number moved to one value, and the marked alerts that would be told then."""

    threshold: Threshold
    value: float
    told: Marked


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`value` instead of the threshold's: `useful` of `of_useful` alerts would stay, `noise` of `of_noise`."""

    threshold: Threshold
    value: float
    useful: int
    of_useful: int
    noise: int
    of_noise: int


def step_of(threshold: Threshold) -> float:
    """By what the number's slider moves: so that it can stand at the default and at both ends."""
    if isinstance(threshold.default, int):
        return 1.0
    span, usual = threshold.maximum - threshold.minimum, threshold.default - threshold.minimum
    fitting = (one for one in (0.05, 0.1, 0.25, 0.5, 1.0, 2.0) if span / one <= STEPS and _fit(one, span, usual))
    return next(fitting, 5.0)


def _fit(step: float, *lengths: float) -> bool:
    return all(abs(length / step - round(length / step)) < 1e-6 for length in lengths)


def ends_of(threshold: Threshold) -> tuple[float, ...]:
    """The ends of the number's range, without one at which it stands: where neither lessens the noise, none will.

    None of a safety number: it can only be made stricter, and a stricter one only tells more.
    """
    if threshold.tighten is not None:
        return ()
    return tuple(end for end in (threshold.minimum, threshold.maximum) if end != threshold.value)


def on_the_way(threshold: Threshold, end: float) -> tuple[float, ...]:
    """At most `TRIED` values between the one that holds and an end of the range, each where the slider can stand."""
    step, low = step_of(threshold), threshold.minimum
    first, last = sorted((threshold.value, end))
    count = int((threshold.maximum - low) / step + 1e-9)
    stands = [value for i in range(count + 1) if first < (value := round(low + i * step, 6)) < last]
    if len(stands) > TRIED:
        stands = [stands[round(i * (len(stands) - 1) / (TRIED - 1))] for i in range(TRIED)]
    return tuple(stands)


def farther(threshold: Threshold, step: float, *, up: bool) -> tuple[float, ...]:
    """At most `TRIED` values on one side of the one that holds, by whole steps: close to it all, then ever fewer."""
    found: list[float] = []
    count = before = 1
    while len(found) < TRIED:
        value = round(threshold.value + (count if up else -count) * step, 6)
        if not threshold.minimum <= value <= threshold.maximum:
            break
        found.append(value)
        count, before = count + before, count
    return tuple(found)


def choose(now: Marked, tried: Iterable[Tried]) -> Suggestion | None:
    """The value that keeps enough of what was useful with the least noise; None: too few marks, or none is better.

    `now` is what is told with the numbers that hold. Of equally little noise the one that keeps more, then the one
    that moves the number least.
    """
    if not now.is_enough:
        return None
    better = [one for one in tried if _keeps(now, one.told) and len(one.told.noise) < len(now.noise)]
    if not better:
        return None
    best = min(better, key=lambda one: (len(one.told.noise), -len(one.told.useful & now.useful), _moved(one)))
    return Suggestion(
        threshold=best.threshold,
        value=best.value,
        useful=len(best.told.useful & now.useful),
        of_useful=len(now.useful),
        noise=len(best.told.noise),
        of_noise=len(now.noise),
    )


def _keeps(now: Marked, told: Marked) -> bool:
    return 100 * len(told.useful & now.useful) >= KEEP_PERCENT * len(now.useful)


def _moved(one: Tried) -> float:
    of = one.threshold
    return abs(one.value - of.value) / (of.maximum - of.minimum)


def marked_among(alerts: Iterable[tuple[UUID, bool]]) -> Marked:
    """From each marked alert's id and whether it was useful; one that is told several times counts once."""
    said = dict(alerts)
    return Marked(
        useful=frozenset(alert for alert, useful in said.items() if useful),
        noise=frozenset(alert for alert, useful in said.items() if not useful),
    )
