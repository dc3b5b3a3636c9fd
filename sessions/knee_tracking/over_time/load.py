"""Does tracking get worse with load, and up to which load is it in line?

Nothing here is said of a load that was not lifted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sessions.knee_tracking.over_time.record import FilmedSet
from sessions.knee_tracking.over_time.slope import Slope, Why, slope_of
from sessions.knee_tracking.report import Interval, Trend, Verdict

WINDOW = timedelta(weeks=8)  # default
FEWEST_SETS = 5  # default
FEWEST_LOADS = 3  # default
LEAST_SPAN = 0.10  # of the heaviest load, between lightest and heaviest: default
MOST_OVERLAP = 0.20  # of the sets may lie on the wrong side of the best cut: default
STEP = 0.10  # of the heaviest load: what the slope is told per


class Reach(StrEnum):
    """What is known of the clean-load ceiling."""

    FOUND = "found"
    NOT_REACHED = "not_reached"  # no set drifted, up to the heaviest
    BELOW_ALL = "below_all"  # no set was in line, down to the lightest
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The heaviest load, in kg, at which a set was in line with none drifting at it or below; all were lifted.

    value_kg to high_kg is where it lies: up to the lightest load that drifted, or to the heaviest that was in line
    where the two overlap. high_kg is None if no set drifted, value_kg if none was in line. certain: whether that
    set's interval leaves no room for drift.
    """

    reach: Reach
    value_kg: float | None = None
    high_kg: float | None = None
    certain: bool = False
    heaviest_in_line_kg: float | None = None
    lightest_drifting_kg: float | None = None
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class LoadEffect:
    """The sets of one exercise and task in the window, with load and verdict.

    slope: change of the ratio per 10 % of the heaviest load (heaviest_kg), with its 90 % interval.
    """

    since: date
    sets: tuple[FilmedSet, ...]
    lightest_kg: float | None
    heaviest_kg: float | None
    slope: Interval | None
    trend: Trend
    why: Why | None
    ceiling: Ceiling

    @property
    def count(self) -> int:
        """How many sets were compared."""
        return len(self.sets)


def load_effect(sets: Iterable[FilmedSet], *, today: date, sem: float, window: timedelta = WINDOW) -> LoadEffect:
    """The effect of load on these sets (of one exercise and task), of the newest engine version among them.

    sem: standard error of measurement of one set's change, between days. Warm-up sets count: they are the light loads.
    """
    since = today - window
    told = sorted(
        (one for one in sets if one.is_told and one.load_kg and since <= one.day <= today),
        key=lambda each: each.order,
    )
    alike = tuple(one for one in told if one.engine == told[-1].engine)
    loads = [one.load_kg for one in alike if one.load_kg is not None]
    slope, why = _slope(alike, sem)
    trend = Trend.CANNOT_TELL if slope is None else slope.trend
    if slope is not None and trend is Trend.CANNOT_TELL:
        why = Why.TOO_UNCERTAIN
    return LoadEffect(
        since=since,
        sets=alike,
        lightest_kg=min(loads, default=None),
        heaviest_kg=max(loads, default=None),
        slope=None if slope is None else slope.per_step,
        trend=trend,
        why=why,
        ceiling=ceiling(alike),
    )


def _too_few(loads: Sequence[float]) -> Why | None:
    if len(loads) < FEWEST_SETS:
        return Why.FEW_SETS
    if len(set(loads)) < FEWEST_LOADS:
        return Why.FEW_LOADS
    return Why.LOADS_TOO_CLOSE if max(loads) - min(loads) < LEAST_SPAN * max(loads) - 1e-9 else None


def _slope(sets: Sequence[FilmedSet], sem: float) -> tuple[Slope | None, Why | None]:
    points = [(one.load_kg, one.change.value) for one in sets if one.load_kg is not None and one.change is not None]
    if sets and not points:
        return None, Why.NOT_MEASURED
    loads = [load for load, _ in points]
    why = _too_few(loads)
    if why is not None:
        return None, why
    step = STEP * max(loads)
    return slope_of([load / step for load in loads], [change for _, change in points], least_sd=sem), None


def ceiling(sets: Sequence[FilmedSet]) -> Ceiling:
    """The clean-load ceiling by the sets' verdicts; those without load or verdict are skipped."""
    known = [(one.load_kg, one) for one in sets if one.load_kg and one.is_told]
    why = _too_few([load for load, _ in known])
    if why is not None:
        return Ceiling(Reach.CANNOT_TELL, why=why)
    clean = [load for load, one in known if one.verdict is Verdict.IN_LINE]
    drifting = [load for load, one in known if one.verdict is not Verdict.IN_LINE]
    heaviest, lightest = max(clean, default=None), min(drifting, default=None)
    if heaviest is None:
        return Ceiling(Reach.BELOW_ALL, high_kg=lightest, lightest_drifting_kg=lightest)
    below = heaviest if lightest is None else max((load for load in clean if load < lightest), default=None)
    overlap = _misplaced(clean, drifting) > MOST_OVERLAP * len(known)
    if below is None or overlap:
        return Ceiling(Reach.CANNOT_TELL, heaviest_in_line_kg=heaviest, lightest_drifting_kg=lightest, why=Why.OVERLAP)
    return Ceiling(
        reach=Reach.NOT_REACHED if lightest is None else Reach.FOUND,
        value_kg=below,
        high_kg=None if lightest is None else max(lightest, heaviest),
        certain=any(one.certain for load, one in known if load == below and one.verdict is Verdict.IN_LINE),
        heaviest_in_line_kg=heaviest,
        lightest_drifting_kg=lightest,
    )


def _misplaced(clean: Sequence[float], drifting: Sequence[float]) -> int:
    """How many sets lie on the wrong side of the load that parts them best: in line above it, drifting up to it."""
    cuts = [0.0, *clean, *drifting]
    return min(sum(load > cut for load in clean) + sum(load <= cut for load in drifting) for cut in cuts)
