"""Does tracking get worse from set to set of one exercise on one day?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median

from sessions.knee_tracking.over_time.record import FilmedSet
from sessions.knee_tracking.over_time.slope import Slope, Why, slope_of
from sessions.knee_tracking.report import Interval, Trend

FEWEST_SETS = 4  # default
SAME_LOAD = 0.05  # of the heavier load: a heavier set is not a later set; default
SAME_DAY_SD = 0.03  # of the change, between sets of one body before one camera on one day: default, until measured


@dataclass(frozen=True, slots=True)
class SetToSet:
    """The sets of one lift on one day. sets: how many were compared; left_out: filmed work sets of other loads.

    slope: change of the ratio per set, with its 90 % interval. fall: over all these sets; None without a slope.
    """

    day: date
    sets: tuple[FilmedSet, ...]
    left_out: int
    slope: Interval | None
    fall: float | None
    trend: Trend
    why: Why | None

    @property
    def count(self) -> int:
        """How many sets were compared."""
        return len(self.sets)


def set_to_set(sets: Iterable[FilmedSet], *, least_sd: float = SAME_DAY_SD) -> SetToSet | None:
    """The newest lift of these sets (of one exercise and task) of which two work sets or more were filmed.

    Compared are work sets within SAME_LOAD of their median load; None if no lift has two filmed work sets.
    """
    lifts: dict[tuple[date, str], list[FilmedSet]] = {}
    for one in sorted(sets, key=lambda each: each.order):
        if one.lift_id and one.set_number is not None and not one.warm_up:
            lifts.setdefault((one.day, one.lift_id), []).append(one)
    several = [found for found in lifts.values() if len(found) > 1]
    return _of_lift(max(several, key=lambda found: (found[-1].day, found[-1].filmed_at)), least_sd) if several else None


def _of_lift(lift: list[FilmedSet], least_sd: float) -> SetToSet:
    measured = [one for one in lift if one.change is not None and one.load_kg is not None]
    loads = [one.load_kg for one in measured if one.load_kg is not None]
    middle = median(loads) if loads else 0.0
    alike = tuple(one for one in measured if abs((one.load_kg or 0.0) - middle) <= SAME_LOAD * middle + 1e-9)
    slope = _slope(alike, least_sd) if len(alike) >= FEWEST_SETS else None
    trend = Trend.CANNOT_TELL if slope is None else slope.trend
    why = None
    if trend is Trend.CANNOT_TELL:
        why = Why.NOT_MEASURED if not measured else Why.FEW_SETS if slope is None else Why.TOO_UNCERTAIN
    return SetToSet(
        day=lift[-1].day,
        sets=alike,
        left_out=len(lift) - len(alike),
        slope=None if slope is None else slope.per_step,
        fall=None if slope is None else slope.per_step.value * slope.span,
        trend=trend,
        why=why,
    )


def _slope(sets: tuple[FilmedSet, ...], least_sd: float) -> Slope | None:
    points = [(float(one.set_number or 0), one.change.value) for one in sets if one.change is not None]
    return slope_of([x for x, _ in points], [y for _, y in points], least_sd=least_sd)
