"""How well two measurements of the same thing agree, and the change that is beyond that."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from statistics import fmean

from sessions.knee_tracking.over_time.comparable import why_not_comparable
from sessions.knee_tracking.over_time.record import FilmedSet, is_same_load
from sessions.knee_tracking.report import Interval

DEFAULT_SEM = 0.045  # of one set's change: default, near the engine's error on simulated bodies (bench.bodies: 0.052)
MDC_FACTOR = 2.77  # 1.96 · √2: the smallest difference of two measurements beyond their error, 95 %
ENOUGH_ATHLETES = 20  # with two videos each, before our own SEM replaces the default: default
FEWEST_ATHLETES = 5  # under this there is no SEM to show: default
SAME_LOAD = 0.05  # of the heavier load: default
Z90 = 1.645


@dataclass(frozen=True, slots=True)
class Retest:
    """The agreement of pairs. sem: standard error of measurement of one set's change, None for too few athletes."""

    athletes: int
    pairs: int
    sem: Interval | None


@dataclass(frozen=True, slots=True)
class Precision:
    """What a change is judged against. sem_low, sem_high: its 90 % interval, None for the default, which has none."""

    sem: float
    sem_low: float | None
    sem_high: float | None
    athletes: int
    enough: int

    @property
    def is_default(self) -> bool:
        """Whether the athletes' own pairs are still too few."""
        return self.sem_low is None

    @property
    def mdc(self) -> float:
        """Minimum detectable change of the ratio between two measurements (Weir 2005), no unit."""
        return MDC_FACTOR * self.sem

    @property
    def half_width(self) -> float:
        """Half the 90 % interval of a difference of two measurements."""
        return Z90 * sqrt(2) * self.sem


DEFAULT = Precision(DEFAULT_SEM, None, None, athletes=0, enough=ENOUGH_ATHLETES)


def retest(sets: Iterable[FilmedSet]) -> Retest:
    """SEM from two videos of one athlete, exercise, task and day at the same load (within 5 %), over athletes.

    √(Σd²/2n), d a pair's difference, each set in one pair at most; an athlete with several pairs counts once, with
    their mean. A shift from the first to the second set stays in it: it is error to whoever compares two sets.
    """
    by_day: dict[tuple[object, ...], list[FilmedSet]] = {}
    for one in sorted(sets, key=lambda each: each.order):
        by_day.setdefault((one.athlete_id, one.day, one.kind), []).append(one)
    squares: dict[str, list[float]] = {}
    for filmed in by_day.values():
        for first, second in _pairs(filmed):
            squares.setdefault(first.athlete_id, []).append(_difference(first, second) ** 2)
    means = [fmean(found) for found in squares.values()]
    return Retest(
        athletes=len(means),
        pairs=sum(len(found) for found in squares.values()),
        sem=_sem(means) if len(means) >= FEWEST_ATHLETES else None,
    )


def precision_of(found: Retest, *, enough: int = ENOUGH_ATHLETES) -> Precision:
    """The SEM of the pairs once there are enough athletes with one; the default until then."""
    if found.sem is None or found.athletes < enough or found.sem.value == 0:
        return Precision(DEFAULT_SEM, None, None, athletes=found.athletes, enough=enough)
    return Precision(found.sem.value, found.sem.low, found.sem.high, athletes=found.athletes, enough=enough)


def _pairs(filmed: Sequence[FilmedSet]) -> list[tuple[FilmedSet, FilmedSet]]:
    """Neighbours that may be compared at the same load, no set in two pairs."""
    found: list[tuple[FilmedSet, FilmedSet]] = []
    for first, second in pairwise(filmed):
        is_free = not found or found[-1][1] is not first
        if is_free and why_not_comparable(first, second) is None and is_same_load(first, second, SAME_LOAD):
            found.append((first, second))
    return found


def _difference(first: FilmedSet, second: FilmedSet) -> float:
    if first.change is None or second.change is None:
        raise ValueError("A pair without a measurement")
    return first.change.value - second.change.value


def _sem(squares: Sequence[float]) -> Interval:
    """SEM from each athlete's mean squared difference, its interval from as many degrees of freedom as athletes."""
    freedom = len(squares)
    sem = sqrt(fmean(squares) / 2)
    return Interval(
        sem, sem * sqrt(freedom / chi_squared(freedom, Z90)), sem * sqrt(freedom / chi_squared(freedom, -Z90))
    )


def chi_squared(freedom: int, z: float) -> float:
    """The quantile of χ² at a standard normal z, for five degrees of freedom and more to 2 % (Wilson–Hilferty)."""
    return float(freedom * (1 - 2 / (9 * freedom) + z * sqrt(2 / (9 * freedom))) ** 3)
